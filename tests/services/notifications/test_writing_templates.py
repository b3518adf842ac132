"""Templates are written, looked at with sample facts, and put in force by staff."""

from __future__ import annotations

import pytest

from hub.kernel.errors import InvalidInput, NotFound
from hub.members.rules import Locale, Member
from hub.notifications import reads
from hub.notifications.errors import DraftChanged, TemplateMistakes
from hub.notifications.rules.messages import Category, NewMessage
from hub.notifications.service import templating
from hub.notifications.service.planning import plan
from hub.ports import Ports


def parts(**changed: str) -> dict[str, str]:
    """The reminder as it comes with the hub; ``zh_txt="…"`` and so on change it."""
    names = {"zh_txt": "zh-CN.txt", "en_txt": "en.txt", "en_mjml": "en.mjml"}
    return reads.templates().parts("reminder") | {names[each]: text for each, text in changed.items()}


async def subject_to(ling: Member, ports: Ports, key: str) -> tuple[str, int]:
    new = NewMessage(key, "reminder", Category.SERVICE, reads.templates().sample("reminder"))
    message = (await plan(ports, ling, new))[0]
    return message.subject, message.edition


async def test_what_is_published_is_in_force_from_then_on_and_counted(ling: Member, carried: Ports) -> None:
    assert await subject_to(ling, carried, "before") == ("您有 2 项权益即将到期或已到期", 0)
    draft = await templating.save_draft(carried, "staff:a", "reminder", parts(zh_txt="别忘了 {{ name }}\n\n快到期了"))
    assert await subject_to(ling, carried, "meanwhile") == ("您有 2 项权益即将到期或已到期", 0)
    assert (await templating.publish(carried, "staff:b", "reminder", draft.id)).number == 1
    assert await subject_to(ling, carried, "after") == ("别忘了 林晓", 1)
    again = await templating.save_draft(carried, "staff:a", "reminder", parts(zh_txt="再来\n\n快到期了"))
    assert (await templating.publish(carried, "staff:a", "reminder", again.id)).number == 2
    assert await subject_to(ling, carried, "later") == ("再来", 2)
    assert [(each.number, each.author) for each in await reads.editions("reminder")] == [(2, "staff:a"), (1, "staff:b")]


@pytest.mark.parametrize(
    ("changed", "mistake"),
    [
        ({"en_txt": ""}, "en.txt: is missing"),
        ({"en_txt": "{{ nobody }}\n\ntext"}, "nobody is not in sample.json"),
        ({"en_txt": "{% if %}\n\ntext"}, "reminder/en.txt"),
        ({"en_txt": "only a subject"}, "the first line is the subject"),
        ({"en_mjml": "<mjml><mj-body><p></mj-body>"}, "reminder in en"),
        ({"en_txt": "{{ name }}\n\n{{ name + 1 }}"}, "reminder in en"),
        ({"en_txt": "{{ name }}\n\n{{ 1 / 0 }}"}, "division by zero"),
        ({"en_txt": "{{ name }}\n\n{{ range(10 ** 9)|length }}"}, "reminder in en"),
    ],
)
async def test_a_missing_translation_or_variable_is_found_at_publishing(
    ling: Member, carried: Ports, changed: dict[str, str], mistake: str
) -> None:
    draft = await templating.save_draft(carried, "staff:a", "reminder", parts(**changed))
    with pytest.raises(TemplateMistakes, match=mistake):
        await templating.publish(carried, "staff:a", "reminder", draft.id)
    assert (await subject_to(ling, carried, "k"))[1] == 0


async def test_nobody_publishes_what_another_changed_meanwhile(database: str, carried: Ports) -> None:
    draft = await templating.save_draft(carried, "staff:a", "reminder", parts())
    await templating.save_draft(carried, "staff:b", "reminder", parts(en_txt="other\n\ntext"))
    with pytest.raises(DraftChanged):
        await templating.publish(carried, "staff:a", "reminder", draft.id)


async def test_texts_are_previewed_with_sample_facts_and_without_reaching_out_of_the_template(database: str) -> None:
    shown = templating.preview("reminder", Locale.EN, parts(en_txt="Hi {{ name }}\n\nbye"))
    assert (shown.subject, shown.text) == ("Hi Lin Xiao", "bye\n")
    with pytest.raises(TemplateMistakes):
        templating.preview("reminder", Locale.EN, parts(en_txt="{{ ''.__class__.__mro__ }}\n\nx"))
    with pytest.raises(NotFound):
        templating.preview("nothing", Locale.EN, parts())
    with pytest.raises(InvalidInput):
        templating.preview("reminder", Locale.EN, {"en.txt": ""})
    with pytest.raises(InvalidInput):
        templating.preview("reminder", Locale.EN, parts(en_txt="x" * 50_001))


async def test_whom_a_template_fails_is_told_by_the_one_that_comes_with_the_hub(ling: Member, carried: Ports) -> None:
    texts = parts(zh_txt="{{ name }}\n\n{% if endings|length > 2 %}{{ endings[0].nothing }}{% endif %}快到期了")
    draft = await templating.save_draft(carried, "staff:a", "reminder", texts)
    await templating.publish(carried, "staff:a", "reminder", draft.id)
    assert await subject_to(ling, carried, "as in the sample") == ("林晓", 1)
    sample = reads.templates().sample("reminder")
    many = sample | {"endings": sample["endings"] * 2}
    [message, *_] = await plan(carried, ling, NewMessage("more", "reminder", Category.SERVICE, many))
    assert (message.subject, message.edition) == ("您有 4 项权益即将到期或已到期", 0)


def test_a_preview_speaks_of_samples_in_its_own_language() -> None:
    texts = reads.templates().parts("renewal-agreed")
    english, chinese = (templating.preview("renewal-agreed", each, texts).text for each in (Locale.EN, Locale.ZH_CN))
    assert "Hello Lin Xiao" in english
    assert "every month" in english
    assert "每个月自动续费一次" in chinese
