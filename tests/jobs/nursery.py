"""Workers that begin in moments: a process that has read all their code, and is one more worker for every line told.

``python -m tests.jobs.nursery`` answers each line with the id of a new process. It has done what ``python -m jobs``
does, from its first line on; only the reading of the code came before, and it looks into the queue more often.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from importlib import import_module

from hub.adapters import working

for each in ("hub.wiring.working", "jobs.rota", "jobs.testclock"):
    import_module(each)
working._GLANCE = 0.02


def main() -> None:
    """Until nobody tells any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    while sys.stdin.readline():
        born = os.fork()
        if not born:
            _work()
        print(born, flush=True)  # noqa: T201 - this is the answer


def _work() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    runpy.run_module("jobs", run_name="__main__")
    os._exit(0)


if __name__ == "__main__":
    main()
