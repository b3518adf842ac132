"""``python -m jobs``: run one worker until told to end."""

from __future__ import annotations

from hub.wiring import working
from jobs import rota, testclock

if __name__ == "__main__":
    by_the_clock = [(testclock.at_rest(job), seconds) for job, seconds in rota.BY_THE_CLOCK]
    jobs = [testclock.at_rest(job) for job in rota.JOBS]
    working.run(jobs, [*by_the_clock, (testclock.move_clock, set(range(60)))])
