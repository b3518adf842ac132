"""Marketing makes a campaign in the console, has it approved, launches it, and reads what it did."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import expect

from tests.browser.hub import APPROVED_ALONE

NAME, CODE, SEGMENT = "Readers of ours", "readers-of-ours", "Our readers"
READERS = 16
assert READERS > APPROVED_ALONE


@pytest.fixture
def readers(hub):
    """Members who asked for offers, and hold a card."""
    made = [hub.new_member(f"Reader {number}", tags=["reader"]) for number in range(READERS)]
    for one in made:
        one.is_granted("mozhan-card")
        one.wants_offers()
    return made


@pytest.fixture
def marketer(hub):
    """Somebody of the staff, as a member who may try messages."""
    return hub.new_member("Tess Tester", email="tess@example.com", tags=["tester"])


def test_a_campaign_is_made_approved_launched_and_read_without_leaving_the_console(hub, readers, marketer, open_):
    page = open_("/console/campaigns", role="ADMIN")
    name_it(page, NAME)
    choose_readers(page)
    save_the_segment(page)
    offer_a_fifth(page)
    write_one_step(page)
    try_it(page, marketer, open_)
    simulate_and_submit(page)
    have_it_approved(page, open_)
    launch_pause_and_resume(page)
    let_a_day_pass(hub, page)
    told = [each for each in readers if each.is_told_by(CODE)]
    while hub.sent_by(CODE) < len(told):
        sleep(0.2)
    for each in told:
        each.buys("screen-and-sound-month")
    it_worked(page, told)
    page.get_by_role("link", name="Campaigns").first.click()
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text("Running")
    use_the_segment_again(page)
    support = open_(f"/console/members/{told[0].external_id}", role="SUPPORT")
    got = support.get_by_role("row").filter(has_text=NAME)
    expect(got).to_contain_text("· sent")
    expect(got).to_contain_text("CN¥1.98")


def name_it(page, name):
    page.get_by_role("button", name="New campaign").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Name").fill(name)
    sheet.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def choose_readers(page):
    page.get_by_role("button", name="Choose members").click()
    page.get_by_role("button", name="Add a condition").click()
    first = page.get_by_role("group", name="Condition 1")
    first.get_by_label("Condition").select_option("Has a benefit now")
    first.get_by_label("Benefit").select_option("Mozhan Reading Card")
    page.get_by_role("button", name="Add a condition").click()
    second = page.get_by_role("group", name="Condition 2")
    second.get_by_label("Condition").select_option("Has a tag")
    second.get_by_label("Tag", exact=True).fill("reader")
    fits_the_readers(page)
    is_saved(page)


def fits_the_readers(page):
    counted = page.get_by_role("region", name="Whom it fits now")
    expect(counted).to_contain_text(f"{READERS} members")
    expect(counted).to_contain_text("Reader 9")


def save_the_segment(page):
    page.get_by_text("Save as a named segment").click()
    page.get_by_role("textbox", name="Name of the segment").fill(SEGMENT)
    page.get_by_role("button", name="Save the segment").click()
    expect(page.get_by_text(f"Saved “{SEGMENT}”, version 1.")).to_be_visible()


def use_the_segment_again(page):
    name_it(page, "And again")
    page.get_by_role("button", name="Choose members").click()
    page.get_by_role("radio", name="A saved segment").click()
    page.get_by_role("combobox", name="Saved segment").select_option(SEGMENT)
    fits_the_readers(page)
    is_saved(page)
    page.reload()
    expect(page.get_by_role("combobox", name="Saved segment")).to_have_value(SEGMENT)


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
    page.get_by_label("Held out, in percent").fill("50")
    is_saved(page)


def try_it(page, marketer, open_):
    page.get_by_role("button", name="Send it to me").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("textbox", name="Your id in your application").fill(marketer.external_id)
    sheet.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status").get_by_text("20% off for you")).to_be_visible()
    messages = open_("/console/messages", role="SUPPORT")
    mail = messages.get_by_role("row").filter(has_text=marketer.name).filter(has_text="Mail")
    expect(mail).to_contain_text("20% off for you")
    expect(mail).to_contain_text("Sent")


def simulate_and_submit(page):
    page.get_by_role("button", name="Next: Guards").click()
    page.get_by_role("button", name="Next: Simulate").click()
    page.get_by_role("button", name="Run the simulation").click()
    expect(page.get_by_role("heading", name="Who takes part")).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("20% off for you")
    page.get_by_role("button", name="Next: Launch").click()
    page.get_by_role("button", name="Submit").click()


def have_it_approved(page, open_):
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_be_visible()
    second = open_(f"/console/campaigns/{CODE}", role="MARKETING")
    second.get_by_role("button", name="Approve").click()
    expect(second.get_by_role("button", name="Launch now")).to_be_visible()
    page.reload()


def launch_pause_and_resume(page):
    page.get_by_role("button", name="Launch now").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Nothing is sent or given.")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def it_worked(page, told):
    page.get_by_role("button", name="Results").click()
    expect(page.get_by_text("It works: about")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    table = csv.DictReader(StringIO(text))
    figures = {(row["what"], row["of"], row["variant"]): row["value"] for row in table}
    shown = {name: cells(page, name) for name in ("Step 1 · A", "Variant A", "Held out")}
    assert shown["Step 1 · A"][:2] == [figures[what, "step 0", "A"] for what in ("planned", "sent")]
    assert shown["Variant A"][:2] == [figures[what, "", "A"] for what in ("members", "renewed")]
    assert shown["Held out"][:2] == [figures["members", "", "HELD_OUT"], "0"]
    assert shown["Variant A"][1] == str(len(told))
    assert float(figures["uplift low", "", "ALL"]) > 0


def cells(page, name):
    """The figures of a row."""
    return page.get_by_role("row", name=re.compile(f"^{name}")).get_by_role("cell").all_inner_texts()


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
