"""What a change of a benefit's policy means for those who hold it now, in words for those who decide on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.catalogue.rules.values import LocalText, Stacking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.catalogue.rules.differences import PolicyChange

_SIDE_BY_SIDE = LocalText(
    "原来排队的时间改为各自从获得时起算，到期会提前；不再因更高等级而暂停。",
    "Time that queued now runs side by side, each from its own start, so coverage ends earlier; "
    "higher tiers no longer pause it.",
)
_END_TO_END = LocalText(
    "原来同时计时的各份改为首尾相接，到期会推后。",
    "Grants that ran side by side are now laid end to end, so coverage ends later.",
)
_ONE_AT_A_TIME = LocalText(
    "已有的不变；有效期内不能再次获得。",
    "What is held stays; nothing further can be had while any coverage lies ahead.",
)
_AGAIN = LocalText("已有的不变；再次获得会接在后面。", "What is held stays; further time queues behind it.")
_TIER = LocalText(
    "等级关系改变：更高等级生效时，较低等级会暂停，剩余时间保留。",
    "The tiers change: while a higher one covers, lower ones pause and keep their unused time.",
)
_MAX_AHEAD = LocalText(
    "已有的不变；新的上限只用于今后获得的时间。",
    "What is held stays; the new limit is for what is granted from now on.",
)

_STACKING = {
    (Stacking.EXTEND, Stacking.PARALLEL): (_SIDE_BY_SIDE,),
    (Stacking.EXTEND, Stacking.EXCLUSIVE): (_ONE_AT_A_TIME,),
    (Stacking.PARALLEL, Stacking.EXTEND): (_END_TO_END,),
    (Stacking.PARALLEL, Stacking.EXCLUSIVE): (_END_TO_END, _ONE_AT_A_TIME),
    (Stacking.EXCLUSIVE, Stacking.EXTEND): (_AGAIN,),
    (Stacking.EXCLUSIVE, Stacking.PARALLEL): (_SIDE_BY_SIDE,),
}


def consequences(change: PolicyChange) -> LocalText:
    """Say what the change does to what members hold, and to what they may be granted further."""
    said = list(_said(change))
    return LocalText("".join(each.zh for each in said), " ".join(each.en for each in said))


def _said(change: PolicyChange) -> Iterator[LocalText]:
    old, new = change.old, change.new
    yield from _STACKING.get((old.stacking, new.stacking), ())
    if old.tier != new.tier:
        yield _TIER
    if old.max_ahead != new.max_ahead:
        yield _MAX_AHEAD
