"""``hub templates check``: the templates of messages, looked through."""

from __future__ import annotations

import typer

from hub.notifications.reads import templates as shipped

templates = typer.Typer(help="What messages say, in every language.", no_args_is_help=True)


@templates.callback()
def group() -> None:
    """Keep ``check`` a command of its own while it is the only one."""


@templates.command()
def check() -> None:
    """Find missing translations and variables; exit code 1 if there are any."""
    mistakes = shipped().mistakes()
    typer.echo("\n".join(mistakes) or f"all is there: {', '.join(shipped().names)}")
    raise typer.Exit(1 if mistakes else 0)
