"""What a provider's YAML file may say. Each model's docstring is its reference; see also ``docs/providers.md``."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hub.adapters.providers.declarative.templates import Template, parse, placeholders
from hub.kernel.calendar import check_zone
from hub.kernel.errors import InvalidInput


def _checked_path(path: str) -> str:
    try:
        jmespath.compile(path)
    except JMESPathError:
        raise ValueError(f"{path!r} is not a JMESPath expression; write e.g. data.order.status") from None
    return path


def _checked_template(template: Template) -> Template:
    if not isinstance(template, str | int | float | bool | list | dict | None):
        raise ValueError(f"{template!r} cannot be sent; put it in quotes")  # noqa: TRY004 (pydantic reads ValueError)
    list(placeholders(template))
    return template


def _checked_text(text: str) -> str:
    parse(text)
    return text


def _checked_zone(name: str) -> str:
    try:
        return check_zone(name)
    except InvalidInput as refused:
        raise ValueError(refused.message) from None


Path = Annotated[str, AfterValidator(_checked_path)]
Text = Annotated[str, AfterValidator(_checked_text)]
Values = dict[str, Annotated[Any, AfterValidator(_checked_template)]]
Zone = Annotated[str, AfterValidator(_checked_zone)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Header = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
FromEnvironment = Annotated[str, Field(pattern=r"^env:[A-Z][A-Z0-9_]*$")]
Duration = Annotated[timedelta, Field(gt=timedelta(0))]


class Section(BaseModel):
    """A part of the file: unknown names are mistakes, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Signature(Section):
    """How a message is signed.

    ``over``: ``parameters`` (``a=1&b=2`` by name, without empty ones unless ``skip_empty: false``),
    ``characters`` (of the fields' compact JSON, sorted), or ``text`` (a template of ``{method}``, ``{path}``,
    ``{query}``, ``{body}`` and ``{header.name}``). Fields are those of the body, or of the query where nothing else is
    sent. ``key`` names a secret; ``append`` says how it joins the end of the text, as it does for MD5 in any case. The
    signature stands in a ``field`` among the others or in a ``header``, after ``prefix``.
    """

    algorithm: Literal["md5", "hmac-sha256", "rsa-sha256"]
    over: Literal["parameters", "characters", "text"]
    text: Text = ""
    key: Name
    append: Text | None = None
    skip_empty: bool = True
    encoding: Literal["hex", "hex-upper", "base64"] = "hex"
    prefix: str = ""
    field: str | None = None
    header: Header | None = None

    @model_validator(mode="after")
    def _placed(self) -> Signature:
        if (self.field is None) == (self.header is None):
            raise ValueError("say where the signature stands: either field or header")
        if (self.over == "text") != bool(self.text):
            raise ValueError("give text with over: text, and only then")
        if self.field and any(each.name == "body" for each in placeholders(self.text)):
            raise ValueError("a signature over {body} cannot stand in a field of that body; use a header")
        return self


class Encryption(Section):
    """How codes in answers are encrypted.

    ``key`` names a secret; ``iv`` is ``prepended``, ``key-start`` (the key's first bytes) or ``secret.NAME``. CBC and
    ECB are padded by PKCS#7; GCM has a nonce of 12 bytes before and a tag of 16 after.
    """

    cipher: Literal["aes-cbc", "aes-ecb", "aes-gcm"]
    key: Name
    key_encoding: Literal["text", "hex", "base64"] = "text"
    iv: Annotated[str, Field(pattern=r"^(prepended|key-start|secret\.[a-z][a-z0-9_]*)$")] = "prepended"
    encoding: Literal["base64", "hex"] = "base64"


class Codes(Section):
    """Where codes stand in an answer: ``each`` leads to the list, the others lead on from an item of it.

    Those in ``encrypted`` are decrypted. ``time_format`` is ``unix``, ``unix_ms``, ``iso`` or strptime's letters, in
    the provider's zone; a format without an hour means that ``valid_until`` is the last day.
    """

    each: Path
    code: Path
    password: Path | None = None
    encrypted: list[Literal["code", "password"]] = []
    valid_from: Path | None = None
    valid_until: Path | None = None
    time_format: str = "iso"


