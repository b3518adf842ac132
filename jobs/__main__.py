"""``python -m jobs``: run one worker until told to end."""

from __future__ import annotations

from hub.wiring import working
from jobs import rota, testclock

if __name__ == "__main__":
    working.run(rota.JOBS, [*rota.BY_THE_CLOCK, (testclock.move_clock, set(range(60)))])
