"""What can be done with what members hold.

Every use case opens one transaction, locks the member's tier groups concerned, lets the rules decide, stores the
grants with the timeline worked out anew, and records the act in the journal.
"""
