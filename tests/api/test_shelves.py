"""The catalogue in process: its own changes at once, those of others in time, and one object for one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.catalogue import reads
from schema.catalogue import Benefit
from schema.shelves import Shelves
from tests.api.shop import CATALOGUE, open_shop

if TYPE_CHECKING:
    from hub.ports import Ports

CHANGED = CATALOGUE.replace("en: Lanting", "en: Orchid")


async def test_what_others_change_is_seen_when_the_time_is_up(database: str, ports: Ports) -> None:
    patient, careful = Shelves(3_600), Shelves(0)
    await open_shop(ports)
    assert (await patient.current()).providers["lanting"].name.en == "Lanting"
    await careful.current()
    await open_shop(ports, CHANGED)
    assert (await careful.current()).providers["lanting"].name.en == "Orchid"
    assert (await patient.current()).providers["lanting"].name.en == "Lanting"
    patient.doubt()
    assert (await patient.current()).providers["lanting"].name.en == "Orchid"


async def test_the_catalogue_is_read_again_only_when_it_changed(database: str, ports: Ports) -> None:
    shelves = Shelves(0)
    assert (await shelves.current()).version == reads.NOTHING
    await open_shop(ports)
    found = await shelves.current()
    assert await shelves.current() is found
    benefit = found.benefits["vip"]
    shown = shelves.shown(Benefit.of, benefit)
    assert shelves.shown(Benefit.of, benefit) is shown
    await open_shop(ports, CHANGED)
    again = (await shelves.current()).benefits["vip"]
    assert shelves.shown(Benefit.of, again) is not shown
