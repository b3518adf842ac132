"""Messages over GraphQL: a member's inbox and wishes, and what staff see of all of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.catalogue import service as catalogue
from hub.journal import service as journal
from hub.notifications import reads
from hub.notifications.rules.messages import Category, Channel, NewMessage, State
from hub.notifications.service.planning import plan
from hub.notifications.service.preferring import prefer, unsubscribe_link
from hub.notifications.service.sending import send
from hub.ports.couriers import News, Outcome
from schema.mail_frame import mail_frame_route
from schema.unsubscribing import unsubscribe_route
from tests.api.test_live import heard, socket
from tests.couriers import FakeCourier
from tests.services.entitlements.conftest import CATALOGUE

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking

INBOX = "{ viewer { member { inbox { unread edges { node { id subject text readAt channel } } } } } }"
READ = """mutation ($input: MarkMessagesReadInput!) { markMessagesRead(input: $input) {
    ... on MarkMessagesReadPayload { unread } } }"""
TOKEN = "a" * 40


@pytest.fixture
def carrying(ports: Ports) -> Ports:
    return replace(ports, couriers={"EMAIL": FakeCourier()}, site="https://hub.example")


async def tell(ports: Ports, member: Member, key: str) -> None:
    sample = reads.templates().sample("reminder") | {"renew_url": f"https://hub.example/renew/{TOKEN}"}
    await plan(ports, member, NewMessage(key, "reminder", Category.SERVICE, sample))
    await journal.record(ports.clock.now(), "system", action="remind", subject="test", member_id=member.id)


async def inbox(ask: Asking, member: Member) -> tuple[int, list[dict[str, Any]]]:
    found = (await ask.data(INBOX, member))["viewer"]["member"]["inbox"]
    return found["unread"], [edge["node"] for edge in found["edges"]]


async def test_a_member_reads_their_inbox_and_marks_what_they_read(
    ask: Asking, carrying: Ports, ling: Member, bo: Member
) -> None:
    await tell(carrying, ling, "one")
    await tell(carrying, ling, "two")
    unread, [newest, oldest] = await inbox(ask, ling)
    assert (unread, newest["channel"], newest["readAt"]) == (2, "INBOX", None)
    assert f"/renew/{TOKEN}" in newest["text"]
    answer = await ask.data(READ, ling, input={"messages": [oldest["id"]]})
    assert answer["markMessagesRead"]["unread"] == 1
    assert await ask.data(READ, bo, input={"messages": [newest["id"]]}) == {"markMessagesRead": {"unread": 0}}
    assert (await inbox(ask, ling))[0] == 1
    assert await ask.data(READ, ling, input={}) == {"markMessagesRead": {"unread": 0}}


async def test_staff_see_every_message_but_cannot_act_by_the_links_in_it(
    ask: Asking, carrying: Ports, ling: Member
) -> None:
    await tell(carrying, ling, "one")
    query = """{ messages(filter: {channel: EMAIL}) { edges { node {
        recipient state note dueAt text html member { name } } } } }"""
    [edge] = (await ask.data(query, Role.SUPPORT))["messages"]["edges"]
    found = edge["node"]
    assert (found["recipient"], found["state"], found["member"]) == ("ling@example.com", "PLANNED", {"name": "林玲"})
    assert TOKEN not in found["text"] + found["html"]
    assert "/renew/…" in found["text"]
    none = await ask.data("{ messages(filter: {state: [FAILED]}) { edges { cursor } } }", Role.SUPPORT)
    assert none["messages"]["edges"] == []


async def test_a_message_by_its_id_is_its_members_alone(ask: Asking, carrying: Ports, ling: Member, bo: Member) -> None:
    await tell(carrying, ling, "one")
    [message] = (await inbox(ask, ling))[1]
    query = "query ($id: ID!) { node(id: $id) { ... on Message { subject } } }"
    assert (await ask.data(query, ling, id=message["id"]))["node"]
    assert (await ask.data(query, bo, id=message["id"]))["node"] is None
    for_staff = "query ($id: ID!) { node(id: $id) { ... on Message { note } } }"
    assert await ask.error(for_staff, ling, id=message["id"]) == "FORBIDDEN"


async def test_a_member_chooses_what_to_be_told_except_where_the_law_does(ask: Asking, ling: Member) -> None:
    wanted = "{ viewer { member { messagePreferences { category isWanted canChange } } } }"
    before = (await ask.data(wanted, ling))["viewer"]["member"]["messagePreferences"]
    assert [(each["category"], each["isWanted"], each["canChange"]) for each in before] == [
        ("LEGAL", True, False), ("SERVICE", True, True), ("MARKETING", False, True)
    ]  # fmt: skip
    choose = """mutation ($input: SetMessagePreferenceInput!) { setMessagePreference(input: $input) {
        ... on SetMessagePreferencePayload { preferences { category isWanted } }
        ... on InvalidInputRefusal { code message } } }"""
    answer = await ask.data(choose, ling, input={"category": "SERVICE", "isWanted": False})
    assert {"category": "SERVICE", "isWanted": False} in answer["setMessagePreference"]["preferences"]
    refused = await ask.data(choose, ling, input={"category": "LEGAL", "isWanted": False})
    assert refused["setMessagePreference"]["code"] == "INVALID_INPUT"


async def test_the_count_of_unread_messages_is_live_and_nobody_elses(
    address: str, ask: Asking, carrying: Ports, ling: Member, bo: Member
) -> None:
    follow = {"id": "1", "type": "subscribe", "payload": {"query": "subscription { inboxChanged { unread } }"}}
    async with carrying.changes.listening(), socket(address, ask.token(ling)) as to_ling:
        assert (await heard(to_ling))["type"] == "connection_ack"
        await to_ling.send(json.dumps(follow))
        counts = [await told(to_ling)]
        await tell(carrying, bo, "not hers")
        await tell(carrying, ling, "one")
        counts.append(await told(to_ling))
        await ask.data(READ, ling, input={})
        counts.append(await told(to_ling))
    assert counts == [0, 1, 0]


async def told(connection: Any) -> int:
    message = json.loads(await asyncio.wait_for(connection.recv(), 20))
    unread: int = message["payload"]["data"]["inboxChanged"]["unread"]
    return unread


TEMPLATE = '{ messageTemplate(name: "reminder") { edition sample texts { locale text mjml } draft { id } mistakes } }'
SAVE = """mutation ($input: SaveTemplateDraftInput!) { saveTemplateDraft(input: $input) {
    ... on TemplatePayload { template { draft { id } mistakes } } ... on Refusal { code } } }"""
PUBLISH = """mutation ($input: PublishTemplateInput!) { publishTemplate(input: $input) {
    ... on TemplatePayload { template { edition draft { id } editions { number author } } }
    ... on TemplateMistakes { code mistakes } ... on Refusal { code messageZh } } }"""
PREVIEW = """query ($locale: Locale!, $texts: [TemplateTextInput!]!) {
    previewTemplate(template: "reminder", locale: $locale, texts: $texts) {
        ... on TemplatePreview { subject text html } ... on Refusal { code message } } }"""


async def test_marketing_writes_previews_and_publishes_a_template(ask: Asking, database: str) -> None:
    template = (await ask.data(TEMPLATE, Role.MARKETING))["messageTemplate"]
    assert (template["edition"], template["draft"], template["sample"]["name"]) == (0, None, "林晓")
    texts = template["texts"]
    texts[1]["text"] = "Dear {{ nam }}\n\nbye"
    saved = (await ask.data(SAVE, Role.MARKETING, input={"template": "reminder", "texts": texts}))["saveTemplateDraft"]
    assert saved["template"]["mistakes"] == [
        "reminder/en.txt: nam is not in sample.json",
        "reminder in en: 'nam' is undefined",
    ]
    wrong = {"template": "reminder", "draft": saved["template"]["draft"]["id"]}
    refused = (await ask.data(PUBLISH, Role.MARKETING, input=wrong))["publishTemplate"]
    assert (refused["code"], len(refused["mistakes"])) == ("TEMPLATE_MISTAKES", 2)
    texts[1]["text"] = "Dear {{ name }}\n\nbye"
    shown = (await ask.data(PREVIEW, Role.SUPPORT, locale="EN", texts=texts))["previewTemplate"]
    assert (shown["subject"], "<html" in shown["html"]) == ("Dear Lin Xiao", True)
    saved = (await ask.data(SAVE, Role.MARKETING, input={"template": "reminder", "texts": texts}))["saveTemplateDraft"]
    assert (await ask.data(PUBLISH, Role.MARKETING, input=wrong))["publishTemplate"]["code"] == "DRAFT_CHANGED"
    right = {"template": "reminder", "draft": saved["template"]["draft"]["id"]}
    done = (await ask.data(PUBLISH, Role.MARKETING, input=right))["publishTemplate"]["template"]
    assert (done["edition"], done["draft"], done["editions"][0]["number"]) == (1, None, 1)


async def test_everybody_of_the_staff_sees_how_the_work_stands(ask: Asking, carrying: Ports, ling: Member) -> None:
    await tell(carrying, ling, "one")
    query = "{ jobs { hasQueue hasWorker work { kind due running late failed oldestDueAt } } }"
    jobs = (await ask.data(query, Role.SUPPORT))["jobs"]
    assert (jobs["hasQueue"], jobs["hasWorker"]) == (False, False)
    messages = next(each for each in jobs["work"] if each["kind"] == "messages")
    assert (messages["due"], messages["late"], messages["failed"]) == (1, 0, 0)


async def test_one_post_unsubscribes_and_looking_at_the_link_does_not(
    database: str, carrying: Ports, ling: Member
) -> None:
    await prefer(carrying, "test", ling.id, Category.MARKETING, wanted=True)
    place = unsubscribe_link(carrying, ling.id, Category.MARKETING).removeprefix("https://hub.example")
    async with pages(carrying) as http:
        assert (await http.get(place)).status_code == httpx.codes.OK
        assert (await reads.chosen_by(ling.id))[Category.MARKETING]
        one_click = {"List-Unsubscribe": "One-Click"}
        assert (await http.post(place, data=one_click)).status_code == httpx.codes.OK
        assert not (await reads.chosen_by(ling.id))[Category.MARKETING]
        assert (await http.post(f"/unsubscribe/{TOKEN}")).status_code == httpx.codes.BAD_REQUEST
        shown = await http.post(f"/unsubscribe/{TOKEN}", headers={"accept": "text/html"})
        assert "none of ours" in shown.text


async def test_a_mail_is_shown_in_a_sandbox_where_nothing_runs_and_nothing_is_fetched(ports: Ports) -> None:
    async with pages(ports) as http:
        policy = (await http.get("/mail-frame")).headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'nonce-", "frame-ancestors 'self'", "sandbox allow-scripts"):
        assert rule in policy


def pages(ports: Ports) -> httpx.AsyncClient:
    app = Starlette(routes=[unsubscribe_route(ports), mail_frame_route()])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub")


STAGES = "{ reminderStages { benefit { code } stages } }"
SET_STAGES = """mutation ($input: SetReminderStagesInput!) { setReminderStages(input: $input) {
  ... on ReminderStages { stages } ... on Refusal { code }
} }"""


async def test_operators_set_when_members_are_reminded_of_a_benefit(ask: Asking, ports: Ports) -> None:
    await catalogue.apply(ports, "test", CATALOGUE)

    async def set_to(*stages: str, **more: object) -> dict[str, Any]:
        wish = {"benefit": "music", "stages": list(stages)} | more
        done: dict[str, Any] = (await ask.data(SET_STAGES, Role.OPERATOR, input=wish))["setReminderStages"]
        return done

    assert await set_to("-P14D", "+P1D") == {"stages": ["-P14D", "+P1D"]}
    own = [{"benefit": {"code": "music"}, "stages": ["-P14D", "+P1D"]}]
    assert (await ask.data(STAGES, Role.SUPPORT))["reminderStages"] == own
    assert (await set_to("P14D"))["code"] == "INVALID_INPUT"
    assert (await set_to(benefit="nothing"))["code"] == "NOT_FOUND"
    assert await set_to(stages=None) == {"stages": ["-P30D", "-P7D", "-P1D", "+P3D"]}
    assert (await ask.data(STAGES, Role.SUPPORT))["reminderStages"] == []


ADDRESSES = """query ($address: String) { suppressedAddresses(address: $address) {
  edges { node { id address why } } } }"""
SUPPRESS = """mutation ($input: AddressInput!) { suppressAddress(input: $input) {
  ... on SuppressedAddress { address why } ... on Refusal { code } } }"""
LIFT = """mutation ($input: AddressInput!) { liftSuppression(input: $input) {
  ... on LiftSuppressionPayload { address } ... on Refusal { code } } }"""


async def addresses(ask: Asking, address: str | None = None) -> list[dict[str, str]]:
    found = (await ask.data(ADDRESSES, Role.SUPPORT, address=address))["suppressedAddresses"]["edges"]
    return [each["node"] for each in found]


async def test_an_address_whose_mail_came_back_gets_none_until_it_is_in_order_again(
    ask: Asking, carrying: Ports, ling: Member
) -> None:
    await tell(carrying, ling, "on its way")
    bounce = {"address": "Ling@Example.com", "reason": "552 5.2.2 mailbox full for a month"}
    told = {"address": "ling@example.com", "why": bounce["reason"]}
    for _ in range(2):
        assert (await ask.data(SUPPRESS, Role.SUPPORT, input=bounce))["suppressAddress"] == told
    [mail] = [each for each in await reads.listed(9, None, reads.Wanted(ling.id)) if each.channel is Channel.EMAIL]
    await send(carrying, [mail.id])
    assert (await reads.messages([mail.id]))[mail.id].state is State.SUPPRESSED
    [found] = await addresses(ask, "LING@example.com")
    assert (found["address"], found["why"]) == (told["address"], told["why"])
    assert await addresses(ask, "bo@example.com") == []
    node = "query ($id: ID!) { node(id: $id) { ... on SuppressedAddress { address } } }"
    assert (await ask.data(node, Role.OPERATOR, id=found["id"]))["node"] == {"address": "ling@example.com"}
    assert (await ask.data(node, ling, id=found["id"]))["node"] is None
    fixed = {"address": "ling@example.com", "reason": "emptied"}
    assert (await ask.data(LIFT, Role.SUPPORT, input=fixed))["liftSuppression"] == {"address": "ling@example.com"}
    assert (await ask.data(LIFT, Role.SUPPORT, input=fixed))["liftSuppression"] == {"code": "NOT_FOUND"}
    await tell(carrying, ling, "after that")
    assert (await reads.listed(1, None, reads.Wanted(ling.id, channel=Channel.EMAIL)))[0].state is State.PLANNED


@pytest.mark.parametrize("wrong", [{"address": "ling", "reason": "x"}, {"address": "a@example.com", "reason": " "}])
async def test_what_is_no_address_and_what_has_no_reason_is_not_suppressed(ask: Asking, wrong: dict[str, str]) -> None:
    assert (await ask.data(SUPPRESS, Role.SUPPORT, input=wrong))["suppressAddress"] == {"code": "INVALID_INPUT"}
    assert await addresses(ask) == []


SETTLE = """mutation ($input: SettleMessageInput!) { settleMessage(input: $input) {
  ... on SettleMessagePayload { settled { id state note } } ... on Refusal { code message } } }"""
UNDECIDED = "{ messages(filter: {state: UNDECIDED}) { edges { node { id reference } } } }"


async def test_staff_decide_what_becomes_of_a_mail_that_may_have_arrived(
    ask: Asking, carrying: Ports, ling: Member
) -> None:
    courier = carrying.couriers["EMAIL"]
    assert isinstance(courier, FakeCourier)
    courier.answers = [Outcome(News.UNKNOWN, "the line broke")]
    await tell(carrying, ling, "one")
    [mail] = await reads.listed(9, None, reads.Wanted(ling.id, channel=Channel.EMAIL))
    await send(carrying, [mail.id])
    [edge] = (await ask.data(UNDECIDED, Role.SUPPORT))["messages"]["edges"]
    assert edge["node"]["reference"] == str(mail.id)  # as in the mail's Message-ID
    decision = {"message": edge["node"]["id"], "verdict": "SEND_AGAIN", "reason": "asked for it"}
    told = (await ask.data(SETTLE, Role.SUPPORT, input=decision))["settleMessage"]
    assert told == {"settled": {"id": decision["message"], "state": "PLANNED", "note": ""}}
    await send(carrying, [mail.id])
    assert [each.id for each in courier.taken] == [mail.id]
    told = (await ask.data(SETTLE, Role.SUPPORT, input=decision))["settleMessage"]
    assert (told["code"], "SENT" in told["message"]) == ("NOTHING_TO_DECIDE", True)
    assert await ask.error(SETTLE, ling, input=decision) == "FORBIDDEN"
