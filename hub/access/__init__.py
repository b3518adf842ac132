"""Who is asking: a member, a person of the staff, or a program with a key.

Every request carries one **bearer** credential. A token of the configured issuer names a person and perhaps their
roles; a person without any is a member, known by the host application's id. A **key** is given to a program, has one
role, and is stored only as a hash: it is shown once, when it is made.
"""
