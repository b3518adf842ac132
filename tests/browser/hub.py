"""A real hub for the browser tests, and what its staff do over GraphQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import httpx

from schema.frontend import BUILT
from tests.loopback import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_numbers = count(1)


MANIFEST = BUILT / "operations.json"
"""What the pages may ask, as their build wrote it; the hub would not start with a wrong one."""

APPROVED_ALONE = 10
"""A campaign for more members than this needs a second person, in a hub of so few."""

GOOD, DECLINED_LATER = "4242424242424242", "4000000000000341"
"""Cards of the sandbox: the second pays when the member is there, and no renewal."""

_ADVANCE = "mutation ($input: AdvanceClockInput!) { advanceClock(input: $input) { __typename } }"
_WANTS = "mutation ($input: SetMessagePreferenceInput!) { setMessagePreference(input: $input) { __typename } }"
_SAVES = "mutation ($input: SaveCampaignInput!) { saveCampaign(input: $input) { __typename } }"
_STEPS = "query ($code: String!) { campaign(code: $code) { results { steps { sent } } } }"
_JOINED = "query ($who: ID!) { member(id: $who) { campaigns { code isHeldOut } } }"
_LAUNCHES = """mutation ($submitted: SubmitCampaignInput!, $launched: CampaignInput!) {
    submitCampaign(input: $submitted) { __typename } launchCampaign(input: $launched) { __typename } }"""


class Hub:
    """One hub in demo mode, which can be killed and started again with what it holds."""

    def __init__(self, directory: Path) -> None:
        self._settings = {"HUB_DATA": str(directory), "HUB_PORT": str(free_port()), "HUB_DEMO": "true"}
        self._settings["HUB_CAMPAIGN_APPROVAL_OVER"] = str(APPROVED_ALONE)
        self._settings["HUB_TRUSTED_OPERATIONS"] = str(MANIFEST)
        self.gateway = f"http://127.0.0.1:{(gateway_port := free_port())}"
        self._settings["HUB_SANDBOX_GATEWAY_PORT"] = str(gateway_port)
        self.address = f"http://127.0.0.1:{self._settings['HUB_PORT']}"
        self._http = httpx.Client(base_url=self.address, timeout=60)
        self._headers: dict[str, dict[str, str]] = {}

    @property
    def _environment(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        return others | self._settings

    def start(self) -> None:
        """Until the hub says that it is up."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hub", "up"],
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self._process.stdout
        said = []
        while "Ctrl-C" not in (line := self._process.stdout.readline()):
            said.append(line)
            assert line, "".join(said)
        self._reader = Thread(target=self._process.stdout.read)  # else the hub would wait for one
        self._reader.start()

    def tell(self, external_id: str, *, is_lost: bool = False) -> dict[str, str]:
        """Remind a member of something, as a worker would: the links of the message, by what they open.

        ``is_lost``: nobody knows what became of the mail.
        """
        command = [sys.executable, "-m", "tests.browser.telling", external_id, *(["lost"] if is_lost else [])]
        said = subprocess.run(command, env=self._environment, check=True, capture_output=True, text=True).stdout
        links: dict[str, str] = json.loads(said.splitlines()[-1])
        return links

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, politely or not."""
        self._process.send_signal(how)
        self._process.wait(timeout=30)
        self._reader.join()
        assert self._process.stdout
        self._process.stdout.close()

    def close(self) -> None:
        """End it for good."""
        self.stop()
        self._http.close()

    def as_role(self, role: str) -> dict[str, str]:
        """The headers of a member of staff."""
        return self._as({"role": role})

    def as_member(self, external_id: str) -> dict[str, str]:
        """The headers of a member."""
        return self._as({"member": external_id})

    def _as(self, who: dict[str, str]) -> dict[str, str]:
        [name] = who.values()
        if name not in self._headers:
            self._headers[name] = {"authorization": f"Bearer {self.session(who)['token']}"}
        return self._headers[name]

    def session(self, who: dict[str, str]) -> dict[str, str]:
        """What the page keeps of a sign-in."""
        session: dict[str, str] = self._http.post("/session/demo", json=who).raise_for_status().json()
        return session

    def ask(self, query: str, member: str | None = None, **variables: Any) -> dict[str, Any]:
        """What the administrator, or a member, is answered, without errors."""
        headers = self.as_member(member) if member else self.as_role("ADMIN")
        answer = self._http.post("/graphql", json={"query": query, "variables": variables}, headers=headers).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def operations(self, way: str) -> float:
        """How many went that way since the hub started."""
        for line in self._http.get("/metrics").text.splitlines():
            if line.startswith(f'hub_graphql_operations_total{{way="{way}"}}'):
                return float(line.split()[-1])
        return 0

    def card(self, number: str = GOOD) -> str:
        """The token of a card, as the gateway gives it to a page."""
        entry = self.ask("{ cardEntry { url publicKey } }")["cardEntry"]
        card = {"number": number, "expires_month": 12, "expires_year": 2031, "security_code": "123"}
        headers = {"authorization": f"Bearer {entry['publicKey']}"}
        made = self._http.post(entry["url"], json=card, headers=headers).raise_for_status().json()
        token: str = made["token"]
        return token

    # what staff do ---------------------------------------------------------------------------------------------

    def new_member(self, name: str = "Mira Okafor", locale: str = "EN", **more: Any) -> Person:
        """Somebody who holds nothing yet; ``more`` is what else is known of them."""
        external_id = f"browser-{next(_numbers)}"
        mutation = """mutation ($input: CreateMemberInput!) {
            createMember(input: $input) { ... on CreateMemberPayload { member { id } } } }"""
        created = {"externalId": external_id, "name": name, "locale": locale, "zone": "Europe/London"}
        member = self.ask(mutation, input=created | more)["createMember"]["member"]
        return Person(self, member["id"], external_id, name)

    def sent_by(self, campaign: str) -> int:
        """How many messages of a campaign were made."""
        steps = self.ask(_STEPS, code=campaign)["campaign"]["results"]["steps"]
        return sum(step["sent"] for step in steps)

    def has_planned_reminders(self) -> bool:
        """Workers plan them within a minute."""
        return bool(self.ask("{ reminders(first: 1) { edges { cursor } } }")["reminders"]["edges"])

    def advance(self, by: str) -> None:
        """Move the clock on, and with it all that is due in between."""
        self.ask(_ADVANCE, input={"by": by})
        while self.ask("{ clock { target } }")["clock"]["target"]:
            sleep(0.1)

    def apply(self, document: str) -> None:
        """Publish a catalogue document."""
        mutation = """mutation ($input: ApplyCatalogueInput!) {
            applyCatalogue(input: $input) { __typename ... on CatalogueMistakes { mistakes { line message } } } }"""
        outcome = self.ask(mutation, input={"document": document})["applyCatalogue"]
        assert outcome["__typename"] == "CatalogueDiff", outcome


_PLACE = """mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
    ... on OrderPayload { order { id number } } } }"""
_PAY = """mutation ($input: PayOrderInput!) { payOrder(input: $input) {
    __typename ... on PayOrderPayload { payment { state } } } }"""
_TERMS = """query ($offer: String!) { previewRenewal(offer: $offer) {
    ... on RenewalPreview { termsVersion amount { amountMinor currency } } } }"""
_KEEP = """mutation ($input: KeepCardInput!) { keepCard(input: $input) {
    ... on KeepCardPayload { card { gateway method } } } }"""
_RENEW = """mutation ($input: EnableRenewalInput!) { enableRenewal(input: $input) { __typename } }"""


@contextmanager
def running() -> Iterator[Hub]:
    """A new hub, until the context ends."""
    with TemporaryDirectory(prefix="hub-") as directory:
        hub = Hub(Path(directory))
        hub.start()
        try:
            yield hub
        finally:
            hub.close()


class Person:
    """A member of the hub, as the tests speak of them."""

    def __init__(self, hub: Hub, id_: str, external_id: str, name: str) -> None:
        self._hub, self.id, self.external_id, self.name = hub, id_, external_id, name

    def is_given(self, bundle: str) -> None:
        """A bundle, by the support team."""
        self._is_given({"bundle": bundle})

    def is_granted(self, benefit: str, **more: Any) -> None:
        """One benefit, by the support team; for a month unless told."""
        self._is_given({"benefit": benefit, "period": "P1M"} | more)

    def wants_no_reminders(self) -> None:
        """Turns them off, on the telephone."""
        self._hub.ask(_WANTS, input={"member": self.id, "category": "SERVICE", "isWanted": False})

    def wants_offers(self) -> None:
        """Asks for marketing, on the telephone."""
        wanted = {"member": self.id, "category": "MARKETING", "isWanted": True}
        self._hub.ask(_WANTS, input=wanted)

    def is_reached_by(self, campaign: str, **more: Any) -> str:
        """A campaign for them alone, launched: its code. ``more`` of its plan."""
        self.wants_offers()
        audience = {"condition": {"kind": "MEMBERS", "members": [self.external_id]}}
        guards = {"hold_out": 0, "quiet": {"begin": "03:00", "end": "03:00"}}
        plan = {"name": campaign, "audience": audience, "journey": {"steps": [{"at": "START"}]}, "guards": guards}
        self._hub.ask(_SAVES, input={"code": campaign, "plan": plan | more})
        self._hub.ask(_LAUNCHES, submitted={"code": campaign}, launched={"code": campaign})
        return campaign

    def is_told_by(self, campaign: str) -> bool:
        """The campaign writes to them, and does not hold them out."""
        joined = self._hub.ask(_JOINED, who=self.id)["member"]["campaigns"]
        return {"code": campaign, "isHeldOut": False} in joined

    def _is_given(self, wish: dict[str, Any]) -> None:
        mutation = """mutation ($input: GrantInput!) { grant(input: $input) {
            __typename ... on Refusal { message } } }"""
        given = {"member": self.id, "reason": "a test", "idempotencyKey": f"key-{next(_numbers)}"}
        outcome = self._hub.ask(mutation, input=given | wish)["grant"]
        assert outcome["__typename"] == "GrantPayload", outcome

    # what they do themselves -----------------------------------------------------------------------------------

    def buys(self, offer: str) -> str:
        """An offer, with a good card: the number of the order, which is paid."""
        order = self._do(_PLACE, cart={"lines": [{"offer": offer}]})["placeOrder"]["order"]
        paid = self._do(_PAY, order=order["id"], card=self._hub.card())["payOrder"]
        assert paid["payment"]["state"] == "SUCCEEDED", paid
        number: str = order["number"]
        return number

    def lets_renew(self, offer: str, number: str = GOOD) -> None:
        """An offer, from a card kept for it."""
        preview = self._hub.ask(_TERMS, self.external_id, offer=offer)["previewRenewal"]
        card = self._do(_KEEP, token=self._hub.card(number))["keepCard"]["card"]
        price = {"price": preview["amount"]["amountMinor"], "currency": preview["amount"]["currency"]}
        terms = {"offer": offer, "termsVersion": preview["termsVersion"], **price}
        done = self._do(_RENEW, terms=terms, card=card)["enableRenewal"]
        assert done["__typename"] == "AgreementPayload", done

    def _do(self, mutation: str, **wish: Any) -> dict[str, Any]:
        wish["idempotencyKey"] = f"key-{next(_numbers)}"
        return self._hub.ask(mutation, self.external_id, input=wish)
