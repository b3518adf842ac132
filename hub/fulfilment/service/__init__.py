"""What can be done with deliveries and codes.

``planning`` and ``vault`` work in the caller's transaction where they say so; the calls to providers never do.
"""
