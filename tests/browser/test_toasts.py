"""Messages over the page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, log_in

HEADING_TOP = "document.querySelector('h1').offsetTop"


def delete_a_parameter(page: Page) -> None:
    """Delete the first one of a version of the test's own."""
    page.get_by_role("button", name="Delete p").first.click()
    expect(page.locator("#messages .alert-success")).to_have_count(1)


def test_a_success_moves_nothing_and_goes_away(page: Page) -> None:
    page.clock.install()
    page.goto("/models/many-fields/1")
    top = page.evaluate(HEADING_TOP)
    delete_a_parameter(page)
    assert page.evaluate(HEADING_TOP) == top

    page.mouse.move(0, 0)
    page.clock.fast_forward(11_000)
    expect(page.locator("#messages .alert")).to_have_count(0)


def test_a_success_stays_while_the_pointer_is_at_it(page: Page) -> None:
    page.clock.install()
    page.goto("/models/many-fields/1")
    delete_a_parameter(page)
    page.locator("#messages .alert-success").hover()
    page.clock.fast_forward(11_000)

    expect(page.locator("#messages .alert-success")).to_have_count(1)


def test_a_refusal_stays(new_context: NewContext, site: str) -> None:
    context = new_context(base_url=site, may_complain=re.compile("409"))
    log_in(context, site, "admin")
    page = context.new_page()
    page.clock.install()
    page.goto("/models/many-fields/1")
    page.route("**/params/delete*", lambda route: route.fulfill(status=409, body="No"))
    page.get_by_role("button", name="Delete p").first.click()
    expect(page.locator("#messages .alert-danger")).to_have_count(1)
    page.clock.fast_forward(60_000)

    expect(page.locator("#messages .alert-danger")).to_have_count(1)
