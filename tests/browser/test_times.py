"""Times in the zone of the browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, log_in

EXACT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d$")
BOTH = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$")


@pytest.fixture
def far_page(new_context: NewContext, site: str) -> Page:
    """A window in Nepal, whose clocks differ from UTC by 5:45 hours."""
    context = new_context(base_url=site, timezone_id="Asia/Kathmandu", locale="en-GB")
    log_in(context, site, "admin")
    return context.new_page()


def test_on_hover_a_time_is_exact_in_both_zones(far_page: Page) -> None:
    far_page.goto("/models")

    expect(far_page.locator("#results time").first).to_have_attribute("title", BOTH)


def test_exact_times_are_selected_for_all_pages(far_page: Page) -> None:
    far_page.goto("/models")
    toggle = far_page.get_by_role("button", name="Exact times")
    toggle.click()
    expect(far_page.locator("#results time").first).to_have_text(EXACT)
    expect(toggle).to_have_attribute("aria-pressed", "true")

    far_page.get_by_role("link", name="Versions", exact=True).click()
    expect(far_page.get_by_role("heading", level=1, name="Versions of")).to_be_visible()
    expect(far_page.locator("#results time").first).to_have_text(EXACT)

    toggle.click()
    expect(far_page.locator("#results time").first).not_to_have_text(EXACT)


def test_a_time_that_the_server_wrote_in_utc_is_shown_in_the_zone(far_page: Page) -> None:
    far_page.goto("/models")
    far_page.evaluate(
        """() => {
            const time = Object.assign(document.createElement("time"), {
                dateTime: "2026-03-01T20:00:00+00:00", textContent: "20:00 UTC", id: "new",
            });
            time.dataset.shows = "minute";
            document.querySelector("main").append(time);
        }"""
    )

    expect(far_page.locator("#new")).to_have_text(re.compile(r"^2026-03-02 01:45 \S+$"))
