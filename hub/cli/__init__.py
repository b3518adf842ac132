"""The hub's commands: one module a capability, each with functions that the table below names."""

from __future__ import annotations

import sys

import typer

from hub.cli import (
    campaigns,
    catalogue,
    clock,
    doctor,
    importing,
    jobs,
    keys,
    providers,
    runtime,
    templates,
    timeline,
    vault,
)
from hub.kernel.errors import Refusal

app = typer.Typer(
    help="A member-benefits hub: what each member is entitled to, until when, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (runtime.up, runtime.serve, runtime.migrate, runtime.settings, doctor.doctor):
    app.command()(command)
app.add_typer(runtime.migrations, name="migrations")
app.add_typer(timeline.timeline, name="timeline")
app.add_typer(catalogue.catalogue, name="catalogue")
app.add_typer(importing.importing, name="import")
app.add_typer(clock.clock, name="clock")
app.add_typer(keys.keys, name="keys")
app.add_typer(providers.provider, name="provider")
app.add_typer(templates.templates, name="templates")
app.add_typer(vault.vault, name="vault")
app.add_typer(jobs.jobs, name="jobs")
app.add_typer(campaigns.campaigns, name="campaigns")


def main() -> None:
    """Run a command; what it refuses, and what the machine refuses it, is one line on standard error and exit 1."""
    try:
        app()
    except Refusal as refusal:
        sys.exit(f"hub: {refusal}")
    except OSError as error:
        sys.exit(f"hub: {_told(error)}")


def _told(error: OSError) -> str:
    """Which file, and what is the matter with it, without the system's number for that."""
    return f"{error.filename}: {(error.strerror or '').lower()}" if error.filename else str(error)
