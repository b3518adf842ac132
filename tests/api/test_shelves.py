"""The catalogue in process: its own changes at once, those of others in time, and one object for one entry."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.catalogue import reads
from schema.catalogue import Benefit
from schema.shelves import Shelves
from tests.api.shop import CATALOGUE, open_shop
from tests.api.test_statements import statements

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


async def test_those_who_come_while_the_catalogue_is_asked_for_do_not_ask_one_after_the_other(
    database: str, ports: Ports
) -> None:
    shelves = Shelves(0)
    await open_shop(ports)
    with statements() as seen:
        await asyncio.gather(*(shelves.current() for _ in range(20)))
        first = len(seen)
        await asyncio.gather(*(shelves.current() for _ in range(20)))
    assert len(seen) - first == 2  # for the first, and for all who came meanwhile


async def test_while_there_are_queries_the_catalogue_is_asked_for_before_anybody_has_to_wait(
    database: str, ports: Ports
) -> None:
    shelves = Shelves(3_600)
    await open_shop(ports)
    before = await shelves.current()
    await open_shop(ports, CHANGED)
    shelves._asked_at -= 3_000
    assert await shelves.current() is before
    assert shelves._ahead
    await shelves._ahead
    assert (await shelves.current()).providers["lanting"].name.en == "Orchid"
