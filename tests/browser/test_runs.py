"""The lists of runs in a browser: live while a run logs, grouped and searched by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_secret

MARK = "window.isTheSame = true"


@pytest.fixture
def call(site: str, page: Page) -> Callable[[str, Any], Any]:
    """Send JSON to the API, as a training job does, and get the JSON of the response."""
    headers = {"Authorization": f"Bearer {new_secret(page, f'runs {id(page)}')}"}

    def post(path: str, body: Any) -> Any:
        response = httpx.post(f"{site}/api/v1/{path}", json=body, headers=headers)
        return response.raise_for_status().json()

    return post


def log(call: Callable[[str, Any], Any], run: str, value: float, step: int) -> None:
    point = {"name": "loss", "value": value, "step": step}
    call(f"runs/{run}/log", {"metrics": [point]})


def test_a_list_follows_a_run_that_logs(page: Page, call: Callable[[str, Any], Any]) -> None:
    run = call("runs", {"name": "live-run"})["public_id"]
    log(call, run, 0.5, 1)
    page.goto("/experiments/0")
    page.evaluate(MARK)
    row = page.get_by_role("row", name=re.compile("live-run"))
    expect(row).to_contain_text("0.50000")
    log(call, run, 0.25, 2)

    expect(row).to_contain_text("0.25000")
    call("runs", {"name": "later-run"})
    expect(page.get_by_role("row", name=re.compile("later-run"))).to_be_visible()
    assert page.evaluate("window.isTheSame")


def test_a_ticked_row_keeps_the_list_as_it_is(page: Page, call: Callable[[str, Any], Any]) -> None:
    call("runs", {"name": "ticked-run"})
    page.goto("/runs")
    page.get_by_label("Select ticked-run").check()
    call("runs", {"name": "unseen-run"})

    expect(page.get_by_role("link", name="This page has changed: show")).to_be_visible()
    expect(page.get_by_label("Select ticked-run")).to_be_checked()
    expect(page.get_by_role("row", name=re.compile("unseen-run"))).to_have_count(0)


def test_grouping_and_curves_change_the_table_at_once(page: Page) -> None:
    page.goto("/experiments/1")
    page.evaluate(MARK)
    expect(page.locator(".is-part")).to_have_count(0)
    page.get_by_label("Group by parent").check()

    expect(page.locator(".is-part")).not_to_have_count(0)
    expect(page).to_have_url(re.compile("group=parent"))
    page.get_by_label("Curve").select_option("none")
    expect(page.locator(".sparkline")).to_have_count(0)
    expect(page).to_have_url(re.compile("group=parent"))
    assert page.evaluate("window.isTheSame")


def test_a_slash_searches_everything_from_any_page(page: Page) -> None:
    page.goto("/account")
    page.keyboard.press("/")
    page.keyboard.type("fraud-detector/1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("fraud-detector +1"))).to_be_visible()
    # The scripts of the new page run after it is visible.
    page.wait_for_load_state()

    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search everything, or go to a page")).to_be_focused()
