"""Saved views, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, box_of, log_in


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_a_view_is_saved_changed_shared_and_deleted(
    new_context: NewContext, crowded_site: str, *, has_script: bool
) -> None:
    context = new_context(base_url=crowded_site, java_script_enabled=has_script)
    log_in(context, crowded_site, "editor")
    page = context.new_page()
    name = f"Good ones {has_script}"
    page.goto("/models/crowd?q=metric.auc>0.1&col=metric.auc&size=50")
    page.get_by_role("link", name="Save as a view").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Search", exact=True).fill("metric.auc>")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_query_error mark")).to_be_visible()
    page.get_by_label("Search", exact=True).fill("metric.auc>0.2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"{name} is saved. Its short link: /v/")).to_be_visible()
    expect(page).to_have_url(re.compile("view="))
    short_link = page.get_by_role("link", name="/v/").inner_text()

    page.goto(f"{page.url}&col=status")
    page.get_by_role("link", name="Update it").click()
    page.get_by_label("Shared").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"{name} is changed.")).to_be_visible()
    _others_open(new_context, crowded_site, short_link)

    page.goto("/views")
    page.get_by_role("link", name=f"Delete {name}").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(f"{name} is deleted.")).to_be_visible()


def _others_open(new_context: NewContext, site: str, short_link: str) -> None:
    context = new_context(base_url=site)
    log_in(context, site, "viewer")
    page = context.new_page()
    page.goto(short_link)
    expect(page).to_have_url(re.compile(r"/models/crowd\?q=metric\.auc%3E0\.2&col=metric\.auc"))
    expect(page.get_by_role("columnheader", name="Status")).to_be_visible()


def test_typing_changes_the_view_that_is_shown(new_context: NewContext, crowded_site: str) -> None:
    context = new_context(base_url=crowded_site)
    log_in(context, crowded_site, "viewer")
    page = context.new_page()
    page.goto("/versions?q=auc")
    page.get_by_role("link", name="Save as a view").click()
    page.get_by_label("Name").fill("Typed")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("view="))
    page.wait_for_load_state()
    page.locator("#search").fill("crowd")
    expect(page.get_by_text("Typed, changed")).to_be_visible()

    page.locator(".view-menu summary").click()
    entry = page.get_by_role("link", name="Typed", exact=True)
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    page.get_by_role("link", name="Back to it").click()

    expect(page.locator("#search")).to_have_value("auc")
    _has_room(page)


def _has_room(page: Page) -> None:
    """The menu of views lies inside a phone's window."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".view-menu summary").click()
    box_of(page.get_by_role("link", name="Typed", exact=True))
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
