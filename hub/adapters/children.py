"""Child processes that never outlive their parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import IO

_PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str | os.PathLike[str]],
    *,
    orphaned: signal.Signals,
    output: IO[bytes] | None = None,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> psutil.Popen:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches only the parent, which ends it in order.

    ``orphaned`` is the signal it gets when the parent dies without ending it (on Linux; elsewhere the next start
    does). ``user`` is the system user it runs as, ``output`` where it writes.
    """
    return psutil.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        env=environment,
        start_new_session=True,
        preexec_fn=partial(_end_with_parent, os.getpid(), orphaned),
    )


def end_with_parent() -> None:
    """Have this very process ended, as by SIGTERM, when the one that started it ends."""
    _end_with_parent(os.getppid(), signal.SIGTERM)


def _end_with_parent(parent: int, orphaned: signal.Signals) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, orphaned)
        if os.getppid() != parent:
            os.kill(os.getpid(), orphaned)


def stop(processes: Iterable[psutil.Popen], politely: signal.Signals, patience: float) -> None:
    """End all ``processes`` with the signal ``politely``, and those that remain after ``patience`` seconds by force."""
    _end([process for process in processes if process.poll() is None], politely, patience)


def stop_leftovers(program: str, directory: Path, politely: signal.Signals, patience: float) -> None:
    """End every process of ``program`` that a killed parent left working in ``directory``."""
    _end(list(_working_in(directory, program)), politely, patience)


def _end(processes: Sequence[psutil.Process], politely: signal.Signals, patience: float) -> None:
    for process in processes:
        _signal(process, politely)
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=patience)


def _working_in(directory: Path, program: str) -> Iterable[psutil.Process]:
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() == program and process.cwd() == str(directory):
                yield process


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
