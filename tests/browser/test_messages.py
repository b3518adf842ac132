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
    page = open_("/console/templates?template=renewal-price", role="MARKETING")  # which no other test reads
    page.get_by_role("radio", name="English").click()
    text = page.get_by_label("Subject (first line) and plain text")
    written = text.input_value()
    text.fill("Do not forget, {{ nam }}\n\nSoon.")
    expect(page.get_by_text("'nam' is undefined")).to_be_visible()
    text.fill(written.replace("New price for", "Another price for"))
    expect(page.get_by_role("heading", name="Another price for Screen and Sound Month")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("listitem").filter(has_text="New price").filter(has_text="Edition 1")).to_be_visible()


def test_staff_edit_on_from_an_earlier_edition(open_):
    page = open_("/console/templates?template=renewal-over", role="MARKETING")
    page.get_by_role("radio", name="English").click()
    text = page.get_by_label("Subject (first line) and plain text")
    first = text.input_value()
    for number, word in enumerate(["good", "better"], 1):
        text.fill(first.replace("Hello", f"Hello {word}"))
        page.get_by_role("button", name="Save draft").click()
        page.get_by_role("button", name="Publish").click()
        told = page.get_by_role("listitem").filter(has_text="Renewal over")
        expect(told.filter(has_text=f"Edition {number}")).to_be_visible()
    page.get_by_text("Editions", exact=True).click()
    page.get_by_role("button", name="Go on from edition 1").click()
    expect(text).to_have_value(first.replace("Hello", "Hello good"))


def test_staff_list_what_one_member_was_told_by_one_way_and_find_the_way_back_to_all(hub, open_):
    mira, noor = hub.new_member("Mira Okafor"), hub.new_member("Noor Haddad")
    for each in (mira, noor):
        hub.tell(each.external_id)
    page = open_(f"/console/members/{noor.external_id}", role="SUPPORT")
    page.get_by_role("link", name="All messages to them").click()
    expect(page.get_by_role("row").filter(has_text="Noor Haddad")).to_have_count(2)
    expect(page.get_by_role("row").filter(has_text="Mira Okafor")).to_have_count(0)
    page.get_by_label("By", exact=True).select_option("Inbox")
    expect(page.get_by_role("row").filter(has_text="Noor Haddad")).to_have_count(1)
    page.get_by_role("button", name="Not only Noor Haddad").click()
    expect(page.get_by_role("row").filter(has_text="Mira Okafor").first).to_be_visible()


def test_support_turns_reminders_off_for_a_member_who_asks_by_telephone(hub, open_):
    mira = hub.new_member()
    page = open_(f"/console/members/{mira.external_id}", role="SUPPORT")
    page.get_by_role("region", name="What they want to be told").get_by_text("Reminders and service").click()
    expect(page.get_by_role("switch", name=re.compile("Reminders"))).not_to_be_checked()
    expect(open_("/messages", member=mira).get_by_role("switch", name=re.compile("Reminders"))).not_to_be_checked()


def test_staff_decide_about_a_mail_that_may_have_arrived(hub, open_):
    noor = hub.new_member("Noor Haddad", email="noor@example.com")
    hub.tell(noor.external_id, is_lost=True)
    page = open_(f"/console/messages?view=wrong&member={noor.id}", role="SUPPORT")
    page.get_by_role("row").filter(has_text="Nobody knows").get_by_role("button").click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("^[0-9a-f-]{36}@"))).to_be_visible()
    question = page.get_by_role("region", name="Did it arrive?")
    question.get_by_role("radio", name="It arrived").click()
    question.get_by_role("button", name="It arrived").click()
    expect(question.get_by_text("Please say why")).to_be_visible()
    question.get_by_role("textbox", name="Why").fill("it is in the server's log")
    question.get_by_role("button", name="It arrived").click()
    expect(page.get_by_text("No messages here")).to_be_visible()
    page.get_by_role("radio", name="Sent", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="noor@example.com")).to_contain_text("Sent")


def test_an_address_whose_mail_comes_back_gets_none_until_staff_lift_that(open_):
    page = open_("/console/messages?view=addresses", role="SUPPORT")
    page.get_by_role("button", name="Send nothing to an address").click()
    sheet = page.get_by_role("dialog")
    for address in ("nobody", "nobody@example.com"):
        sheet.get_by_label("Mail address").fill(address)
        sheet.get_by_role("textbox", name="Why").fill("it came back")
        sheet.get_by_role("button", name="Send nothing to an address").click()
        if address == "nobody":
            expect(sheet.get_by_text("name@example.com")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="nobody@example.com")
    expect(row).to_contain_text("it came back")
    page.get_by_label("Does this address get mail?").fill("mira@example.com")
    expect(page.get_by_text("This address gets its mail")).to_be_visible()
    page.get_by_label("Does this address get mail?").fill("Nobody@example.com")
    expect(row).to_be_visible()
    row.get_by_role("button", name="Send to nobody@example.com again").click()
    sheet.get_by_role("textbox", name="Why").fill("a typing mistake")
    sheet.get_by_role("button", name="Send again").click()
    expect(row).to_have_count(0)
