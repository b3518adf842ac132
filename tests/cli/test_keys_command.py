"""Keys for programs, on the command line."""

from __future__ import annotations

from hub.access.rules import KEY_MARK
from tests.cli.conftest import Command


def test_a_key_is_shown_once_when_it_is_made(command: Command) -> None:
    made = command("keys", "create", "till-3", "--role", "operator")
    assert made.out.startswith(KEY_MARK)
    assert "not shown again" in made.err
    listed = command("keys", "list").out
    assert "till-3" in listed
    assert "OPERATOR" in listed
    assert made.out.strip() not in listed


def test_a_revoked_key_stays_in_the_list(command: Command) -> None:
    command("keys", "create", "till-3", "--role", "SUPPORT")
    assert command("keys", "revoke", "till-3").out == "till-3 is revoked\n"
    assert "till-3" in command("keys", "list").out
    assert command("keys", "revoke", "till-3").err == "hub: no key 'till-3'\n"


def test_a_program_is_no_member(command: Command) -> None:
    said = command("keys", "create", "till-3", "--role", "MEMBER")
    assert said.code == 1
    assert "choose SUPPORT" in said.err
