"""A client that has the answer is told so, for as long as it would get the same again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from hub.access.rules import Role
from hub.catalogue import service as catalogue
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import consume
from hub.journal.rules import Act
from hub.kernel.calendar import Period, Span
from hub.members import service as members
from hub.members.rules import Locale
from tests.api.documents import documents
from tests.api.shop import CATALOGUE, VIP_MONTH, give, open_shop
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking

WHOLE = documents()["MyBenefits"]
"""What the benefits centre asks first."""
COUPONS = OneBenefit("coupon", Period.parse("P30D"), quantity=5)
GLANCE = """query($first: Int = 9) { viewer { name member { locale benefits(first: $first) { edges { node { status
  coverageEnd quantity { remaining } benefit { name { text } } } } } } } }"""


BEGUN = FakeClock().now()
SOLD_FOR_AN_HOUR = CATALOGUE.replace("price: 298.00 CNY", "price: 298.00 CNY, sale_until: 2026-01-01T11:00:00+08:00")

Look = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture(params=[GLANCE, WHOLE], ids=["at a glance", "the benefits centre"])
def look(ask: Asking, request: pytest.FixtureRequest) -> Look:
    """Ask a question that has a tag, as who has the answer with ``tag``."""

    async def get(who: Member | Role, tag: str = "", query: str = request.param, first: int = 24) -> httpx.Response:
        headers = {**ask.headers(who), **({"if-none-match": tag} if tag else {})}
        params = {"query": query, "variables": f'{{"first": {first}}}'}
        return await ask.http.get("/graphql", params=params, headers=headers)

    return get


@pytest.fixture
async def tag(look: Look, ports: Ports, ling: Member) -> str:
    """The tag of Ling's answer."""
    await open_shop(ports, SOLD_FOR_AN_HOUR)
    await give(ports, ling, VIP_MONTH)
    await give(ports, ling, COUPONS)
    assert "etag" not in (await look(ling)).headers  # the first of its kind is not known enough
    first = await look(ling)
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "accept, authorization"
    return first.headers["etag"]


async def test_who_has_the_answer_is_told_so(look: Look, ling: Member, tag: str) -> None:
    again = await look(ling, f'"another", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["vary"] == "accept, authorization"


Happening = "Callable[[Ports, Member], Awaitable[object]]"
HAPPENINGS: dict[str, Happening] = {
    "a grant": lambda ports, ling: give(ports, ling, VIP_MONTH),
    "a use": lambda ports, ling: consume(ling, "coupon", 1, Act("member", ports.clock.now(), "key")),
    "an account": lambda ports, ling: members.bind_account(ports, "member", ling.id, "lanting", "13800138000", [".*"]),
    "another language": lambda ports, ling: members.set_preferences(ports, "member", ling.id, Locale.EN),
    "another catalogue": lambda ports, _: catalogue.apply(ports, "test", CATALOGUE.replace("#2b5ce6", "#000000")),
}


@pytest.mark.parametrize("what", HAPPENINGS)
async def test_whatever_happens_there_is_another_answer(
    ask: Asking, look: Look, ports: Ports, ling: Member, tag: str, what: str
) -> None:
    await HAPPENINGS[what](ports, ling)
    await ask.data("mutation { __typename }", ling)  # what went through this process is seen at once
    changed = await look(ling, tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


async def test_time_alone_changes_the_answer(look: Look, clock: FakeClock, ling: Member, tag: str) -> None:
    before = (await look(ling)).json()
    turn = tag.strip('"').partition(".")[2]
    clock.set(clock.now().fromisoformat(turn) - timedelta(seconds=1))
    assert (await look(ling, tag)).status_code == 304
    clock.advance(timedelta(seconds=1))
    changed = await look(ling, tag)
    assert changed.status_code == 200
    assert changed.json() != before


async def test_whoever_is_told_that_nothing_changed_would_get_the_same_again(
    look: Look, clock: FakeClock, ling: Member, tag: str
) -> None:
    before = (await look(ling)).json()
    for hours in (0.99, 1, 23 * 24, 24 * 24, 30 * 24, 31 * 24, 400 * 24):  # the sale ends after an hour
        clock.set(BEGUN + timedelta(hours=hours))
        again, whole = await look(ling, tag), await look(ling)
        assert (again.status_code == 304) <= (whole.json() == before)


async def test_a_tag_is_good_for_one_question_and_one_person(look: Look, ling: Member, bo: Member, tag: str) -> None:
    assert (await look(bo, tag)).status_code == 200
    assert (await look(ling, tag, first=1)).status_code == 200
    assert (await look(ling, tag, query=GLANCE.replace("coverageEnd", "validFrom"))).status_code == 200
    assert (await look(Role.SUPPORT, tag)).status_code == 200


async def test_answers_made_from_more_than_tags_name_have_none(look: Look, ling: Member, tag: str) -> None:
    for query in ("{ viewer { member { benefits { edges { node { remainingSeconds } } } } } }", "{ viewer { name } }"):
        for _ in range(2):
            assert "etag" not in (await look(ling, query=query)).headers


CHANGING = {
    "how a grant stands": "grants { state }",
    "when what follows was worked out": "why { steps { at } }",
}


@pytest.mark.parametrize("field", CHANGING.values(), ids=CHANGING)
@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=6), timedelta(days=31)])
async def test_what_time_changes_within_an_entitlement_is_another_answer(
    look: Look, ports: Ports, clock: FakeClock, ling: Member, field: str, later: timedelta
) -> None:
    await open_shop(ports, CATALOGUE.replace(", unit: {zh: 张, en: coupon}", ""))
    query = f"{{ viewer {{ member {{ benefits {{ edges {{ node {{ {field} }} }} }} }} }} }}"
    for period in ("P30D", "P90D"):
        await give(ports, ling, OneBenefit("coupon", Period.parse(period)))
    week = Span(clock.now() + timedelta(days=5), clock.now() + timedelta(days=12))
    await give(ports, ling, OneBenefit("coupon", week))
    await look(ling, query=query)
    first = await look(ling, query=query)
    clock.advance(later)
    again, whole = await look(ling, first.headers.get("etag", ""), query=query), await look(ling, query=query)
    assert (again.status_code == 304) <= (whole.json() == first.json())
