"""A day's work, once with JavaScript and once without, by the same steps."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, settled
from tests.browser.content import PASSWORD


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def window(request: pytest.FixtureRequest, new_context: NewContext, empty_site: str) -> Page:
    """A window in which nobody is logged in."""
    is_on: bool = request.param
    return new_context(base_url=empty_site, java_script_enabled=is_on).new_page()


@pytest.fixture
def model(request: pytest.FixtureRequest) -> str:
    """A name for each run: both work on one site."""
    return f"story-{request.node.callspec.id}"


def test_story(window: Page, model: str) -> None:
    _log_in(window)
    _register(window, model)
    _edit_in_two_windows(window, model)
    _work_on_items(window, model)
    _move_and_roll_back(window, model)
    _trash_and_undo(window, model)
    _restore_and_purge(window, model)
    _make_token(window, f"nightly-{model}")
    _change_theme(window)
    _log_out(window)


def _log_in(page: Page) -> None:
    page.goto("/models")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("wrong")
    _press(page, "Log in")
    expect(page.get_by_role("alert")).to_contain_text("don't belong together")
    expect(page.get_by_label("Username")).to_have_value("admin")

    page.get_by_label("Password").fill(PASSWORD)
    _press(page, "Log in")
    expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()


def _register(page: Page, model: str) -> None:
    _follow(page, "Register a model")
    page.get_by_label("Name").fill("not/allowed")
    page.get_by_label("Model card").fill("# What it does")
    page.get_by_label("Primary metric").fill("auc")
    page.get_by_label("Goal").select_option("maximize")
    _press(page, "Register")
    expect(page.locator("#id_name_error")).to_be_visible()
    expect(page.get_by_label("Model card")).to_have_value("# What it does")

    page.get_by_label("Name").fill(model)
    _press(page, "Register")
    _expect_message(page, f"{model} is registered.")

    for source, auc in (("s3://bucket/1", "0.91"), ("s3://bucket/2", "0.93")):
        page.get_by_role("link", name="Register a version").first.click()
        page.get_by_label("Source").fill(source)
        page.get_by_label("Metrics").fill(f"auc = {auc}")
        _press(page, "Register")
        expect(page.locator(".facts")).to_contain_text(source)
        _open(page, model)


def _edit_in_two_windows(page: Page, model: str) -> None:
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"/models/{model}")
        _follow(window, "Edit", exact=True)
        expect(window.get_by_label("Model card")).to_be_visible()
    page.get_by_label("Model card").fill("The first")
    _press(page, "Save")
    _expect_message(page, "Saved.")

    other.get_by_label("Model card").fill("The second")
    _press(other, "Save")
    expect(other.get_by_role("alert")).to_contain_text("in the meantime")
    expect(other.get_by_role("cell", name="The first")).to_be_visible()
    expect(other.get_by_label("Model card")).to_have_value("The second")
    _press(other, "Save")
    _follow(other, "Card", exact=True)
    expect(other.locator(".model-card")).to_have_text("The second")
    other.close()


def _work_on_items(page: Page, model: str) -> None:
    page.goto(f"/models/{model}/2")
    _follow(page, "Add a metric")
    _fill(page, "Metric", "loss")
    _fill(page, "Value", "many")
    _press(page, "Add")
    expect(page.locator(".invalid-feedback")).to_contain_text("Enter a number")
    _fill(page, "Value", "0.25")
    _press(page, "Add")
    expect(page.get_by_role("row", name="loss 0.25000")).to_be_visible()

    _follow(page, "Edit loss")
    _fill(page, "Value", "0.125")
    _press(page, "Save")
    expect(page.get_by_role("row", name="loss 0.12500")).to_be_visible()

    _press(page, "Delete loss")
    _expect_message(page, "The metric loss is deleted")
    expect(page.get_by_role("button", name="Delete loss")).to_have_count(0)
    _press(page, "Undo")
    expect(page.get_by_role("row", name="loss 0.12500")).to_be_visible()

    _follow(page, "Add a tag")
    _fill(page, "Tag", "dataset")
    _fill(page, "Value", "2026-q1")
    _press(page, "Add")
    _follow(page, "Edit dataset")
    _fill(page, "Value", "2026-q2")
    _press(page, "Save")
    expect(page.get_by_role("row", name="dataset 2026-q2")).to_be_visible()
    _press(page, "Delete dataset")
    expect(page.get_by_role("button", name="Delete dataset")).to_have_count(0)


def _move_and_roll_back(page: Page, model: str) -> None:
    for number, reason in ((1, "First release"), (2, "Better")):
        page.goto(f"/models/{model}/{number}")
        _follow(page, "Point an alias here")
        page.get_by_label("Alias").fill("champion")
        page.get_by_label("Reason").fill(reason)
        _press(page, "Set alias")
        _expect_message(page, f"champion points to version {number}.")
    expect(page.get_by_role("link", name="champion → 2")).to_be_visible()

    _follow(page, "Alias history")
    _follow(page, "Roll back champion")
    page.get_by_label("Reason").fill("Too slow")
    _press(page, "Roll back")
    _expect_message(page, "champion points to version 1 again.")
    _follow(page, "Alias history")
    expect(page.get_by_role("cell", name="Too slow").first).to_be_visible()


def _trash_and_undo(page: Page, model: str) -> None:
    page.goto(f"/models/{model}/2")
    _follow(page, "Delete", within="#content")
    _press(page, "Move to the trash")
    _expect_message(page, f"{model}/2 is in the trash.")
    _press(page, "Undo")
    _expect_message(page, f"{model}/2 is back.")


def _restore_and_purge(page: Page, model: str) -> None:
    page.goto(f"/models/{model}/2")
    _follow(page, "Delete", within="#content")
    page.get_by_label("Reason").fill("Of no use")
    _press(page, "Move to the trash")
    _expect_message(page, f"{model}/2 is in the trash.")
    _follow(page, "Trash", within="header")
    _follow(page, f"Restore {model}/2")
    _press(page, "Restore")
    expect(page.locator("h1", has_text=re.compile("2$"))).to_be_visible()

    page.goto(f"/models/{model}")
    _follow(page, "Delete", within="#content")
    _press(page, "Move to the trash")
    expect(page.get_by_role("alert")).to_contain_text("champion (version 1). Remove them first.")
    page.goto(f"/models/{model}/aliases/remove?alias=champion")
    _press(page, "Remove")
    _expect_message(page, "champion points nowhere now")
    _follow(page, "Delete", within="#content")
    _press(page, "Move to the trash")
    _expect_message(page, f"{model} is in the trash.")
    _follow(page, "Trash", within="header")
    _follow(page, f"Purge {model}")
    page.get_by_label("Type its name").fill("another name")
    _press(page, "Purge for good")
    expect(page.locator(".invalid-feedback, .alert-danger:not(.form-faults)")).to_be_visible()
    expect(page.get_by_label("Type its name")).to_have_value("another name")
    page.get_by_label("Type its name").fill(model)
    _press(page, "Purge for good")
    _expect_message(page, f"{model} is purged")


def _make_token(page: Page, name: str) -> None:
    page.goto("/account")
    page.get_by_label("Name").fill(name)
    _press(page, "Make a token")
    expect(page.locator("#secret")).not_to_be_empty()
    _press(page, f"Revoke {name}")
    _expect_message(page, f"{name} is revoked.")


def _change_theme(page: Page) -> None:
    expect(page.locator("html")).not_to_have_attribute("data-bs-theme", "dark")
    for theme in ("Dark", "Light"):
        with page.expect_response("**/theme"):
            _press(page, f"{theme} theme")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme.lower())
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme.lower())


def _log_out(page: Page) -> None:
    _press(page, "Log out")
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto("/models")
    expect(page.get_by_label("Password")).to_be_visible()


def _open(page: Page, model: str) -> None:
    page.get_by_label("Breadcrumb").get_by_role("link", name=model).click()
    expect(page.get_by_role("heading", name=model, level=1)).to_be_visible()


def _follow(page: Page, name: str, *, within: str = "body", exact: bool = False) -> None:
    page.locator(within).get_by_role("link", name=name, exact=exact or within != "body").click()


def _fill(page: Page, label: str, text: str) -> None:
    """Fill in a form that htmx may just have put there, when the cursor has come to rest in it."""
    expect(page.get_by_label(label)).to_be_visible()
    settled(page)
    page.get_by_label(label).fill(text)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _expect_message(page: Page, text: str) -> None:
    expect(page.locator("#messages")).to_contain_text(text)
