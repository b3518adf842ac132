"""Work that nobody waits for: one file a capability. A job's arguments are ids, and its body is a few lines.

A job is told of at least once, perhaps twice, and is lost with Redis; it may be interrupted at any moment. So it does
what is still to be done according to the database, and a sweep tells again of what was forgotten.
"""
