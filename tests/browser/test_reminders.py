"""Reminders as staff see them, and as operators set when they are sent."""

from __future__ import annotations

from playwright.sync_api import expect


def test_operators_see_what_other_stages_mean_before_they_set_them(open_):
    page = open_("/console/reminders?view=stages", role="OPERATOR")
    row = page.get_by_role("row").filter(has_text="Luyun Drive 6 TB")
    expect(row).to_contain_text("As usual")
    row.get_by_role("button").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("row").filter(has_text="30 days before")).to_contain_text("as it is")
    sheet.get_by_role("radio", name="At stages of its own").click()
    sheet.get_by_role("button", name="Remove: 30 days before").click()
    expect(sheet.get_by_role("row").filter(has_text="30 days before")).to_contain_text("no more")
    sheet.get_by_role("spinbutton").fill("14")
    page.keyboard.press("Enter")
    expect(sheet.get_by_role("row").filter(has_text="14 days before")).to_contain_text("new")
    sheet.get_by_role("spinbutton").fill("14")
    page.keyboard.press("Enter")
    expect(sheet.get_by_text("That stage is there already")).to_be_visible()
    expect(sheet.get_by_text("Nobody is told at once.")).to_be_visible()
    sheet.get_by_role("button", name="Remind like this").click()
    expect(row).to_contain_text("14 days before · 7 days before · 1 day before · 3 days after")


def test_a_benefit_of_which_nobody_is_reminded_says_so(open_):
    page = open_("/console/reminders?view=stages", role="OPERATOR")
    row = page.get_by_role("row").filter(has_text="Shiliu Class")
    row.get_by_role("button").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name="Never").click()
    expect(sheet.get_by_text("Nobody is reminded that it ends.")).to_be_visible()
    sheet.get_by_role("button", name="Remind like this").click()
    expect(row).to_contain_text("Never")


def test_where_no_reminder_fits_the_page_says_how_they_come_about(open_):
    page = open_("/console/reminders?benefit=luyun-6t&state=missed", role="SUPPORT")
    expect(page.get_by_text("As soon as a member holds something that ends")).to_be_visible()


def test_support_reads_the_stages_and_cannot_change_them(open_):
    page = open_("/console/reminders?view=stages", role="SUPPORT")
    row = page.get_by_role("row").filter(has_text="Songtao Premium")
    expect(row).to_contain_text("As usual")
    expect(row.get_by_role("button")).to_have_count(0)


def test_marketing_is_told_that_reminders_are_not_for_its_role(open_):
    page = open_("/console/reminders", role="MARKETING")
    expect(page.get_by_text("This is not for your role")).to_be_visible()
