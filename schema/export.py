"""``python -m schema.export`` writes the schema to ``schema.graphql``; ``--check`` says if that is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from schema.api import create_schema

FILE = Path(__file__).with_name("schema.graphql")


def main() -> None:
    """Write or check."""
    written = create_schema().as_str() + "\n"
    if "--check" not in sys.argv[1:]:
        FILE.write_text(written, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != written:
        sys.exit("schema/schema.graphql is not what the code says; run python -m schema.export")


if __name__ == "__main__":
    main()
