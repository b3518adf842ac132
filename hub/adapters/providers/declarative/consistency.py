"""What must fit together in a provider's file beyond the form of each part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.adapters.providers.declarative.templates import JSON_TEXT, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.adapters.providers.declarative.definition import Answer, Call, CallbackSection, Definition, Signature
    from hub.adapters.providers.declarative.templates import Placeholder

Place = tuple[str | int, ...]
Problem = tuple[Place, str]

_DELIVERY = {"task_id", "product", "account", "quantity", "now", "nonce"}
_OUTCOMES = {
    "deliver": {"delivered", "accepted", "rejected", "unknown"},
    "find": {"delivered", "accepted", "rejected", "unknown", "never-seen", "cancelled"},
    "cancel": {"cancelled", "not-cancellable", "unknown"},
    "callback": {"delivered", "accepted", "rejected", "unknown", "cancelled"},
}
_PARTS = ("path", "query", "headers", "form", "json_")
CALLS = ("deliver", "find", "cancel")


def problems(definition: Definition) -> Iterator[Problem]:
    """Everything that does not fit, with its place in the file."""
    yield from _unknown_secrets(definition)
    yield from _request_problems(("every_call",), definition.every_call, definition)
    for name in CALLS:
        call = definition.call(name)
        if call:
            yield from _call_problems(name, call, definition)
    if definition.polling and not definition.calls.find:
        yield ("polling",), "asks for results, but there is no call find; describe calls.find"
    if definition.callback:
        yield from _callback_problems(definition.callback, definition)


def signatures(definition: Definition) -> Iterator[tuple[Place, Signature, bool]]:
    """Every signature in the file with its place, and whether we are the ones who sign."""
    if definition.every_call.signature:
        yield ("every_call", "signature"), definition.every_call.signature, True
    for name in CALLS:
        own: Call | None = getattr(definition.calls, name)
        if own and own.signature:
            yield ("calls", name, "signature"), own.signature, True
    if definition.callback:
        yield ("callback", "signature"), definition.callback.signature, False


def used(definition: Definition, name: str) -> list[Placeholder]:
    """Every placeholder in the call of this name."""
    call = definition.call(name)
    return [each for part in _PARTS for each in placeholders(getattr(call, part))] if call else []


def _unknown_secrets(definition: Definition) -> Iterator[Problem]:
    for place, signature, _is_ours in signatures(definition):
        if signature.key not in definition.secrets:
            yield (*place, "key"), f"there is no secret {signature.key!r}; name it in secrets"
    encryption = definition.encryption
    if encryption and encryption.key not in definition.secrets:
        yield ("encryption", "key"), f"there is no secret {encryption.key!r}; name it in secrets"
    if encryption and encryption.iv.startswith("secret.") and encryption.iv[7:] not in definition.secrets:
        yield ("encryption", "iv"), f"there is no secret {encryption.iv[7:]!r}; name it in secrets"


def _call_problems(name: str, call: Call, definition: Definition) -> Iterator[Problem]:
    place = ("calls", name)
    yield from _request_problems(place, getattr(definition.calls, name), definition)
    if call.form is not None and call.json_ is not None:
        yield place, "its body is json and that of every_call a form, or the reverse; use one"
    if call.signature and call.signature.field and call.form is None and call.json_ is None and not call.query:
        yield (*place, "signature"), "stands in a field, but nothing is sent that has fields; use a header"
    if call.answer is None:
        yield place, "does not say what answers mean; add answer"
    else:
        yield from _answer_problems((*place, "answer"), name, call.answer, definition)


def _request_problems(place: Place, call: Call, definition: Definition) -> Iterator[Problem]:
    known = _DELIVERY | {f"setting.{each}" for each in definition.settings}
    known |= {f"secret.{each}" for each in definition.secrets}
    for part in _PARTS:
        for each in placeholders(getattr(call, part)):
            at = (*place, part.rstrip("_"))
            if each.name not in known and not each.name.startswith("field."):
                yield at, f"{{{each.name}}} is not known; use one of {', '.join(sorted(known))}, field.NAME"
            if each.format and each.name != "now":
                yield at, f"{{{each.name}:{each.format}}}: only {{now}} has a format"
    if any(each.is_optional for each in placeholders(call.path)):
        yield (*place, "path"), "a part of the address cannot be left out; remove the question mark"
    for field, value in (call.form or {}).items():
        if isinstance(value, list) or (isinstance(value, dict) and set(value) != {JSON_TEXT}):
            yield (*place, "form", field), f"a form field is one text; write {JSON_TEXT} around a list or mapping"


def _answer_problems(place: Place, name: str, answer: Answer, definition: Definition) -> Iterator[Problem]:
    for number, rule in enumerate(answer.outcomes):
        if rule.outcome not in _OUTCOMES[name]:
            allowed = ", ".join(sorted(_OUTCOMES[name]))
            yield (*place, "outcomes", number, "is"), f"{name} cannot come to {rule.outcome}; use one of {allowed}"
    if answer.codes and answer.codes.encrypted and not definition.encryption:
        yield (*place, "codes", "encrypted"), "how codes are encrypted is not said; add encryption"


def _callback_problems(callback: CallbackSection, definition: Definition) -> Iterator[Problem]:
    place = ("callback", "answer")
    yield from _answer_problems(place, "callback", callback.answer, definition)
    if callback.answer.task is None:
        yield place, "does not say which task it is about; add task"
    yield from _unsafe_callback(callback)
    yield from _unsigned_time(callback)


def _unsafe_callback(callback: CallbackSection) -> Iterator[Problem]:
    """Sorted characters do not say which value stands where: whoever holds one message can rearrange it."""
    if callback.signature.over != "characters":
        return
    for number, rule in enumerate(callback.answer.outcomes):
        if rule.outcome not in {"accepted", "unknown"}:
            advice = (
                "a signature over characters cannot prove this; let it come to accepted, the result is then asked for"
            )
            yield ("callback", "answer", "outcomes", number, "is"), advice


def _unsigned_time(callback: CallbackSection) -> Iterator[Problem]:
    timestamp, signature = callback.timestamp, callback.signature
    signed = {each.name for each in placeholders(signature.text)}
    if timestamp and timestamp.header and f"header.{timestamp.header.lower()}" not in signed:
        advice = f"the time is not signed, so anybody could change it; put {{header.{timestamp.header.lower()}}} into"
        yield ("callback", "timestamp"), f"{advice} the signature's text"
    if timestamp and timestamp.path and signature.over == "text" and "body" not in signed:
        yield ("callback", "timestamp"), "the time is not signed, so anybody could change it; sign {body}"
    for each in signed - {"body"}:
        if not each.startswith("header."):
            yield ("callback", "signature", "text"), f"{{{each}}} is not known; use {{body}} and {{header.name}}"
