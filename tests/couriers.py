"""A courier for tests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.ports.couriers import News, Outcome

if TYPE_CHECKING:
    from hub.ports.couriers import Letter


class FakeCourier:
    """Takes letters and keeps them; the outcomes in ``answers``, one a letter, come first."""

    def __init__(self, *, is_safe_to_repeat: bool = False) -> None:
        self.is_safe_to_repeat = is_safe_to_repeat
        self.room = asyncio.Semaphore(2)
        self.taken: list[Letter] = []
        self.answers: list[Outcome] = []

    async def carry(self, letter: Letter) -> Outcome:
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(letter)
        return Outcome(News.ACCEPTED)
