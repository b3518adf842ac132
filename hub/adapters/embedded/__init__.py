"""PostgreSQL and Valkey of the hub's own, for a machine that has nothing but Python.

Both run as children of the process that starts them, keep their files in one directory, listen only on sockets in
it, and end with their parent, even when that is killed: the kernel tells them, and what is still there at the next
start is stopped first.
"""
