"""The stored catalogue: applied whole, revised only where it must be, and never forgetting what was sold."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException

from hub import wiring
from hub.catalogue import reads, service
from hub.catalogue.errors import InvalidCatalogue
from hub.catalogue.models import BenefitRow
from hub.catalogue.rules.bundles import Named
from hub.catalogue.rules.differences import Happening
from hub.catalogue.rules.document import read
from hub.catalogue.rules.export import write
from hub.catalogue.rules.plain import checksum
from hub.catalogue.rules.revisions import pin
from hub.kernel.errors import NotFound
from hub.ports import Ports
from tests.fakes import FakeClock
from tests.rules.catalogue.documents import SMALL, catalogues

STAFF = "staff:mei"


def changed(old: str, new: str, document: str = SMALL) -> str:
    assert document.count(old) == 1, old
    return document.replace(old, new)


@pytest.fixture
async def applied(database: str, ports: Ports) -> str:
    await service.apply(ports, STAFF, SMALL)
    return SMALL


async def numbers(*codes: str) -> list[int]:
    found = await reads.current_revisions(codes)
    return [found[code].number for code in codes]


async def journal() -> list[dict[str, object]]:
    return await get_connection("default").execute_query_dict("SELECT * FROM journal ORDER BY position")


@pytest.mark.usefixtures("applied")
async def test_what_was_applied_is_what_is_found(ports: Ports) -> None:
    small = read(SMALL)
    assert await reads.catalogue() == small
    assert await reads.providers(["lanting", "none"]) == small.providers
    assert await reads.categories(["fun", "video"]) == small.categories
    assert await reads.benefits(["vip", "coupon", "trial"]) == small.benefits
    assert await reads.bundles(["year", "family"]) == small.bundles
    assert await reads.offers(["year-once"]) == small.offers
    assert await reads.offers_of_bundles(["year", "family"]) == {"year": list(small.offers.values()), "family": []}
    assert await reads.benefits_of_tier_groups(["lanting", "x"]) == {"lanting": [small.benefits["vip"]], "x": []}


@pytest.mark.usefixtures("applied")
async def test_a_revision_holds_everything_to_the_last_benefit(ports: Ports, clock: FakeClock) -> None:
    revision = (await reads.current_revisions(["family"]))["family"]
    assert (revision.number, revision.published_at) == (1, clock.now())
    assert revision.content == pin(read(SMALL), "family")
    assert revision.checksum == checksum(revision.content)
    assert await reads.revisions([revision.id]) == {revision.id: revision}


async def test_the_first_apply_tells_all_that_it_added(database: str, ports: Ports) -> None:
    done = await service.apply(ports, STAFF, SMALL)
    assert {each.happening for each in done.changes} == {Happening.ADDED}
    assert done.revised == ("family", "year")
    (entry,) = await journal()
    assert (entry["actor"], entry["action"], entry["subject"]) == (STAFF, "apply_catalogue", "catalogue")


@pytest.mark.usefixtures("applied")
async def test_applying_again_changes_nothing(ports: Ports) -> None:
    assert (await reads.comparison(SMALL)).is_empty
    assert (await service.apply(ports, STAFF, SMALL)).is_empty
    assert (await service.apply(ports, STAFF, await reads.document())).is_empty
    assert await numbers("year", "family") == [1, 1]
    assert len(await journal()) == 1


@pytest.mark.usefixtures("applied")
async def test_a_bundle_within_another_revises_both_and_what_was_sold_stays(ports: Ports) -> None:
    sold = (await reads.current_revisions(["family"]))["family"]
    done = await service.apply(ports, STAFF, changed("count: 12", "count: 6"))
    assert [(each.section, each.code) for each in done.changes] == [("bundles", "year")]
    assert done.revised == ("family", "year")
    assert await numbers("year", "family") == [2, 2]
    assert (await reads.revisions([sold.id]))[sold.id] == sold
    assert [each.number for each in (await reads.history(["family"]))["family"]] == [2, 1]


@pytest.mark.usefixtures("applied")
async def test_a_benefit_that_comes_to_be_counted_revises_the_bundles_that_give_it(ports: Ports) -> None:
    unit = "stacking: EXTEND\n    unit: {zh: 次, en: visit}"
    assert (await service.apply(ports, STAFF, changed("stacking: EXTEND", unit))).revised == ("family", "year")


@pytest.mark.usefixtures("applied")
async def test_mended_words_and_prices_publish_nothing(ports: Ports) -> None:
    done = await service.apply(ports, STAFF, changed("198.00 CNY", "188.00 CNY").replace("en: words", "en: Words"))
    assert (len(done.changes), done.revised) == (9, ())
    assert await numbers("year", "family") == [1, 1]
    assert str((await reads.offers(["year-once"]))["year-once"].price) == "188.00 CNY"


@pytest.mark.usefixtures("applied")
async def test_what_is_no_longer_named_is_retired_but_still_found_by_its_code(ports: Ports, clock: FakeClock) -> None:
    clock.advance(timedelta(days=1))
    without = changed("  - {code: year-once, bundle: year, price: 198.00 CNY}\n", "").replace("offers:\n", "")
    done = await service.apply(ports, STAFF, without)
    assert [(each.happening, each.code) for each in done.changes] == [(Happening.RETIRED, "year-once")]
    assert (await reads.catalogue()).offers == {}
    assert (await reads.offers_of_bundles(["year"])) == {"year": []}
    assert (await reads.offers(["year-once"])) == read(SMALL).offers
    assert not (await service.apply(ports, STAFF, SMALL)).is_empty
    assert (await reads.catalogue()) == read(SMALL)


@pytest.mark.usefixtures("applied")
async def test_a_retired_bundle_has_no_current_revision_and_returns_with_its_old_one(ports: Ports) -> None:
    start, end = SMALL.index("  - code: family"), SMALL.index("offers:")
    await service.apply(ports, STAFF, SMALL[:start] + SMALL[end:])
    assert await reads.current_revisions(["family"]) == {}
    done = await service.apply(ports, STAFF, SMALL)
    assert done.revised == ()
    assert await numbers("family") == [1]


@pytest.mark.usefixtures("applied")
async def test_a_mistake_leaves_everything_as_it_was(ports: Ports) -> None:
    with pytest.raises(InvalidCatalogue):
        await service.apply(ports, STAFF, changed("198.00 CNY", "1 CNY").replace("P1Y", "P0D"))
    assert await reads.catalogue() == read(SMALL)


@pytest.mark.usefixtures("applied")
async def test_a_failure_half_way_leaves_everything_as_it_was(ports: Ports) -> None:
    await get_connection("default").execute_query("ALTER TABLE offers ADD CONSTRAINT no CHECK (amount_minor > 100)")
    with pytest.raises(BaseORMException):
        await service.apply(ports, STAFF, changed("198.00 CNY", "0.01 CNY").replace("count: 12", "count: 6"))
    assert await reads.catalogue() == read(SMALL)
    assert await numbers("year") == [1]
    assert len(await journal()) == 1


@pytest.mark.usefixtures("applied")
async def test_two_benefits_may_exchange_their_ranks(ports: Ports) -> None:
    tiers = changed("stacking: EXCLUSIVE", "stacking: EXCLUSIVE\n    tier: {group: lanting, rank: 2}")
    await service.apply(ports, STAFF, tiers)
    swapped = tiers.replace("rank: 1", "rank: 3").replace("rank: 2", "rank: 1").replace("rank: 3", "rank: 2")
    done = await service.apply(ports, STAFF, swapped)
    assert [each.old.code for each in done.policy_changes] == ["trial", "vip"]
    assert [each.code for each in (await reads.benefits_of_tier_groups(["lanting"]))["lanting"]] == ["trial", "vip"]


@pytest.mark.usefixtures("applied")
async def test_within_one_version_a_change_is_not_seen_and_afterwards_it_is(ports: Ports) -> None:
    was = await reads.offers(["year-once"])
    async with reads.at_one_version():
        assert await reads.offers(["year-once"]) == was
        await service.apply(ports, STAFF, changed("198.00 CNY", "208.00 CNY"))
        assert await reads.offers(["year-once"]) == was
    assert await reads.offers(["year-once"]) != was


@pytest.mark.usefixtures("database")
async def test_of_many_who_apply_the_same_at_once_one_does_it(ports: Ports) -> None:
    done = await asyncio.gather(*(service.apply(ports, STAFF, SMALL) for _ in range(8)))
    assert sorted(each.is_empty for each in done) == [False, *[True] * 7]
    assert await numbers("year") == [1]


@pytest.mark.usefixtures("database")
async def test_of_many_who_apply_different_catalogues_at_once_the_last_one_holds_whole(ports: Ports) -> None:
    documents = [changed("count: 12", f"count: {n}") for n in range(1, 7)]
    await asyncio.gather(*(service.apply(ports, STAFF, each) for each in documents))
    stored = await reads.catalogue()
    assert stored in [read(each) for each in documents]
    (revision,) = (await reads.current_revisions(["year"])).values()
    assert (revision.number, revision.content) == (6, pin(stored, "year"))


@pytest.mark.usefixtures("applied")
async def test_publishing_what_is_published_answers_the_same_revision(ports: Ports) -> None:
    last = (await reads.current_revisions(["year"]))["year"]
    assert await service.publish(ports, STAFF, "year") == last
    assert len(await journal()) == 1
    with pytest.raises(NotFound):
        await service.publish(ports, STAFF, "decade")


@pytest.mark.usefixtures("applied")
async def test_publishing_a_bundle_whose_benefit_changed_underneath_makes_the_next_revision(ports: Ports) -> None:
    await BenefitRow.filter(code="vip").update(unit={"zh": "次", "en": "visit"})
    assert (await service.publish(ports, STAFF, "year")).number == 2
    assert await numbers("year", "family") == [2, 1]
    assert [each["action"] for each in await journal()] == ["apply_catalogue", "publish"]


@pytest.mark.usefixtures("applied")
@pytest.mark.parametrize("statement", ["UPDATE bundle_revisions SET number = 9", "DELETE FROM bundle_revisions"])
async def test_a_revision_cannot_be_changed_even_by_hand(statement: str) -> None:
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        await get_connection("default").execute_query(statement)


@pytest.mark.usefixtures("applied")
async def test_lifetime_windows_and_choices_survive_being_stored(ports: Ports) -> None:
    choice = (
        "{key: any, pick: 1, of: [{key: a, benefit: vip, validity: LIFETIME}, {key: b, bundle: extra, weight: 0},"
        " {key: c, benefit: coupon, activation: true, activate_within: P7D, priority: 3}]}"
    )
    words = "{zh: 文字, en: words}"
    extra = (
        f"  - {{code: extra, name: {words}, description: {words}, validity: LIFETIME, components: [{{key: x,"
        " benefit: vip, validity: {from: 2026-01-01T00:00:00+08:00, until: 2026-02-01T00:00:00+08:00}}]}\n"
    )
    document = changed("{key: video, benefit: vip}", choice).replace("offers:\n", f"{extra}offers:\n")
    await service.apply(ports, STAFF, document)
    found = await reads.current_revisions(["year", "extra"])
    assert found["year"].content == pin(read(document), "year")
    assert found["extra"].content.validity is Named.LIFETIME
    assert (await reads.comparison(document)).is_empty


@settings(max_examples=4)
@given(one=catalogues(), other=catalogues(), data=st.data())
def test_any_catalogue_can_follow_any_other(database_url: str, ports: Ports, one, other, data) -> None:
    async def follow() -> None:
        async with wiring.connected(database_url):
            for each in (one, other):
                await service.apply(ports, STAFF, write(each))
                assert await reads.catalogue() == each
                assert (await service.apply(ports, STAFF, await reads.document())).is_empty
                found = await reads.current_revisions(list(each.bundles))
                assert {code: revision.content for code, revision in found.items()} == {
                    code: pin(each, code) for code in each.bundles
                }

    asyncio.run(follow())
