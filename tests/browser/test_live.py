"""Open pages show what programs do, without being loaded again."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_secret

MARK = "window.isTheSame = true"


@pytest.fixture
def record(site: str, page: Page) -> Callable[[str, float], None]:
    """Record a metric of fraud-detector/1 through the API, as a training job does."""
    secret = new_secret(page, f"job {id(page)}")

    def put(name: str, value: float) -> None:
        address = f"{site}/api/v1/models/fraud-detector/versions/1/metrics/{name}"
        headers = {"Authorization": f"Bearer {secret}"}
        httpx.put(address, json={"value": value}, headers=headers).raise_for_status()

    return put


def test_a_metric_appears_on_the_open_page_of_its_version(
    page: Page, record: Callable[[str, float], None]
) -> None:
    page.goto("/models/fraud-detector/1")
    page.evaluate(MARK)
    focused = page.get_by_role("link", name="Edit loss")
    focused.focus()
    record("recall", 0.25)

    row = page.get_by_role("row", name=re.compile("recall"))
    expect(row).to_contain_text("0.25000")
    expect(row).to_have_class(re.compile("is-new"))
    expect(page.get_by_role("row", name=re.compile("loss"))).not_to_have_class(re.compile("is-new"))
    expect(page.locator("#events")).to_contain_text("recall")
    expect(page.locator("#live [role=status]")).to_have_text(re.compile("Updated: .*Metrics"))
    expect(focused).to_be_focused()
    assert page.evaluate("window.isTheSame")

    record("recall", 0.75)
    expect(row).to_contain_text("0.75000")


def test_a_change_appears_on_the_open_start_page(
    page: Page, record: Callable[[str, float], None]
) -> None:
    page.goto("/")
    page.evaluate(MARK)
    record("precision", 0.125)

    expect(page.locator("#latest li").first).to_contain_text("recorded precision 0.12500")
    assert page.evaluate("window.isTheSame")


def test_it_goes_on_behind_a_link(page: Page, record: Callable[[str, float], None]) -> None:
    page.goto("/models/fraud-detector")
    page.locator("#results").get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("fraud-detector +1"))).to_be_visible()
    record("f1", 0.5)

    expect(page.get_by_role("row", name=re.compile("f1"))).to_be_visible()


def test_an_open_form_is_left_alone(page: Page, record: Callable[[str, float], None]) -> None:
    page.goto("/models/fraud-detector/1")
    page.get_by_role("link", name="Edit loss").click()
    value = page.get_by_label("Value")
    expect(value).to_be_focused()
    value.fill("0.123")
    record("mcc", 0.5)

    expect(page.get_by_role("link", name="This page has changed: show")).to_be_visible()
    expect(page.locator("#events")).to_contain_text("mcc")
    expect(value).to_have_value("0.123")
    expect(value).to_be_focused()
    expect(page.get_by_role("row", name=re.compile("mcc"))).to_have_count(0)

    # Rows stay while the pointer is at the buttons of one.
    page.mouse.move(0, 0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("row", name=re.compile("mcc"))).to_be_visible()
    expect(page.get_by_role("link", name="This page has changed: show")).to_be_hidden()
