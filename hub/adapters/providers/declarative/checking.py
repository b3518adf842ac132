"""Trying a provider's file without the provider: what would be sent, and what the sample messages come to."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from textwrap import indent
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hub.adapters.providers.declarative import consistency, loading
from hub.adapters.providers.declarative.answers import Reading
from hub.adapters.providers.declarative.encryption import encrypt
from hub.adapters.providers.declarative.requests import Occasion, rendered
from hub.kernel.secret import Secret
from hub.ports import providers as port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from hub.adapters.providers.declarative.definition import Definition, Sample
    from hub.adapters.providers.declarative.loading import Configured

_ENCRYPTED = "$encrypted"
_NONCE = "0" * 32
_WORDS = {
    port.Accepted: "accepted",
    port.NeverSeen: "never-seen",
    port.Cancelled: "cancelled",
    port.NotCancellable: "not-cancellable",
    port.Unknown: "unknown",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A sample that was tried: what it was to give and what it gave, with the reason where there is one."""

    name: str
    expected: str
    given: str
    why: str

    @property
    def is_good(self) -> bool:
        """It gave what it was to give."""
        return self.given == self.expected

    def __str__(self) -> str:
        """One line."""
        if self.is_good:
            return f"  as it says   {self.name}: {self.given}"
        why = f" ({self.why})" if self.why else ""
        return f"  OTHERWISE    {self.name}: gives {self.given}{why}; the sample says {self.expected}"


@dataclass(frozen=True, slots=True)
class Report:
    """A file that is in order: what had to be made up, the requests as people may see them, and the trials."""

    title: str
    made_up: tuple[str, ...]
    requests: Mapping[str, str]
    trials: tuple[Trial, ...]

    @property
    def is_good(self) -> bool:
        """Every sample came out as it says."""
        return all(trial.is_good for trial in self.trials)

    def __str__(self) -> str:
        """For people, over several lines."""
        lines = [self.title]
        if self.made_up:
            lines.append(f"Not set in the environment and made up for this check: {', '.join(self.made_up)}")
        for name, request in self.requests.items():
            lines += ["", f"{name} would send:", indent(request, "  ")]
        samples = [str(trial) for trial in self.trials] or ["  none; add samples to see what answers come to"]
        return "\n".join([*lines, "", "Samples:", *samples])


def check(file: Path, environment: Mapping[str, str], now: datetime) -> Report:
    """Try the file; ``InvalidProviderFile`` if it cannot be used. What the environment lacks is made up."""
    definition = loading.read(file)
    made_up = {name: value for name, value in _made_up(definition).items() if not environment.get(name)}
    configured = loading.load(file, {**environment, **made_up})
    calls = ((name, definition.call(name)) for name in consistency.CALLS)
    occasion, delivery = Occasion(now, _NONCE), _delivery(definition)
    requests = {name: rendered(configured, call, delivery, occasion)[1] for name, call in calls if call}
    trials = tuple(_tried(configured, sample, now) for sample in definition.samples)
    return Report(f"{definition.provider} ({definition.title})", tuple(sorted(made_up)), requests, trials)


def worded(outcome: port.Finding | port.NotCancellable) -> str:
    """An outcome in the words of ``gives``."""
    if isinstance(outcome, port.Delivered):
        count = len(outcome.codes)
        codes = [f"{count} code{'s' * (count > 1)}"] if count else []
        return ", ".join(["delivered", *codes, *(["a link"] if outcome.link else [])])
    if isinstance(outcome, port.Rejected):
        another = ["try another product"] if outcome.try_another_product else []
        return ", ".join(["rejected", *another, *(["retryable"] if outcome.retryable else [])])
    return _WORDS.get(type(outcome), "unknown")


def _tried(configured: Configured, sample: Sample, now: datetime) -> Trial:
    delivery = port.Delivery(sample.task_id, "sample", port.DeliveryForm(sample.form), quantity=sample.quantity)
    definition = configured.definition
    if sample.call == "callback":
        answer = definition.callback.answer if definition.callback else None
    else:
        call = definition.call(sample.call)
        answer = call.answer if call else None
    if answer is None:
        return Trial(sample.name, sample.gives, "nothing", f"{sample.call} is not described")
    reading = Reading(configured, answer, now)
    content = reading.parsed(_content(configured, sample.body))
    outcome = reading.meaning(sample.status, content, sample.task_id)
    if not isinstance(outcome, port.NotCancellable):
        outcome = port.held_against(delivery, outcome)
    return Trial(sample.name, sample.gives, worded(outcome), getattr(outcome, "why", getattr(outcome, "reason", "")))


def _content(configured: Configured, body: Any) -> Any:  # noqa: ANN401 (a JSON value)
    if not isinstance(body, str):
        return _with_encrypted(configured, body)
    try:
        return json.loads(body)
    except ValueError:
        return None


def _with_encrypted(configured: Configured, body: Any) -> Any:  # noqa: ANN401 (a JSON value)
    if isinstance(body, list):
        return [_with_encrypted(configured, each) for each in body]
    if not isinstance(body, dict):
        return body
    encryption = configured.definition.encryption
    if set(body) == {_ENCRYPTED} and encryption:
        return encrypt(encryption, configured.secrets, Secret(str(body[_ENCRYPTED])))
    return {name: _with_encrypted(configured, each) for name, each in body.items()}


def _delivery(definition: Definition) -> port.Delivery:
    names = (each.name for name in consistency.CALLS for each in consistency.used(definition, name))
    fields = {name.removeprefix("field."): "sample" for name in names if name.startswith("field.")}
    return port.Delivery("sample-task", "sample-product", port.DeliveryForm.TOP_UP, "13800138000", 1, fields)


def _made_up(definition: Definition) -> dict[str, str]:
    """A fitting value for every name in the environment that the file uses."""
    written = [definition.base_url, *definition.settings.values()]
    values = {each.removeprefix("env:"): "sample" for each in written if each.startswith("env:")}
    if definition.base_url.startswith("env:"):
        values[definition.base_url.removeprefix("env:")] = "https://provider.example"
    fitting = dict(_fitting_keys(definition))
    return values | {
        variable.removeprefix("env:"): fitting.get(name, "sample-secret")
        for name, variable in definition.secrets.items()
    }


def _fitting_keys(definition: Definition) -> Iterator[tuple[str, str]]:
    if definition.encryption:
        raw = bytes(range(32, 64))
        forms = {"text": raw.decode(), "hex": raw.hex(), "base64": base64.b64encode(raw).decode()}
        yield definition.encryption.key, forms[definition.encryption.key_encoding]
    for _place, signature, is_ours in consistency.signatures(definition):
        if signature.algorithm == "rsa-sha256":
            yield signature.key, _rsa_key(is_ours=is_ours)


def _rsa_key(*, is_ours: bool) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if is_ours:
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
