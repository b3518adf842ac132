"""Every page: no barrier that axe finds, in both lights; a picture of each in both languages; and its weight."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "build" / "pictures"
MEMBER = {
    "sign-in": ("/", None),
    "benefits": ("/", "article"),
    "timeline": ("/timeline", "[data-axis]"),
    "bought": ("/bought", "article"),
    "benefit": ("/benefits/qinglan-vip", "dialog ol, [role=dialog] pre"),
}
STAFF = {
    "console-sign-in": ("/console", None),
    "console-members": ("/console/members?q=a", "tbody tr"),
    "console-member": ("/console/members/lin-xiao?benefit=qinglan-vip", "aside ol"),
    "console-catalogue": ("/console/catalogue?bundle=leisure-year", "article"),
    "console-change": ("/console/catalogue?view=change", "textarea"),
}
PAGES = MEMBER | STAFF
INITIAL_JAVASCRIPT = 150_000


def visit(open_, name, **how):
    path, ready = PAGES[name]
    who = {} if ready is None else {"member": "lin-xiao"} if name in MEMBER else {"role": "ADMIN"}
    page = open_(path, **who, **how)
    expect(page.locator(ready or "main ul").first).to_be_visible()
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier(open_, name, width, theme):
    page = visit(open_, name, width=width, theme=theme)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    told = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert told == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_a_picture_of_every_page(open_, name, width, language, theme):
    page = visit(open_, name, width=width, language=language, theme=theme)
    page.wait_for_load_state("networkidle")
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"{name}-{width}-{language}-{theme}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 5_000, "an empty page"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_first_page_needs_little_javascript(open_):
    page = visit(open_, "benefits", width=390)
    weights = page.evaluate("""performance.getEntriesByType('resource')
        .filter(one => one.name.endsWith('.js')).map(one => [one.name, one.encodedBodySize])""")
    assert sum(weight for _, weight in weights) <= INITIAL_JAVASCRIPT, weights
    assert not [name for name, _ in weights if "console" in name]
