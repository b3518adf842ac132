"""``hub timeline FILE…``: works out cases, and rebuilds the stored timelines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import TypeAdapter, ValidationError
from typer.core import TyperGroup

from hub.cli.cases import Case
from hub.cli.connected import run
from hub.cli.progress import counting
from hub.entitlements.service.rebuilding import rebuild
from hub.kernel.errors import InvalidInput

_CASES = TypeAdapter(list[Case])


class _FilesOrCommand(TyperGroup):
    """``hub timeline FILE…``: a first word that names no command is a file of cases."""

    def resolve_command(  # type: ignore[override] # the class of contexts that typer names here is private
        self, ctx: typer.Context, args: list[str]
    ) -> tuple[Any, Any, list[str]]:
        """Put the command in front that was left out."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["cases", *args])


timeline = typer.Typer(
    cls=_FilesOrCommand, help="Timelines of cases in files, and of all members.", no_args_is_help=True
)


@timeline.command()
def cases(files: Annotated[list[Path], typer.Argument(help="JSON files, each with a list of cases.")]) -> None:
    """Work out the cases in FILES and print their answers, in the order of the cases, as one JSON list.

    The word ``cases`` may be left out.
    """
    worked = [answer for file in files for answer in answers(file)]
    typer.echo(orjson.dumps(worked, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))


@timeline.command(name="rebuild")
def rebuild_all(*, check: Annotated[bool, typer.Option("--check", help="Write nothing.")] = False) -> None:
    """Work out the timelines of all members again, and mend the stored ones that differ; there should be none.

    With --check, differences are only told, and the exit code is 1 if there are any.
    """
    members, differing = run(lambda ports: _rebuild(ports.clock.now(), mends=not check))
    typer.echo(f"{members:,} members, {differing:,} with differences{'' if check or not differing else ', mended'}")
    raise typer.Exit(1 if check and differing else 0)


async def _rebuild(at: datetime, *, mends: bool) -> tuple[int, int]:
    members = differing = 0
    with counting() as progress:
        bar = progress.add_task("working out", total=None)
        async for each in rebuild(at, mends=mends):
            members += 1
            differing += each.differs
            if each.differs:
                typer.echo(f"{each.member.external_id}: {each.segments} segments and {each.glances} glances differ")
            progress.advance(bar)
    return members, differing


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
