"""What a member holds of each benefit.

A *grant* is one addition to a member's holding of one benefit. The *entitlement* is what the grants of one benefit
add up to: a timeline of *segments*, each a half-open span in which one grant is in force. The *coverage end* is the
end of the unbroken coverage around an instant: what a member calls "valid until".
"""
