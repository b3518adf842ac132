"""``hub import holdings``: tables as merchants keep them, through the real command."""

from __future__ import annotations

import asyncio
import csv
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from time import sleep

import asyncpg
import psutil
import pytest
from openpyxl import Workbook

from tests.cli.conftest import Command, Said
from tests.services.entitlements.conftest import CATALOGUE

PROJECT = Path(__file__).parents[2]
ENGLISH = "member,benefit,date,period,reference\n"
CHINESE = "会员号,权益,开通时间,时长,订单号\n"


@pytest.fixture
def shop(command: Command) -> Command:
    Path("shop.yaml").write_text(CATALOGUE, encoding="utf-8")
    assert command("catalogue", "apply", "shop.yaml").code == 0
    return command


def write(text: str, name: str = "sales.csv", encoding: str = "utf-8") -> str:
    Path(name).write_bytes(text.encode(encoding))
    return name


def rejects(name: str = "sales.rejected.csv") -> list[list[str]]:
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def told(said: Said) -> list[str]:
    assert said.code == 0, said.err
    return said.out.splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_however_it_was_saved(shop: Command, encoding: str, delimiter: str) -> None:
    text = (CHINESE + "林玲,vip,2026年1月31日,3个月,单-1\r\n").replace(",", delimiter)
    assert told(shop("import", "holdings", write(text, encoding=encoding)))[:3] == [
        "1 rows",
        "1 members made",
        "1 grants given",
    ]


def workbook(name: str, *lines: list[object]) -> str:
    book = Workbook()
    book.active.append(["not this sheet"])
    sheet = book.create_sheet("销售")
    for line in lines:
        sheet.append(line)
    book.save(name)
    return name


def test_a_workbook_is_read_with_its_dates_and_numbers(shop: Command) -> None:
    file = workbook(
        "sales.xlsx",
        [],
        ["会员号", "权益", "开通时间", "时长", "数量"],
        [13800001234, "coupon", datetime.fromisoformat("2026-01-31T09:30"), "P1M", 2.0],
        [],
        [13800001234, "vip", date(2026, 1, 31), "1个月"],
        ["u-2", "vip", 46053, "一个月"],
        ["u-3", "vip", "never", "一个月"],
    )
    assert told(shop("import", "holdings", file, "--sheet", "销售"))[:5] == [
        "4 rows",
        "2 members made",
        "3 grants given",
        "0 rows imported before",
        "1 rows rejected: see sales.rejected.csv",
    ]
    assert rejects()[1][0] == "7"
    assert (
        "there is no sheet '销'; the sheets are: Sheet, 销售" in shop("import", "holdings", file, "--sheet", "销").err
    )


def test_rejected_rows_are_listed_with_line_and_reason_and_can_be_mended_and_imported(shop: Command) -> None:
    text = CHINESE + "u-1,vip,2026-01-31,3个月,o-1\n\nu-1,vpi,2026-01-31,3个月,o-2\nu-2,vip,2026-01-32,3个月,=1+1\n"
    said = told(shop("import", "holdings", write(text), "--locale", "zh-CN"))
    assert said[4:] == [
        "2 rows rejected: see sales.rejected.csv",
        "  1 UNKNOWN_BENEFIT, first in line 4: 目录中没有权益“vpi”；请核对代码。",
        "  1 DATE_UNREADABLE, first in line 5: “2026-01-32”不是可识别的日期；请写成 2026-01-31 或 2026-01-31 10:00。",
    ]
    assert rejects() == [
        ["行号", "原因", "会员号", "权益", "开通时间", "时长", "订单号"],
        ["4", "目录中没有权益“vpi”；请核对代码。", "u-1", "vpi", "2026-01-31", "3个月", "o-2"],
        ["5", rejects()[2][1], "u-2", "vip", "2026-01-32", "3个月", "'=1+1"],
    ]
    Path("mended.csv").write_bytes(
        Path("sales.rejected.csv").read_bytes().replace(b"vpi", b"vip").replace(b"-32", b"-31")
    )
    mended = told(shop("import", "holdings", "mended.csv"))
    assert mended[0] == "columns not read: 行号, 原因"
    assert mended[3] == "2 grants given"


def test_a_list_of_rejected_rows_from_before_does_not_outlive_the_mistakes(shop: Command) -> None:
    shop("import", "holdings", write(ENGLISH + "u-1,vip,never,P1M,\n"))
    assert len(rejects()) == 2
    told(shop("import", "holdings", write(ENGLISH + "u-1,vip,2026-01-31,P1M,\n")))
    assert not Path("sales.rejected.csv").exists()


def test_importing_again_gives_nothing_twice(shop: Command) -> None:
    file = write(ENGLISH + "u-1,vip,2026-01-31,P1M,\n" * 2)
    assert told(shop("import", "holdings", file))[2] == "2 grants given"
    assert told(shop("import", "holdings", file)) == [
        "2 rows",
        "0 members made",
        "0 grants given",
        "2 rows imported before",
        "0 rows rejected",
    ]


def test_a_dry_run_tells_the_same_and_writes_nothing(shop: Command) -> None:
    file = write(ENGLISH + "u-1,trial,2026-01-31,P7D,\nu-1,trial,2026-01-31,P7D,\nu-2,vip,never,P7D,\n")
    tried = told(shop("import", "holdings", file, "--dry-run"))
    assert tried[0] == "dry run: nothing was written; this is what would happen"
    assert not Path("sales.rejected.csv").exists()
    done = told(shop("import", "holdings", file))
    assert [each.partition(":")[0] for each in done] == [each.partition(":")[0] for each in tried[1:]]
    assert done[1:3] == ["1 members made", "1 grants given"]