class Rule(Section):
    """One meaning: if the ``status`` is this and ``when`` holds, the outcome ``is`` so. The first that fits counts.

    A path that leads to nothing, false, zero or something empty does not hold.
    """

    when: Path | None = None
    status: int | None = None
    outcome: Annotated[
        Literal["delivered", "accepted", "rejected", "unknown", "never-seen", "cancelled", "not-cancellable"],
        Field(alias="is"),
    ]
    reason: Path | None = None
    try_another_product: bool = False
    retryable: bool = False

    @model_validator(mode="after")
    def _conditional(self) -> Rule:
        if self.when is None and self.status is None:
            raise ValueError("give when, status, or both")
        return self


class Answer(Section):
    """What a message means. ``json_fields`` hold JSON as text and are read first; ``task`` leads to our task id.

    Names of codes and links are masked wherever staff see messages; ``masked`` adds further names.
    """

    json_fields: list[str] = []
    task: Path | None = None
    reference: Path | None = None
    outcomes: Annotated[list[Rule], Field(min_length=1)]
    codes: Codes | None = None
    link: Path | None = None
    masked: list[str] = []


class Call(Section):
    """One call. What it leaves out is taken from ``every_call``; headers and fields of both are joined."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] | None = None
    path: Annotated[Text, Field(pattern=r"^/")] | None = None
    query: Values = {}
    headers: dict[Header, Text] = {}
    form: Values | None = None
    json_: Annotated[Values | None, Field(alias="json")] = None
    signature: Signature | None = None
    answer: Answer | None = None

    @model_validator(mode="after")
    def _one_body(self) -> Call:
        if self.form is not None and self.json_ is not None:
            raise ValueError("a body is either form or json")
        return self


class Calls(Section):
    """What the provider can be asked: to deliver, how a task stands, to take back."""

    deliver: Call
    find: Call | None = None
    cancel: Call | None = None


class PollingPlan(Section):
    """When to ask for the result of an accepted task, counted from the acceptance."""

    first: Duration
    every: Duration
    until: Duration


class Timestamp(Section):
    """Where a callback says when it was sent, and in which format."""

    header: Header | None = None
    path: Path | None = None
    format: str = "unix"

    @model_validator(mode="after")
    def _placed(self) -> Timestamp:
        if (self.header is None) == (self.path is None):
            raise ValueError("say where the time stands: either header or path")
        return self


class Acknowledge(Section):
    """What the provider wants to hear when its callback was taken."""

    status: int = 200
    content_type: str = "text/plain"
    body: str = "success"


class CallbackSection(Section):
    """What the provider tells us unasked. ``replay_key`` leads to what tells messages apart, else their body does."""

    format: Literal["json", "form"] = "json"
    signature: Signature
    timestamp: Timestamp | None = None
    replay_window: Duration = timedelta(minutes=5)
    replay_key: Path | None = None
    answer: Answer
    acknowledge: Acknowledge = Acknowledge()


class Sample(Section):
    """A message the provider sends and what it must come to; ``{$encrypted: CODE}`` stands for an encrypted code."""

    name: str
    call: Literal["deliver", "find", "cancel", "callback"]
    task_id: str = "sample-task"
    form: Literal["TOP_UP", "CODE", "LINK"] = "TOP_UP"
    quantity: int = 1
    status: int = 200
    body: Any
    gives: str


class Definition(Section):
    """A provider. ``settings`` may be seen, ``secrets`` never; both are named here and kept in the environment.

    ``timeout`` is for one whole call. ``settling`` is how long a request without an answer may still be under way.
    """

    provider: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    base_url: str
    time_zone: Zone = "UTC"
    timeout: Duration = timedelta(seconds=10)
    settling: Duration = timedelta(minutes=1)
    settings: dict[Name, str] = {}
    secrets: dict[Name, FromEnvironment] = {}
    encryption: Encryption | None = None
    every_call: Call = Call()
    calls: Calls
    polling: PollingPlan | None = None
    callback: CallbackSection | None = None
    samples: list[Sample] = []

    def call(self, name: str) -> Call | None:
        """The call of this name with what it takes from ``every_call``; ``None`` if the provider has none."""
        own: Call | None = getattr(self.calls, name)
        if own is None:
            return None
        base = self.every_call
        return Call.model_construct(
            method=own.method or base.method or "POST",
            path=own.path or base.path or "/",
            query=base.query | own.query,
            headers=base.headers | own.headers,
            form=_joined(base.form, own.form),
            json_=_joined(base.json_, own.json_),
            signature=own.signature or base.signature,
            answer=own.answer or base.answer,
        )


def _joined(base: Values | None, own: Values | None) -> Values | None:
    return None if base is None and own is None else (base or {}) | (own or {})
