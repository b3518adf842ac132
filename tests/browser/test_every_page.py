"""Every page: no barrier that axe finds, in both lights; a picture of each in both languages; and its weight."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HEIGHTS

ROOT = Path(__file__).parent.parent.parent
AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text()
PICTURES = ROOT / "build" / "pictures"


@dataclass(frozen=True)
class Sight:
    """A page as one comes to it: where, what shows that all of it is there, as whom, what is pressed."""

    path: str
    ready: str
    who: str = ""
    press: str = ""


WITHOUT_READS = {"sign-in", "console-sign-in", "unsubscribe"}

SIGHTS = {
    "sign-in": Sight("/", "main ul"),
    "benefits": Sight("/", "article", "lin-xiao"),
    "timeline": Sight("/timeline", "[data-axis]", "lin-xiao"),
    "timeline-table": Sight("/timeline", "tbody tr", "lin-xiao", "Table"),
    "bought": Sight("/bought", "article", "lin-xiao"),
    "messages": Sight("/messages", "details", "lin-xiao"),
    "benefit": Sight("/benefits/qinglan-vip", "dialog ol, [role=dialog] pre", "lin-xiao"),
    "problem": Sight("/benefits/mozhan-card", "[role=dialog] textarea", "lin-xiao", "Report a problem"),
    "shop": Sight("/shop", "article", "lin-xiao"),
    "buying": Sight("/shop", "[role=dialog] figure", "lin-xiao", "Choose: Leisure Year"),
    "order": Sight("/orders/{order}", "main article li", "buyer"),
    "renewals": Sight("/renewals", "article", "buyer"),
    "renewal-by-link": Sight("{renew}", "article"),
    "unsubscribe": Sight("{unsubscribe}", "form"),
    "console-sign-in": Sight("/console", "main ul"),
    "console-members": Sight("/console/members?q=a", "tbody tr", "ADMIN"),
    "console-member": Sight("/console/members/lin-xiao?benefit=qinglan-vip", "aside ol", "ADMIN"),
    "console-orders": Sight("/console/orders?order={order}", "aside li", "ADMIN"),
    "console-deliveries": Sight("/console/deliveries", "tbody tr", "ADMIN"),
    "console-delivery": Sight("/console/deliveries?delivery={delivery}", "aside pre", "ADMIN", "harbour · "),
    "console-providers": Sight("/console/deliveries?view=providers", "tbody tr", "ADMIN"),
    "console-routes": Sight("/console/deliveries?view=routes", "tbody tr", "ADMIN"),
    "console-cases": Sight("/console/orders?state=cases", "main h2", "ADMIN"),
    "console-vault": Sight("/console/deliveries?view=vault", "tbody tr", "ADMIN"),
    "console-catalogue": Sight("/console/catalogue?bundle=leisure-year", "article", "ADMIN"),
    "console-change": Sight("/console/catalogue?view=change", "textarea", "ADMIN"),
    "console-campaigns": Sight("/console/campaigns", "tbody tr", "ADMIN"),
    "console-campaign-segment": Sight("/console/campaigns/stay-with-us", "section[aria-live] li", "ADMIN"),
    "console-campaign-journey": Sight("/console/campaigns/stay-with-us?step=journey", "legend", "ADMIN"),
    "console-campaign-results": Sight("/console/campaigns/{campaign}", "figure", "ADMIN"),
    "console-reminders": Sight("/console/reminders", "tbody tr", "ADMIN"),
    "console-reminder-stages": Sight(
        "/console/reminders?view=stages", "[role=dialog] tbody tr", "ADMIN", "Mozhan Reading Card"
    ),
    "console-messages": Sight("/console/messages", "tbody tr", "ADMIN"),
    "console-message": Sight(
        "/console/messages?view=wrong&member={member}", "[role=dialog] section", "ADMIN", "2 of your benefits"
    ),
    "console-addresses": Sight("/console/messages?view=addresses", "main h2", "ADMIN"),
    "console-templates": Sight("/console/templates?template=reminder", "iframe", "ADMIN"),
    "console-jobs": Sight("/console/jobs", "tbody tr", "ADMIN"),
    "console-clock": Sight("/console/jobs", "header details[open] button", "ADMIN", "20"),
}
STATES = [
    ("light", 390, ["en", "zh-CN"]),
    ("light", 1440, ["zh-CN", "en"]),
    ("dark", 390, ["en"]),
]
"""From one to the next as little changes as can."""

INITIAL_JAVASCRIPT = 150_000
NARROWEST = 360
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def places(hub):
    """What stands in the addresses: somebody who bought something, and the links of a message to them."""
    buyer = hub.new_member("Ling Chen 凌晨", email="ling.chen@example.com")
    order = buyer.buys("leisure-year")
    buyer.is_given("stream-and-listen-month")
    buyer.lets_renew("stream-and-listen-month")
    links = hub.tell(buyer.external_id)
    hub.tell(buyer.external_id, is_lost=True)
    campaign = buyer.is_reached_by("letter-to-ling")
    while not (delivery := tried(hub, order)) or not hub.sent_by(campaign) or not hub.has_planned_reminders():
        sleep(0.2)
    return {
        "buyer": buyer.external_id,
        "member": buyer.id,
        "order": order,
        "delivery": delivery,
        "campaign": campaign,
        **links,
    }


def tried(hub, order):
    """A delivery of the order at which a provider was asked; none yet, perhaps."""
    query = """query ($number: String!) { order(number: $number) { lines { parts { fulfilment {
        id attempts { kind } } } } } }"""
    [line] = hub.ask(query, number=order)["order"]["lines"]
    deliveries = [part["fulfilment"] for part in line["parts"]]
    return next((each["id"] for each in deliveries if each and each["attempts"]), None)


@pytest.fixture
def visit(open_, places):
    def visited(name, width):
        sight = SIGHTS[name]
        who = sight.who and {"role" if sight.who == "ADMIN" else "member": places.get(sight.who, sight.who)}
        page = open_(sight.path.format(**places), width=width, **(who or {}))
        if sight.press:
            page.get_by_text(sight.press).or_(page.get_by_label(sight.press, exact=True)).first.click()
        expect(page.locator(sight.ready).first).to_be_visible()
        expect(page.locator("[class*=skeleton]")).to_have_count(0)
        return page

    return visited


def barriers(page):
    """What axe finds, in words."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def choose(page, language):
    """As another tab of the same browser would; pages that are written in both languages stay as they are."""
    if page.locator("#app").count():
        page.evaluate(f"localStorage['hub.language'] = {json.dumps(language)}; dispatchEvent(new Event('storage'))")
        page.wait_for_function("lang => document.documentElement.lang === lang", arg=language)


