"""From a YAML file to a provider's definition and the values it names, with every mistake's line and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

from hub.adapters.providers.declarative import consistency
from hub.adapters.providers.declarative.definition import Definition
from hub.adapters.providers.declarative.encryption import key_bytes
from hub.adapters.providers.declarative.signing import check_key
from hub.kernel.errors import Refusal
from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ruamel.yaml.nodes import Node

    from hub.adapters.providers.declarative.consistency import Place


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in the file: its line (from 1), the entry, and what to do about it."""

    line: int
    where: str
    message: str


@dataclass(eq=False)
class InvalidProviderFile(Refusal):
    """The file cannot be used. All its mistakes are listed, in reading order."""

    code: ClassVar[str] = "INVALID_PROVIDER_FILE"

    file: str
    mistakes: Sequence[Mistake]

    def __str__(self) -> str:
        """One mistake a line: ``FILE:LINE: where: message``."""
        return "\n".join(f"{self.file}:{each.line}: {each.where}: {each.message}" for each in self.mistakes)


@dataclass(frozen=True, slots=True)
class Configured:
    """A definition with the values that it names: where the provider is, what may be seen, and what may not."""

    definition: Definition
    base_url: str
    settings: Mapping[str, str]
    secrets: Mapping[str, Secret]


def load(file: Path, environment: Mapping[str, str]) -> Configured:
    """The provider that ``file`` describes; ``InvalidProviderFile`` if anything in it or named by it is wrong."""
    definition, root = _read(file)
    configured, missing = configure(definition, environment)
    problems = missing or list(_unusable_keys(configured))
    if problems:
        raise _invalid(file, root, problems)
    return configured


def read(file: Path) -> Definition:
    """The definition alone, checked in itself, without the values that it names."""
    return _read(file)[0]


def configure(definition: Definition, environment: Mapping[str, str]) -> tuple[Configured, list[tuple[Place, str]]]:
    """The definition with its values, and what is missing in the environment."""
    missing: list[tuple[Place, str]] = []

    def value(written: str, place: Place) -> str:
        name = written.removeprefix("env:")
        if name == written:
            return written
        if not environment.get(name):
            missing.append((place, f"set {name} in the environment"))
        return environment.get(name, "")

    base_url = value(definition.base_url, ("base_url",)).rstrip("/")
    if base_url and not base_url.startswith(("http://", "https://")):
        missing.append((("base_url",), "the address must begin with https:// or http://"))
    settings = {name: value(each, ("settings", name)) for name, each in definition.settings.items()}
    secrets = {name: Secret(value(each, ("secrets", name))) for name, each in definition.secrets.items()}
    return Configured(definition, base_url, settings, secrets), missing


def _unusable_keys(configured: Configured) -> Iterator[tuple[Place, str]]:
    definition, secrets = configured.definition, configured.secrets
    if definition.encryption:
        try:
            key_bytes(definition.encryption, secrets)
        except ValueError as error:
            yield ("encryption", "key"), f"the secret {definition.encryption.key} is no AES key: {error}"
    for place, signature, is_ours in consistency.signatures(definition):
        try:
            check_key(signature, secrets[signature.key], is_ours=is_ours)
        except ValueError as error:
            yield (*place, "key"), f"the secret {signature.key} cannot be used: {error}"


def _read(file: Path) -> tuple[Definition, Node]:
    try:
        text = file.read_text("utf-8")
        root = YAML(typ="safe", pure=True).compose(text)
        content = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        raise InvalidProviderFile(str(file), [_not_yaml(error)]) from None
    except (YAMLError, ValueError, OSError) as error:
        raise InvalidProviderFile(str(file), [Mistake(1, "the file", f"cannot be read: {error}")]) from None
    if not isinstance(root, MappingNode):
        raise InvalidProviderFile(str(file), [Mistake(1, "the file", "must be a mapping that begins with provider:")])
    return _definition(file, content, root), root


def _not_yaml(error: MarkedYAMLError) -> Mistake:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    return Mistake(line, "the file", f"is not YAML: {error.problem}; check quotes and indentation")


def _definition(file: Path, content: Any, root: Node) -> Definition:  # noqa: ANN401 (parsed YAML)
    try:
        definition = Definition.model_validate(content)
    except ValidationError as error:
        raise _invalid(file, root, [(each["loc"], _advice(dict(each))) for each in error.errors()]) from None
    if problems := list(consistency.problems(definition)):
        raise _invalid(file, root, problems)
    return definition


def _advice(error: dict[str, Any]) -> str:
    """Pydantic's sentence, and for unknown and missing names what to do."""
    message = str(error["msg"]).removeprefix("Value error, ")
    return {
        "extra_forbidden": "is not a name used here; check its spelling and its indentation",
        "missing": "is missing; add it",
    }.get(error["type"], message)


def _invalid(file: Path, root: Node, problems: Sequence[tuple[Place, str]]) -> InvalidProviderFile:
    mistakes = {Mistake(_line(root, place), ".".join(map(str, place)), message) for place, message in problems}
    return InvalidProviderFile(str(file), sorted(mistakes))


def _line(node: Node, place: Place) -> int:
    """The line where ``place`` stands, or where the nearest thing around it does."""
    line = int(node.start_mark.line) + 1
    for step in place:
        if isinstance(node, MappingNode):
            found = next(((name, value) for name, value in node.value if name.value == str(step)), None)
            if found is None:
                return line
            name, node = found
            line = int(name.start_mark.line) + 1
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = int(node.start_mark.line) + 1
    return line
