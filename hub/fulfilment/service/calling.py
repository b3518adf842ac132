"""Between the port's words and the rules': what to ask a provider for, and what its answer comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import singledispatch
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Delivery as Way
from hub.fulfilment.rules.heard import Asked, Heard, News
from hub.fulfilment.rules.pacing import Asking
from hub.kernel.errors import InvalidInput, NotFound
from hub.members import service as members
from hub.ports import providers as port

if TYPE_CHECKING:
    from hub.fulfilment.rules.sendings import Sending
    from hub.fulfilment.rules.tasks import Task
    from hub.ports import Ports

_FORMS = {
    Way.DIRECT: port.DeliveryForm.TOP_UP,
    Way.CODE_VAULT: port.DeliveryForm.CODE,
    Way.CODE_PROVIDER: port.DeliveryForm.CODE,
    Way.LINK: port.DeliveryForm.LINK,
}


_SETTLING = timedelta(minutes=1)
"""Of providers that are not set up here any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and heard; ``given`` is what came with a delivery; ``exchange`` is absent if nothing was sent."""

    asked: Asked
    heard: Heard
    given: port.Delivered | None = None
    exchange: port.Exchange | None = None


async def ask(ports: Ports, asked: Asked, task: Task, sending: Sending) -> Answer:
    """Ask the provider of ``sending``. One that is not set up counts as unreachable.

    A delivery that lacks what the provider needs is rejected, without a word to the provider.
    """
    provider = ports.providers.get(sending.route.provider)
    if provider is None:
        return Answer(asked, Heard(News.UNREACHABLE, f"no provider {sending.route.provider} is set up here"))
    calls = {Asked.DELIVER: provider.deliver, Asked.FIND: provider.find, Asked.CANCEL: provider.cancel}
    try:
        outcome, exchange = await calls[asked](await _addressed(ports, task, order(task, sending)))
    except (InvalidInput, NotFound) as lacking:
        return Answer(asked, Heard(News.REJECTED if asked is Asked.DELIVER else News.UNKNOWN, str(lacking)))
    given = outcome if isinstance(outcome, port.Delivered) else None
    return Answer(asked, heard(outcome), given, exchange)


async def _addressed(ports: Ports, task: Task, placed: port.Delivery) -> port.Delivery:
    """With the member's account, if it goes there. ``NotFound`` if there is none any more."""
    if task.delivery is not Way.DIRECT:
        return placed
    account = await members.reveal_account(ports, task.member_id, task.account_at)
    return replace(placed, account=account.expose())


def order(task: Task, sending: Sending) -> port.Delivery:
    """The order as its provider sees it, but for the member's account."""
    form = _FORMS[task.delivery]
    return port.Delivery(str(sending.id), sending.route.product, form, quantity=task.quantity)


def asking(ports: Ports, provider: str) -> Asking | None:
    """When the provider wants to be asked for results."""
    known = ports.providers.get(provider)
    polling = known.polling if known else None
    return Asking(polling.first, polling.every, polling.until) if polling else None


def settling(ports: Ports, provider: str) -> timedelta:
    """How long a request may still be on its way to the provider."""
    known = ports.providers.get(provider)
    return known.settling if known else _SETTLING


@singledispatch
def heard(outcome: object) -> Heard:
    """What an outcome comes to."""
    raise TypeError(outcome)


@heard.register
def _(outcome: port.Delivered) -> Heard:
    return Heard(News.DELIVERED, reference=outcome.reference)


@heard.register
def _(outcome: port.Accepted) -> Heard:
    return Heard(News.ACCEPTED, reference=outcome.reference)


@heard.register
def _(outcome: port.Rejected) -> Heard:
    if outcome.try_another_product:
        return Heard(News.OTHER_PRODUCT, outcome.reason)
    return Heard(News.NOT_NOW if outcome.retryable else News.REJECTED, outcome.reason)


@heard.register
def _(outcome: port.Unknown) -> Heard:
    return Heard(News.UNKNOWN, outcome.why)


@heard.register
def _(outcome: port.Unreachable) -> Heard:
    return Heard(News.UNREACHABLE, outcome.why)


@heard.register
def _(_outcome: port.NeverSeen) -> Heard:
    return Heard(News.NEVER_SEEN)


@heard.register
def _(_outcome: port.Cancelled) -> Heard:
    return Heard(News.CANCELLED)


@heard.register
def _(outcome: port.NotCancellable) -> Heard:
    return Heard(News.NOT_CANCELLABLE, outcome.reason)
