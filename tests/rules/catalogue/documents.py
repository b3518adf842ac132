"""Catalogue documents for tests: a small sound one to break, and any catalogue at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from hub.catalogue.rules.bundles import Bundle, Choice, Component, Drip, Introductory, Named, Offer
from hub.catalogue.rules.catalogue import Catalogue
from hub.catalogue.rules.values import (
    Account,
    Allowance,
    Benefit,
    Category,
    Delivery,
    LocalText,
    Provider,
    RefundRule,
    Stacking,
    Starts,
    Tier,
)
from hub.kernel.calendar import Period, Span
from hub.kernel.money import Money

TEXT = "{zh: 文字, en: words}"

SMALL = f"""\
providers:
  - {{code: lanting, name: {TEXT}, colour: "#2b5ce6"}}
categories:
  - {{code: fun, name: {TEXT}}}
  - {{code: video, name: {TEXT}, parent: fun}}
benefits:
  - code: vip
    provider: lanting
    category: video
    name: {TEXT}
    description: {TEXT}
    guide: {TEXT}
    stacking: EXTEND
    tier: {{group: lanting, rank: 1}}
    max_ahead: P3Y
    delivery: DIRECT
  - code: coupon
    provider: lanting
    category: video
    name: {TEXT}
    description: {TEXT}
    guide: {TEXT}
    stacking: PARALLEL
    unit: {{zh: 张, en: coupon}}
    delivery: CODE_VAULT
  - code: trial
    provider: lanting
    category: video
    name: {TEXT}
    description: {TEXT}
    guide: {TEXT}
    stacking: EXCLUSIVE
    delivery: DIRECT
bundles:
  - code: year
    name: {TEXT}
    description: {TEXT}
    validity: P1Y
    components:
      - {{key: video, benefit: vip}}
      - {{key: coupons, benefit: coupon, quantity: 2, validity: {{every: P1M, count: 12, each: P30D}}}}
  - code: family
    name: {TEXT}
    description: {TEXT}
    validity: P1M
    components:
      - {{key: inner, bundle: year}}
      - {{key: trial, benefit: trial, validity: P7D}}
offers:
  - {{code: year-once, bundle: year, price: 198.00 CNY}}
"""

AT = datetime(2026, 1, 31, 2, tzinfo=UTC)

codes = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?", fullmatch=True)
any_text = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t:#-'\"{}[]&*!%@`|>"), min_size=1
)
texts = st.sampled_from(
    ["文字", "words", "a: b", "# no", "null", "~", "12", "true", "- x", "two\nlines", "'", "{a}", "<<"]
)
local_texts = st.builds(LocalText, texts, texts)
periods = st.builds(
    Period,
    st.integers(0, 40),
    st.integers(0, 400),
    st.timedeltas(timedelta(0), timedelta(days=400)),
).filter(lambda period: period != Period())
instants = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are naive by contract
spans = st.builds(Span, instants, instants).filter(lambda span: not span.is_empty)
small = st.integers(1, 3)
currencies = st.sampled_from(["CNY", "USD", "JPY", "KWD"])


def within(*words: Named) -> st.SearchStrategy[Period | Span | Named | Drip]:
    plain = periods | spans | st.sampled_from(words)
    return plain | st.builds(Drip, periods, small, plain)


@st.composite
def benefits(draw: st.DrawFn, code: str, providers: list[str], categories: list[str]) -> Benefit:
    stacking = draw(st.sampled_from(Stacking))
    unit = draw(st.none() | local_texts)
    return Benefit(
        code=code,
        provider=draw(st.sampled_from(providers)),
        category=draw(st.sampled_from(categories)),
        name=draw(local_texts),
        description=draw(local_texts),
        guide=draw(local_texts),
        stacking=stacking,
        delivery=draw(st.sampled_from(Delivery)),
        tier=draw(st.none() | st.just(Tier("group-" + code, 3))),
        max_ahead=draw(st.none() | periods) if stacking is Stacking.EXTEND else None,
        unit=unit,
        allowance=draw(st.none() | st.builds(Allowance, small, periods, st.integers(0, 3))) if unit else None,
        starts=draw(st.sampled_from(Starts)),
        refund=draw(st.sampled_from(RefundRule)),
        account=draw(st.none() | st.builds(Account, local_texts, st.just(r"1\d{10}"))),
        scope=draw(st.none() | local_texts),
        devices=draw(st.none() | local_texts),
        notice_window=draw(periods),
    )


@st.composite
def components(draw: st.DrawFn, key: str, known: dict[str, Benefit], inner: list[str]) -> Component:
    activation = draw(st.booleans())
    bundle = draw(st.sampled_from(inner)) if inner and draw(st.booleans()) else None
    benefit = None if bundle else known[draw(st.sampled_from(sorted(known)))]
    words = [Named.LIFETIME, Named.WITH_PARENT, *([Named.OWN] if bundle else [])]
    once = benefit is not None and benefit.stacking is Stacking.EXCLUSIVE
    return Component(
        key=key,
        validity=draw(within(*words)),
        benefit=benefit.code if benefit else None,
        bundle=bundle,
        quantity=1 if once else draw(small),
        activation=activation,
        activate_within=draw(st.none() | periods) if activation else None,
        weight=draw(st.integers(0, 5)),
        priority=0 if bundle else draw(st.integers(0, 5)),
    )


@st.composite
def bundles(draw: st.DrawFn, code: str, known: dict[str, Benefit], inner: list[str]) -> Bundle:
    parts: list[Component | Choice] = []
    for key in draw(st.lists(codes, min_size=1, max_size=3, unique=True)):
        if draw(st.booleans()):
            parts.append(draw(components(key, known, inner)))
            continue
        options = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
        of = tuple(draw(components(option, known, inner)) for option in options)
        parts.append(Choice(key, draw(st.integers(1, len(of))), of))
    validity = draw(periods | spans | st.just(Named.LIFETIME))
    return Bundle(code, draw(local_texts), draw(local_texts), validity, tuple(parts))


@st.composite
def offers(draw: st.DrawFn, code: str, of: list[str]) -> Offer:
    currency, amount = draw(currencies), draw(st.integers(1, 10**9))
    renewal = draw(st.none() | periods)
    lower = st.builds(lambda less, times: Introductory(Money(currency, amount - less), times), st.just(1), small)
    sale = draw(st.none() | spans)
    return Offer(
        code=code,
        bundle=draw(st.sampled_from(of)),
        price=Money(currency, amount),
        introductory=draw(st.none() | lower) if renewal else None,
        renewal_period=renewal,
        sale_from=sale.start if sale else None,
        sale_until=sale.until if sale else None,
        per_member_limit=draw(st.none() | small),
        channel=draw(st.none() | codes),
    )


def _several(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(codes, min_size=1, max_size=3, unique=True))


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Any sound catalogue: bundles lie within later ones only."""
    providers = {code: Provider(code, draw(local_texts), "#00ff00") for code in _several(draw)}
    categories: dict[str, Category] = {}
    for code in _several(draw):
        parent = draw(st.none() | st.sampled_from(sorted(categories))) if categories else None
        categories[code] = Category(code, draw(local_texts), parent)
    known = {code: draw(benefits(code, sorted(providers), sorted(categories))) for code in _several(draw)}
    composed: dict[str, Bundle] = {}
    for code in _several(draw):
        composed[code] = draw(bundles(code, known, list(composed)))
    priced = {code: draw(offers(code, sorted(composed))) for code in _several(draw)}
    return Catalogue(providers, categories, known, composed, priced)
