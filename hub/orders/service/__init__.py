"""What can be done with orders and their money.

Every change happens in one transaction that locks the order first; a gateway is only ever asked outside of one, and
what it was asked is written down before. So whatever dies in between, the next sweep knows what to ask.
"""
