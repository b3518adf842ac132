"""A member buys; the staff look after what was bought."""

import pytest
from playwright.sync_api import expect

GOOD, NO_FUNDS = "4242 4242 4242 4242", "4000 0000 0000 9995"
A_FIFTH = {"kind": "PERCENT", "percent": 20}


def pay(page, number):
    sheet = page.get_by_role("dialog")
    for name, value in {"Card number": number, "Month": "12", "Year": "2031", "Security code": "123"}.items():
        sheet.get_by_role("textbox", name=name).fill(value)
    sheet.get_by_role("button", name="Pay").click()


@pytest.fixture
def buyer(hub):
    return hub.new_member("Mira Okafor")


@pytest.fixture
def order(buyer):
    """The number of an order that was just paid."""
    return buyer.buys("leisure-year")


def test_a_bundle_is_bought_and_each_part_is_followed_until_it_is_there(buyer, open_):
    page = open_("/shop", member=buyer, width=390)
    page.get_by_role("button", name="Choose: Leisure Year").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("figure").first).to_be_visible()
    sheet.get_by_role("button", name="Buy for").click()
    pay(page, NO_FUNDS)
    expect(sheet.get_by_role("alert")).to_contain_text("declined")
    pay(page, GOOD)
    expect(page.get_by_role("link", name="All orders")).to_be_visible()
    row = page.get_by_role("listitem")
    expect(row.filter(has_text="Yunlang Lounge Visit")).to_contain_text("Delivered", timeout=60_000)
    songtao = row.filter(has_text="Songtao Premium")
    expect(songtao).to_contain_text("Needs your account")
    songtao.get_by_role("link").click()
    page.get_by_role("dialog").get_by_role("button", name="Add account").click()
    page.get_by_role("textbox").fill("13800001234")
    page.get_by_role("button", name="Save account").click()
    expect(page.get_by_role("dialog", name="Your Songtao")).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    expect(songtao).to_contain_text("Delivered", timeout=60_000)


def test_a_code_is_masked_shown_after_a_confirmation_and_copied_by_a_click(buyer, order, open_):
    page = open_(f"/orders/{order}", member=buyer, width=390)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = page.get_by_role("listitem").filter(has_text="Mozhan Reading Card")
    expect(card).to_contain_text("Your code is there", timeout=60_000)
    card.get_by_role("link").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("••••")).to_be_visible()
    sheet.get_by_role("button", name="Show", exact=True).click()
    sheet.get_by_role("button", name="Show it now").click()
    sheet.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("MO-")


def test_what_to_take_of_a_bundle_is_picked_by_name(buyer, open_):
    page = open_("/shop", member=buyer)
    page.get_by_role("button", name="Choose: Pick Two").click()
    options = page.get_by_role("dialog").get_by_role("toolbar").get_by_role("button")
    options.filter(has_text="Luyun Drive").click()
    options.filter(has_text="Mozhan Reading Card").click()
    page.get_by_role("button", name="Take these").click()
    figures = page.get_by_role("dialog").get_by_role("figure")
    expect(figures.filter(has_text="Luyun Drive")).to_be_visible()
    expect(figures).to_have_count(2)


def test_a_problem_that_a_member_reports_is_in_their_journal(buyer, open_):
    buyer.is_granted("mozhan-audiobook", quantity=1)
    page = open_("/benefits/mozhan-audiobook", member=buyer)
    page.get_by_text("Report a problem").click()
    page.get_by_role("textbox", name="What is wrong?").fill("The code does not work.")
    page.get_by_role("button", name="Send to support").click()
    expect(page.get_by_role("status").get_by_text("Sent.")).to_be_visible()
    staff = open_(f"/console/members/{buyer.external_id}", role="SUPPORT")
    expect(staff.get_by_text("problem reported")).to_be_visible()


def test_staff_follow_an_order_to_its_deliveries_decide_and_refund(order, open_):
    page = open_("/console/orders?state=paid", role="SUPPORT")
    page.get_by_role("button", name=order).click()
    file = page.get_by_role("complementary")
    file.get_by_role("link", name="Qinglan Video VIP").click()
    page.get_by_role("button", name="Give up").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("textbox").fill("the member wants another one")
    sheet.get_by_role("button", name="Give up").click()
    expect(page.get_by_role("complementary")).to_contain_text("Called off")
    page.go_back()
    page.get_by_role("button", name="Take back and refund").click()
    expect(sheet.get_by_text("Goes back", exact=True)).to_be_visible()
    sheet.get_by_role("textbox").fill("asked for within a day")
    sheet.get_by_role("button", name="Take back and refund").click()
    expect(page.get_by_role("status").get_by_text("Refunded")).to_be_visible()


