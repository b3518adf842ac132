"""A member with very many benefits, and one whose benefits have hostile names."""

import json

import pytest
from playwright.sync_api import expect

MANY = 500
AT_ONCE = 100
TRIES = 5
MEDIAN_FRAME = """() => new Promise(resolve => {
    const frames = []; let before = performance.now(); let left = 60;
    const step = now => {
        frames.push(now - before); before = now; window.scrollBy(0, 120);
        if (--left) requestAnimationFrame(step); else resolve(frames.sort((a, b) => a - b)[30]);
    };
    requestAnimationFrame(step);
})"""
HOSTILE = {
    "script": '<script>wasHit = true</script><img src=x onerror="wasHit = true">',
    "long": "An uncommonly long name that nobody should ever have given to anything at all, " + "ever" * 5,
    "unbroken": "Donaudampfschifffahrtsgesellschaft" * 2 + "skapitänsmütze",
    "right-to-left": "عضوية مميزة \u202eelbisivni\u202c",
    "template": "{{constructor.constructor('wasHit = true')()}} ${wasHit = true}",
}


def publish(hub, bundles):
    """Add benefits to the catalogue in force, and bundles that carry them: their names by bundle and code."""
    document = hub.ask("{ catalogueDocument }")["catalogueDocument"]
    added = [benefit(*each) for benefits in bundles.values() for each in benefits.items()]
    document = with_more(document, "benefits", added)
    hub.apply(with_more(document, "bundles", [bundle(*each) for each in bundles.items()]))


def with_more(document, part, added):
    """JSON is YAML, and faster written."""
    lines = "".join(f"  - {json.dumps(each, ensure_ascii=False)}\n" for each in added)
    return document.replace(f"\n{part}:\n", f"\n{part}:\n{lines}", 1)


def bundle(code, benefits):
    return {
        "code": code,
        "name": {"zh": code, "en": code},
        "description": {"zh": code, "en": code},
        "validity": "P1Y",
        "components": [
            {"key": each, "benefit": each, "validity": f"P{10 + number}D"} for number, each in enumerate(benefits)
        ],
    }


def benefit(code, name):
    return {
        "code": code,
        "provider": "songtao",
        "category": "music",
        "name": {"zh": name, "en": name},
        "description": {"zh": name, "en": name},
        "guide": {"zh": name, "en": name},
        "stacking": "EXTEND",
        "delivery": "LINK",
    }


def is_within(limit, measured):
    """Whether one of some tries is: what else runs on the machine is not the page's doing."""
    return any(measured() < limit for _ in range(TRIES))


@pytest.fixture(scope="session")
def collector(hub):
    """Holds one of everything, and everything is 500 things."""
    collector = hub.new_member("Collector")
    bundles = {
        f"many-from-{first}": {f"many-{number}": f"Benefit number {number}" for number in range(first, first + AT_ONCE)}
        for first in range(0, MANY, AT_ONCE)
    }
    publish(hub, bundles)
    for each in bundles:
        collector.is_given(each)
    return collector


def test_500_benefits_show_their_first_cards_within_a_second_of_the_answer(collector, open_):
    page = open_("/", member=collector, width=390)
    assert is_within(1_000, lambda: milliseconds_from_answer_to_cards(page))
    expect(page.locator("article")).to_have_count(MANY)


def milliseconds_from_answer_to_cards(page):
    page.reload()
    page.locator("article").first.wait_for()
    return page.evaluate("""() => new Promise(resolve => requestAnimationFrame(() => {
        const asked = performance.getEntriesByType('resource').filter(one => one.name.includes('/graphql?'));
        resolve(performance.now() - asked[0].responseEnd);
    }))""")


def test_500_benefits_scroll_smoothly(collector, open_):
    page = open_("/", member=collector, width=390)
    expect(page.locator("article")).to_have_count(MANY)
    assert is_within(34, lambda: page.evaluate(MEDIAN_FRAME)), "the median frame comes late"


def test_the_timeline_holds_500_lanes(collector, open_):
    page = open_("/timeline", member=collector)
    expect(page.get_by_role("link", name="Benefit number 499", exact=True)).to_be_attached(timeout=120_000)


@pytest.fixture(scope="session")
def victim(hub):
    publish(hub, {"hostile": {f"hostile-{code}": name for code, name in HOSTILE.items()}})
    victim = hub.new_member('<b onclick="window.wasHit = true">Bobby</b> ' + "Ta" * 40)
    victim.is_given("hostile")
    return victim


@pytest.mark.parametrize("path", ["/", "/timeline", "/benefits/hostile-script"])
@pytest.mark.parametrize("width", [360, 1440])
def test_hostile_names_are_only_text_and_break_no_page(victim, open_, path, width):
    page = open_(path, member=victim, width=width)
    expect(page.get_by_text("<script>").first).to_be_visible()
    assert page.evaluate("window.wasHit") is None
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
