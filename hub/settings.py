"""What can be set from outside, all of it through environment variables that begin with ``HUB_``."""

from __future__ import annotations

from base64 import b64decode
from datetime import time, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import to_jsonable_python
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.kernel.calendar import check_zone
from hub.kernel.errors import InvalidInput
from hub.notifications.rules.hours import QUIET, TEN
from hub.renewals.rules.policy import NoticeRule


def _with_scheme(*schemes: str) -> AfterValidator:
    def check(url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"write {' or '.join(f'{scheme}://…' for scheme in schemes)}")
        return url

    return AfterValidator(check)


def _reachable(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    try:
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValueError("write smtp://user:password@host:port, with %2F for a / in the password, and so on")
    return url


def _mailbox(sender: str) -> str:
    name, at, domain = parseaddr(sender)[1].partition("@")
    if not (name and at and domain and sender.isprintable() and domain.isascii() and name.isascii()):
        raise ValueError("write Name <address@domain>")
    return sender


def _web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
        raise ValueError("write https://…")
    return url


def _signing_secret(secret: SecretStr) -> SecretStr:
    marked, _, key = secret.get_secret_value().rpartition("_")
    try:
        is_key = marked in {"", "whsec"} and bool(b64decode(key, validate=True))
    except ValueError:
        is_key = False
    if not is_key:
        raise ValueError("write whsec_ and the key in base64")
    return secret


def _outside_quiet_hours(hour: time) -> time:
    if QUIET.cover(hour):
        raise ValueError(f"nothing is sent from {QUIET.begin:%H:%M} to {QUIET.end:%H:%M}; write another, e.g. 10:00")
    return hour


class Settings(BaseSettings):
    """The hub's settings; the fields' descriptions are what people read about them."""

    model_config = SettingsConfigDict(env_prefix="HUB_", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address the web process listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web process listens on.")
    data: Path = Field(
        default=Path(".hub"), description="Directory of the embedded servers: their files, sockets and logs."
    )
    database_url: Annotated[SecretStr, _with_scheme("postgresql", "postgres")] | None = Field(
        default=None,
        description="PostgreSQL 14+ of your own, `postgresql://user:password@host:port/name`; else embedded.",
    )
    redis_url: Annotated[SecretStr, _with_scheme("redis", "rediss", "unix")] | None = Field(
        default=None, description="Redis 6+ or Valkey of your own, `redis://:password@host:port/0`; else embedded."
    )
    secret_keys: SecretStr | None = Field(
        default=None,
        description="Keys that seal account details and codes in the database, separated by commas: the first seals, "
        "all unseal. Long random texts; unless set, one is made in `HUB_DATA` with the embedded database.",
    )
    providers: Path | None = Field(
        default=None,
        description="Directory of the providers' YAML files (`hub provider check FILE`). In demo mode the stand-ins' "
        "are used, too.",
    )
    provider_at_once: int = Field(
        default=16, ge=1, description="Requests to one provider that may be under way at the same time."
    )
    provider_per_second: int = Field(default=50, ge=1, description="Requests to one provider within a second.")
    delivery_first_wait: timedelta = Field(
        default=timedelta(seconds=2), description="Before a delivery is tried again; doubled each time, to 10 minutes."
    )
    delivery_fallback_after: timedelta = Field(
        default=timedelta(minutes=30), description="Tried this long in vain, a delivery goes to its next provider."
    )
    delivery_deadline: timedelta = Field(
        default=timedelta(days=3), description="Tried this long in vain, a delivery is left to a person."
    )
    delivery_settling: timedelta | None = Field(
        default=None,
        description="How late a request may still take effect, in place of what the providers' files say.",
    )
    delivery_lease: timedelta = Field(
        default=timedelta(seconds=60), description="A worker silent this long is held for dead, and its work redone."
    )
    workers: int = Field(default=1, ge=1, le=64, description="Worker processes that `hub up` starts.")
    renewal_notice: NoticeRule = Field(
        default=NoticeRule.CHINA,
        description="Whose rules on the notice before a renewal hold: `china` (five days), `california` or `eu`.",
    )
    renewal_notice_ahead: timedelta = Field(
        default=timedelta(0),
        ge=timedelta(0),
        le=timedelta(days=14),
        description="The least time between a notice and its charge, where that is more than the rules ask for.",
    )
    renewal_charge_ahead: timedelta = Field(
        default=timedelta(days=1), description="How long before the coverage would end a renewal is charged."
    )
    renewal_retries: tuple[timedelta, ...] = Field(
        default=(timedelta(days=1), timedelta(days=3), timedelta(days=5)),
        description="When a declined renewal is tried again, counted from the first decline.",
    )
    renewal_grace: timedelta = Field(
        default=timedelta(0), description="How long members keep what they could not pay for when it ended."
    )
    renewal_terms: str = Field(
        default="1", min_length=1, max_length=40, description="Version of the renewal terms that members agree to."
    )
    reminder_hour: Annotated[time, AfterValidator(_outside_quiet_hours)] = Field(
        default=TEN, description="When reminders are sent, on each member's own clock: `HH:MM`, from 08:00 to 22:00."
    )
    reminder_useful_for: timedelta = Field(
        default=timedelta(days=3),
        gt=timedelta(0),
        description="A reminder found later than this, after an outage, is not sent but noted as missed.",
    )
    smtp_url: Annotated[SecretStr, _with_scheme("smtp", "smtps"), AfterValidator(_reachable)] | None = Field(
        default=None,
        description="Mail server, `smtp://user:password@host:port` (`smtps://` for TLS); without one no mail is sent.",
    )
    mail_connections: int = Field(
        default=8, ge=1, le=100, description="Connections to the mail server that each worker keeps open."
    )
    mail_per_domain: int = Field(
        default=50,
        ge=1,
        description="Mails a second to the addresses of one domain, and posts to `HUB_MESSAGES_URL`, over all workers.",
    )
    mail_from: Annotated[str, AfterValidator(_mailbox)] = Field(
        default="Benefits <benefits@localhost>", description="Whom mail is from: `Name <address>`."
    )
    messages_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None,
        description="Where messages by webhook are posted, signed as Standard Webhooks; without one none are.",
    )
    messages_secret: Annotated[SecretStr, AfterValidator(_signing_secret)] | None = Field(
        default=None, description="Secret that signs them, shared with the receiver: `whsec_` and base64."
    )
    site: str = Field(
        default="http://127.0.0.1:8000", description="Address at which members reach the pages; links in mail use it."
    )
    campaign_approval_over: int = Field(
        default=1_000, ge=0, description="A campaign for more members than this needs the approval of a second person."
    )
    demo: bool | None = Field(
        default=None,
        description="Demo catalogue, demo members and the development token issuer. "
        "Unless set: on with the embedded database, off with one of your own.",
    )
    zone: Annotated[str, AfterValidator(check_zone)] = Field(
        default="Asia/Shanghai", description="Time zone of members who have none of their own."
    )
    stripe_secret_key: SecretStr | None = Field(
        default=None, description="Secret key (`sk_…`) at Stripe, which then takes all new payments."
    )
    stripe_public_key: str | None = Field(default=None, description="Public key (`pk_…`) of the same Stripe account.")
    stripe_webhook_secret: SecretStr | None = Field(
        default=None,
        description="Secret (`whsec_…`) of the webhook endpoint at Stripe that sends to `/payments/stripe/webhook`.",
    )
    sandbox_gateway_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port of the demo's payment gateway, a process of its own; unless set, any free one.",
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="Log lines for people or for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )
    allowed_origins: tuple[Annotated[str, Field(pattern=r"^https?://[^/?#]+$")], ...] = Field(
        default=(),
        description='Other origins whose pages may ask, as a JSON list: `["https://shop.example.com"]`.',
    )
    introspection: bool = Field(default=True, description="GraphQL clients may read the schema.")
    graphiql: bool = Field(default=True, description="GraphiQL at `/graphql` for browsers.")
    catalogue_seconds: float = Field(
        default=1.0,
        ge=0,
        description="How many seconds a web process may show the catalogue as it was before another one changed it.",
    )
    trusted_operations: Path | None = Field(
        default=None,
        description="File of registered GraphQL operations: a JSON object from each document's SHA-256 to its text.",
    )
    trusted_operations_only: bool = Field(
        default=False, description="Only GraphQL operations registered beforehand are carried out."
    )
    learn_operations: bool = Field(
        default=False,
        description="A GraphQL operation that came with its SHA-256 can be named by it from then on, until the web "
        "process ends; else only registered ones can.",
    )
    oidc_issuer: str | None = Field(default=None, description="Issuer (`iss`) whose tokens are accepted.")
    oidc_audience: str | None = Field(default=None, description="Audience (`aud`) that tokens must be meant for.")
    oidc_jwks_url: str | None = Field(
        default=None, description="Where the issuer publishes its keys (JWKS), unless its discovery document says it."
    )
    oidc_client_id: str = Field(default="benefits-hub", description="Client id of the pages at the issuer.")
    oidc_roles_claim: str = Field(
        default="roles", description="Claim with a person's roles, a dot for each step inwards: `realm_access.roles`."
    )
    oidc_member_claim: str = Field(default="sub", description="Claim with the host application's id of a member.")

    @property
    def is_demo(self) -> bool:
        """Demo data and the development token issuer are on."""
        return self.database_url is None if self.demo is None else self.demo


def load() -> Settings:
    """The settings of this process; refuses the first wrong one by its variable, never showing its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise InvalidInput(f"HUB_{first['loc'][0]}".upper(), first["msg"]) from None


def table() -> str:
    """All settings as a Markdown table: the variable, its default and its meaning."""
    rows = [
        f"| `HUB_{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows])


def _shown(default: object) -> str:
    """A default as one would write it."""
    return "" if default is None else f"`{to_jsonable_python(default)}`"