def test_staff_see_how_providers_and_the_vault_are_doing(open_):
    page = open_("/console/deliveries?view=providers", role="SUPPORT")
    expect(page.get_by_role("row").filter(has_text="harbour")).to_contain_text("Get through")
    page.get_by_role("radio", name="Code vault").click()
    expect(page.get_by_role("row").filter(has_text="yuyan-voucher")).to_contain_text("Runs low")


def test_support_sees_a_code_after_giving_a_reason(order, open_):
    page = open_(f"/console/orders?order={order}", role="SUPPORT")
    page.get_by_role("complementary").get_by_role("link", name="Mozhan Reading Card").click()
    file = page.get_by_role("complementary")
    expect(file.get_by_text("••••")).to_be_visible()
    file.get_by_role("button", name="Show", exact=True).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Show the code").click()
    expect(sheet.get_by_text("Please say why")).to_be_visible()
    sheet.get_by_role("textbox").fill("the member cannot read it")
    sheet.get_by_role("button", name="Show the code").click()
    expect(sheet.get_by_text("MO-")).to_be_visible()


def test_support_delivers_anew_what_does_not_work(order, open_):
    page = open_(f"/console/orders?order={order}", role="SUPPORT")
    page.get_by_role("complementary").get_by_role("link", name="Yunlang Lounge Visit").click()
    file = page.get_by_role("complementary")
    expect(file.get_by_text("Delivered", exact=True)).to_be_visible(timeout=60_000)
    file.get_by_role("button", name="Deliver anew").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("the gate does not take it")
    page.get_by_role("dialog").get_by_role("button", name="Deliver anew").click()
    expect(file.get_by_text("Void", exact=True).first).to_be_visible()
    expect(file.get_by_text("Issued", exact=True).first).to_be_visible(timeout=60_000)


def test_an_operator_says_which_provider_steps_in_and_staff_send_there_what_does_not_get_through(buyer, open_):
    page = open_("/console/deliveries?view=routes", role="OPERATOR")
    row = page.get_by_role("row").filter(has_text="Yunlang Fast Track")
    row.get_by_role("button").click()
    page.get_by_role("textbox").fill("harbour:lane-code-busy\nsunrise:lane-code-now")
    page.get_by_role("button", name="Deliver this way").click()
    expect(row).to_contain_text("sunrise:lane-code-now")
    buyer.is_granted("yunlang-fast-track", quantity=1)
    board = open_("/console/deliveries", role="SUPPORT")
    board.get_by_role("row").filter(has_text="Yunlang Fast Track").get_by_role("button").click()
    file = board.get_by_role("complementary")
    expect(file.get_by_role("listitem").filter(has_text="not now, later").first).to_be_visible()
    file.get_by_role("button", name="Use the other provider").click()
    sheet = board.get_by_role("dialog")
    expect(sheet.get_by_role("radio", name="sunrise · lane-code-now")).to_be_checked()
    sheet.get_by_role("textbox").fill("the member waits")
    sheet.get_by_role("button", name="Use the other provider").click()
    expect(file.get_by_text("Delivered", exact=True)).to_be_visible()


def test_a_board_shows_more_when_asked(hub, open_):
    for _ in range(2):
        hub.new_member("Many Parts").buys("leisure-year")
    page = open_("/console/deliveries", role="SUPPORT")
    expect(page.locator("tbody tr")).to_have_count(24)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("tbody tr").nth(30)).to_be_visible()


def test_a_code_takes_something_off_and_one_that_is_none_is_said_to_be_none(buyer, open_):
    buyer.is_reached_by("a-fifth-off", offer={"gives": A_FIFTH, "by": "SHARED_CODE", "code": "FIFTH20"})
    page = open_("/shop", member=buyer, width=390)
    page.get_by_role("button", name="Choose: Leisure Year").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("I have a code").click()
    sheet.get_by_role("textbox", name="Code").fill("NO-SUCH-CODE")
    sheet.get_by_role("button", name="Use it").click()
    expect(sheet.get_by_text("There is no such code")).to_be_visible()
    expect(sheet.get_by_role("button", name="Buy for")).to_have_count(0)
    sheet.get_by_role("textbox", name="Code").fill("")
    sheet.get_by_role("button", name="Use it").click()
    expect(sheet.get_by_role("button", name="Buy for $45.00")).to_be_visible()
    sheet.get_by_role("textbox", name="Code").fill("fifth20")
    sheet.get_by_role("button", name="Use it").click()
    expect(sheet.get_by_text("$9.00 of $45.00")).to_be_visible()
    sheet.get_by_role("button", name="Buy for $36.00").click()
    pay(page, GOOD)
    expect(page.get_by_role("main")).to_contain_text("$36.00")
