from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from hub.kernel.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def a_context() -> "Iterator[None]":
    yield


def test_a_refusal_passes_through_a_context_manager_unchanged() -> None:
    with pytest.raises(NotFound) as caught, a_context():
        raise NotFound("bundle", "gone")
    assert caught.value == NotFound("bundle", "gone")


def test_refusals_are_equal_when_their_facts_are() -> None:
    assert NotFound("bundle", "a") != NotFound("bundle", "b")
    assert InvalidInput("a", "b") != NotFound("a", "b")
    assert len({NotFound("bundle", "a"), NotFound("bundle", "a")}) == 1
