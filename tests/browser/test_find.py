"""The command palette, completion, search while typing and facets, with the keyboard."""

import re

from playwright.sync_api import Page, expect

PALETTE = "dialog.palette"


def test_the_palette_opens_everywhere_and_goes_to_a_model(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search everything")
    expect(field).to_be_focused()
    page.keyboard.type("fraud-det")
    expect(page.get_by_role("option", name="fraud-detector", exact=True).first).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/models/fraud-detector$"))
    expect(page.locator(PALETTE)).to_have_count(0)


def test_the_palette_offers_the_actions_of_the_page(page: Page) -> None:
    page.goto("/models/fraud-detector")
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="On this page")).to_be_visible()
    page.keyboard.type("trend")
    expect(page.get_by_role("option", name="Trend")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(PALETTE)).to_be_hidden()


def test_slash_opens_it_where_no_list_is_searched(page: Page) -> None:
    page.goto("/account")
    page.keyboard.press("/")
    expect(page.locator(PALETTE)).to_be_visible()
    expect(page.get_by_role("combobox", name="Search everything")).to_have_value("")


def test_arrows_move_through_the_options(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("models with")
    field = page.get_by_role("combobox", name="Search everything")
    expect(page.get_by_role("option").first).to_be_visible()
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowUp")

    assert first != second
    expect(field).to_have_attribute("aria-activedescendant", first or "")


def test_typing_makes_one_entry_of_the_history(page: Page) -> None:
    page.goto("/versions")
    page.keyboard.press("/")
    page.keyboard.type("metric.auc>0.1", delay=120)
    expect(page).to_have_url(re.compile(r"auc%3E0\.1"))
    page.keyboard.type(" device:cpu", delay=120)
    expect(page).to_have_url(re.compile(r"device"))
    page.keyboard.press("Enter")
    page.go_back()

    expect(page).to_have_url(re.compile(r"/versions$"))
    expect(page.locator("#search")).to_have_value("")


def test_rows_stay_while_a_term_is_unfinished(page: Page) -> None:
    page.goto("/versions")
    before = page.locator("#results tbody tr").count()
    page.keyboard.press("/")
    page.keyboard.type("metric.au")
    expect(page.locator("#results")).to_have_class(re.compile("is-behind"))
    expect(page.locator("#results tbody tr")).to_have_count(before)
    page.keyboard.press("Enter")

    expect(page.locator("#results tbody tr")).to_have_count(0)
    expect(page.locator("#results")).not_to_have_class(re.compile("is-behind"))


def test_a_term_is_completed(page: Page) -> None:
    page.goto("/versions")
    page.keyboard.press("/")
    page.keyboard.type("stat")
    expect(page.get_by_role("option", name="status")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#search")).to_have_value("status:")
    expect(page.get_by_role("option", name="ready")).to_be_visible()
    page.keyboard.type("re")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#search")).to_have_value("status:ready ")
    expect(page.locator("#search")).to_be_focused()


def test_facets_filter_by_pointer_alone_and_stay_open(page: Page) -> None:
    page.goto("/models/fraud-detector")
    page.get_by_role("button", name="Filters").click()
    panel = page.get_by_role("complementary", name="Filters")
    panel.get_by_role("link", name="cpu", exact=True).click()

    expect(page).to_have_url(re.compile(r"q=device:cpu"))
    expect(panel.get_by_role("link", name="cpu", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.get_by_role("button", name="Filters").click()
    expect(panel).to_have_count(0)
