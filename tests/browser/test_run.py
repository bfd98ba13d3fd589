"""A run's pages in a browser: they follow what it logs, and filter while somebody types."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_secret

MARK = "window.isTheSame = true"
Log = Callable[[str, int, float], None]


@pytest.fixture
def api(site: str, page: Page) -> Iterator[httpx.Client]:
    """The API with a token that may write."""
    headers = {"Authorization": f"Bearer {new_secret(page, f'run {id(page)}')}"}
    with httpx.Client(base_url=f"{site}/api/v1", headers=headers, timeout=60) as client:
        yield client


@pytest.fixture
def run(api: httpx.Client) -> str:
    """The id of a run that is running."""
    response = api.post("/runs", json={"name": "nightly", "params": {"lr": "0.1", "depth": "3"}})
    public_id: str = response.raise_for_status().json()["public_id"]
    return public_id


@pytest.fixture
def log(api: httpx.Client, run: str) -> Log:
    """Log a value, as a training job does."""

    def send(name: str, step: int, value: float) -> None:
        point = {"name": name, "step": step, "value": value}
        api.post(f"/runs/{run}/log", json={"metrics": [point]}).raise_for_status()

    for name in ("val/loss", "val/auc"):
        for step in range(3):
            send(name, step, 0.5)
    return send


def test_an_open_page_follows_its_run(page: Page, run: str, log: Log) -> None:
    page.goto(f"/runs/{run}")
    page.evaluate(MARK)
    log("val/loss", 3, 0.125)
    expect(page.get_by_role("row", name="val/loss")).to_contain_text("0.12500")
    log("val/recall", 0, 0.75)
    expect(page.locator("#metrics")).to_contain_text("recall")

    assert page.evaluate("window.isTheSame")


def test_an_open_chart_follows_its_run(page: Page, run: str, log: Log) -> None:
    page.goto(f"/runs/{run}/chart?metric=val/loss")
    page.evaluate(MARK)
    expect(page.locator(".chart-box canvas")).to_have_count(1)
    log("val/loss", 3, 0.125)
    expect(page.locator(".chart-summary")).to_contain_text("0.12500 (step 3)")
    expect(page.locator("#statistics")).to_contain_text("4")

    assert page.evaluate("window.isTheSame")


def test_new_metrics_are_said_on_the_page_of_charts(page: Page, run: str, log: Log) -> None:
    page.goto(f"/runs/{run}/charts")
    more = page.get_by_role("link", name="Show charts of new metrics")
    expect(page.locator(".chart-box canvas")).to_have_count(2)
    expect(more).to_be_hidden()
    log("val/recall", 0, 0.75)
    more.click()

    expect(page.locator(".chart-box")).to_have_count(3)


def test_both_filters_hold_together(page: Page, run: str, log: Log) -> None:
    page.goto(f"/runs/{run}")
    page.get_by_placeholder("Filter metrics by name").fill("auc")
    expect(page.locator("#metrics tbody tr")).to_have_count(1)
    page.get_by_placeholder("Filter parameters by name").fill("dep")
    expect(page.locator("#params tbody tr")).to_have_count(1)
    page.reload()

    expect(page.locator("#metrics tbody tr")).to_have_count(1)
    expect(page.locator("#params tbody tr")).to_have_count(1)


def test_filtered_charts_are_interactive(page: Page, run: str, log: Log) -> None:
    page.goto(f"/runs/{run}/charts")
    page.get_by_placeholder("Filter metrics by name").fill("auc")

    expect(page.locator(".chart-box")).to_have_count(1)
    expect(page.locator(".chart-box canvas")).to_have_count(1)
