"""Tables that people open in a spreadsheet."""

import pytest

from hub.kernel.cells import bare, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "＝1+1", "\t=1", "\r=1"])  # noqa: RUF001 - full-width is meant
def test_no_cell_of_a_table_starts_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert bare(harmless(cell)) == cell
    assert harmless(f"a{cell}") == f"a{cell}"
