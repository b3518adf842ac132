"""Telling members things, each of them once.

A *message* goes to one member by one *channel*: ``EMAIL``, the ``INBOX`` of their pages, or a ``WEBHOOK`` to the
operator's own systems, such as an SMS gateway; reminders and notices go by each that is set up. Its *key* says what it
tells and to whom, and a key is sent once. Its *category* says why it is sent: because the law asks for it (``LEGAL``:
nobody can turn that off), as part of the service (``SERVICE``: on unless turned off), or to sell (``MARKETING``: off
unless asked for). A message is rendered when it is planned, and kept as its recipient sees it.

One case cannot be decided: the worker dies, or the line breaks, between the mail server's yes and our note of it.
Before a message is handed to a mail server that is noted (``handed_at``), so such a message is found: it becomes
``UNDECIDED``, is counted, and is not sent again by itself. Mails are noted 16 at a time, for speed, so a killed worker
leaves as many undecided as it had in hand: 32 at most with 8 connections. A mail's Message-ID comes from the message's
own id, so a person can ask the mail server about it. Webhooks carry that id, and their receivers take each once: they
are repeated.
"""
