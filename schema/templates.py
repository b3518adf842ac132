"""Templates of messages: read, looked at with sample facts, written and published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry.scalars import JSON

from hub.kernel.errors import NotFound
from hub.members.rules import Locale
from hub.notifications import errors, reads
from hub.notifications.service import templating
from schema.context import Info
from schema.nodes import uuid
from schema.refusals import InvalidInputRefusal, NotFoundRefusal, Refusal, telling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.notifications.rules.editions import Edition


@telling(errors.TemplateMistakes, en="{template}: {mistakes}", zh="{template}：{mistakes}")
class TemplateMistakes(Refusal):
    """The template cannot be used as it is."""

    mistakes: list[str] = strawberry.field(description="Where, and what is missing or wrong.")


@telling(
    errors.DraftChanged,
    en="Somebody changed this draft meanwhile; look at it again and publish then.",
    zh="草稿已被他人修改，请重新查看后再发布。",
)
class DraftChanged(Refusal):
    """What was to be published is not what is being written any more."""


@strawberry.type(description="A template in one language. Both texts may name facts: `{{ name }}`.")
class TemplateText:
    """Subject and text, and the mail as it looks."""

    locale: Locale = strawberry.field(description="The language.")
    text: str = strawberry.field(description="The subject in the first line, the plain text after it.")
    mjml: str = strawberry.field(description="The mail as it looks, in MJML.")


@strawberry.input(description="A template in one language.")
class TemplateTextInput:
    """Subject and text, and the mail as it looks."""

    locale: Locale = strawberry.field(description="The language.")
    text: str = strawberry.field(description="The subject in the first line, the plain text after it.")
    mjml: str = strawberry.field(description="The mail as it looks, in MJML.")


@strawberry.type(description="An edition of a template that was published, or what is being written.")
class TemplateEdition:
    """Its texts, and who wrote them."""

    id: strawberry.ID = strawberry.field(description="Its id; what is being written gets another with every saving.")
    number: int | None = strawberry.field(description="Counted from 1; null: it is being written.")
    author: str = strawberry.field(description="Who published it, or saved it last.")
    at: datetime = strawberry.field(description="When that was.")
    texts: list[TemplateText] = strawberry.field(description="In every language.")

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """The GraphQL edition of a hub edition."""
        return cls(
            id=strawberry.ID(str(edition.id)),
            number=edition.number,
            author=edition.author,
            at=edition.at,
            texts=_texts(edition.parts),
        )


@strawberry.type(description="What messages of one kind say.")
class MessageTemplate:
    """In every language, in force and being written."""

    name: str = strawberry.field(description="Its name.")
    edition: int = strawberry.field(description="The edition in force; 0 is the one that comes with the hub.")
    texts: list[TemplateText] = strawberry.field(description="What is in force.")
    sample: JSON = strawberry.field(description="Facts for previews; a template may use these and no others.")
    draft: TemplateEdition | None = strawberry.field(description="What is being written, if anything is.")
    mistakes: list[str] = strawberry.field(description="What stands in the way of publishing the draft.")
    editions: list[TemplateEdition] = strawberry.field(description="What was published, the newest first.")


@strawberry.type(description="A message made of sample facts.")
class TemplatePreview:
    """As its recipient would see it."""

    subject: str = strawberry.field(description="The subject.")
    text: str = strawberry.field(description="The plain text.")
    html: str = strawberry.field(description="The mail: a whole HTML document, to be shown in a sandbox.")


TemplatePreviewResult = Annotated[
    TemplatePreview | TemplateMistakes | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("TemplatePreviewResult", description="The message, or what is wrong with the texts."),
]


@strawberry.input(description="The texts of a template, in every language.")
class SaveTemplateDraftInput:
    """In place of what was being written."""

    template: str = strawberry.field(description="The template's name.")
    texts: list[TemplateTextInput] = strawberry.field(description="Every language once; they may have mistakes.")


@strawberry.input(description="What to publish.")
class PublishTemplateInput:
    """The draft that was looked at."""

    template: str = strawberry.field(description="The template's name.")
    draft: strawberry.ID = strawberry.field(description="The draft's id: only what you looked at is published.")


@strawberry.type(description="The template as it stands now.")
class TemplatePayload:
    """A template."""

    template: MessageTemplate = strawberry.field(description="The template.")


SaveTemplateDraftResult = Annotated[
    TemplatePayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("SaveTemplateDraftResult", description="The template, or why nothing was saved."),
]
PublishTemplateResult = Annotated[
    TemplatePayload | TemplateMistakes | DraftChanged | NotFoundRefusal,
    strawberry.union("PublishTemplateResult", description="The template, or why nothing was published."),
]


@strawberry.type
class TemplateQuery:
    """What messages say."""

    @strawberry.field(description="Every template, by name.")
    async def message_templates(self) -> list[MessageTemplate]:
        return [await _template(each) for each in reads.templates().names]

    @strawberry.field(description="One template; null where there is none of this name.")
    async def message_template(
        self, name: Annotated[str, strawberry.argument(description="Its name.")]
    ) -> MessageTemplate | None:
        return await _template(name) if name in reads.templates().names else None

    @strawberry.field(description="What texts would make of a template's sample facts. Nothing is kept.")
    def preview_template(
        self,
        template: Annotated[str, strawberry.argument(description="The template's name.")],
        locale: Annotated[Locale, strawberry.argument(description="The language to show.")],
        texts: Annotated[list[TemplateTextInput], strawberry.argument(description="Every language once.")],
    ) -> TemplatePreviewResult:
        shown = templating.preview(template, locale, _parts(texts))
        return TemplatePreview(subject=shown.subject, text=shown.text, html=shown.html)


@strawberry.type
class TemplateMutation:
    """Writing what messages say."""

    @strawberry.mutation(description="Keep the texts of a template until they are published.")
    async def save_template_draft(
        self, info: Info, input: Annotated[SaveTemplateDraftInput, strawberry.argument(description="The texts.")]
    ) -> SaveTemplateDraftResult:
        context = info.context
        await templating.save_draft(context.ports, context.who.actor, input.template, _parts(input.texts))
        return TemplatePayload(template=await _template(input.template))

    @strawberry.mutation(description="Make messages with a draft from now on; those already planned stay as they are.")
    async def publish_template(
        self, info: Info, input: Annotated[PublishTemplateInput, strawberry.argument(description="Which.")]
    ) -> PublishTemplateResult:
        context, draft_id = info.context, uuid(input.draft)
        if draft_id is None or input.template not in reads.templates().names:
            raise NotFound("template", input.template)
        await templating.publish(context.ports, context.who.actor, input.template, draft_id)
        return TemplatePayload(template=await _template(input.template))


async def _template(name: str) -> MessageTemplate:
    templates, numbers = await reads.templates_in_force()
    editions = await reads.editions(name)
    draft = next((each for each in editions if each.number is None), None)
    return MessageTemplate(
        name=name,
        edition=numbers.get(name, 0),
        texts=_texts(templates.parts(name)),
        sample=JSON(templates.sample(name)),
        draft=TemplateEdition.of(draft) if draft else None,
        mistakes=list(templates.with_parts(name, draft.parts).mistakes_in(name)) if draft else [],
        editions=[TemplateEdition.of(each) for each in editions if each.number],
    )


def _texts(parts: Mapping[str, str]) -> list[TemplateText]:
    return [TemplateText(locale=each, text=parts[f"{each}.txt"], mjml=parts[f"{each}.mjml"]) for each in Locale]


def _parts(texts: Sequence[TemplateTextInput]) -> dict[str, str]:
    return {f"{each.locale}.txt": each.text for each in texts} | {f"{each.locale}.mjml": each.mjml for each in texts}
