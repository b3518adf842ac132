"""Templates to messages.

A template has, in every language, a ``.txt`` (its first line is the subject, the rest the plain text) and an ``.mjml``
(the mail as it looks). Both are Jinja; MJML becomes HTML that looks the same in all mail programs. Beside them a
``sample.json`` gives every variable: what previews show, and what the check is made with. Some of them all templates
say in another language as ``sample.en.json`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mrml
import orjson
from jinja2 import DictLoader, StrictUndefined, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hub.members.rules import Locale

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LAYOUT = "layout.mjml"
_SAMPLE = "sample.json"
PARTS = tuple(f"{locale}.{kind}" for locale in Locale for kind in ("txt", "mjml"))
"""What a template has in every language: the subject and the plain text, and the mail as it looks."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as its recipient sees it: in plain text, and as HTML."""

    subject: str
    text: str
    html: str


class Templates:
    """All templates, from their files: ``reminder/en.txt`` and so on, by path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._environment = ImmutableSandboxedEnvironment(
            loader=DictLoader(files),
            autoescape=lambda name: bool(name and name.endswith(".mjml")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def names(self) -> list[str]:
        """The templates, in the order of their names."""
        return sorted({path.partition("/")[0] for path in self._files if "/" in path})

    def render(self, name: str, locale: str, variables: Mapping[str, object]) -> Rendered:
        """The message that ``variables`` make of a template. A variable that is missing is a ``TemplateError``."""
        told = self._filled(f"{name}/{locale}.txt", variables)
        subject, _, text = told.partition("\n")
        marked_up = self._filled(f"{name}/{locale}.mjml", {**variables, "subject": subject})
        return Rendered(" ".join(subject.split()), text.strip() + "\n", mrml.to_html(marked_up).content)

    def sample(self, name: str, locale: str = "") -> dict[str, Any]:
        """What a preview of the template is made with, in that language where it is said in it."""
        told: dict[str, Any] = orjson.loads(self._files.get(f"sample.{locale}.json", "{}"))
        sample: dict[str, Any] = orjson.loads(self._files[f"{name}/{_SAMPLE}"])
        return {key: told.get(key, value) for key, value in sample.items()}

    def parts(self, name: str) -> dict[str, str]:
        """The texts of a template, by part."""
        return {part: self._files.get(f"{name}/{part}", "") for part in PARTS}

    def with_parts(self, name: str, parts: Mapping[str, str]) -> Templates:
        """These templates, except that one has other texts."""
        return Templates({**self._files, **{f"{name}/{part}": text for part, text in parts.items()}})

    def mistakes(self) -> list[str]:
        """What is missing or wrong in any template, in words: empty means that every message can be rendered."""
        return [each for name in self.names for each in self.mistakes_in(name)]

    def mistakes_in(self, name: str) -> Iterator[str]:
        """What is missing or wrong in one template, in words."""
        wanted = [f"{name}/{part}" for part in PARTS]
        missing = [path for path in (*wanted, f"{name}/{_SAMPLE}") if not self._files.get(path, "").strip()]
        yield from (f"{path}: is missing" for path in missing)
        if not missing:
            for path in wanted:
                yield from self._unknown_in(path, {*self.sample(name), "subject"})
            for locale in Locale:
                yield from self._failure_of(name, locale)

    def _unknown_in(self, path: str, known: set[str]) -> Iterator[str]:
        """Variables that no sample has, also those in branches that the sample does not take."""
        try:
            used = meta.find_undeclared_variables(self._environment.parse(self._files[path]))
        except TemplateError as error:
            yield f"{path}: {error}"
        else:
            yield from (f"{path}: {each} is not in {_SAMPLE}" for each in sorted(used - known))

    def _failure_of(self, name: str, locale: Locale) -> Iterator[str]:
        try:
            rendered = self.render(name, locale, self.sample(name, locale))
        except Exception as error:  # noqa: BLE001 - a template may do anything that an expression can do wrong
            yield f"{name} in {locale}: {error}"
        else:
            if not (rendered.subject and rendered.text.strip()):
                yield f"{name} in {locale}: the first line is the subject, and the text comes after it"

    def _filled(self, path: str, variables: Mapping[str, object]) -> str:
        return self._environment.get_template(path).render(variables)
