"""What staff see once time has passed. Its clock is moved, so this hub is nobody else's."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hub import DECLINED_LATER, running
from tests.browser.test_very_many import with_more

WEEK = {
    "code": "museum-week",
    "name": {"zh": "文博周卡", "en": "Museum Week"},
    "description": {"zh": "五城文博，一周畅游。", "en": "Seven days in five cities' museums."},
    "validity": "P7D",
    "components": [{"key": "pass", "benefit": "wucheng-pass"}],
}
WEEKLY = {"code": "museum-week", "bundle": "museum-week", "price": "9.00 CNY", "renewal_period": "P7D"}


@pytest.fixture(scope="module")
def hub():
    with running() as hub:
        yield hub


def test_staff_try_a_declined_charge_again(hub, open_):
    document = with_more(hub.ask("{ catalogueDocument }")["catalogueDocument"], "bundles", [WEEK])
    hub.apply(with_more(document, "offers", [WEEKLY]))
    mira = hub.new_member()
    mira.is_given("museum-week")
    mira.lets_renew("museum-week", DECLINED_LATER)
    hub.advance("P6DT12H")
    page = open_(f"/console/members/{mira.external_id}", role="SUPPORT")
    row = page.get_by_role("row").filter(has_text="Museum Week").filter(has_text="Card declined")
    expect(row).to_contain_text("declined once")
    row.get_by_role("button", name="Try again now").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("textbox").fill("the bank says that it lets it pass now")
    sheet.get_by_role("button", name="Try again now").click()
    expect(row).to_contain_text("declined 2 times")


def test_staff_find_out_why_a_member_was_not_reminded_and_by_which_message_another_was(hub, open_):
    mira, sam = hub.new_member("Mira Okafor", email="mira@example.com"), hub.new_member("Sam Otto")
    for member in (mira, sam):
        member.is_granted("mozhan-card", period="P10D")
    sam.wants_no_reminders()
    hub.advance("P4D")
    page = open_("/console/reminders?benefit=mozhan-card", role="SUPPORT")
    expect(page.get_by_label("Benefit")).to_have_value("mozhan-card")
    page.get_by_role("radio", name="Not sent").click()
    expect(page).to_have_url(re.compile("state=skipped"))
    refused = page.get_by_role("row").filter(has_text="Sam Otto")
    expect(refused).to_contain_text("The member does not want reminders.")
    refused.get_by_role("link", name="Sam Otto").click()
    theirs = page.get_by_role("region", name="Reminders")
    expect(theirs.get_by_role("row").filter(has_text="7 days before")).to_contain_text("Not sent")
    expect(theirs.get_by_role("row").filter(has_text="1 day before")).to_contain_text("Planned")
    page = open_(f"/console/reminders?state=sent&member={mira.id}", role="SUPPORT")
    expect(page.get_by_text("Only Mira Okafor")).to_be_visible()
    told = page.get_by_role("row").filter(has_text="Mozhan Reading Card")
    expect(told).to_contain_text("7 days before")
    told.get_by_role("link", name="Mail").click()
    expect(page.get_by_role("dialog").get_by_text("Mira Okafor · mira@example.com")).to_be_visible()


def test_a_page_counts_days_by_the_clock_that_was_moved_also_where_the_browser_had_kept_its_answer(hub, open_):
    mira = hub.new_member()
    mira.is_granted("mozhan-card", period="P100D")
    page = open_("/", member=mira, width=390)
    card = page.get_by_role("article").filter(has_text="Mozhan Reading Card")
    expect(card).to_contain_text("100 days left")
    page.reload()  # from now on the answer is kept
    expect(card).to_contain_text("100 days left")
    hub.advance("P2D")
    page.goto(f"{hub.address}/console")
    page.go_back()
    expect(card).to_contain_text("98 days left")
    page.reload()
    expect(card).to_contain_text("98 days left")
