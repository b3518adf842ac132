"""What the browser tests may ask for.

``hub``     a real hub with the built pages, started once a worker; its demo members are there
``open_``   opens a page as somebody: ``open_("/timeline", member=mira, language="zh-CN", theme="dark", width=390)``

Every page opened is watched: an error in the console, a refusal by the page's own security policy, a request to
anywhere but the hub and its sandbox gateway, or an operation that the build's manifest lacks fails the test. A test
that means to cause errors says so with ``is_watched=False`` and gets a browser of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from schema.frontend import BUILT
from tests.browser.chromium import launched
from tests.browser.hub import MANIFEST, Hub, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Request

    from tests.browser.hub import Person

HEIGHTS = {360: 740, 390: 844, 1440: 900}
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def hub() -> Iterator[Hub]:
    assert (BUILT / "index.html").is_file(), "the pages are not built: run make frontend"
    with running() as hub:
        hub.tell("lin-xiao")
        yield hub


@pytest.fixture(scope="package")  # Playwright keeps a loop running in this thread, in which no other test could run
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


class Watch:
    """Remembers what a page must not do."""

    def __init__(self, hub: Hub) -> None:
        self._known = (hub.address, hub.gateway, "data:", "blob:")
        self._graphql = f"{hub.address}/graphql"
        self._operations = {*json.loads(MANIFEST.read_bytes()).values()}
        self.mishaps: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("console", lambda said: said.type == "error" and self.mishaps.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: self.mishaps.append(f"error: {error}"))
        page.on("request", lambda asked: self._check(asked, page))
        page.on("websocket", lambda line: line.on("framesent", lambda told: self._check_operation(told, page)))

    def _check(self, asked: Request, page: Page) -> None:
        if not asked.url.startswith(self._known):
            self.mishaps.append(f"left the hub: {asked.url}")
        if asked.url == self._graphql and asked.method == "POST":
            self._check_operation(asked.post_data or "", page)
        if asked.url.startswith(f"{self._graphql}?"):
            [query] = parse_qs(urlsplit(asked.url).query)["query"]
            self._check_operation(json.dumps({"query": query}), page)

    def _check_operation(self, sent: str | bytes, page: Page) -> None:
        """What is asked must be in the manifest, word for word; in GraphiQL one asks what one likes."""
        told = json.loads(sent)
        query = (told.get("payload") or told).get("query")
        if query and query not in self._operations and page.url != self._graphql:
            self.mishaps.append(f"not in the manifest: {query}")


@pytest.fixture(scope="package")
def shared(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser for all: what one page loaded, the next has. Each page signs in for itself."""
    context = new_context(chromium)
    yield context
    context.close()


def new_context(chromium: Browser) -> BrowserContext:
    context = chromium.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def apart(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of the test's own, which may lose its network."""
    context = new_context(chromium)
    yield context
    context.close()


@pytest.fixture
def open_(hub: Hub, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    watch = Watch(hub)
    pages = []

    def opened(  # noqa: PLR0913 - each says one thing about the visit
        path: str = "/",
        *,
        member: Person | str | None = None,
        role: str | None = None,
        language: str = "en",
        theme: str = "light",
        width: int = 1440,
        is_watched: bool = True,
    ) -> Page:
        context: BrowserContext = request.getfixturevalue("shared" if is_watched else "apart")
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.add_init_script(_as_if_before(hub, member, role, language))
        if is_watched:
            watch.follow(page)
        page.goto(hub.address + path)
        return page

    yield opened
    for page in pages:
        page.close()
    assert watch.mishaps == []


def _as_if_before(hub: Hub, member: Person | str | None, role: str | None, language: str) -> str:
    """Signs in and chooses a language before the first address of a page, and never again."""
    kept: dict[str, Any] = {}
    if member is not None:
        kept["hub.session.member"] = hub.session({"member": getattr(member, "external_id", member)})
    if role is not None:
        kept["hub.session.staff"] = hub.session({"role": role})
    return f"""if (self === top && !sessionStorage.getItem('was-here')) {{
        sessionStorage.setItem('was-here', 'yes');
        localStorage.clear();
        localStorage.setItem('hub.language', {json.dumps(language)});
        const kept = {json.dumps(kept)};
        for (const [key, value] of Object.entries(kept)) sessionStorage.setItem(key, JSON.stringify(value));
    }}"""
