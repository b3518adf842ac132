"""The schema, assembled: what each capability adds to the queries, the mutations and the subscriptions."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.extensions import DisableIntrospection
from strawberry.schema.config import StrawberryConfig

from schema.audiences import AudienceMutation, AudienceQuery
from schema.bundles import BundleQuery
from schema.buying import BuyingMutation
from schema.campaign_changes import CampaignMutation
from schema.campaigns import CampaignQuery
from schema.catalogue import CatalogueQuery
from schema.catalogue_changes import CatalogueDocumentQuery, CatalogueMutation
from schema.changes import Subscription
from schema.deliveries import Delivery, DeliveryQuery
from schema.delivery_changes import DeliveryMutation
from schema.entitlement_changes import EntitlementMutation
from schema.grant_changes import GrantMutation
from schema.inbox import InboxMutation
from schema.limits import Limits
from schema.masking import Masking
from schema.member_changes import MemberMutation
from schema.members import Member, MemberQuery
from schema.message_settling import MessageSettlingMutation
from schema.messages import Message, MessageQuery
from schema.nodes import NodeQuery
from schema.orders import Order, OrderQuery
from schema.permissions import protect
from schema.previews import PreviewQuery
from schema.quotes import QuoteQuery
from schema.refunds import RefundMutation, RefundQuery
from schema.refusals import HANDLERS
from schema.reminder_stages import ReminderMutation, ReminderStagesQuery
from schema.reminders import ReminderQuery
from schema.renewal_changes import RenewalMutation, RenewalQuery
from schema.renewal_overruling import OverrulingMutation
from schema.renewal_types import Renewal
from schema.routes import RouteMutation, RouteQuery
from schema.scalars import SCALARS
from schema.supply import SupplyQuery
from schema.suppressions import SuppressionMutation, SuppressionQuery
from schema.templates import TemplateMutation, TemplateQuery
from schema.testclock import ClockMutation, ClockQuery
from schema.trusted import TrustedOnly
from schema.viewer import ViewerQuery
from schema.work import WorkQuery

if TYPE_CHECKING:
    from graphql import GraphQLError
    from strawberry.types import ExecutionContext

    from schema.trusted import Trusted


@strawberry.type(description="What can be asked.")
class Query(
    ViewerQuery,
    NodeQuery,
    MemberQuery,
    PreviewQuery,
    CatalogueQuery,
    BundleQuery,
    CatalogueDocumentQuery,
    OrderQuery,
    QuoteQuery,
    RefundQuery,
    MessageQuery,
    TemplateQuery,
    WorkQuery,
    RenewalQuery,
    ClockQuery,
    DeliveryQuery,
    SupplyQuery,
    AudienceQuery,
    CampaignQuery,
    RouteQuery,
    ReminderQuery,
    SuppressionQuery,
    ReminderStagesQuery,
):
    """All queries."""


@strawberry.type(description="What can be done. Each answers with what came of it, or with the refusal.")
class Mutation(
    EntitlementMutation,
    MemberMutation,
    GrantMutation,
    CatalogueMutation,
    BuyingMutation,
    RefundMutation,
    InboxMutation,
    TemplateMutation,
    RenewalMutation,
    OverrulingMutation,
    ClockMutation,
    DeliveryMutation,
    AudienceMutation,
    CampaignMutation,
    RouteMutation,
    ReminderMutation,
    SuppressionMutation,
    MessageSettlingMutation,
):
    """All mutations."""


protect(Query, Mutation, Subscription, Member, Order, Message, Delivery, Renewal)


class Schema(strawberry.Schema):
    """Strawberry's schema, except that errors are logged where they are masked and nowhere else."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave it to ``Masking``."""


@cache
def create_schema(trusted: Trusted | None = None, *, introspection: bool = True) -> Schema:
    """The schema as it is served, one for all who ask alike; ``trusted`` are the operations registered beforehand."""
    extensions: list[Any] = [Masking, Limits]
    if trusted is not None:
        extensions.append(partial(TrustedOnly, trusted))
    if not introspection:
        extensions.append(DisableIntrospection)
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=extensions,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=not introspection),
        exception_handlers=HANDLERS,
    )
