"""Writing a document where somebody wants it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

File = Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Where to write; - is standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite FILE.")]


def export(file: Path, document: Callable[[], str], *, force: bool) -> None:
    """Write the document to ``file``; one that is there already is only overwritten by ``force``."""
    to_screen = str(file) == "-"
    if not to_screen and file.exists() and not force:
        raise FileExistsError(f"{file} exists: name another file, or add --force")
    if to_screen:
        typer.echo(document(), nl=False)
    else:
        file.write_text(document(), encoding="utf-8")
