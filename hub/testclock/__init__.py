"""The test clock: a present that can be moved on, kept in the database, read by every process of the hub.

It is the machine's clock and how far it is ``ahead`` of it. Moving it on sets a ``target``; a worker then goes there,
from one instant at which something is due to the next, and does at each what is due, before it goes on.

Only a hub that was started for the first time in demo mode has one: its database is marked then, while it is still
empty, and at no other time. A database in which anything has happened without the mark never gets it.
"""
