"""Messages over the page."""

from playwright.sync_api import Page, expect


def delete_a_parameter(page: Page) -> None:
    """Delete the first one of a version of the test's own."""
    page.get_by_role("button", name="Delete p").first.click()
    expect(page.locator("#messages .alert-success")).to_have_count(1)


def test_a_success_moves_nothing_and_goes_away(page: Page) -> None:
    page.clock.install()
    page.goto("/models/many-fields/1")
    heading = page.get_by_role("heading", level=1).bounding_box()
    delete_a_parameter(page)
    assert page.get_by_role("heading", level=1).bounding_box() == heading

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


def test_a_refusal_stays(page: Page) -> None:
    page.clock.install()
    page.goto("/models/many-fields/1")
    page.route("**/params/delete*", lambda route: route.abort())
    page.get_by_role("button", name="Delete p").first.click()
    expect(page.locator("#messages .alert-danger")).to_have_count(1)
    page.clock.fast_forward(60_000)

    expect(page.locator("#messages .alert-danger")).to_have_count(1)
