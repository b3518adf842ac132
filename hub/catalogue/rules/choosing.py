"""What a member picks from a bundle's choice groups, and when that is not a proper choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hub.catalogue.errors import ChoiceMissing, ChoiceTooMany, OptionRepeated, UnknownChoice, UnknownOption
from hub.catalogue.rules.revisions import PinnedBundle, PinnedChoice, PinnedPart

Choices = Mapping[str, Sequence[str]]
"""The keys picked from each choice group, by the group's path within the bundle (``sweets/pick-two``)."""


def choose(bundle: PinnedBundle, choices: Choices) -> PinnedBundle:
    """Keep, of every choice group, only what was picked.

    Refuses too few and too many picks, one picked twice, an unknown option, and picks from a group that the
    bundle does not have (or has only in an option that was not picked).
    """
    met: list[str] = []
    chosen = _choose(bundle, "", choices, met)
    unknown = sorted(choices.keys() - set(met))
    if unknown:
        raise UnknownChoice(unknown[0], tuple(met))
    return chosen


def _choose(bundle: PinnedBundle, path: str, choices: Choices, met: list[str]) -> PinnedBundle:
    def inside(part: PinnedPart, around: str) -> PinnedPart:
        if not isinstance(part.content, PinnedBundle):
            return part
        return replace(part, content=_choose(part.content, f"{around}{part.component.key}/", choices, met))

    def chosen(part: PinnedPart | PinnedChoice) -> PinnedPart | PinnedChoice:
        if isinstance(part, PinnedPart):
            return inside(part, path)
        at = path + part.key
        met.append(at)
        return replace(part, of=tuple(inside(each, f"{at}/") for each in _picked(part, at, choices.get(at, ()))))

    return replace(bundle, parts=tuple(map(chosen, bundle.parts)))


def _picked(choice: PinnedChoice, path: str, picks: Sequence[str]) -> list[PinnedPart]:
    """Give the picked parts in the order of the bundle, so that the order of picking means nothing."""
    options = {each.component.key: each for each in choice.of}
    for key, times in Counter(picks).items():
        if key not in options:
            raise UnknownOption(path, key, tuple(options))
        if times > 1:
            raise OptionRepeated(path, key)
    if len(picks) < choice.pick:
        raise ChoiceMissing(path, choice.pick, len(picks), tuple(options))
    if len(picks) > choice.pick:
        raise ChoiceTooMany(path, choice.pick, len(picks), tuple(options))
    return [part for key, part in options.items() if key in picks]
