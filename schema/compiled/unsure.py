"""What the compiler does not know for certain."""

from __future__ import annotations


class Unsure(Exception):
    """Leave it to the standard executor."""
