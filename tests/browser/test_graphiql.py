"""GraphiQL: the editor that a browser finds at GraphQL's own address."""

from playwright.sync_api import expect


def test_a_query_is_answered_as_whom_one_chooses(open_):
    page = open_("/graphql")
    expect(page.get_by_role("region", name="Query Editor")).to_contain_text("viewer")
    page.get_by_label("Ask as").select_option("林晓")
    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.get_by_role("link", name="Mutation", exact=True)).to_be_visible()
    page.get_by_role("button", name="Execute query").click()
    expect(page.get_by_role("region", name="Result Window")).to_contain_text("Asia/Shanghai")
