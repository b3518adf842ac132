"""A worker killed at every step of a delivery, for good, and followed by another.

A step inside the database is stopped by a trigger that waits for a lock which the test holds; a step at the provider
by a provider that waits. The worker is then killed with SIGKILL, the step goes on or fails as it would, and the next
worker must bring the delivery to its end: once, says the provider's own ledger. ``drizzle`` delivers again whenever
it is asked again.
"""

from __future__ import annotations

import pytest

from hub.fulfilment.models import BatchRow, CodeRow, SendingRow, TaskRow
from hub.fulfilment.rules.tasks import Task
from hub.members.rules import Member
from tests.buying import buy, one
from tests.jobs.conftest import CLOCK, Factory, kill, until
from tests.jobs.killing import stopped

IN_THE_DATABASE = {
    "when it claims the task": "AFTER UPDATE ON tasks FOR EACH ROW WHEN (NEW.lease IS NOT NULL AND OLD.lease IS NULL)",
    "when it notes that it will send": "BEFORE INSERT ON sendings FOR EACH ROW",
    "when it has noted that it will send": "CONSTRAINT AFTER INSERT ON sendings DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW",
    "when it notes the answer": "BEFORE INSERT ON attempts FOR EACH ROW",
    "when it keeps the code": "AFTER INSERT ON codes FOR EACH ROW",
    "when it ends the order": "AFTER UPDATE ON sendings FOR EACH ROW WHEN (NEW.state = 'DELIVERED')",
    "when it ends the task": "AFTER UPDATE ON tasks FOR EACH ROW WHEN (NEW.state = 'DELIVERED')",
    "when it writes the journal": "BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.action = 'deliver')",
    "when it commits the end": "CONSTRAINT AFTER UPDATE ON tasks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
    " WHEN (NEW.state = 'DELIVERED')",
}


async def kill_a_worker(factory: Factory, database: str, where: str) -> None:
    """Start a worker, let it come ``where``, and kill it there."""
    async with stopped(database, where) as reached:
        with factory.worker() as worker:
            await reached()
            kill(worker)


async def delivered_once(factory: Factory, provider: str, tasks: list[Task]) -> None:
    """The next worker brings all of them to their end, each once."""
    with factory.worker():
        await factory.delivered(tasks)
    of_provider = (await factory.ledger(provider)).values()
    assert [each["delivered"] for each in of_provider] == [1] * len(tasks)
    ours = sorted((row.state, row.masked[-4:]) for row in await CodeRow.all())
    assert ours == sorted(("ISSUED", each["codes"][0][-4:]) for each in of_provider)
    assert await SendingRow.filter(state="DELIVERED").count() == len(tasks)


async def test_workers_killed_one_after_the_other_at_every_step_within_the_database(
    ling: Member, factory: Factory, database: str
) -> None:
    tasks = []
    for where in IN_THE_DATABASE.values():
        tasks += await buy(ling, one("code-drizzle"), CLOCK.now())
        await kill_a_worker(factory, database, where)
    await delivered_once(factory, "drizzle", tasks)


@pytest.mark.parametrize(
    ("slowness", "faults"),
    [(8.0, {}), (0.0, {"silence_after": 1.0})],
    ids=["before the provider does anything", "after the provider did it"],
)
async def test_killed_while_the_provider_is_at_it(
    ling: Member, factory: Factory, slowness: float, faults: dict[str, float]
) -> None:
    tasks = await buy(ling, one("code-drizzle"), CLOCK.now())
    await factory.faults("drizzle", slowness, **faults)
    with factory.worker() as worker:
        await until(factory.is_ordered("drizzle") if faults else SendingRow.exists)
        kill(worker)
    await factory.faults("drizzle")
    await delivered_once(factory, "drizzle", tasks)


async def test_killed_after_the_provider_accepted_and_while_it_is_asked(
    ling: Member, factory: Factory, database: str
) -> None:
    tasks = await buy(ling, one("code-sunrise"), CLOCK.now())
    with factory.worker() as worker:
        await until(TaskRow.filter(state="AWAITING_PROVIDER").exists)
        kill(worker)
    where = "BEFORE INSERT ON attempts FOR EACH ROW WHEN (NEW.kind = 'FIND')"
    await kill_a_worker(factory, database, where)
    await delivered_once(factory, "sunrise", tasks)


async def test_killed_while_it_takes_codes_from_the_vault(ling: Member, factory: Factory, database: str) -> None:
    batch = await BatchRow.create(product="voucher", name="b", made_at=CLOCK.now(), made_by="staff:li")
    await CodeRow.bulk_create(
        CodeRow(batch_id=batch.id, product="voucher", sealed=b"", fingerprint=str(n), masked="••••", state="FREE")
        for n in range(6)
    )
    tasks = []
    for state in ("RESERVED", "ISSUED"):
        tasks += await buy(ling, one("voucher", 2), CLOCK.now())
        where = f"AFTER UPDATE ON codes FOR EACH ROW WHEN (NEW.state = '{state}')"
        await kill_a_worker(factory, database, where)
    with factory.worker():
        await factory.delivered(tasks)
    assert sorted(row.state for row in await CodeRow.all()) == ["FREE"] * 2 + ["ISSUED"] * 4
