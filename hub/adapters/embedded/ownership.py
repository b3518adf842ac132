"""One hub at a time works on a data directory."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hub.adapters.failures import DataInUse, StartFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROOM_AT_FIRST = 256 * 1024**2
_ROOM_LATER = 32 * 1024**2


@contextmanager
def owned(directory: Path) -> Iterator[None]:
    """``directory`` is made if need be, and this process's alone while the context lasts.

    The system ends the claim with the process, however that dies. Refuses a directory at which another hub is at
    work (``DataInUse``) and one on a disk that is all but full.
    """
    directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    check_room(directory, _ROOM_LATER if (directory / "postgres").exists() else _ROOM_AT_FIRST)
    with (directory / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUse(_in_use(directory)) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def own_key(directory: Path) -> str:
    """The key that belongs to the embedded database, made on first use; only its owner may read it."""
    file = directory / "key"
    if not file.exists():
        unfinished = directory / f"key.{os.getpid()}"
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(32))
        unfinished.rename(file)
    return file.read_text()


def check_room(directory: Path, needed: int) -> None:
    """Refuse a ``directory`` whose disk has fewer than ``needed`` bytes left."""
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise StartFailed(
            f"the disk of {directory} is full: {free // 1024**2} MB are left and the hub needs {needed // 1024**2}; "
            "make room or choose another HUB_DATA"
        )


def _in_use(directory: Path) -> str:
    owner = (directory / "lock").read_text() or "starting"
    return f"{directory} is in use by a running hub (process {owner}); stop it or choose another HUB_DATA"
