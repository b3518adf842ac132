"""Where the embedded servers keep their files, and where they listen."""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from hub.adapters.failures import StartFailed

_LONGEST_SOCKET_PATH = 100
"""A little under what the systems allow (104 to 108 bytes)."""

_LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432")


def sockets_of(directory: Path) -> Path:
    """Where the servers that live in ``directory`` listen: within it, or in a short place of its own.

    A socket's path may not be longer than about a hundred bytes, so a deep directory gets one under ``/tmp`` that
    follows from its name; every process finds it alike.
    """
    within = directory / "run"
    if len(os.fsencode(within)) + _LONGEST_SOCKET_NAME <= _LONGEST_SOCKET_PATH:
        return within
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path("/tmp") / f"hub-{name}"  # noqa: S108 - short everywhere; made private below, refused if another's


def make_private(directory: Path, owner: int) -> None:
    """Make ``directory`` for the system user ``owner`` alone; refuses one that belongs to somebody else."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if directory.stat().st_uid not in {owner, os.geteuid()}:
        raise StartFailed(f"{directory} belongs to another user; remove it or choose another HUB_DATA")
    directory.chmod(0o700)
    if directory.stat().st_uid != owner:
        os.chown(directory, owner, -1)


def private_log(path: Path) -> IO[bytes]:
    """A file to append to that only its owner may read: servers log values with their errors."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def open_the_way_to(path: Path) -> None:
    """Let other system users pass through the directories above ``path``, without letting them look around."""
    for directory in path.parents:
        mode = directory.stat().st_mode
        if not mode & 0o001:
            directory.chmod(mode | 0o001)


def in_wheel(package: str, path: str) -> Path:
    """A file or folder of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise StartFailed(f"the package {package} is missing; run make up, or pip install -r requirements.lock")
    return Path(spec.origin).parent / path
