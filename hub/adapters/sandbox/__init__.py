"""Stand-ins for the outside world, each a real HTTP service in its own process: a payment gateway and three providers.

For the demo and for tests. They keep their books in a SQLite file, so that a restart forgets nothing and a test can
prove what was really charged and delivered.
"""
