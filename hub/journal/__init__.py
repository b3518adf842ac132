"""What happened, written in the same transaction as the change itself.

An **entry** says who did what to which subject, and when; entries are only ever added. An **idempotency key** names
one request of a client, a job or a webhook, so that a repetition answers the same and changes nothing.
"""
