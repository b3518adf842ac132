"""Compiled operations answer what the standard executor answers; the fixture ``both_ways`` compares them."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from prometheus_client import generate_latest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.ports.queue import QueueStatus
from schema.api import create_schema
from schema.app import graphql_routes
from schema.catalogue import Benefit, Provider
from schema.compiled import writing
from schema.compiled.blueprints import blueprint
from schema.entitlements import Entitlement
from schema.grants import Grant
from schema.members import Member as ShownMember
from schema.observation import Metrics
from schema.permissions import Gate
from schema.shelves import ShelfLoaders
from schema.texts import LocalText
from tests.api.both_ways import BothWays, written
from tests.api.conftest import Asking
from tests.api.documents import documents
from tests.api.generated import operations
from tests.api.shop import CATALOGUE, VIP_MONTH, YEAR, give, open_shop
from tests.api.test_entitlements import BENEFITS, global_id
from tests.fakes import RecordingQueue

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.settings import Settings

SCHEMA = create_schema()
CORE = SCHEMA._schema
IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def tries(quick: int) -> trying:
    """So many examples, or 5,000 on demand (``HYPOTHESIS_PROFILE=thorough``)."""
    many = 5_000 if IS_THOROUGH else quick
    return trying(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))


def pools(member: Member, other: Member, grant: str) -> dict[str, list[str]]:
    ids = [f'"{global_id(*each)}"' for each in (("Member", member.id), ("Benefit", "vip"), ("Bundle", "year"))]
    ids += [f'"{grant}"', f'"{global_id("Entitlement", f"{member.id}:vip")}"', '"nothing"']
    return {
        "id": ids,
        "ids": [f"[{', '.join(ids[:3])}]", "[]"],
        "member": [ids[0], f'"{global_id("Member", other.id)}"'],
        "grant": [f'"{grant}"'],
        "benefit": ['"vip"', '"coupon"', '"svip"', '"no-such"'],
        "code": ['"year"', '"family"', '"no-such"'],
        "provider": ['"lanting"', '"yuyan"', "null"],
        "category": ['"fun"', '"rides"'],
        "search": ['"u-"', '"Bo"'],
        "externalId": ['"u-ling"', '"u-nobody"'],
        "first": ["0", "1", "2", "20", "101"],
        "at": ['"2026-03-01T00:00:00Z"', '"2030-01-01T08:00:00+08:00"', '"never"'],
        "locale": ["EN", "ZH_CN"],
        "filter": ["{status: [ACTIVE, SCHEDULED]}", '{benefit: ["vip"], category: "fun"}', "null"],
    }


@pytest.fixture
async def lives(database: str, ports: Ports, ling: Member, bo: Member) -> str:
    """Ling holds a good deal; the global id of one of her grants."""
    await open_shop(ports)
    await give(ports, ling, YEAR)
    given = await give(ports, ling, VIP_MONTH)
    return global_id("Grant", given.grants[0])


@tries(200)
@given(choice=st.data())
async def test_operations_made_up_from_the_schema_are_answered_alike(
    choice: st.DataObject, ask: Asking, both_ways: BothWays, ling: Member, bo: Member, lives: str
) -> None:
    operation = choice.draw(operations(CORE, pools(ling, bo, lives)))
    await ask(operation, choice.draw(st.sampled_from([ling, bo, Role.SUPPORT, Role.MARKETING, None])))
    assert not both_ways.taken_differences()


WRONG = [None, 5, 2**40, 1.5, True, "text", b"bytes", [], [None], object(), ValueError("broken"), float("nan")]
FAULTS = [
    (Benefit, ("code", "name", "stacking", "unit", "max_ahead", "is_counted", "key")),
    (Provider, ("code", "name", "colour", "key")),
    (LocalText, ("zh", "en")),
    (Entitlement, ("status", "valid_from", "coverage_end", "is_lifetime", "key", "glance")),
    (Grant, ("state", "granted_at", "period", "quantity", "path", "key", "source")),
    (ShownMember, ("name", "locale", "created_at", "key", "email")),
]
SEEN = """{ viewer { name role member { __typename id name email locale createdAt benefits { totalCount edges { node {
  id status validFrom coverageEnd isLifetime grants { id state grantedAt period quantity path source }
  benefit { id code name { zh en text } stacking unit { en } maxAhead isCounted provider { id code colour name { en } }
  } } } } } } }"""


@tries(6)
@given(choice=st.data())
async def test_whatever_is_wrong_in_the_data_is_told_alike(
    choice: st.DataObject, ask: Asking, both_ways: BothWays, ling: Member, lives: str
) -> None:
    kind, names = choice.draw(st.sampled_from(FAULTS))
    name, wrong = choice.draw(st.sampled_from(names)), choice.draw(st.sampled_from(WRONG))
    made = kind.of

    def spoilt(*args: Any, **kwargs: Any) -> Any:
        value = made(*args, **kwargs)
        object.__setattr__(value, name, wrong)
        return value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "of", spoilt)
        patch.setattr(ShelfLoaders, "shown", lambda _, make, entry: make(entry))
        await ask(SEEN, ling)
    assert not both_ways.taken_differences()


class Closed(Gate):
    def check(self, info: object) -> None:
        raise PermissionError


async def test_no_shorter_way_goes_round_the_question_whether_a_field_may_be_seen(
    ask: Asking, both_ways: BothWays, ling: Member, lives: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    glance = "{ viewer { member { benefits { edges { node { status coverageEnd benefit { code } } } } } } }"
    await ask.data(glance, ling)
    assert both_ways.answered == 1
    for closed in ("status", "coverage_end", "benefit"):
        gates = {closed: (Closed(),)}
        monkeypatch.setattr(writing, "checks", lambda field, gates=gates: gates.get(field.python_name, ()))
        await ask.data(f"query Without_{closed} {glance}", ling)  # the standard executor's gates are as they were
    assert both_ways.answered == 1


class HastyQueue(RecordingQueue):
    """Looks whether something is there already, as Redis' client does before it asks on a connection that lay idle."""

    async def status(self) -> QueueStatus:
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                await asyncio.sleep(60)
        return QueueStatus(7, has_worker=True)


