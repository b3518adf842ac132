"""Cells of CSV that any spreadsheet may open safely: none is taken for a formula."""

from __future__ import annotations

from unicodedata import normalize

_FORMULA = {"=", "+", "-", "@", "\t", "\r"}


def harmless(cell: str) -> str:
    """The cell as it may stand in CSV: what a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{cell}" if _begins_formula(cell) else cell


def bare(cell: str) -> str:
    """The cell without the apostrophe that ``harmless`` put in front."""
    return cell[1:] if cell.startswith("'") and _begins_formula(cell[1:]) else cell


def _begins_formula(cell: str) -> bool:
    return normalize("NFKC", cell[:1]) in _FORMULA  # spreadsheets in Chinese take full-width signs for the same
