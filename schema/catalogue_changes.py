"""The catalogue as a document: what applying one would change, and applying it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from hub.catalogue import errors, reads, service
from hub.catalogue.rules.differences import Happening
from hub.catalogue.rules.policies import consequences
from hub.entitlements.reads import holders
from hub.entitlements.service import republishing
from schema import wording
from schema.bundles import BundleRevision
from schema.context import Info
from schema.enums import tell
from schema.refusals import InvalidInputRefusal, NotFoundRefusal, Refusal, telling
from schema.texts import LocalText

if TYPE_CHECKING:
    from hub.catalogue.rules.differences import Change, Comparison

tell(
    Happening,
    "CatalogueChangeKind",
    "What becomes of an entry of the catalogue.",
    {
        "ADDED": "It is new.",
        "CHANGED": "Something of it is written differently.",
        "RETIRED": "It is given no more; who has it keeps it.",
    },
)


@strawberry.type(description="One field of an entry, before and after.")
class FieldChange:
    """A field."""

    field: str = strawberry.field(description="The field, as a document names it.")
    old: str | None = strawberry.field(description="What was written; null: nothing.")
    new: str | None = strawberry.field(description="What is written now; null: nothing.")


@strawberry.type(description="What becomes of one entry of the catalogue.")
class CatalogueChange:
    """A change."""

    kind: Happening = strawberry.field(description="What becomes of it.")
    path: str = strawberry.field(description="Its section and code, e.g. `bundles/family`.")
    fields: list[FieldChange] = strawberry.field(description="Of a changed entry: what is different.")
    sentence: LocalText = strawberry.field(description="The same in words.")

    @classmethod
    def of(cls, change: Change) -> Self:
        """The GraphQL change of a hub change."""
        return cls(
            kind=change.happening,
            path=f"{change.section}/{change.code}",
            fields=[FieldChange(field=each.field, old=each.old, new=each.new) for each in change.fields],
            sentence=LocalText.of(wording.catalogue_change(change)),
        )


@strawberry.type(description="A benefit whose grants stack differently from now on, which touches those who hold it.")
class PolicyChange:
    """A policy."""

    benefit: str = strawberry.field(description="The benefit's code.")
    holders: int = strawberry.field(description="How many members hold it.")
    consequences: LocalText = strawberry.field(description="What it does to what they hold.")


@strawberry.type(description="What a document changes in the catalogue.")
class CatalogueDiff:
    """A comparison."""

    changes: list[CatalogueChange] = strawberry.field(description="The entries that change, by section and code.")
    published: list[str] = strawberry.field(description="The bundles, by code, that get a new revision.")
    policy_changes: list[PolicyChange] = strawberry.field(description="What touches members who hold something now.")


@strawberry.type(description="One thing wrong in a catalogue document.")
class Mistake:
    """A mistake."""

    line: int = strawberry.field(description="The line, from 1.")
    column: int = strawberry.field(description="The column, from 1.")
    where: str = strawberry.field(description="The entry.")
    message: str = strawberry.field(description="What is wrong and what to do.")


@telling(
    errors.InvalidCatalogue,
    en="The document has mistakes, and nothing of it was taken over: {mistakes}",
    zh="文档有错误，未作任何更改：{mistakes}",
)
class CatalogueMistakes(Refusal):
    """The document has mistakes; nothing of it was taken over."""

    mistakes: list[Mistake] = strawberry.field(description="All of them, in reading order.")


CatalogueDiffResult = Annotated[
    CatalogueDiff | CatalogueMistakes | InvalidInputRefusal,
    strawberry.union("CatalogueDiffResult", description="What would change, or what is wrong with the document."),
]
ApplyCatalogueResult = Annotated[
    CatalogueDiff | CatalogueMistakes | InvalidInputRefusal,
    strawberry.union("ApplyCatalogueResult", description="What changed, or what is wrong with the document."),
]

Document = Annotated[str, strawberry.argument(description="The whole catalogue as YAML.")]


@strawberry.input(description="A catalogue to apply.")
class ApplyCatalogueInput:
    """A document."""

    document: str = strawberry.field(description="The whole catalogue as YAML; what it does not name is retired.")


@strawberry.input(description="A bundle to publish.")
class PublishInput:
    """A bundle."""

    bundle: str = strawberry.field(description="The bundle's code.")


@strawberry.type(description="The revision that new holders get.")
class PublishPayload:
    """A revision."""

    revision: BundleRevision = strawberry.field(description="The last revision, new if the bundle gives something new.")


PublishResult = Annotated[
    PublishPayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("PublishResult", description="The revision that new holders get, or why there is none."),
]


@strawberry.type
class CatalogueDocumentQuery:
    """The catalogue as a document."""

    @strawberry.field(description="What applying this document would change; nothing is written.")
    async def catalogue_diff(self, info: Info, document: Document) -> CatalogueDiffResult:
        return await _told(info, await reads.comparison(document))

    @strawberry.field(description="The catalogue as a document that, applied, changes nothing.")
    async def catalogue_document(self) -> str:
        return await reads.document()


@strawberry.type
class CatalogueMutation:
    """Changing the catalogue."""

    @strawberry.mutation(
        description="Make the catalogue what a document says, all of it or nothing. A bundle that gives something else "
        "than before gets a new revision; what was given stays as it was."
    )
    async def apply_catalogue(
        self, info: Info, input: Annotated[ApplyCatalogueInput, strawberry.argument(description="The document.")]
    ) -> ApplyCatalogueResult:
        context = info.context
        comparison = await republishing.apply(context.ports, context.who.actor, input.document)
        return await _told(info, comparison)

    @strawberry.mutation(
        description="Publish what one bundle gives now, as its next revision, unless its last one gives the same."
    )
    async def publish(
        self, info: Info, input: Annotated[PublishInput, strawberry.argument(description="Which bundle.")]
    ) -> PublishResult:
        revision = await service.publish(info.context.ports, info.context.who.actor, input.bundle)
        return PublishPayload(revision=BundleRevision.of(revision))


async def _told(info: Info, comparison: Comparison) -> CatalogueDiff:
    codes = [each.new.code for each in comparison.policy_changes]
    held = await holders(codes, info.context.now) if codes else {}
    return CatalogueDiff(
        changes=[CatalogueChange.of(each) for each in comparison.changes],
        published=list(comparison.revised),
        policy_changes=[
            PolicyChange(
                benefit=each.new.code,
                holders=held[each.new.code],
                consequences=LocalText.of(consequences(each)),
            )
            for each in comparison.policy_changes
        ],
    )
