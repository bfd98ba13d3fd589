"""Lists in a browser: the selection over pages, heads that stay, columns that are remembered."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, box_of, log_in, settled


@pytest.fixture
def page(new_context: NewContext, crowded_site: str) -> Page:
    """The model with many versions, before an editor."""
    context = new_context(base_url=crowded_site)
    log_in(context, crowded_site, "editor")
    page = context.new_page()
    page.goto("/models/crowd?q=sort:number")
    return page


def boxes(page: Page, count: int) -> None:
    expect(page.locator("td.choose input:checked")).to_have_count(count)


def tick(page: Page, number: int, *modifiers: str) -> None:
    box = page.get_by_role("checkbox", name=f"Select {number}", exact=True)
    box.click(modifiers=list(modifiers))  # type: ignore[arg-type]  # names of keys


def test_shift_and_a_click_select_what_is_between(page: Page) -> None:
    tick(page, 3)
    tick(page, 7, "Shift")
    boxes(page, 5)
    expect(page.locator(".selection-count")).to_have_text("5 selected")
    tick(page, 6)
    tick(page, 4, "Shift")

    boxes(page, 2)


def test_the_selection_is_kept_over_pages_and_sent(page: Page) -> None:
    tick(page, 2)
    tick(page, 5)
    page.get_by_role("link", name="Next →").click()
    expect(page.locator(".selection-count")).to_have_text("2 selected, 2 not on this page")
    tick(page, 27)
    page.reload()
    boxes(page, 1)
    page.get_by_role("button", name="Compare", exact=True).click()

    for number in (27, 2, 5):
        expect(page.get_by_role("link", name=f"crowd/{number}", exact=True)).to_be_visible()
    page.goto("/models/crowd?q=sort:number")
    boxes(page, 2)
    page.get_by_role("button", name="Clear").click()
    boxes(page, 0)
    expect(page.locator(".bulk-bar")).to_be_hidden()


def test_what_is_done_ends_the_selection(page: Page) -> None:
    tick(page, 2)
    page.get_by_role("link", name="Next →").click()
    tick(page, 28)
    page.get_by_role("button", name="Set a tag").click()
    expect(page.get_by_role("heading", name="Set a tag: 2 versions")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    boxes(page, 1)
    page.get_by_role("button", name="Set a tag").click()
    page.get_by_label("Tag", exact=True).fill("kept over pages")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Set a tag").click()

    expect(page.locator("#messages")).to_contain_text("2 versions tagged.")
    boxes(page, 0)
    expect(page.locator(".bulk-bar")).to_be_hidden()


def test_the_head_and_the_actions_stay_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 1400, "height": 500})
    tick(page, 2)
    page.get_by_role("link", name="25", exact=True).first.scroll_into_view_if_needed()
    head, bar = page.locator(".list-box thead th").nth(1), page.locator(".bulk-bar")

    assert box_of(head)["y"] >= 0
    assert box_of(bar)["y"] + box_of(bar)["height"] <= 500


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_columns_are_chosen_moved_and_remembered(
    new_context: NewContext, crowded_site: str, *, has_script: bool
) -> None:
    context = new_context(base_url=crowded_site, java_script_enabled=has_script)
    log_in(context, crowded_site, "editor")
    page = context.new_page()
    page.goto("/versions")
    page.get_by_role("link", name="Columns").click()
    page.get_by_role("checkbox", name="Status").uncheck()
    page.get_by_role("checkbox", name="Source").check()
    if has_script:
        page.get_by_label("More columns").fill("au")
        expect(page.get_by_role("checkbox", name="Changed by")).to_be_hidden()
        page.get_by_label("More columns").fill("")
    page.get_by_role("button", name="Move Registered up").click()
    page.get_by_role("button", name="Show these columns").click()

    expect(page.get_by_role("columnheader", name="Source")).to_be_visible()
    page.goto("/versions")
    settled(page)
    heads = [one.strip(" ↕") for one in page.locator("thead th").all_inner_texts()]
    assert [one.title() for one in heads if one] == [
        *("Selection", "Model", "Aliases", "Registered", "Device", "By", "Source")
    ]
    page.get_by_role("button", name="Compact rows").click()
    expect(page.get_by_role("button", name="Roomy rows")).to_be_visible()
    page.get_by_role("button", name="Roomy rows").click()
    page.get_by_role("link", name="Columns").click()
    page.get_by_role("button", name="Reset columns").click()
    expect(page.get_by_role("columnheader", name="Status")).to_be_visible()
