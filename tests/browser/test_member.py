"""A member opens their benefits."""

import re

from playwright.sync_api import expect


def test_a_visitor_signs_in_by_choosing_who_they_are(hub, open_):
    page = open_("/timeline")
    page.get_by_role("button", name="林晓").click()
    expect(page.get_by_role("group", name="Your benefits over time")).to_be_visible()


def test_a_member_sees_every_status_on_one_page(open_):
    page = open_("/", member="lin-xiao")
    for status in ("Active", "Ending soon", "Used up", "Paused", "Waiting", "Later"):
        expect(page.locator("article").get_by_text(status, exact=True).first).to_be_visible()
    page.get_by_text("Ended (").click()
    for status in ("Ended", "Taken back"):
        expect(page.locator("article").get_by_text(status, exact=True).first).to_be_visible()


def test_what_needs_the_member_comes_first_and_all_of_it_can_be_shown(open_):
    page = open_("/", member="lin-xiao")
    matters = page.get_by_role("region", name="Needs you")
    expect(matters.get_by_role("listitem").first).to_contain_text("Qinglan Sports Pass")
    matters.get_by_role("button", name="more").click()
    expect(matters.get_by_text("Yuyan Rides")).to_be_visible()


def test_activating_shows_what_changes_and_then_changes_it(hub, open_):
    mira = hub.new_member()
    mira.is_granted("shiliu-gym", activateWithin="P30D")
    page = open_("/", member=mira)
    page.get_by_role("region", name="Needs you").get_by_role("button", name="Activate").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("figure")).to_contain_text("Shiliu All-city Gym Pass")
    sheet.get_by_role("button", name="Activate now").click()
    expect(page.get_by_role("status").get_by_text("is active")).to_be_visible()
    expect(page.locator("article")).to_contain_text("Active")
    expect(page.get_by_role("region", name="Needs you")).to_have_count(0)


def test_using_one_of_four_leaves_three(hub, open_):
    mira = hub.new_member()
    mira.is_granted("yunlang-lounge", quantity=4)
    page = open_("/", member=mira, width=390)
    expect(page.get_by_text("4 of 4 left")).to_be_visible()
    page.get_by_role("button", name="Use").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Use 1 now").click()
    expect(page.get_by_text("3 of 4 left")).to_be_visible()


def test_an_account_is_kept_masked_and_no_longer_asked_for(hub, open_):
    mira = hub.new_member()
    mira.is_granted("songtao-premium")
    page = open_("/", member=mira)
    page.get_by_role("region", name="Needs you").get_by_role("button", name="Add account").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("textbox").fill("not a number")
    sheet.get_by_role("button", name="Save account").click()
    expect(sheet.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    sheet.get_by_role("textbox").fill("13800001234")
    sheet.get_by_role("button", name="Save account").click()
    expect(page.get_by_role("region", name="Needs you")).to_have_count(0)
    page.get_by_role("link", name="Songtao Premium", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("138••••••34")
    expect(page.get_by_role("dialog")).not_to_contain_text("13800001234")


def test_the_language_changes_where_one_is_and_stays(open_):
    page = open_("/bought", member="lin-xiao")
    expect(page.get_by_role("heading", name="Leisure Year")).to_be_visible()
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("link", name="已购")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.reload()
    expect(page.get_by_role("link", name="已购")).to_be_visible()


def test_the_light_follows_the_device_until_it_is_chosen(open_):
    page = open_("/", member="lin-xiao", theme="dark")
    expect(page.locator("article").first).to_be_visible()
    shade = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(shade)
    page.get_by_role("button", name="Theme").click()
    assert page.evaluate(shade) != dark


def test_a_benefit_tells_why_it_is_held_step_by_step(open_):
    page = open_("/", member="lin-xiao")
    page.get_by_role("heading", name="Qinglan Video VIP").get_by_role("link").click()
    sheet = page.get_by_role("dialog", name="Qinglan Video VIP")
    expect(sheet.get_by_text("Paused while a higher tier covers").first).to_be_visible()
    sheet.get_by_text("The whole reasoning").click()
    expect(sheet.get_by_role("listitem").filter(has_text="SVIP").first).to_be_visible()


def test_closing_a_benefit_leads_back_to_the_page_it_was_opened_from(open_):
    page = open_("/timeline", member="lin-xiao")
    page.get_by_role("link", name="Mozhan Reading Card").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/timeline$"))


def test_a_paused_stretch_of_the_timeline_leads_to_what_pauses_it(open_):
    page = open_("/timeline", member="lin-xiao")
    page.get_by_role("button", name="Qinglan Video VIP: On hold").click()
    page.get_by_role("link", name="See Qinglan Video SVIP").click()
    expect(page.get_by_role("dialog", name="Qinglan Video SVIP")).to_be_visible()


def test_the_timeline_shows_from_one_month_to_three_years_and_today_in_each(open_):
    page = open_("/timeline", member="lin-xiao", width=390)
    widths = []
    for zoom in ("1 month", "3 months", "1 year", "3 years"):
        page.get_by_role("radio", name=zoom).click()
        expect(page.get_by_text("Today", exact=True)).to_be_in_viewport()
        widths.append(page.locator("[data-axis]").bounding_box()["width"])
    assert widths == sorted(set(widths), reverse=True), "each shows more than the one before"


def test_the_timeline_can_be_read_as_a_table(open_):
    page = open_("/timeline", member="lin-xiao")
    page.get_by_role("radio", name="Table").click()
    row = page.get_by_role("row", name="Luyun Drive 2 TB")
    expect(row).to_contain_text("Queued")


def test_everything_can_be_reached_and_done_with_the_keyboard(hub, open_):
    mira = hub.new_member()
    mira.is_granted("yunlang-lounge", quantity=2)
    page = open_("/", member=mira)
    use = page.locator("article").get_by_role("button", name="Use")
    use.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(use).to_be_focused()


def test_a_member_without_benefits_is_told_that_there_is_nothing_to_set_up(hub, open_):
    page = open_("/", member=hub.new_member())
    expect(page.get_by_role("heading", name="No benefits yet")).to_be_visible()
