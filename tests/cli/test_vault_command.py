"""The vault, the doctor and the queue on the command line."""

from __future__ import annotations

import asyncio
from io import StringIO
from pathlib import Path

import asyncpg
import pytest

from tests.cli.conftest import Command, Said


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "codes.csv"
    file.write_text("code,valid_until\nAAAA-BBBB-0001,2099-01-01T00:00:00+08:00\nAAAA-BBBB-0002,\n")
    return file


def test_codes_come_in_once_and_what_is_wrong_with_others_is_said_by_line(command: Command, table: Path) -> None:
    assert command("vault", "import", "coffee", str(table)).out == "2 codes of coffee are in the vault\n"
    again = command("vault", "import", "tea", str(table))
    assert (again.code, again.err) == (
        1,
        f"hub: {table}: 2 codes are known already or stand twice: lines 2, 3\n",
    )
    table.write_text("code;valid_until\nX;yesterday\n;\nY;\n")
    wrong = command("vault", "import", "tea", str(table)).err
    assert "line 2: valid_until: 'yesterday' is not an instant" in wrong
    table.write_text("number\n1\n")
    assert "code is needed" in command("vault", "import", "tea", str(table)).err
    stock = command("vault", "stock").out
    assert "coffee" in stock
    assert "tea" not in stock


def test_a_code_that_somebody_shows_is_found_and_withdrawn(
    command: Command, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(code: str) -> Said:
        monkeypatch.setattr("sys.stdin", StringIO(f"{code}\n"))
        return command("vault", "find")

    command("vault", "import", "coffee", str(table))
    id_, _, told = find(" AAAA-BBBB-0002").out.partition(": ")
    assert told == "coffee, FREE, nobody's\n"
    assert (find("AAAA-BBBB-9999").code, "AAAA" in find("AAAA-BBBB-9999").err) == (1, False)
    assert id_ in command("vault", "redeem", id_).err, "nobody had it"
    assert command("vault", "void", id_, "--reason", "leaked").code == 0
    assert "coffee, VOID" in find("AAAA-BBBB-0002").out


def test_codes_made_by_rule_are_in_the_vault_and_in_a_file_of_ones_own(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    said = command("vault", "generate", "coffee", "25", str(file), "--prefix", "HUB-", "--length", "12")
    assert said.code == 0
    assert len(set(file.read_text().split())) == 26
    assert file.stat().st_mode & 0o077 == 0
    assert command("vault", "generate", "coffee", "25", str(file)).code == 1
    short = command("vault", "generate", "coffee", "25", str(tmp_path / "short.csv"), "--length", "4")
    assert "could be guessed" in short.err
    assert not (tmp_path / "short.csv").exists()
    command("vault", "warn", "coffee", "30")
    assert "30 LOW" in command("vault", "stock").out


def test_the_keys_are_changed_while_everything_stays_readable(
    command: Command, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("vault", "import", "coffee", str(table))
    monkeypatch.setenv("HUB_SECRET_KEYS", "a newer key,a key for tests")
    assert command("vault", "rotate").out == "3 secrets were sealed anew\n"
    monkeypatch.setenv("HUB_SECRET_KEYS", "a newer key")
    assert "known already" in command("vault", "import", "tea", str(table)).err
    monkeypatch.setenv("HUB_SECRET_KEYS", "a wrong key")
    assert command("vault", "rotate").code == 1


def test_the_doctor_finds_nothing_in_a_healthy_hub_and_names_what_is_wrong(
    command: Command, table: Path, database_url: str
) -> None:
    command("vault", "import", "coffee", str(table))
    assert command("doctor", "--ask", "7").out == "all is well\n"
    asyncio.run(forget_a_reservation(database_url))
    ill = command("doctor")
    assert ill.code == 1
    assert ill.out.endswith(" is reserved though its reservation ran out an hour ago\n")


@pytest.mark.parametrize("words", ["vault warn coffee 3000000000", "doctor --ask 99999999999"])
def test_a_number_beyond_all_measure_is_refused_as_one(command: Command, words: str) -> None:
    assert "1000000000" in (said := command(*words.split())).err or "3650" in said.err
    assert said.code > 0


async def forget_a_reservation(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "UPDATE codes SET state = 'RESERVED', holder_id = gen_random_uuid(), slot = 1, reserved_until = '2020-01-01'"
        " WHERE masked LIKE '%0001'"
    )
    await connection.close()


def test_the_queue_says_that_nobody_works(command: Command) -> None:
    said = command("jobs", "status")
    assert said.code == 0
    assert "NO WORKER" in said.out
