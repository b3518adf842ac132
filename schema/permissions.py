"""Who may do what: one table, from the field to the roles.

Every field of Query, Mutation and Subscription is in the table, and those fields of other types that not everybody
who sees the type may see. Whose data it is, is another matter: a member who names another member's grant is told
that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from strawberry.extensions import FieldExtension
from strawberry.types.base import get_object_definition
from strawberry.utils.await_maybe import await_maybe
from strawberry.utils.str_converters import to_camel_case

from hub.access.rules import Role
from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from schema.context import Info

ANYONE = frozenset(Role)
STAFF = ANYONE - {Role.MEMBER}
CARE = frozenset({Role.SUPPORT, Role.OPERATOR, Role.ADMIN})
"""Those who look after members."""
SHOP = frozenset({Role.MARKETING, Role.OPERATOR, Role.ADMIN})
"""Those who look after the catalogue."""
KEEPERS = frozenset({Role.OPERATOR, Role.ADMIN})
OWN = CARE | {Role.MEMBER}
"""Members for themselves, and those who look after them."""

PERMISSIONS: dict[str, frozenset[Role]] = {
    "Query.viewer": ANYONE,
    "Query.node": ANYONE,
    "Query.nodes": ANYONE,
    "Query.member": CARE,
    "Query.members": CARE,
    "Query.explain": OWN,
    "Query.previewGrant": OWN,
    "Query.previewActivation": OWN,
    "Query.previewRevocation": CARE,
    "Query.providers": ANYONE,
    "Query.categories": ANYONE,
    "Query.benefitsCatalogue": ANYONE,
    "Query.bundles": ANYONE,
    "Query.bundle": ANYONE,
    "Query.catalogueDiff": SHOP,
    "Query.catalogueDocument": SHOP,
    "Query.quote": OWN,
    "Query.cardEntry": ANYONE,
    "Query.order": OWN,
    "Query.orders": CARE,
    "Query.paymentCases": CARE,
    "Query.previewRefund": CARE,
    "Query.messages": CARE,
    "Query.suppressedAddresses": CARE,
    "Query.messageTemplates": STAFF,
    "Query.messageTemplate": STAFF,
    "Query.previewTemplate": STAFF,
    "Query.jobs": STAFF,
    "Query.previewRenewal": OWN,
    "Query.previewSwitch": OWN,
    "Query.clock": ANYONE,
    "Query.deliveries": CARE,
    "Query.providerHealth": CARE,
    "Query.vaultStock": CARE,
    "Query.audiences": SHOP,
    "Query.audienceVersions": SHOP,
    "Query.countAudience": SHOP,
    "Query.campaignShapes": SHOP,
    "Query.campaigns": SHOP,
    "Query.campaign": SHOP,
    "Query.compareCampaigns": SHOP,
    "Query.benefitRoutes": CARE,
    "Query.reminderStages": CARE,
    "Query.reminderSettings": CARE,
    "Query.reminders": CARE,
    "Query.previewReminderStages": KEEPERS,
    "Mutation.confirmReveal": frozenset({Role.MEMBER}),
    "Mutation.revealCode": OWN,
    "Mutation.revealLink": frozenset({Role.MEMBER}),
    "Mutation.remedyDelivery": CARE,
    "Mutation.routeBenefit": KEEPERS,
    "Mutation.setReminderStages": KEEPERS,
    "Mutation.reportProblem": frozenset({Role.MEMBER}),
    "Mutation.placeOrder": OWN,
    "Mutation.payOrder": OWN,
    "Mutation.cancelOrder": OWN,
    "Mutation.refundOrder": CARE,
    "Mutation.resolvePaymentCase": CARE,
    "Mutation.activate": OWN,
    "Mutation.consume": OWN,
    "Mutation.bindAccount": OWN,
    "Mutation.grant": CARE,
    "Mutation.revoke": CARE,
    "Mutation.applyCatalogue": KEEPERS,
    "Mutation.publish": KEEPERS,
    "Mutation.createMember": KEEPERS,
    "Mutation.setPreferences": OWN,
    "Mutation.markMessagesRead": frozenset({Role.MEMBER}),
    "Mutation.setMessagePreference": OWN,
    "Mutation.settleMessage": CARE,
    "Mutation.suppressAddress": CARE,
    "Mutation.liftSuppression": CARE,
    "Mutation.saveTemplateDraft": SHOP,
    "Mutation.publishTemplate": SHOP,
    "Mutation.enableRenewal": OWN,
    "Mutation.cancelRenewal": OWN,
    "Mutation.pauseRenewal": OWN,
    "Mutation.resumeRenewal": OWN,
    "Mutation.switchRenewal": OWN,
    "Mutation.acceptRenewalPrice": OWN,
    "Mutation.setRenewalCard": OWN,
    "Mutation.keepCard": OWN,
    "Mutation.retryRenewal": CARE,
    "Mutation.waiveRenewal": CARE,
    "Mutation.extendRenewal": CARE,
    "Mutation.cancelRenewalForMember": CARE,
    "Mutation.advanceClock": KEEPERS,
    "Mutation.saveAudience": SHOP,
    "Mutation.saveCampaign": SHOP,
    "Mutation.discardCampaign": SHOP,
    "Mutation.simulateCampaign": SHOP,
    "Mutation.tryCampaign": SHOP,
    "Mutation.submitCampaign": SHOP,
    "Mutation.approveCampaign": SHOP,
    "Mutation.launchCampaign": SHOP,
    "Mutation.pauseCampaign": SHOP,
    "Mutation.resumeCampaign": SHOP,
    "Mutation.endCampaign": SHOP,
    "Subscription.benefitsChanged": frozenset({Role.MEMBER}),
    "Subscription.inboxChanged": frozenset({Role.MEMBER}),
    "Member.journal": CARE,
    "Member.campaigns": CARE,
    "Member.reminders": CARE,
    "Order.cases": CARE,
    "Message.note": CARE,
    "Message.attempts": CARE,
    "Delivery.attempts": CARE,
    "Delivery.routes": CARE,
    "Delivery.note": CARE,
    "Delivery.tries": CARE,
    "Delivery.remedies": CARE,
}


BY_LINK = {
    "Query.viewer",
    "Query.previewRenewal",
    "Query.previewSwitch",
    "Query.cardEntry",
    "Query.clock",
    "Mutation.enableRenewal",
    "Mutation.cancelRenewal",
    "Mutation.pauseRenewal",
    "Mutation.resumeRenewal",
    "Mutation.switchRenewal",
    "Mutation.acceptRenewalPrice",
    "Mutation.setRenewalCard",
    "Mutation.keepCard",
    "Member.id",
    "Member.name",
    "Member.locale",
    "Member.zone",
    "Member.agreements",
    "Member.renewableOffers",
    "Member.cards",
}
"""All that a link in a message opens: of the roots and of the member, nothing else."""


@dataclass(eq=False)
class OnlyByLink(Refusal):
    """Who asks came by a link that is for renewing alone."""

    code: ClassVar[str] = "FORBIDDEN"

    field: str

    def __str__(self) -> str:
        """What to do."""
        return f"{self.field} is not what this link is for; sign in"


class Gate(FieldExtension):
    """What is asked before a field is resolved, by whichever way of executing."""

    def check(self, info: Info) -> None:
        """Refuse whoever may not see the field."""
        raise NotImplementedError

    def resolve(self, next_: Callable[..., Any], source: object, info: Info, **arguments: object) -> object:
        """Check, then resolve."""
        self.check(info)
        return next_(source, info, **arguments)

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[Any]],
        source: object,
        info: Info,
        **arguments: object,
    ) -> object:
        """Check, then resolve."""
        self.check(info)
        return await await_maybe(next_(source, info, **arguments))


class NotByLink(Gate):
    """Keeps those out who came by a link that is for something else."""

    def __init__(self, field: str) -> None:
        self._field = field

    def check(self, info: Info) -> None:
        """Refuse (``OnlyByLink``) whoever came by a link."""
        identity = info.context.identity
        if identity is not None and identity.is_by_link:
            raise OnlyByLink(self._field)


@dataclass(eq=False)
class Forbidden(Refusal):
    """Who asks is known, and may not do this."""

    code: ClassVar[str] = "FORBIDDEN"

    field: str
    role: str

    def __str__(self) -> str:
        """Who may."""
        allowed = ", ".join(sorted(PERMISSIONS[self.field]))
        return f"{self.field} is for {allowed}; you are signed in as {self.role}"


class OnlyFor(Gate):
    """Lets only those roles resolve a field that the table gives for it."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._roles = PERMISSIONS[field]

    def check(self, info: Info) -> None:
        """Refuse (``Forbidden``) other roles."""
        role = info.context.who.role
        if role not in self._roles:
            raise Forbidden(self._field, role)


_CLOSED_TO_LINKS = {"Query", "Mutation", "Subscription", "Member"}
_NOT_BY_LINK = {"Renewal.order"}
"""What would lead on to payments, grants and deliveries."""


def protect(*types: type) -> None:
    """Put the table in force on these types: on every field of the roots, and on those of others that it names.

    A field of a root that is not in the table is a mistake of ours: the schema is then not made at all.
    """
    for type_ in types:
        definition = get_object_definition(type_, strict=True)
        for field in definition.fields:
            name = f"{definition.name}.{field.graphql_name or to_camel_case(field.python_name)}"
            if name in PERMISSIONS or definition.name in {"Query", "Mutation", "Subscription"}:
                field.extensions = [*field.extensions, OnlyFor(name)]
            if name in _NOT_BY_LINK or (name not in BY_LINK and definition.name in _CLOSED_TO_LINKS):
                field.extensions = [*field.extensions, NotByLink(name)]
