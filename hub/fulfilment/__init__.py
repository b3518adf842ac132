"""Delivering what was granted, each benefit on its own.

A *task* delivers one grant. Its *routes* are the ways in which it can be done, best first: a provider's adapter and
that provider's product code, or our own *vault* of codes. A *sending* is one order placed for the task at one
provider, under an id that the provider is asked by; at most one is open, and at most one ever delivers. An *attempt*
is one exchange with a provider: what was sent and what was answered, masked. A sending whose outcome is unknown is
*in doubt*: the provider is asked about it before anything is sent again.

A *code* lies in the vault as part of a *batch*, is reserved for an order, issued to a member's task, and revealed to
that member alone.
"""
