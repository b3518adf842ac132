"""The page that explains the file shows a file that works."""

from __future__ import annotations

import re
from pathlib import Path

from hub.catalogue.rules.document import read

PAGE = Path("docs/catalogue.md")


def test_the_file_on_the_page_can_be_applied() -> None:
    (document,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert read(document).bundles.keys() == {"film-year"}
