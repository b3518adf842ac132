"""A member with very many benefits, and one whose benefits have hostile names."""

import io

import pytest
from playwright.sync_api import expect
from ruamel.yaml import YAML

MANY = 500
HOSTILE = {
    "script": '<script>wasHit = true</script><img src=x onerror="wasHit = true">',
    "long": "An uncommonly long name that nobody should ever have given to anything at all, " + "ever" * 5,
    "unbroken": "Donaudampfschifffahrtsgesellschaft" * 2 + "skapitänsmütze",
    "right-to-left": "عضوية مميزة \u202eelbisivni\u202c",
    "template": "{{constructor.constructor('wasHit = true')()}} ${wasHit = true}",
}


def with_benefits(hub, code, benefits):
    """Add benefits to the catalogue in force, and a bundle that carries all of them."""
    yaml = YAML()
    document = yaml.load(hub.ask("{ catalogueDocument }")["catalogueDocument"])
    document["benefits"].extend(benefits)
    document["bundles"].append(
        {
            "code": code,
            "name": {"zh": code, "en": code},
            "description": {"zh": code, "en": code},
            "components": [
                {"key": each["code"], "benefit": each["code"], "validity": f"P{10 + number}D"}
                for number, each in enumerate(benefits)
            ],
        }
    )
    text = io.StringIO()
    yaml.dump(document, text)
    hub.apply(text.getvalue())


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


@pytest.fixture(scope="module")
def collector(hub):
    """Holds one of everything, and everything is 500 things."""
    with_benefits(hub, "many", [benefit(f"many-{number}", f"Benefit number {number}") for number in range(MANY)])
    collector = hub.new_member("Collector")
    collector.is_given("many")
    return collector


def test_500_benefits_show_their_first_cards_within_a_second_of_the_answer(collector, open_):
    page = open_("/", member=collector, width=390)
    page.locator("article").first.wait_for()
    waited = page.evaluate("""() => new Promise(resolve => requestAnimationFrame(() => {
        const asked = performance.getEntriesByType('resource').filter(one => one.name.endsWith('/graphql'));
        const shown = performance.getEntriesByName('first-contentful-paint');
        resolve({answered: asked[0].responseEnd, now: performance.now(), shown: shown.length});
    }))""")
    assert waited["now"] - waited["answered"] < 1_000
    expect(page.locator("article")).to_have_count(MANY, timeout=30_000)


def test_500_benefits_scroll_smoothly(collector, open_):
    page = open_("/", member=collector, width=390)
    expect(page.locator("article")).to_have_count(MANY, timeout=30_000)
    page.wait_for_timeout(1_000)
    frames = page.evaluate("""() => new Promise(resolve => {
        const frames = []; let before = performance.now(); let left = 120;
        const step = now => {
            frames.push(now - before); before = now; window.scrollBy(0, 120);
            if (--left) requestAnimationFrame(step); else resolve(frames.sort((a, b) => a - b));
        };
        requestAnimationFrame(step);
    })""")
    assert frames[len(frames) // 2] < 34, "the median frame comes late"


def test_the_timeline_holds_500_lanes(collector, open_):
    page = open_("/timeline", member=collector)
    expect(page.get_by_role("link", name="Benefit number 499", exact=True)).to_be_attached(timeout=30_000)


@pytest.fixture(scope="module")
def victim(hub):
    with_benefits(hub, "hostile", [benefit(f"hostile-{code}", name) for code, name in HOSTILE.items()])
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
