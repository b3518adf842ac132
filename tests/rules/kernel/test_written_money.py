import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money


@given(st.sampled_from(["CNY", "USD", "JPY", "KWD"]), st.integers(-(10**12), 10**12))
def test_money_written_down_and_read_again_is_the_same(currency: str, amount: int) -> None:
    assert Money.parse(str(Money(currency, amount))) == Money(currency, amount)


def test_each_currency_has_its_own_decimals() -> None:
    assert Money.parse("15 CNY") == Money.parse("15.0 CNY") == Money("CNY", 1500)
    assert Money.parse("15 JPY") == Money("JPY", 15)
    assert str(Money("KWD", 1)) == "0.001 KWD"


@pytest.mark.parametrize(
    "text", ["15", "15 RMB", "15.001 CNY", "15.5 JPY", "1e3 CNY", "15 cny", "NaN CNY", "٣ CNY", "1 XAU"]
)
def test_what_is_not_money_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Money.parse(text)
