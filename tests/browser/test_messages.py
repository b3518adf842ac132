"""Messages as members and staff see them."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_message_arrives_while_one_looks_is_counted_and_is_read_by_opening_it(hub, open_):
    mira = hub.new_member()
    page = open_("/", member=mira, width=390)
    expect(page.get_by_role("link", name="Messages")).to_be_visible()
    hub.tell(mira.external_id)
    expect(page.get_by_role("img", name="1 unread message")).to_be_visible()
    page.get_by_role("link", name="Messages").click()
    page.get_by_text("2 of your benefits end soon").click()
    expect(page.get_by_text("Northlight Video VIP ends on")).to_be_visible()
    expect(page.get_by_role("img", name="1 unread message")).to_have_count(0)


def test_a_member_turns_reminders_off_and_cannot_turn_off_what_the_law_asks_for(hub, open_):
    mira = hub.new_member()
    page = open_("/messages", member=mira)
    page.get_by_text("Reminders and service").click()
    expect(page.get_by_role("switch", name=re.compile("Reminders"))).not_to_be_checked()
    expect(page.get_by_role("switch", name=re.compile("Required notices"))).to_be_disabled()


def test_staff_see_a_mail_as_its_recipient_did_in_a_sandbox(hub, open_):
    mira = hub.new_member()
    hub.tell(mira.external_id)
    page = open_("/console/messages", role="SUPPORT")
    page.get_by_role("button", name="2 of your benefits end soon or have ended").first.click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_role("link", name=re.compile("Renew|续期"))).to_be_visible()


def test_marketing_writes_a_template_sees_it_and_publishes_it(open_):
    page = open_("/console/templates?template=reminder", role="MARKETING")
    page.get_by_role("radio", name="English").click()
    text = page.get_by_label("Subject (first line) and plain text")
    written = text.input_value()
    text.fill("Do not forget, {{ nam }}\n\nSoon.")
    expect(page.get_by_text("'nam' is undefined")).to_be_visible()
    text.fill(written.replace("of your benefits", "of your dear benefits"))
    expect(page.get_by_role("heading", name="2 of your dear benefits end soon or have ended")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Edition 1").first).to_be_visible()
