"""Marketing makes a campaign in the console, launches it, and reads what it did."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from time import sleep

import pytest
from playwright.sync_api import expect

NAME, CODE = "Readers of ours", "readers-of-ours"
READERS = 12
TOLD = READERS + 1
"""Ada of the demo asked for offers too."""


@pytest.fixture
def readers(hub):
    """Members who asked for offers, read English, and hold a card."""
    made = [hub.new_member(f"Reader {number}") for number in range(READERS)]
    for one in made:
        one.is_granted("mozhan-card")
        one.wants_offers()
    return made


def test_a_campaign_is_made_launched_and_read_without_leaving_the_console(hub, readers, open_):
    page = open_("/console/campaigns", role="ADMIN")
    name_it(page)
    choose_readers(page)
    offer_a_fifth(page)
    write_one_step(page)
    simulate_and_launch(page)
    let_a_day_pass(hub, page)
    while hub.sent_by(CODE) < TOLD:
        sleep(0.2)
    readers[0].buys("screen-and-sound-month")
    page.get_by_role("button", name="Results").click()
    expect(page.get_by_role("row", name=re.compile("^Step 1 · A"))).to_contain_text(str(TOLD))
    expect(page.get_by_role("row", name=re.compile("^Variant A"))).to_contain_text("7.7%")
    page.get_by_role("link", name="Campaigns").first.click()
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text("Running")
    support = open_(f"/console/members/{readers[0].external_id}", role="SUPPORT")
    got = support.get_by_role("row").filter(has_text=NAME)
    expect(got).to_contain_text("· sent")
    expect(got).to_contain_text("CN¥1.98")


def name_it(page):
    page.get_by_role("button", name="New campaign").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Name").fill(NAME)
    sheet.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()


def choose_readers(page):
    page.get_by_role("button", name="Choose members").click()
    page.get_by_role("button", name="Add a condition").click()
    first = page.get_by_role("group", name="Condition 1")
    first.get_by_label("Condition").select_option("Has a benefit now")
    first.get_by_label("Benefit").select_option("Mozhan Reading Card")
    page.get_by_role("button", name="Add a condition").click()
    second = page.get_by_role("group", name="Condition 2")
    second.get_by_label("Condition").select_option("Reads a language")
    second.get_by_label("Language").select_option("English")
    counted = page.get_by_role("region", name="Whom it fits now")
    expect(counted).to_contain_text(re.compile(r"1\d members"))
    expect(counted).to_contain_text("Reader 3")
    is_saved(page)


def offer_a_fifth(page):
    page.get_by_role("button", name="Next: Offer").click()
    page.get_by_role("radio", name="Percent off").click()
    percent = page.get_by_role("spinbutton", name="Percent off")
    percent.fill("120")
    expect(page.get_by_text("Not saved: one thing to mend")).to_be_visible()
    expect(percent).to_have_attribute("aria-invalid", "true")
    percent.fill("20")
    is_saved(page)


def write_one_step(page):
    page.get_by_role("button", name="Next: Journey").click()
    page.get_by_role("button", name="Write the first step").click()
    page.get_by_label("Held out, in percent").fill("0")
    is_saved(page)


def simulate_and_launch(page):
    page.get_by_role("button", name="Next: Guards").click()
    page.get_by_role("button", name="Next: Simulate").click()
    page.get_by_role("button", name="Run the simulation").click()
    expect(page.get_by_role("heading", name="Who takes part")).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("20% off for you")
    page.get_by_role("button", name="Next: Launch").click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Launch now").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def let_a_day_pass(hub, page):
    began = now(hub)
    page.get_by_text("Clock:").click()
    page.get_by_role("button", name="+1 day").click()
    while now(hub) < began + timedelta(days=1):
        sleep(0.2)
    expect(page.get_by_role("button", name="+1 day")).to_be_enabled()


def now(hub):
    return datetime.fromisoformat(hub.ask("{ clock { now } }")["clock"]["now"])


def is_saved(page):
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
