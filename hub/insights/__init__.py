"""What can be seen from above: how the hub's work stands.

**Work** is what nobody waits for, by kind: messages, reminders, deliveries, payments, refunds. The figures are the same
wherever they are shown: ``hub jobs status``, ``/metrics``, and the console.
"""
