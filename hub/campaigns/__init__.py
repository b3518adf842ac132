"""Campaigns: whom marketing reaches, when, with what offer, and how it did.

An **audience** is the members whom a condition fits; saved under a name, every saving is a version of its own. The
**plan** of a campaign is a document: the audience, the offer, the **journey** of steps, the variants and the guards.
Who joins a campaign is a **participant**; which variant they get, or that they are held out and get nothing, is a hash
of (campaign, member) and never changes. What a step did for a participant is a **touch**: a message, or why there is
none. Using a campaign's offer in an order is a **redemption**.

Of each participant only the next step has a row that is due, and an index holds only these. A step is decided anew
when it is due: who has renewed, left, been told enough or may not be written to hears nothing, and the reason is kept.
A budget is reserved when an order is placed and given back when the order comes to nothing; the database refuses to
spend more than there is.
"""
