"""``python -m jobs``: run one worker until told to end."""

from __future__ import annotations

from hub.wiring import working
from jobs import fulfilment

JOBS = [fulfilment.deliver]
"""What can be told of, by name."""

BY_THE_CLOCK = [
    (fulfilment.tell_due_deliveries, set(range(60))),
    (fulfilment.resume_deliveries, {7}),
    (fulfilment.tidy_vault, {37}),
]
"""What runs by itself, and at which seconds of every minute; in one worker at a time."""

if __name__ == "__main__":
    working.run(JOBS, BY_THE_CLOCK)
