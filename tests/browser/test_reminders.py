"""Operators say when members are reminded; support sees of what they were reminded, and why not."""

import re
from time import sleep

from playwright.sync_api import expect

PLANNED = '{ member(externalId: "lin-xiao") { reminders(first: 1) { edges { node { id } } } } }'


def test_an_operator_says_when_members_are_reminded_and_sees_the_days_beforehand(open_):
    page = open_("/console/reminders", role="OPERATOR")
    expect(page.get_by_text("30 days before, 7 days before, 1 day before, 3 days after its end")).to_be_visible()
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("As usual")
    row.get_by_role("button").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name="On days of its own").click()
    sheet.get_by_label("Days before the end").fill("14, soon")
    expect(sheet.get_by_text("Write whole numbers of days")).to_be_visible()
    sheet.get_by_label("Days before the end").fill("14")
    sheet.get_by_label("Days after the end").fill("")
    days = re.compile(r"Of one that ends on .*, members are reminded on [^,]*, at 10:00\.")
    expect(sheet.get_by_text(days)).to_be_visible()
    sheet.get_by_role("button", name="Change").click()
    expect(row).to_contain_text("14 days before")
    row.get_by_role("button").click()
    sheet.get_by_role("radio", name="As usual").click()
    sheet.get_by_role("button", name="Change").click()
    expect(row).to_contain_text("As usual")


def test_support_looks_and_does_not_change(open_):
    page = open_("/console/reminders", role="SUPPORT")
    expect(page.locator("tbody tr").first).to_contain_text("As usual")
    expect(page.locator("tbody").get_by_role("button")).to_have_count(0)


def test_support_sees_of_what_a_member_is_reminded(hub, open_):
    while not hub.ask(PLANNED)["member"]["reminders"]["edges"]:  # workers plan them within a minute
        sleep(0.5)
    page = open_("/console/members/lin-xiao", role="SUPPORT")
    reminders = page.locator("section").filter(has=page.get_by_role("heading", name="Reminders"))
    expect(reminders.get_by_role("row").filter(has_text="Planned").first).to_be_visible()
