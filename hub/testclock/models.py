"""The table of the test clock: one row, or none."""

from __future__ import annotations

from datetime import datetime, timedelta

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class TestClockRow(Model):
    """The mark of a database for trying things, and how far its clock is ahead of the machine's.

    ``moved_at`` is the last sign of life, on the machine's clock, of whoever moves it now.
    """

    __test__ = False

    id: int = fields.IntField(primary_key=True, default=1)
    ahead = fields.TimeDeltaField(default=timedelta(0))
    target: datetime | None = fields.DatetimeField(null=True)
    moved_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table and checks."""

        table = "test_clock"
        constraints = (CheckConstraint(check="id = 1", name="test_clock_one"),)
