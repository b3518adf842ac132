"""A client that has the answer is told so, for as long as it would get the same again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hub.access.rules import Role
from hub.catalogue import service as catalogue
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import consume
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.members import service as members
from hub.members.rules import Locale
from tests.api.shop import CATALOGUE, VIP_MONTH, give, open_shop

if TYPE_CHECKING:
    import httpx

    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking
    from tests.fakes import FakeClock

COUPONS = OneBenefit("coupon", Period.parse("P30D"), quantity=5)
GLANCE = """query($first: Int = 9) { viewer { name member { locale benefits(first: $first) { edges { node { status
  coverageEnd quantity { remaining } benefit { name { text } } } } } } } }"""


async def asked(ask: Asking, who: Member | Role, tag: str = "", query: str = GLANCE, **more: str) -> httpx.Response:
    headers = {**ask.headers(who), **({"if-none-match": tag} if tag else {})}
    return await ask.http.get("/graphql", params={"query": query, **more}, headers=headers)


@pytest.fixture
async def tag(ask: Asking, ports: Ports, ling: Member) -> str:
    """The tag of Ling's answer."""
    await open_shop(ports)
    await give(ports, ling, VIP_MONTH)
    await give(ports, ling, COUPONS)
    assert "etag" not in (await asked(ask, ling)).headers  # the first of its kind is not known enough
    first = await asked(ask, ling)
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "accept, authorization"
    return first.headers["etag"]


async def test_who_has_the_answer_is_told_so(ask: Asking, ling: Member, tag: str) -> None:
    again = await asked(ask, ling, f'"another", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["vary"] == "accept, authorization"


Happening = "Callable[[Ports, Member], Awaitable[object]]"
HAPPENINGS: dict[str, Happening] = {
    "a grant": lambda ports, ling: give(ports, ling, VIP_MONTH),
    "a use": lambda ports, ling: consume(ling, "coupon", 1, Act("member", ports.clock.now(), "key")),
    "another language": lambda ports, ling: members.set_preferences(ports, "member", ling.id, Locale.EN),
    "another catalogue": lambda ports, _: catalogue.apply(ports, "test", CATALOGUE.replace("#2b5ce6", "#000000")),
}


@pytest.mark.parametrize("what", HAPPENINGS)
async def test_whatever_happens_there_is_another_answer(
    ask: Asking, ports: Ports, ling: Member, tag: str, what: str
) -> None:
    await HAPPENINGS[what](ports, ling)
    await ask.data("mutation { __typename }", ling)  # what went through this process is seen at once
    changed = await asked(ask, ling, tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


async def test_time_alone_changes_the_answer(ask: Asking, clock: FakeClock, ling: Member, tag: str) -> None:
    before = (await asked(ask, ling)).json()
    turn = tag.strip('"').partition(".")[2]
    clock.set(clock.now().fromisoformat(turn) - timedelta(seconds=1))
    assert (await asked(ask, ling, tag)).status_code == 304
    clock.advance(timedelta(seconds=1))
    changed = await asked(ask, ling, tag)
    assert changed.status_code == 200
    assert changed.json() != before


async def test_a_tag_is_good_for_one_question_and_one_person(ask: Asking, ling: Member, bo: Member, tag: str) -> None:
    assert (await asked(ask, bo, tag)).status_code == 200
    assert (await asked(ask, ling, tag, variables='{"first": 1}')).status_code == 200
    assert (await asked(ask, ling, tag, query=GLANCE.replace("coverageEnd", "validFrom"))).status_code == 200
    assert (await asked(ask, Role.SUPPORT, tag)).status_code == 200


async def test_answers_made_from_more_than_tags_name_have_none(ask: Asking, ling: Member, tag: str) -> None:
    for query in ("{ viewer { member { benefits { edges { node { actions { kind } } } } } } }", "{ viewer { name } }"):
        for _ in range(2):
            assert "etag" not in (await asked(ask, ling, query=query)).headers
