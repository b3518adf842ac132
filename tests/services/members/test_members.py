import asyncio
from dataclasses import replace

import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal.reads import entries_of_member
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.members import reads, service
from hub.members.errors import MemberExists
from hub.members.rules import Locale, NewMember
from hub.ports import Ports

LING = NewMember("u-1", "林玲", email="Ling@example.com", phone="+8613800001234", attributes={"city": "杭州"})

pytestmark = pytest.mark.usefixtures("database")


async def test_creating_a_member_again_with_the_same_content_answers_the_same(ports: Ports) -> None:
    ling = await service.create_member(ports, "key:shop", LING)
    assert await service.create_member(ports, "key:shop", LING) == ling
    assert await reads.members([ling.id, new_id()]) == {ling.id: ling}
    assert await reads.members_by_external_ids(["u-1", "u-2"]) == {"u-1": ling}
    assert [each.action for each in await entries_of_member(ling.id, 10)] == ["create_member"]


async def test_another_person_under_a_known_id_is_refused(ports: Ports) -> None:
    await service.create_member(ports, "key:shop", LING)
    with pytest.raises(MemberExists) as refused:
        await service.create_member(ports, "key:shop", replace(LING, name="Li", phone=None))
    assert refused.value == MemberExists("u-1", ("name", "phone"))


async def test_the_same_person_created_by_many_at_once_is_one_member(ports: Ports) -> None:
    made = await asyncio.gather(*(service.create_member(ports, "key:shop", LING) for _ in range(8)))
    assert len({member.id for member in made}) == 1


async def test_a_member_chooses_the_language_and_it_is_journalled_once(ports: Ports) -> None:
    ling = await service.create_member(ports, "key:shop", LING)
    for _ in range(2):
        changed = await service.set_preferences(ports, "member", ling.id, Locale.EN)
        assert changed == replace(ling, locale=Locale.EN)
    assert len(await entries_of_member(ling.id, 10)) == 2
    with pytest.raises(NotFound):
        await service.set_preferences(ports, "member", new_id(), Locale.EN)


@pytest.mark.parametrize("term", ["林玲", "林", "ling@EXAMPLE", "138 0000 1234", "u-1", "8613"])
async def test_a_member_is_found_by_name_mail_phone_and_id(ports: Ports, term: str) -> None:
    ling = await service.create_member(ports, "key:shop", LING)
    await service.create_member(ports, "key:shop", NewMember("x-2", "Bo"))
    assert await reads.search(term, 10) == [ling]
    assert await reads.search(str(ling.id), 10) == [ling]


@pytest.mark.parametrize("term", ["%", "_", "林%", "nobody", "玲"])
async def test_a_search_takes_every_character_as_itself(ports: Ports, term: str) -> None:
    await service.create_member(ports, "key:shop", LING)
    assert await reads.search(term, 10) == []


async def test_search_pages_follow_one_another_without_a_gap(ports: Ports) -> None:
    made = [await service.create_member(ports, "key:shop", NewMember(f"u-{n}", "Same Name")) for n in range(5)]
    first = await reads.search("same name", 2)
    second = await reads.search("same name", 2, after=first[-1].id)
    third = await reads.search("same name", 2, after=second[-1].id)
    assert first + second + third == made[::-1]


async def test_searching_uses_the_trigram_index() -> None:
    async with in_transaction() as connection:
        await connection.execute_script("SET LOCAL enable_seqscan = off")
        plan = await reads.MemberRow.filter(search__contains="example").explain()
    assert "members_search" in str(plan)


async def test_a_bound_account_is_sealed_masked_and_replaced(ports: Ports) -> None:
    ling = await service.create_member(ports, "key:shop", LING)
    for account in ("13800001234", "13900005678"):
        await service.bind_account(ports, f"member:{ling.id}", ling.id, "youku", account, [r"1\d{10}"])
    found = (await reads.accounts([ling.id]))[ling.id]
    assert [(each.provider, each.masked) for each in found] == [("youku", "139••••••78")]
    revealed = await service.reveal_account(ports, ling.id, "youku")
    assert revealed.expose() == "13900005678"
    rows = await get_connection("default").execute_query_dict("SELECT * FROM provider_accounts, journal")
    assert "3900005678" not in str(rows)


async def test_an_account_that_fits_no_pattern_is_refused(ports: Ports) -> None:
    ling = await service.create_member(ports, "key:shop", LING)
    with pytest.raises(InvalidInput):
        await service.bind_account(ports, "member", ling.id, "youku", "me", [r"1\d{10}"])
    with pytest.raises(NotFound):
        await service.reveal_account(ports, ling.id, "youku")
