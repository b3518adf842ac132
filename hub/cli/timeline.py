"""``hub timeline FILE…``: works out cases, and rebuilds the stored timelines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from hub.cli.cases import Case

_CASES = TypeAdapter(list[Case])


def answers(path: Path) -> list[dict[str, object]]:
    """The ``expect`` objects of the cases in one JSON file: a list of cases, or a single one."""
    try:
        content = orjson.loads(path.read_bytes())
        cases = _CASES.validate_python(content if isinstance(content, list) else [content])
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(f"{path}: line {error.lineno}: not JSON: {error.msg}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise typer.BadParameter(f"{path}: case {place}: {first['msg']}") from None
    return [case.answer() for case in cases]


def timeline(
    files: Annotated[list[Path], typer.Argument(help="JSON files, each with a list of cases.")],
) -> None:
    """Work out the cases in FILES and print their answers, in the order of the cases, as one JSON list."""
    worked = [answer for file in files for answer in answers(file)]
    typer.echo(orjson.dumps(worked, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
