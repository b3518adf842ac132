"""Why an embedded server did not start."""

from __future__ import annotations


class StartFailed(Exception):
    """An embedded server did not start; the text is one line that says why and what to do."""