def take_picture(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"{name}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 5_000, "an empty page"
    assert not page.evaluate(TOO_WIDE), name


@pytest.mark.parametrize("name", SIGHTS)
def test_every_page_is_shown_without_barriers_in_both_languages_and_lights(hub, visit, name):
    read_slowly = hub.operations("standard")
    read_fast = hub.operations("compiled") + hub.operations("unchanged")
    page = visit(name, NARROWEST)
    assert not page.evaluate(TOO_WIDE)
    page.evaluate(AXE)
    for theme, width, languages in STATES:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=theme)
        for language in languages:
            choose(page, language)
            take_picture(page, f"{name}-{width}-{language}-{theme}")
        if languages[-1] == "en":
            assert barriers(page) == []
    assert hub.operations("standard") == read_slowly
    reads = hub.operations("compiled") + hub.operations("unchanged") - read_fast
    assert (reads > 0) == (name not in WITHOUT_READS)


def test_the_first_page_needs_little_javascript(open_):
    page = open_("/", member="lin-xiao", width=390)
    expect(page.locator("article").first).to_be_visible()
    weights = page.evaluate("""performance.getEntriesByType('resource')
        .filter(one => one.name.endsWith('.js')).map(one => [one.name, one.encodedBodySize])""")
    assert 0 < sum(weight for _, weight in weights) <= INITIAL_JAVASCRIPT, weights
    assert not [name for name, _ in weights if "console" in name or "graphiql" in name]
