"""Every page: no barrier that axe finds, in both lights; a picture of each in both languages; and its weight."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HEIGHTS

ROOT = Path(__file__).parent.parent.parent
AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text()
PICTURES = ROOT / "build" / "pictures"
MEMBER = {
    "sign-in": ("/", None),
    "benefits": ("/", "article"),
    "timeline": ("/timeline", "[data-axis]"),
    "bought": ("/bought", "article"),
    "messages": ("/messages", "details"),
    "shop": ("/shop", "article"),
    "benefit": ("/benefits/qinglan-vip", "dialog ol, [role=dialog] pre"),
}
STAFF = {
    "console-sign-in": ("/console", None),
    "console-members": ("/console/members?q=a", "tbody tr"),
    "console-member": ("/console/members/lin-xiao?benefit=qinglan-vip", "aside ol"),
    "console-orders": ("/console/orders", "main h2, tbody tr"),
    "console-deliveries": ("/console/deliveries", "main h2, tbody tr"),
    "console-providers": ("/console/deliveries?view=providers", "tbody tr"),
    "console-vault": ("/console/deliveries?view=vault", "tbody tr"),
    "console-catalogue": ("/console/catalogue?bundle=leisure-year", "article"),
    "console-messages": ("/console/messages", "tbody tr"),
    "console-templates": ("/console/templates", "iframe"),
    "console-jobs": ("/console/jobs", "tbody tr"),
    "console-change": ("/console/catalogue?view=change", "textarea"),
}
PAGES = MEMBER | STAFF
INITIAL_JAVASCRIPT = 150_000
NARROWEST = 360
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def visit(open_, name, **how):
    path, ready = PAGES[name]
    who = {} if ready is None else {"member": "lin-xiao"} if name in MEMBER else {"role": "ADMIN"}
    page = open_(path, **who, **how)
    expect(page.locator(ready or "main ul").first).to_be_visible()
    expect(page.locator("[class*=skeleton]")).to_have_count(0)
    return page


def barriers(page):
    """What axe finds, in words."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def choose(page, language):
    """As another tab of the same browser would."""
    page.evaluate(f"localStorage.setItem('hub.language', {json.dumps(language)}); dispatchEvent(new Event('storage'))")
    page.wait_for_function("lang => document.documentElement.lang === lang", arg=language)


def take_picture(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 5_000, "an empty page"
    assert not page.evaluate(TOO_WIDE)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_shown_without_barriers_in_both_languages_and_lights(open_, name):
    page = visit(open_, name)
    page.evaluate(AXE)
    for width, theme, language in product([390, 1440], ["light", "dark"], ["zh-CN", "en"]):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=theme)
        choose(page, language)
        take_picture(page, f"{name}-{width}-{language}-{theme}")
        if language == "en":
            assert barriers(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_the_narrowest_phone(open_, name):
    take_picture(visit(open_, name, width=NARROWEST), f"{name}-{NARROWEST}")


def test_the_first_page_needs_little_javascript(open_):
    page = visit(open_, "benefits", width=390)
    weights = page.evaluate("""performance.getEntriesByType('resource')
        .filter(one => one.name.endsWith('.js')).map(one => [one.name, one.encodedBodySize])""")
    assert 0 < sum(weight for _, weight in weights) <= INITIAL_JAVASCRIPT, weights
    assert not [name for name, _ in weights if "console" in name or "graphiql" in name]
