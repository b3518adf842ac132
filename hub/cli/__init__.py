"""The hub's commands: one module a capability, each with functions that the table below names."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from hub.kernel.errors import Refusal

_VERBS = {
    "up": "runtime.up",
    "serve": "runtime.serve",
    "migrate": "runtime.migrate",
    "settings": "runtime.settings",
    "doctor": "doctor.doctor",
    "migrations": "runtime.migrations",
    "timeline": "timeline.timeline",
    "catalogue": "catalogue.catalogue",
    "import": "importing.importing",
    "clock": "clock.clock",
    "keys": "keys.keys",
    "provider": "providers.provider",
    "templates": "templates.templates",
    "reminders": "reminders.reminders",
    "vault": "vault.vault",
    "jobs": "jobs.jobs",
    "campaigns": "campaigns.campaigns",
}
"""Where each verb is. Only what is asked for is imported: the whole hub takes a second."""


def main() -> None:
    """Run a command; what it refuses, and what the machine refuses it, is one line on standard error and exit 1."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        _app([asked] if asked in _VERBS else list(_VERBS))()
    except Refusal as refusal:
        sys.exit(f"hub: {refusal}")
    except OSError as error:
        sys.exit(f"hub: {_told(error)}")


def _app(verbs: list[str]) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(help="A member-benefits hub: what each member is entitled to, until when, and why.")(lambda: None)
    for verb in verbs:
        module, _, name = _VERBS[verb].partition(".")
        command = getattr(import_module(f"hub.cli.{module}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=verb)
        else:
            app.command(verb)(command)
    return app


def _told(error: OSError) -> str:
    """Which file, and what is the matter with it, without the system's number for that."""
    return f"{error.filename}: {(error.strerror or '').lower()}" if error.filename else str(error)
