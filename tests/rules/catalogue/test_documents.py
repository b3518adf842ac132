"""A document is read whole or refused with every mistake, each at its line and with what to do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.catalogue.errors import InvalidCatalogue, Mistake
from hub.catalogue.rules import nodes
from hub.catalogue.rules.document import read
from hub.catalogue.rules.export import write
from hub.catalogue.rules.values import LocalText, Provider
from tests.rules.catalogue.documents import SMALL, TEXT, any_text, catalogues


def mistakes(document: str | bytes) -> tuple[Mistake, ...]:
    with pytest.raises(InvalidCatalogue) as caught:
        read(document)
    return tuple(caught.value.mistakes)


def broken(old: str, new: str) -> Mistake:
    """The only mistake of the small document after one replacement."""
    assert SMALL.count(old) == 1, old
    (mistake,) = mistakes(SMALL.replace(old, new))
    return mistake


def line_of(text: str) -> int:
    return SMALL[: SMALL.index(text)].count("\n") + 1


@given(catalogues())
@settings(max_examples=6)
def test_any_catalogue_written_down_reads_back_as_it_was(catalogue) -> None:
    assert read(write(catalogue)) == catalogue


@given(any_text.map(str.strip).filter(bool))
def test_any_words_written_down_read_back_as_they_were(words) -> None:
    small = read(SMALL)
    provider = Provider("lanting", LocalText("文字", words[:100].strip()), "#2b5ce6")
    catalogue = replace(small, providers={"lanting": provider})
    assert read(write(catalogue)) == catalogue


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("parent: fun", "parent: fnu", "categories.video.parent", "no category 'fnu' in this catalogue; did you mean"),
        ("parent: fun", "parent: video", "categories.video.parent", "cycle: video → video; take 'video' out of"),
        ("benefit: vip}", "benefit: vpi}", "bundles.year.components.video.benefit", "no benefit 'vpi'"),
        ("bundle: year}", "bundle: family}", "bundles.family.components.inner.bundle", "cycle: family → family"),
        ("bundle: year, price", "bundle: yaer, price", "offers.year-once.bundle", "no bundle 'yaer'"),
        ("validity: P1Y", "validity: P0D", "bundles.year.validity", "must be longer than zero"),
        ("validity: P1Y", "validity: -P1Y", "bundles.year.validity", "must be longer than zero"),
        ("validity: P1Y", "validity: a year", "bundles.year.validity", "not an ISO 8601 duration; write e.g. P1M"),
        ("max_ahead: P3Y", "max_ahead: P0D", "benefits.vip.max_ahead", "must be longer than zero"),
        ("198.00 CNY", "198.00 RMB", "offers.year-once.price", "'RMB' is not an ISO 4217 currency"),
        ("198.00 CNY", "-1.00 CNY", "offers.year-once.price", "must be from zero"),
        ("198.00 CNY", "198.001 CNY", "offers.year-once.price", "more decimals"),
        (", count: 12", "", "bundles.year.components.coupons.validity", "'count' is missing"),
        ("count: 12", "count: 0", "bundles.year.components.coupons.validity.count", "whole number from 1"),
        ("quantity: 2", "quantity: 2.5", "bundles.year.components.coupons.quantity", "whole number from 1"),
        ("validity: P7D", "validity: P7D, qty: 2", "bundles.family.components.trial.qty", "unknown field 'qty'"),
        ("validity: P7D", "validity: P7D, quantity: 2", "bundles.family.components.trial.quantity", "give 1"),
        ("validity: P7D", "validity: OWN", "bundles.family.components.trial.validity", "LIFETIME, WITH_PARENT"),
        ("validity: P7D", "activate_within: P7D", "bundles.family.components.trial.activate_within", "activation: t"),
        ("{zh: 张, en: coupon}", "{zh: 张}", "benefits.coupon.unit", "'en' is missing; add it"),
        ("{zh: 张, en: coupon}", "{zh: 张, en: }", "benefits.coupon.unit", "'en' is missing; add it"),
        ("{zh: 张, en: coupon}", "{zh: 张, en: ' '}", "benefits.coupon.unit.en", "not blank"),
        ("{zh: 张, en: coupon}", '{zh: 张, en: "\\0"}', "benefits.coupon.unit.en", "control characters"),
        ("code: trial", "code: Trial!", "benefits.Trial!.code", "is not a code"),
        ("stacking: PARALLEL", "stacking: PILE", "benefits.coupon.stacking", "one of: EXTEND, PARALLEL, EXCLUSIVE"),
        ("    stacking: PARALLEL\n", "", "benefits.coupon", "'stacking' is missing"),
        ("max_ahead: P3Y", "allowance: {quantity: 1, every: P1M}", "benefits.vip.allowance", "add the unit"),
        ("delivery: CODE_VAULT", "delivery: LINK\n    max_ahead: P1Y", "benefits.coupon.max_ahead", "only an EXTEND"),
        ('"#2b5ce6"', "blue", "providers.lanting.colour", "is not a colour"),
        ("offers:\n", "offers:\n  one: 1\nothers:\n", "others", "unknown field 'others'; did you mean 'offers'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_where_it_stands_and_says_what_to_do(old, new, where, message) -> None:
    found = mistakes(SMALL.replace(old, new, 1))
    assert any(where == each.where and message in each.message for each in found), found


def test_a_mistake_tells_its_line_and_column_as_an_editor_counts_them() -> None:
    mistake = broken("count: 12", "count: twelve")
    assert mistake.line == line_of("count: 12")
    assert mistake.column == SMALL.splitlines()[mistake.line - 1].index("count: 12") + len("count: ") + 1
    assert str(mistake).startswith(f"{mistake.line}: bundles.year.components.coupons.validity.count: 'twelve' must be")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    document = SMALL.replace("P3Y", "P0D").replace("benefit: vip}", "benefit: vpi}").replace("198.00 CNY", "free")
    found = mistakes(document)
    assert [each.line for each in found] == [line_of("P3Y"), line_of("benefit: vip}"), line_of("198.00 CNY")]


def test_an_entry_with_a_mistake_of_its_own_is_still_known_to_those_that_name_it() -> None:
    assert broken("stacking: EXCLUSIVE", "stacking: NONE").where == "benefits.trial.stacking"


def test_a_code_used_twice_names_the_first() -> None:
    mistake = broken("{code: video, name", "{code: fun, name: {zh: 文字, en: words}}\n  - {code: video, name")
    assert mistake.where == "categories.fun"
    assert mistake.message == f"'fun' is here twice, first on line {line_of('{code: fun')}"


def test_a_ring_of_bundles_is_named_along_its_path() -> None:
    mistake = broken("{key: video, benefit: vip}", "{key: video, bundle: family}")
    assert "cycle: family → year → family" in mistake.message


def test_two_benefits_cannot_share_a_rank_of_a_tier_group() -> None:
    mistake = broken("stacking: EXCLUSIVE", "stacking: EXCLUSIVE\n    tier: {group: lanting, rank: 1}")
    assert mistake.where == "benefits.trial.tier.rank"
    assert "belongs to 'vip'" in mistake.message


def test_a_choice_of_more_than_there_are_is_refused() -> None:
    choice = "{key: any, pick: 3, of: [{key: a, benefit: vip}, {key: b, benefit: trial}]}"
    assert "picks 3 of 2" in broken("{key: video, benefit: vip}", choice).message


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    window = "{from: 2026-06-01T00:00:00+08:00, until: 2026-06-01T00:00:00+08:00}"
    assert "make it later" in broken("validity: P7D", f"validity: {window}").message
    window = "{from: 2026-06-01, until: 2026-07-01T00:00:00+08:00}"
    assert "write date, time and offset" in broken("validity: P7D", f"validity: {window}").message


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ("renewal_period: P1M, introductory: {price: 9.90 USD, periods: 1}", "introductory", "write the price in CNY"),
        ("introductory: {price: 9.90 CNY, periods: 1}", "introductory", "add renewal_period"),
        ("renewal_period: P1M, introductory: {price: 999.00 CNY, periods: 1}", "introductory", "lower it"),
        ("sale_from: 2026-02-01T00:00:00Z, sale_until: 2026-01-01T00:00:00Z", "sale_until", "make it later"),
        ("per_member_limit: 0", "per_member_limit", "whole number from 1"),
    ],
)
def test_an_offer_must_make_sense(more, field, message) -> None:
    mistake = broken("price: 198.00 CNY", f"price: 198.00 CNY, {more}")
    assert mistake.where == f"offers.year-once.{field}"
    assert message in mistake.message


def chain(length: int) -> str:
    """Bundles within bundles, that many deep."""
    deeper = "".join(
        f"  - {{code: c{n}, name: {TEXT}, description: {TEXT}, validity: P1M,"
        f" components: [{{key: x, {f'bundle: c{n - 1}' if n > 1 else 'benefit: vip'}}}]}}\n"
        for n in range(1, length + 1)
    )
    return SMALL.replace("offers:\n", f"{deeper}offers:\n")


def test_bundles_nest_eight_deep_and_no_deeper() -> None:
    assert len(read(chain(8)).bundles) == 10
    (mistake,) = mistakes(chain(12))
    assert mistake.where == "bundles.c9"
    assert "nested 9 deep; 8 is the most" in mistake.message


def test_a_bundle_that_would_give_thousands_of_grants_is_refused() -> None:
    mistake = broken("{key: inner, bundle: year}", "{key: x, benefit: vip, quantity: 3000}")
    assert "gives 3001 grants; 1000 are the most" in mistake.message


def test_quantities_that_multiply_beyond_measure_are_refused() -> None:
    many = SMALL.replace("{key: video, benefit: vip}", "{key: video, benefit: coupon, quantity: 1000000}")
    (mistake,) = mistakes(many.replace("bundle: year}", "bundle: year, quantity: 1000000}"))
    assert mistake.where == "bundles.family"
    assert "gives a quantity of 1000000000000" in mistake.message


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "the document is empty"),
        ("# nothing\n", "the document is empty"),
        ("- a\n- b\n", "write fields here, of: providers"),
        ("just words", "write fields here, of: providers"),
        ("bundles: {a: 1}", "write a list here"),
        ("bundles: [a]", "write fields here"),
        ("offers: [\n", "not YAML"),
        ("offers: []\noffers: []\n", "'offers' is here twice, first on line 1"),
        ("offers: []\n--- \noffers: []\n", "another document"),
        ("offers: !!python/object/apply:os.system [ls]", "tag tag:yaml.org,2002:python/object/apply:os.system"),
        ("? [a, b]\n: 1\noffers: []\n", "a name must be a word"),
        ("offers: \x07", "a character that YAML does not allow"),
        ("offers: *unknown", "not YAML: found undefined alias"),
        (b"offers: []\n# \xff\n", "not UTF-8"),
        ("- " * 1_000, "nested deeper than"),
        ("[" * 60 + "]" * 60, "nested deeper than"),
        ("offers: &a [*a]", "nested deeper than"),
        ("x" * (nodes.MAX_BYTES + 1), "are the most"),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_at_all_is_refused_in_one_line(document, message) -> None:
    assert any(message in each.message and "\n" not in each.message for each in mistakes(document))


def test_a_small_document_cannot_unfold_into_a_huge_one() -> None:
    laughs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'lol'}]\n" for n in range(10))
    (mistake,) = mistakes(laughs)
    assert "use fewer aliases" in mistake.message


def test_entries_may_share_texts_through_aliases() -> None:
    shared = SMALL.replace(f"code: lanting, name: {TEXT}", f"code: lanting, name: &text {TEXT}")
    assert read(shared.replace(f"parent: fun, name: {TEXT}", "parent: fun, name: *text")) == read(SMALL)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_text_makes_reading_fail_otherwise_than_by_listing_mistakes(document) -> None:
    with suppress(InvalidCatalogue):
        read(document)


@given(st.data())
def test_no_damage_to_a_document_makes_reading_fail_otherwise_than_by_listing_mistakes(data) -> None:
    at = data.draw(st.integers(0, len(SMALL)))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(st.sampled_from(["", "\t", "- ", ": ", "{", "]", "&a ", "*a", "!", "'", "null", "\n", "%"]))
    with suppress(InvalidCatalogue):
        read(SMALL[:at] + put + SMALL[at + cut :])
