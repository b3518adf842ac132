"""Everything goes wrong at once, and nothing is lost, doubled or forgotten."""

from __future__ import annotations

from pathlib import Path

from tests.faults.chaos.running import run

ORDERS = 20


def test_after_everything_went_wrong_at_once_every_paid_part_is_delivered_once_or_waits_visibly(place: Path) -> None:
    happened, figures = run(place, ORDERS, calm=5)
    assert len(set(happened)) == 10
    assert figures["orders"].total() >= ORDERS
    assert figures["orders"]["PAID"] > ORDERS / 4
    assert figures["tasks"]["DELIVERED"] > ORDERS / 4
