"""Everything goes wrong at once, and afterwards everything must be where it belongs.

Members buy, pay twice, look at their codes and return things, in processes of their own, while the providers and the
gateway misbehave, workers, buyers, the web process, the gateway and the providers are killed, Redis is flushed, and
PostgreSQL is restarted and crashed. At the end ``hub doctor``, the gateway's books and the providers' ledgers must
agree about every order.

``python -m tests.faults.chaos 2000`` runs it for 2,000 orders; the suite runs a smaller one.
"""
