"""Turning money into benefits.

A **quote** prices a cart: lines that each buy an offer's bundle so many times, with a discount in its slot. An
**order** is a quote that a member has agreed to; its **lines** keep the pinned revision, its **parts** say what of
the money belongs to each grant that the bundle gives, to the minor unit. A **payment** is one try to take the
order's total; a **payment event** is what a gateway told us of its own accord; a **refund** gives the value of parts
back, and takes their grants. What does not fit is kept as a **payment case** for a person.

Money taken for an order is never kept without its grants: either the order is paid, granted and being delivered, all
in one transaction, or the money goes back.
"""