async def test_what_limits_its_own_time_ends_nothing_that_is_asked_beside_it(
    both_ways: BothWays, ports: Ports, settings: Settings, lives: str
) -> None:
    hasty = replace(ports, queue=HastyQueue())
    ask = Asking(Starlette(routes=graphql_routes(settings, hasty)), hasty)
    seen = await ask.data("{ jobs { waiting } clock { now } reminderSettings { hour } }", Role.ADMIN)
    assert seen["jobs"] == {"waiting": 7}
    assert both_ways.answered == 1


async def test_a_compiled_answer_without_faults_is_what_most_get(
    ask: Asking, both_ways: BothWays, ling: Member, lives: str
) -> None:
    await ask.data(SEEN, ling)
    await ask.data(BENEFITS, ling, at="2026-02-01T00:00:00Z", filter={"status": ["ACTIVE"]}, first=2)
    assert both_ways.answered == 2


@pytest.mark.parametrize("name", documents())
def test_every_query_of_the_pages_can_be_compiled(name: str) -> None:
    found = blueprint(SCHEMA, documents()[name], None)
    assert found
    assert all(found._written(outcomes) for outcomes in product([True, False], repeat=len(found._conditions)))


async def test_the_pages_get_the_same_answers_compiled(
    ask: Asking, both_ways: BothWays, ling: Member, lives: str
) -> None:
    given = {
        "first": 20,
        "member": global_id("Member", ling.id),
        "grant": lives,
        "benefit": "vip",
        "period": "P1M",
        "externalId": ling.external_id,
        "search": "林",
        "code": "year",
        "document": CATALOGUE,
    }
    went = []
    for name, document in documents().items():
        both_ways.answered = 0
        variables = {key: value for key, value in given.items() if f"${key}:" in document}
        answers = [await ask(document, who, **variables) for who in (ling, Role.ADMIN)]
        whole = [each for each in answers if "errors" not in each]
        assert both_ways.answered == len(whole) or name.startswith("Preview"), name  # refusals go the standard way
        went += [name] if whole else []
    assert {"MyBenefits", "EntitlementDetail", "Bought", "ConsoleBenefits", "Catalogue", "OneBundle"} <= set(went)


async def test_how_many_requests_went_compiled_is_counted(ports: Ports, settings: Settings, ling: Member) -> None:
    metrics = Metrics()
    asking = Asking(Starlette(routes=graphql_routes(settings, ports, metrics)), ports)
    await asking.data("{ viewer { name } }", ling)
    await asking.data("{ viewer { name } }", ling)
    await asking.data("{ __schema { queryType { name } } }", ling)
    shown = generate_latest(metrics._registry).decode()
    assert 'hub_graphql_operations_total{way="compiled"} 2.0' in shown
    assert 'hub_graphql_operations_total{way="standard"} 1.0' in shown


@given(at=st.datetimes(timezones=st.just(UTC)))
def test_an_instant_reads_the_same_whoever_writes_it(at: datetime) -> None:
    assert orjson.loads(written(at)) == CORE.type_map["Instant"].coerce_output_value(at)
