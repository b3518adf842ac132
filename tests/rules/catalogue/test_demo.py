"""The demo catalogue shows everything that a catalogue can hold, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.catalogue.rules.bundles import Choice, Drip, Named
from hub.catalogue.rules.catalogue import Catalogue
from hub.catalogue.rules.document import read
from hub.catalogue.rules.expansion import expand
from hub.catalogue.rules.plain import plain
from hub.catalogue.rules.revisions import pin
from hub.catalogue.rules.values import Delivery, Stacking
from hub.kernel.calendar import Span

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo() -> Catalogue:
    return read(Path("hub/catalogue/demo.yaml").read_bytes())


def test_it_is_as_rich_as_promised(demo: Catalogue) -> None:
    assert len(demo.providers) >= 8
    assert len(demo.benefits) >= 20
    assert len(demo.bundles) >= 8
    assert {each.stacking for each in demo.benefits.values()} == set(Stacking)
    assert {each.delivery for each in demo.benefits.values()} == set(Delivery)
    assert {each.tier.rank for each in demo.benefits.values() if each.tier} >= {1, 2}
    assert any(each.allowance for each in demo.benefits.values())


def test_its_bundles_use_every_kind_of_part(demo: Catalogue) -> None:
    parts = [each for bundle in demo.bundles.values() for _, each in bundle.places()]
    choices = [each for bundle in demo.bundles.values() for each in bundle.components if isinstance(each, Choice)]
    assert any(each.pick == 2 for each in choices)
    assert any(each.bundle for each in parts)
    assert any(each.activation for each in parts)
    assert any(isinstance(each.validity, Drip) and each.validity.count == 12 for each in parts)
    validities = [bundle.validity for bundle in demo.bundles.values()]
    assert Named.LIFETIME in validities
    assert any(isinstance(each, Span) for each in validities)


def test_every_bundle_can_be_bought_in_yuan_and_some_in_dollars(demo: Catalogue) -> None:
    assert {each.bundle for each in demo.offers.values() if each.price.currency == "CNY"} == set(demo.bundles)
    assert any(each.price.currency == "USD" for each in demo.offers.values())


def test_the_chinese_is_chinese_and_the_english_english(demo: Catalogue) -> None:
    def texts(value: object) -> list[dict[str, str]]:
        if isinstance(value, dict):
            own = [value] if value.keys() == {"zh", "en"} else []
            return own + [text for each in value.values() for text in texts(each)]
        return [text for each in value for text in texts(each)] if isinstance(value, list) else []

    for text in (
        text
        for section in (demo.providers, demo.benefits, demo.bundles)
        for text in texts([*map(plain, section.values())])
    ):
        assert any("\u4e00" <= each <= "\u9fff" for each in text["zh"]), text
        assert not any("\u4e00" <= each <= "\u9fff" for each in text["en"]), text


def test_the_largest_bundle_gives_two_half_years_of_travel_within_its_year(demo: Catalogue) -> None:
    grants = expand(pin(demo, "ink-gold-year"), {"gift": ["films"]}, AT, "Asia/Shanghai")
    lounges = [each.granted_at.strftime("%Y-%m") for each in grants if each.path == "travel/lounge"]
    assert lounges == ["2026-11", "2027-05"]
    assert len([each for each in grants if each.path == "leisure/coupons"]) == 12
