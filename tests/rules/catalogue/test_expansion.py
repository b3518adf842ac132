"""What a member gets out of a bundle, when, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.errors import (
    ChoiceMissing,
    ChoiceTooMany,
    OptionRepeated,
    UnknownChoice,
    UnknownOption,
    WindowOver,
)
from hub.catalogue.rules.bundles import Bundle, Choice, Component, Drip, Named
from hub.catalogue.rules.catalogue import Catalogue
from hub.catalogue.rules.choosing import Choices
from hub.catalogue.rules.expansion import PlannedGrant, expand
from hub.catalogue.rules.revisions import PinnedBundle, PinnedChoice, pin
from hub.catalogue.rules.sizes import sizes
from hub.catalogue.rules.values import Allowance, Benefit, Delivery, LocalText, Stacking
from hub.kernel.calendar import FOREVER, Period, Span
from tests.rules.catalogue.documents import catalogues

ZONE = "Asia/Shanghai"
AT = datetime(2026, 1, 31, 2, tzinfo=UTC)
WORDS = LocalText("文字", "words")
MONTH, YEAR, WEEK = Period(1), Period(12), Period(days=7)
SEASON = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def benefit(code: str, **more) -> Benefit:
    return Benefit(code, "p", "c", WORDS, WORDS, WORDS, Stacking.EXTEND, Delivery.INTERNAL, **more)


BENEFITS = {
    "video": benefit("video"),
    "music": benefit("music"),
    "coupon": benefit("coupon", unit=WORDS),
    "ride": benefit("ride", unit=WORDS, allowance=Allowance(4, MONTH, 2)),
}


def part(key: str, validity=Named.WITH_PARENT, **more) -> Component:
    return Component(key, validity, **({"benefit": key} | more if "bundle" not in more else more))


def bundle(code: str, validity, *components: Component | Choice) -> Bundle:
    return Bundle(code, WORDS, WORDS, validity, components)


def granted(*composed: Bundle, choices: Choices | None = None, at: datetime = AT) -> list[PlannedGrant]:
    """Expand the last of the bundles; it may contain the others."""
    catalogue = Catalogue(benefits=BENEFITS, bundles={each.code: each for each in composed})
    return expand(pin(catalogue, composed[-1].code), choices or {}, at, ZONE)


def test_each_part_has_its_own_validity() -> None:
    year = bundle("year", YEAR, part("video"), part("music", MONTH), part("coupon", Named.LIFETIME))
    assert [(each.benefit, each.validity) for each in granted(year)] == [
        ("video", YEAR),
        ("music", MONTH),
        ("coupon", Span(AT, FOREVER)),
    ]


def test_a_part_within_a_fixed_bundle_lasts_as_long_as_its_window_but_not_before_the_grant() -> None:
    (grant,) = granted(bundle("season", SEASON, part("video")))
    assert grant.validity == Span(AT, SEASON.until)
    (early,) = granted(bundle("season", SEASON, part("video")), at=SEASON.start - timedelta(days=9))
    assert early.validity == SEASON


def test_twelve_monthly_coupons_keep_the_day_of_the_purchase() -> None:
    coupons = granted(bundle("year", YEAR, part("coupon", Drip(MONTH, 12, Period(days=30)))))
    days = [each.granted_at.strftime("%m-%d") for each in coupons]
    assert days[:5] == ["01-31", "02-28", "03-31", "04-30", "05-31"]
    assert [each.number for each in coupons] == list(range(1, 13))
    assert {each.path for each in coupons} == {"coupon"}
    assert {each.validity for each in coupons} == {Period(days=30)}


def test_a_counted_benefit_comes_as_one_grant_of_many_and_an_uncounted_one_as_many_grants() -> None:
    video, music, coupon = granted(bundle("b", YEAR, part("video", quantity=2), part("coupon", quantity=3)))
    assert (video.quantity, music.quantity, coupon.quantity) == (None, None, 3)
    assert [(each.path, each.number) for each in (video, music)] == [("video", 1), ("video", 2)]


def test_an_allowance_is_pinned_and_multiplied() -> None:
    (ride,) = granted(bundle("b", YEAR, part("ride", quantity=2)))
    assert (ride.quantity, ride.allowance) == (8, Allowance(8, MONTH, 4))


def test_a_bundle_twice_in_another_gives_everything_twice() -> None:
    inner = bundle("inner", MONTH, part("video"), part("coupon", quantity=5))
    grants = granted(inner, bundle("outer", YEAR, part("pack", Named.OWN, bundle="inner", quantity=2)))
    assert [(each.path, each.quantity) for each in grants] == [
        ("pack/video", None),
        ("pack/video", None),
        ("pack/coupon", 10),
    ]


@pytest.mark.parametrize(
    ("validity", "expected"),
    [(Named.OWN, MONTH), (Named.WITH_PARENT, YEAR), (WEEK, WEEK), (Named.LIFETIME, Span(AT, FOREVER))],
)
def test_a_bundle_within_a_bundle_lasts_as_the_outer_one_says(validity, expected) -> None:
    inner = bundle("inner", MONTH, part("video"))
    (grant,) = granted(inner, bundle("outer", YEAR, part("pack", validity, bundle="inner")))
    assert grant.validity == expected


def test_a_bundle_released_monthly_releases_what_drips_in_it_from_each_release() -> None:
    inner = bundle("inner", MONTH, part("coupon", Drip(WEEK, 2, WEEK)))
    grants = granted(inner, bundle("outer", YEAR, part("pack", Drip(MONTH, 2, Named.OWN), bundle="inner")))
    assert [each.granted_at.strftime("%m-%d") for each in grants] == ["01-31", "02-07", "02-28", "03-07"]
    assert [each.number for each in grants] == [1, 2, 3, 4]


def test_activation_is_asked_for_everything_inside_and_in_time_from_each_release() -> None:
    inner = bundle("inner", MONTH, part("video"), part("music", activation=True, activate_within=Period(days=3)))
    pack = part("pack", Drip(MONTH, 2, Named.OWN), bundle="inner", activation=True, activate_within=WEEK)
    video, music, video_again, _ = granted(inner, bundle("outer", YEAR, pack))
    assert [video.needs_activation, music.needs_activation] == [True, True]
    assert video.activate_by == AT + timedelta(days=7)
    assert music.activate_by == AT + timedelta(days=3)
    assert video_again.activate_by == video_again.granted_at + timedelta(days=7)
    (plain,) = granted(bundle("b", YEAR, part("video")))
    assert (plain.needs_activation, plain.activate_by) == (False, None)


def test_a_part_whose_window_is_over_is_not_sold_for_nothing() -> None:
    late = SEASON.until
    with pytest.raises(WindowOver) as refused:
        granted(bundle("b", YEAR, part("video"), part("music", SEASON)), at=late)
    assert refused.value == WindowOver("music", SEASON.until)
    with pytest.raises(WindowOver) as refused:
        granted(bundle("season", SEASON, part("video", MONTH)), at=late)
    assert refused.value == WindowOver("", SEASON.until)


def test_of_a_drip_in_a_season_only_the_releases_within_the_season_are_given() -> None:
    coupons = granted(bundle("season", SEASON, part("coupon", Drip(MONTH, 12, Named.WITH_PARENT))))
    assert [each.granted_at.strftime("%m-%d") for each in coupons] == ["01-31", "02-28", "03-31"]
    assert {each.validity for each in coupons} == {Span(each.granted_at, SEASON.until) for each in coupons}


def test_releases_that_would_come_after_the_calendars_end_fall_away() -> None:
    coupons = granted(bundle("age", MONTH, part("coupon", Drip(Period.parse("P5000Y"), 3, MONTH))))
    assert [each.granted_at.year for each in coupons] == [2026, 7026]


def test_money_is_weighed_within_each_bundle_and_evenly_among_pieces() -> None:
    inner = bundle("inner", MONTH, part("music", weight=3), part("coupon", weight=1))
    outer = bundle(
        "outer",
        YEAR,
        part("video", weight=2, quantity=2),
        part("pack", Named.OWN, bundle="inner", weight=1),
        part("free", benefit="video", weight=0),
    )
    grants = granted(inner, outer)
    total = sum(each.weight for each in grants)
    shares = [(each.path, Fraction(each.weight, total)) for each in grants]
    assert shares == [
        ("video", Fraction(1, 3)),
        ("video", Fraction(1, 3)),
        ("pack/music", Fraction(1, 4)),
        ("pack/coupon", Fraction(1, 12)),
        ("free", Fraction(0)),
    ]


def test_the_money_of_a_drip_is_shared_evenly_by_its_releases() -> None:
    year = bundle("year", YEAR, part("video", weight=3), part("coupon", Drip(MONTH, 3, MONTH), weight=1))
    assert [(each.benefit, each.weight) for each in granted(year)] == [("video", 9), *[("coupon", 1)] * 3]


def test_parts_without_any_weight_share_evenly() -> None:
    grants = granted(bundle("b", YEAR, part("video", weight=0), part("music", weight=0)))
    assert [each.weight for each in grants] == [1, 1]


CHOICE = bundle("pick", YEAR, Choice("two", 2, (part("video"), part("music"), part("coupon"))))


def test_the_member_gets_what_was_picked_in_the_order_of_the_bundle() -> None:
    grants = granted(CHOICE, choices={"two": ["coupon", "video"]})
    assert [each.path for each in grants] == ["two/video", "two/coupon"]
    assert [each.weight for each in grants] == [1, 1]


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [
        ({}, ChoiceMissing("two", 2, 0, ("video", "music", "coupon"))),
        ({"two": ["video"]}, ChoiceMissing("two", 2, 1, ("video", "music", "coupon"))),
        ({"two": ["video", "music", "coupon"]}, ChoiceTooMany("two", 2, 3, ("video", "music", "coupon"))),
        ({"two": ["video", "video"]}, OptionRepeated("two", "video")),
        ({"two": ["video", "ride"]}, UnknownOption("two", "ride", ("video", "music", "coupon"))),
        ({"two": ["video", "music"], "three": []}, UnknownChoice("three", ("two",))),
    ],
)
def test_an_improper_choice_is_refused_with_what_there_is_to_choose(choices, refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        granted(CHOICE, choices=choices)
    assert refused.value == refusal


def test_a_choice_within_a_picked_bundle_is_named_by_its_path() -> None:
    outer = bundle("outer", YEAR, Choice("one", 1, (part("video"), part("pack", Named.OWN, bundle="pick"))))
    grants = granted(CHOICE, outer, choices={"one": ["pack"], "one/pack/two": ["video", "music"]})
    assert [each.path for each in grants] == ["one/pack/two/video", "one/pack/two/music"]
    with pytest.raises(UnknownChoice):
        granted(CHOICE, outer, choices={"one": ["video"], "one/pack/two": ["video", "music"]})


def first_picks(content: PinnedBundle, path: str = "") -> Mapping[str, list[str]]:
    """Pick the first options of every choice there is."""
    picks: dict[str, list[str]] = {}
    for each in content.parts:
        taken = each.of[: each.pick] if isinstance(each, PinnedChoice) else (each,)
        around = f"{path}{each.key}/" if isinstance(each, PinnedChoice) else path
        if isinstance(each, PinnedChoice):
            picks[path + each.key] = [option.component.key for option in taken]
        for one in taken:
            if isinstance(one.content, PinnedBundle):
                picks |= first_picks(one.content, f"{around}{one.component.key}/")
    return picks


@given(catalogues(), st.data())
def test_whatever_is_granted_begins_no_earlier_and_is_named_once(catalogue, data) -> None:
    code = data.draw(st.sampled_from(sorted(catalogue.bundles)))
    content = pin(catalogue, code)
    try:
        grants = expand(content, first_picks(content), AT, ZONE)
    except WindowOver:
        return
    assert 0 < len(grants) <= sizes(catalogue)[code].grants
    assert len({(each.path, each.number) for each in grants}) == len(grants)
    assert [each.granted_at for each in grants] == sorted(each.granted_at for each in grants)
    assert sum(each.weight for each in grants) > 0
    for each in grants:
        start = each.validity.start if isinstance(each.validity, Span) else each.granted_at
        assert AT <= each.granted_at <= start
        assert (each.quantity is not None) == catalogue.benefits[each.benefit].is_counted
    assert expand(content, first_picks(content), AT, ZONE) == grants
