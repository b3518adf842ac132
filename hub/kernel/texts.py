"""What a database can keep of a text."""

from __future__ import annotations


def storable(text: str) -> str:
    """The text without what no database keeps: halves of letters, as of a text cut short, and the zero character."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")
