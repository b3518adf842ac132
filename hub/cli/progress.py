"""A bar that says how far long work has come: for people at a terminal, on standard error, gone when it is done."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def counting() -> Progress:
    """Bars that count; nothing is shown where nobody watches."""
    console = Console(stderr=True)
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*parts, console=console, transient=True, disable=not console.is_terminal)
