"""Results as a table for a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from hub.kernel.cells import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.campaigns.reads.results import Results
    from hub.campaigns.rules.values import Campaign

_HEAD = ["campaign", "what", "of", "variant", "value"]
_FUNNEL = ("planned", "sent", "delivered", "failed", "opened", "clicked", "renewed")


def as_csv(campaign: Campaign, results: Results) -> str:
    """All figures, one a line: the campaign, what is counted, of which step or day, in which variant, and how much."""
    written = StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_HEAD)
    table.writerows([_safe(campaign.plan.name), *map(_safe, row)] for row in _rows(results))
    return written.getvalue()


def _rows(results: Results) -> Iterator[tuple[object, ...]]:
    for step in results.steps:
        yield from ((name, f"step {step.step}", step.variant, getattr(step, name)) for name in _FUNNEL)
        yield from ((f"skipped {why}", f"step {step.step}", step.variant, n) for why, n in sorted(step.skipped.items()))
    for arm in results.arms:
        yield from (
            (name, "", arm.variant, getattr(arm, name)) for name in ("members", "renewed", "orders", "redeemed")
        )
        yield from ((f"revenue {each.currency}", "", arm.variant, each.amount) for each in arm.revenue)
        yield from ((f"cost {each.currency}", "", arm.variant, each.amount) for each in arm.cost)
    for name, found in results.uplifts.items():
        yield from (
            (f"uplift {part}", "", name, getattr(found, part)) for part in ("difference", "low", "high", "extra")
        )
    for day in results.days:
        yield from ((name, day.on, "", getattr(day, name)) for name in ("sent", "clicked", "renewed"))


def _safe(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell
