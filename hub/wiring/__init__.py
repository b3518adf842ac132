"""Settings to adapters to ports: the only place that knows both sides.

Models and migrations. Every ``hub/<capability>/models.py`` is found by itself; all models belong to the one Tortoise
app ``hub`` (a foreign key names ``hub.MemberRow``), and the database's history is one chain in ``migrations/``.

1. Write or change the models. Checks, (partial) unique and plain indexes go into ``Meta``::

       constraints = [
           CheckConstraint(check="amount_minor >= 0", name="offers_amount_not_negative"),
           UniqueConstraint(fields=("code",), name="offers_code_live", condition="withdrawn_at IS NULL"),
       ]
       indexes = [Index(fields=("member_id", "at"), name="grants_member_at")]

   (``tortoise.migrations.constraints``, ``tortoise.indexes``); give each a name.
2. ``make migration NAME=what_it_does`` writes the next file. Read it.
3. What Tortoise has no word for (exclusion constraints, triggers, indexes on expressions, conditions other than
   equality in a plain partial index) is appended to ``operations`` by hand, with its way back::

       ops.RunSQL("CREATE INDEX … WHERE …", reverse_sql="DROP INDEX …"),

4. ``make check`` fails if the models and the history differ. If two branches each added a step, both stay: the next
   step names the two as its dependencies.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hub.adapters import database, logs
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import StoredClock, SystemClock
from hub.adapters.failures import StartFailed
from hub.adapters.tokens.builtin import BuiltInIssuer, NoIssuer
from hub.adapters.tokens.oidc import OidcIssuer, OidcSettings
from hub.ports import Ports
from hub.wiring.couriers import couriers
from hub.wiring.gateways import gateways

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from hub.ports import Clock
    from hub.ports.tokens import DemoIssuer, Issuer
    from hub.settings import Settings
    from hub.wiring.servers import Servers

MODELS = [f"hub.{file.parent.name}.models" for file in sorted(Path(__file__).parent.parent.glob("*/models.py"))]
"""The modules that define tables."""


def real_ports(settings: Settings, servers: Servers) -> Ports:
    """The world as it is."""
    machine = SystemClock()
    clock = StoredClock() if settings.is_demo else None
    issuer, demo_issuer = _issuers(settings, servers, machine)
    return Ports(
        clock=clock or machine,
        test_clock=clock,
        cipher=AesCipher(servers.keys),
        issuer=issuer,
        changes=ListenedChanges(servers.database_url),
        demo_issuer=demo_issuer,
        gateways=gateways(settings, servers),
        couriers=couriers(settings, machine),
        site=settings.site.rstrip("/"),
        approval_over=settings.campaign_approval_over,
        reminder_hour=settings.reminder_hour,
        reminder_useful_for=settings.reminder_useful_for,
    )


def _issuers(settings: Settings, servers: Servers, clock: Clock) -> tuple[Issuer, DemoIssuer | None]:
    if settings.oidc_issuer:
        return OidcIssuer(clock, _oidc(settings, settings.oidc_issuer)), None
    if settings.is_demo:
        demo = BuiltInIssuer(clock, servers.keys[0], is_demo=settings.is_demo)
        return demo, demo
    return NoIssuer(), None


def _oidc(settings: Settings, issuer: str) -> OidcSettings:
    if not settings.oidc_audience:
        raise StartFailed("set HUB_OIDC_AUDIENCE: tokens of the issuer that are meant for others are not accepted")
    return OidcSettings(
        issuer=issuer,
        audience=settings.oidc_audience,
        client_id=settings.oidc_client_id,
        jwks_url=settings.oidc_jwks_url,
        roles_claim=settings.oidc_roles_claim,
        subject_claim=settings.oidc_member_claim,
    )


def configure_logs(settings: Settings) -> None:
    """Write the log as ``settings`` say."""
    logs.configure(settings.log_format, settings.log_level)


def connected(database_url: str) -> AbstractAsyncContextManager[None]:
    """Rows can be read and written by every task of this process while the context lasts."""
    return database.connected(database_url, MODELS)


async def migrate(database_url: str) -> None:
    """Bring the tables at ``database_url`` up to the models."""
    await database.apply_migrations(database_url, MODELS)


async def history_is_complete() -> bool:
    """Nothing in the models is missing from the migrations."""
    return not await database.unwritten_changes(MODELS)


async def write_migration(name: str) -> list[str]:
    """Write the migration from the history to the models; the paths of the files, none if there is nothing to do."""
    return await database.write_migration(name, MODELS)
