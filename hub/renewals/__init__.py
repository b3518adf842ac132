"""Renewing what a member holds, because they agreed to it: nobody is charged unawares, and nobody has a gap.

An **agreement** is a member's consent to renew an offer with a card that a gateway keeps. Its ``number`` counts its
renewals: the k-th **renewal** has one row, one order and at most one payment that succeeds, whatever fails in between.
It falls **due** when the coverage it prolongs ends, and is charged somewhat before that, never unless a **notice** of
the date and the amount reached the member within the notice window.

How it goes on: everything that is known about an agreement is read, a pure rule (``rules.deciding``) says what follows,
the service does that one step and commits it, and looks again. So a worker that dies anywhere leaves nothing half done
that the next look would not see: an order without a payment, a payment of which nobody knows what became (the gateway
is asked before anything is charged again), a payment that succeeded and is not yet written down here.

How it is found: ``next_at`` says when an agreement is to be looked at again, and a partial index holds only those that
have one. Whatever moves a member's coverage also marks, by a trigger in the same transaction, their agreements as
``moved``, and these are looked at at once.

No transaction here locks anything while it holds an agreement's row, so that the trigger never waits in a circle.
"""
