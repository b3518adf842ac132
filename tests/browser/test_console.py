"""Staff look after members and the catalogue."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect


@pytest.fixture
def mira(hub):
    return hub.new_member("Mira Okafor")


def held(page, benefit):
    """The row of a benefit among what a member holds."""
    return page.get_by_role("region", name="Benefits").get_by_role("row").filter(has_text=benefit)


def test_staff_sign_in_by_their_role(open_):
    page = open_("/console")
    page.get_by_role("button", name="Support").click()
    expect(page.get_by_role("navigation", name="Rooms")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Support")


@pytest.mark.parametrize("search", ["lin-xiao", "林晓"])
def test_a_member_is_found_by_what_is_known_of_them_and_the_search_can_be_sent_on(open_, search):
    page = open_("/console/members", role="SUPPORT")
    page.get_by_role("textbox", name="Name, phone, mail or id").or_(page.get_by_role("searchbox")).fill(search)
    expect(page.get_by_role("row").filter(has_text="lin-xiao")).to_be_visible()
    page.reload()
    expect(page.get_by_role("row").filter(has_text="lin-xiao")).to_be_visible()


def test_a_member_is_found_from_anywhere_with_the_keyboard_alone(open_):
    page = open_("/console/catalogue", role="SUPPORT")
    expect(page.get_by_role("heading", name="Catalogue")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("searchbox").fill("ada")
    expect(page.get_by_role("menuitem", name="Ada Brooks")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ada Brooks")).to_be_visible()


def test_a_benefit_is_explained_at_any_instant(open_):
    page = open_("/console/members/lin-xiao", role="SUPPORT")
    page.get_by_role("button", name="Qinglan Video VIP").click()
    panel = page.get_by_role("complementary", name="Why Qinglan Video VIP")
    expect(panel.get_by_text("Not entitled at this instant")).to_be_visible()
    expect(panel.get_by_role("listitem").first).to_be_visible()
    page.get_by_label("As of").fill("2028-01-01T00:00")
    expect(page).to_have_url(re.compile("at=2027-12-31T16"))
    expect(held(page, "Qinglan Video VIP")).to_contain_text("Ended")


def test_a_grant_is_previewed_given_with_a_reason_and_found_in_the_journal(mira, open_):
    page = open_(f"/console/members/{mira.external_id}", role="SUPPORT")
    page.get_by_role("button", name="Grant something").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="What").click()
    page.get_by_role("option", name="Mozhan Reading Card").click()
    expect(sheet.get_by_role("figure")).to_contain_text("Mozhan Reading Card")
    sheet.get_by_role("button", name="Grant", exact=True).click()
    expect(sheet.get_by_text("Please say why")).to_be_visible()
    sheet.get_by_role("textbox").fill("makes up for the outage")
    sheet.get_by_role("button", name="Grant", exact=True).click()
    expect(held(page, "Mozhan Reading Card")).to_contain_text("Active")
    expect(page.locator("table").last).to_contain_text("demo-support")


def test_a_bundle_with_a_choice_asks_for_the_picks(mira, open_):
    page = open_(f"/console/members/{mira.external_id}", role="SUPPORT")
    page.get_by_role("button", name="Grant something").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="What").click()
    page.get_by_role("option", name="Pick").first.click()
    options = sheet.get_by_role("toolbar").get_by_role("button")
    options.nth(0).click()
    options.nth(1).click()
    expect(sheet.get_by_role("figure").first).to_be_visible()


def test_revoking_shows_what_is_lost_and_the_member_sees_it_at_once(mira, open_):
    mira.is_granted("mozhan-card")
    theirs = open_("/", member=mira)
    expect(theirs.locator("article")).to_contain_text("Active")
    page = open_(f"/console/members/{mira.external_id}?benefit=mozhan-card", role="SUPPORT")
    page.get_by_role("button", name="Revoke").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("figure")).to_be_visible()
    sheet.get_by_role("textbox").fill("asked for it back")
    sheet.get_by_role("button", name="Revoke").click()
    expect(held(page, "Mozhan Reading Card")).to_contain_text("Taken back")
    expect(theirs.get_by_text("Ended (1)")).to_be_visible()


def test_a_bundle_is_shown_as_a_tree_with_the_validity_of_each_part(open_):
    page = open_("/console/catalogue?bundle=leisure-year", role="OPERATOR")
    sheet = page.get_by_role("article")
    expect(sheet.get_by_role("listitem").filter(has_text="Songtao Premium")).to_contain_text("3 months")


def test_a_mistake_in_the_catalogue_is_named_with_its_place(open_):
    page = open_("/console/catalogue?view=change", role="OPERATOR")
    page.get_by_role("textbox").fill("providers:\n  - {code: x}\n")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2")


def test_the_catalogue_is_compared_before_it_is_published(open_):
    page = open_("/console/catalogue?view=change", role="OPERATOR")
    page.get_by_role("button", name="Start from the current one").click()
    document = page.get_by_role("textbox")
    expect(document).to_have_value(re.compile("independent film"))
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("nothing would change")).to_be_visible()
    document.fill(document.input_value().replace("independent film", "very independent film"))
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="1 change")).to_be_visible()
    page.get_by_role("button", name="Publish these changes").click()
    expect(page.get_by_text("Published.")).to_be_visible()


def test_a_role_that_may_not_see_members_is_told_so(open_):
    page = open_("/console/members/lin-xiao", role="MARKETING")
    expect(page.get_by_text("Your role may also not see members")).to_be_visible()


@pytest.mark.parametrize(
    ("ago", "said"),
    [(timedelta(seconds=40), "40 s"), (timedelta(minutes=90), "1 h"), (timedelta(days=3, hours=5), "3 days")],
)
def test_staff_see_for_how_long_the_oldest_work_has_waited(open_, ago, said):
    page = open_("/console", role="SUPPORT")

    def with_old_work(route):
        if "query Jobs" not in route.request.post_data:
            route.continue_()
            return
        answer = route.fetch()
        told = answer.json()
        now = datetime.fromisoformat(told["data"]["clock"]["now"])
        [letters] = [each for each in told["data"]["jobs"]["work"] if each["kind"] == "messages"]
        letters["oldestDueAt"] = (now - ago).isoformat()
        route.fulfill(response=answer, json=told)

    page.route("**/graphql", with_old_work)
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("row").filter(has_text="Messages").get_by_role("time")).to_contain_text(said)
