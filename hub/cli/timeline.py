"""``hub timeline FILE…``: works out cases, and rebuilds the stored timelines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from hub.cli.cases import Case
from hub.kernel.errors import InvalidInput

_CASES = TypeAdapter(list[Case])


def timeline(files: Annotated[list[Path], typer.Argument(help="JSON files, each with a list of cases.")]) -> None:
    """Work out the cases in FILES and print their answers, in the order of the cases, as one JSON list."""
    worked = [answer for file in files for answer in answers(file)]
    typer.echo(orjson.dumps(worked, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))


def answers(path: Path) -> list[dict[str, object]]:
    """The ``expect`` objects of the cases in one JSON file: a list of cases, or a single one."""
    try:
        content = orjson.loads(path.read_bytes())
        cases = _CASES.validate_python(content if isinstance(content, list) else [content])
    except orjson.JSONDecodeError as error:
        raise InvalidInput(str(path), f"line {error.lineno} is not JSON: {error.msg}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(str(path), f"case {place}: {first['msg']}") from None
    return [case.answer() for case in cases]
