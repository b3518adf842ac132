"""Three stand-in providers in one process, each with its own protocol, keys and manners.

- ``sunrise``: in the style of a Chinese top-up platform: one address, a signed envelope, nothing is done at once;
- ``harbour``: JSON with HMAC headers, idempotent, answers at once or later, takes deliveries back;
- ``drizzle``: forms signed by MD5, slow, forgetful and unreliable on purpose, and it delivers twice if asked twice.

What becomes of an order is known by its product code (``products.py``); what goes wrong on the way is set at
``/admin/{provider}/faults``, and what was really delivered is told by ``/admin/{provider}/ledger``.
"""
