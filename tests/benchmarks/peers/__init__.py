"""The same page of "my benefits", served by others: each a process of its own, on the same database."""