def test_columns_can_be_named_and_skipped(shop: Command) -> None:
    file = write("卡号,权益,日期,购买日期,有效\nu-1,vip,2026-01-31,x,P1M\n")
    refused = shop("import", "holdings", file)
    assert refused.code == 1
    assert "'日期' and '购买日期' both hold the date" in refused.err
    named = shop("import", "holdings", file, "--map", "卡号=member", "--map", "购买日期=", "--map", "有效=period")
    assert told(named)[:4] == ["columns not read: 购买日期", "1 rows", "1 members made", "1 grants given"]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("none.csv", None, "none.csv: no such file or directory"),
        ("empty.csv", b"\n  \n", "the file is empty; its first line must name the columns"),
        ("bytes.csv", b"member,benefit\n\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("bad.xlsx", b"no workbook", "not a workbook that can be read"),
        ("quote.csv", ENGLISH.encode() + b'"' + b"x\n" * 70_000, "line 2 cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(
    shop: Command, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    said = shop("import", "holdings", name)
    assert said.code == 1
    assert complaint in said.err
    assert said.err.count("\n") == 1


def test_an_import_that_is_killed_is_finished_by_the_next(shop: Command, database_url: str) -> None:
    file = write(ENGLISH + "".join(f"u-{n},vip,2026-01-{1 + n % 28:02},P1M,\n" for n in range(5_000)))
    importing = [sys.executable, "-m", "hub", "import", "holdings", str(Path(file).resolve())]
    with subprocess.Popen(importing, cwd=PROJECT) as running:
        while running.poll() is None and not count(database_url, "grants"):
            sleep(0.05)
        running.kill()
    assert 0 < count(database_url, "grants") < 5_000
    said = subprocess.check_output(importing, cwd=PROJECT, text=True)
    assert "\n0 rows imported before" not in said
    for table in ("grants", "segments", "members", "imported_rows"):
        assert count(database_url, table) == 5_000


@pytest.fixture
def is_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.cli.importing.WORTH_SHARING", 300)
    monkeypatch.setattr("hub.cli.importing.BATCH", 50)


@pytest.mark.usefixtures("is_shared_out")
def test_an_import_shared_out_among_processes_gives_and_rejects_what_a_small_one_does(
    shop: Command, database_url: str
) -> None:
    rows = [f"u-{n},{'vip' if n % 100 else 'nothing'},2026-01-{1 + n % 28:02},P1M,\n" for n in range(300)]
    said = told(shop("import", "holdings", write(ENGLISH + "".join(rows))))
    assert said[:4] == ["300 rows", "297 members made", "297 grants given", "0 rows imported before"]
    assert count(database_url, "segments") == 297
    assert len(rejects()) == 1 + 3


@pytest.mark.usefixtures("is_shared_out")
def test_an_import_one_of_whose_processes_is_ended_says_so(shop: Command) -> None:
    file = write(ENGLISH + "".join(f"u-{n},vip,2026-01-{1 + n % 28:02},P1M,\n" for n in range(300)))
    ending = Thread(target=end_one_of_the_processes)
    ending.start()
    said = shop("import", "holdings", file)
    ending.join()
    assert (said.code, said.err) == (
        1,
        "hub: a process of the import was ended; import again: nothing is given twice\n",
    )


@pytest.mark.usefixtures("is_shared_out")
def test_an_import_whose_database_goes_away_says_so(shop: Command, database_url: str) -> None:
    file = write(ENGLISH + "".join(f"u-{n},vip,2026-01-{1 + n % 28:02},P1M,\n" for n in range(1_000)))
    breaking = Thread(target=break_the_connections_of_an_import, args=(database_url,))
    breaking.start()
    said = shop("import", "holdings", file)
    breaking.join()
    assert said.code == 1
    assert said.err.startswith("hub: the database went away (")
    assert said.err.count("\n") == 1


def break_the_connections_of_an_import(database_url: str) -> None:
    breaking = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%imported_rows%'"""
    while not asyncio.run(fetch(database_url, breaking)):
        sleep(0.01)


def end_one_of_the_processes() -> None:
    while True:
        for process in psutil.Process().children():
            if any("spawn_main" in word for word in process.cmdline()):
                process.kill()
                return
        sleep(0.01)


def test_rebuilding_finds_no_difference_and_mends_what_somebody_broke(shop: Command, database_url: str) -> None:
    told(shop("import", "holdings", write(ENGLISH + "u-1,vip,2026-01-31,P1M,\nu-2,vip,2026-02-01,P1M,\n")))
    assert shop("timeline", "rebuild", "--check") == Said(0, "2 members, 0 with differences\n", "")
    asyncio.run(
        fetch(database_url, "UPDATE segments SET ends_at = NULL WHERE ends_at = (SELECT min(ends_at) FROM segments)")
    )
    found = shop("timeline", "rebuild", "--check")
    assert (found.code, found.out) == (1, "u-1: 2 segments and 0 glances differ\n2 members, 1 with differences\n")
    mended = shop("timeline", "rebuild")
    assert (mended.code, mended.out) == (
        0,
        "u-1: 2 segments and 0 glances differ\n2 members, 1 with differences, mended\n",
    )
    assert shop("timeline", "rebuild").out == "2 members, 0 with differences\n"


def count(database_url: str, table: str) -> int:
    [[found]] = asyncio.run(fetch(database_url, f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own tables
    return int(found)


async def fetch(database_url: str, statement: str) -> list[list[object]]:
    database = await asyncpg.connect(database_url)
    rows = await database.fetch(statement)
    await database.close()
    return [list(row) for row in rows]
