"""Tables in files, CSV or workbooks, as lines of plain text cells; and CSV that any spreadsheet may open safely."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from hub.kernel.cells import bare, harmless
from hub.kernel.errors import InvalidInput

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PIECE = 1 << 20
_DELIMITERS = ",\t;|"

Line = tuple[int, list[str]]
"""The number of a line in its file, from 1, and its cells without space around them."""


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a table, and its lines that are not blank, to be read once."""

    header: list[str]
    lines: Iterator[Line]


@contextmanager
def opened(file: Path, sheet: str | None = None) -> Iterator[Table]:
    """The table in ``file``: of a workbook the named sheet or the first; else CSV, its encoding and delimiter found.

    CSV is read line by line; a workbook is held in memory. Refuses what is no table (``InvalidInput``).
    """
    if file.suffix.lower() in WORKBOOKS:
        yield _table(_lines_of_sheet(_sheet(file, sheet)), file)
        return
    with file.open(encoding=_encoding(file), newline="") as text:
        yield _table(_lines_of_text(text, file), file)


def _table(lines: Iterator[Line], file: Path) -> Table:
    trimmed = ((number, [bare(each.strip()) for each in cells]) for number, cells in lines)
    filled = ((number, cells) for number, cells in trimmed if any(cells))
    header = next(filled, None)
    if header is None:
        raise InvalidInput(str(file), "the file is empty; its first line must name the columns")
    return Table(header[1], filled)


def write(file: Path, lines: Iterable[Sequence[str]]) -> None:
    """Write CSV that spreadsheets know for UTF-8 and find no formula in; the file appears when it is whole."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    with unfinished.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows([harmless(cell) for cell in line] for line in lines)
    unfinished.replace(file)


def _encoding(file: Path) -> str:
    """UTF-8 if all of the file is, else GB18030, which spreadsheets in China write; UTF-16 with its mark."""
    with file.open("rb") as raw:
        start = raw.read(4)
    marked = next((encoding for bom, encoding in _BOMS.items() if start.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        if _is_readable(file, encoding):
            return encoding
    raise InvalidInput(str(file), "the text is neither UTF-8 nor GB18030; save it as “CSV UTF-8”")


def _is_readable(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with file.open("rb") as raw:
            while piece := raw.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_of_text(text: IO[str], file: Path) -> Iterator[Line]:
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    reader, number = csv.reader(text, delimiter=max(_DELIMITERS, key=first.count)), 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        message = f"line {number} cannot be read: {error}; look for a quotation mark without its partner"
        raise InvalidInput(str(file), message) from None


def _sheet(file: Path, name: str | None) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_path(file)
        if name is not None and name not in book.sheet_names:
            raise InvalidInput("--sheet", f"there is no sheet {name!r}; the sheets are: {', '.join(book.sheet_names)}")
        return book.get_sheet_by_name(name or book.sheet_names[0])
    except CalamineError as error:
        raise InvalidInput(
            str(file), f"this is not a workbook that can be read ({error}); save it as CSV UTF-8"
        ) from None


def _lines_of_sheet(sheet: CalamineSheet) -> Iterator[Line]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [_written(cell) for cell in cells]


def _written(cell: object) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
    return str(cell)
