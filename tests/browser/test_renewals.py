"""A member turns automatic renewal on, looks at what a switch would mean, and switches; staff decide with a reason."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_buying import GOOD


@pytest.fixture
def page_of(hub, open_):
    """The renewal page of a new member, and the member."""
    mira = hub.new_member()
    mira.is_given("commuter-month")
    return open_("/renewals", member=mira, width=390), mira


def typing_a_card(page):
    """The button under a card that was typed in to turn renewal on."""
    page.get_by_role("article").filter(has_text="Commuter Monthly").get_by_role("button", name="Turn on").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("This is a demo")).to_be_visible()
    for name, value in {"Card number": GOOD, "Month": "12", "Year": "2031", "Security code": "123"}.items():
        sheet.get_by_role("textbox", name=name).fill(value)
    return sheet.get_by_role("button", name="Agree and turn on")


@pytest.fixture
def renewing(page_of):
    """The renewal page of a member who has just turned it on, from a card typed in, and the member."""
    page, mira = page_of
    typing_a_card(page).click()
    expect(page.get_by_text("from the card ending in 4242")).to_be_visible()
    return page, mira


def test_a_card_typed_faster_than_the_hub_names_its_gateway_waits_for_that(page_of):
    page, _ = page_of
    held = []

    def hold(route):
        if "query CardEntry" in route.request.post_data:
            held.append(route)
        else:
            route.continue_()

    page.route("**/graphql", hold)
    button = typing_a_card(page)
    expect(page.get_by_role("dialog").get_by_role("button", disabled=True)).to_be_visible()
    held.pop().continue_()
    button.click()
    expect(page.get_by_text("from the card ending in 4242")).to_be_visible()


def test_a_member_switches_by_keyboard_to_another_offer_at_the_end_of_the_period(renewing):
    page, _ = renewing
    page.get_by_role("button", name="Switch").focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name="Screen and Sound").focus()
    page.keyboard.press("Space")
    expect(sheet.get_by_text("What you have now runs to its end. Then")).to_contain_text("¥25.00 every month")
    expect(sheet.get_by_role("figure").first).to_be_visible()
    sheet.get_by_role("button", name="Agree and switch").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("From the next period on:")).to_be_visible()


def test_a_member_pauses_until_a_day_of_their_own_and_ends_the_pause(renewing):
    page, _ = renewing
    page.get_by_role("button", name="Pause").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name="Until a day").click()
    day = sheet.get_by_label("Nothing is charged before")
    today = date.fromisoformat(day.input_value()) - timedelta(days=20)
    for wrong in (today - timedelta(days=30), today + timedelta(days=400)):
        day.fill(wrong.isoformat())
        expect(sheet.get_by_text("Choose a day from tomorrow on")).to_be_visible()
    day.fill((today + timedelta(days=100)).isoformat())
    expect(sheet.get_by_text("it goes on once the pause is over")).to_be_visible()
    sheet.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("article").get_by_text("Nothing is charged before")).to_be_visible()
    page.get_by_role("button", name="End the pause").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_staff_waive_extend_and_cancel_a_renewal_each_with_a_reason(renewing, open_):
    _, mira = renewing
    page = open_(f"/console/members/{mira.external_id}", role="SUPPORT")
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="Waive the charge"))

    def decide(decision):
        row.get_by_role("button", name=decision).click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name=decision).click()
        expect(sheet.get_by_text("Please say why")).to_be_visible()
        sheet.get_by_role("textbox").fill("a bad week")
        sheet.get_by_role("button", name=decision).click()
        expect(page.get_by_role("dialog")).to_have_count(0)

    decide("Waive the charge")
    expect(row).to_contain_text("¥0.00")
    decide("Extend")
    decide("Cancel it")
    expect(page.get_by_role("cell", name="Cancelled", exact=True)).to_be_visible()
