"""A real hub for the browser tests, and what its staff do over GraphQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING, Any

import httpx

from tests.loopback import free_port

if TYPE_CHECKING:
    from pathlib import Path

_numbers = count(1)


class Hub:
    """One hub in demo mode, which can be killed and started again with what it holds."""

    def __init__(self, directory: Path) -> None:
        self._settings = {"HUB_DATA": str(directory), "HUB_PORT": str(free_port()), "HUB_DEMO": "true"}
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

    def tell(self, external_id: str) -> None:
        """Remind a member of something, as a worker would."""
        subprocess.run([sys.executable, "-m", "tests.browser.telling", external_id], env=self._environment, check=True)

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
        if role not in self._headers:
            self._headers[role] = {"authorization": f"Bearer {self.session({'role': role})['token']}"}
        return self._headers[role]

    def session(self, who: dict[str, str]) -> dict[str, str]:
        """What the page keeps of a sign-in."""
        session: dict[str, str] = self._http.post("/session/demo", json=who).raise_for_status().json()
        return session

    def ask(self, query: str, role: str = "ADMIN", **variables: Any) -> dict[str, Any]:
        """What staff are answered, without errors."""
        body = {"query": query, "variables": variables}
        answer = self._http.post("/graphql", json=body, headers=self.as_role(role)).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    # what staff do ---------------------------------------------------------------------------------------------

    def new_member(self, name: str = "Mira Okafor", locale: str = "EN") -> Person:
        """Somebody who holds nothing yet."""
        external_id = f"browser-{next(_numbers)}"
        mutation = """mutation ($input: CreateMemberInput!) {
            createMember(input: $input) { ... on CreateMemberPayload { member { id } } } }"""
        created = {"externalId": external_id, "name": name, "locale": locale, "zone": "Europe/London"}
        member = self.ask(mutation, input=created)["createMember"]["member"]
        return Person(self, member["id"], external_id, name)

    def apply(self, document: str) -> None:
        """Publish a catalogue document."""
        mutation = """mutation ($input: ApplyCatalogueInput!) {
            applyCatalogue(input: $input) { __typename ... on CatalogueMistakes { mistakes { line message } } } }"""
        outcome = self.ask(mutation, input={"document": document})["applyCatalogue"]
        assert outcome["__typename"] == "CatalogueDiff", outcome


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

    def _is_given(self, wish: dict[str, Any]) -> None:
        mutation = """mutation ($input: GrantInput!) { grant(input: $input) {
            __typename ... on Refusal { message } } }"""
        given = {"member": self.id, "reason": "a test", "idempotencyKey": f"key-{next(_numbers)}"}
        outcome = self._hub.ask(mutation, input=given | wish)["grant"]
        assert outcome["__typename"] == "GrantPayload", outcome
