"""Rows are deleted one by one: each click deletes what it was aimed at, and nothing else."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, box_of, log_in, settled
from tests.browser.content import VICTIM

REFUSED = re.compile(r"the server responded with a status of (403|404|502|503)|ERR_|^htmx:")
HOSTILE = ("../../victim", "..", "a/../b", "%2e%2e", "x?y#z")


@pytest.fixture
def page(new_context: NewContext, site: str) -> Page:
    context = new_context(base_url=site, may_complain=REFUSED)
    log_in(context, site, "admin")
    return context.new_page()


def _made(page: Page, name: str) -> str:
    """A model with a version that has rows to delete, and the address of that version."""
    page.goto("/")
    headers = {"X-CSRFToken": _token(page)}
    page.request.post("/api/v1/models", data={"name": name}, headers=headers)
    tags = dict.fromkeys((*HOSTILE, "t1", "t2"), "x")
    params = {f"p{number}": str(number) for number in range(1, 7)}
    made = page.request.post(
        f"/api/v1/models/{name}/versions",
        data={"source": "s3://b/1", "params": params, "tags": tags},
        headers=headers,
    )
    assert made.status == 201
    return f"/models/{name}/1"


@pytest.mark.parametrize("is_scripted", [True, False])
def test_a_tag_named_like_a_way_to_another_model_is_deleted_alone(
    new_context: NewContext, site: str, page: Page, *, is_scripted: bool
) -> None:
    address = _made(page, f"tagged-{is_scripted}")
    context = new_context(base_url=site, java_script_enabled=is_scripted)
    log_in(context, site, "admin")
    window = context.new_page()
    for left, name in zip(range(len(HOSTILE) + 1, 0, -1), HOSTILE, strict=False):
        window.goto(address)
        window.get_by_role("button", name=f"Delete {name}", exact=True).click()

        expect(window.get_by_text(f"The tag {name} is deleted")).to_be_visible()
        expect(window.locator("#version-tags .row-actions form")).to_have_count(left)
        assert window.goto(f"/models/{VICTIM}").status == 200  # type: ignore[union-attr]  # it answers
        assert window.goto(address).status == 200  # type: ignore[union-attr]


def test_clicking_again_at_the_same_spot_deletes_nothing_else(page: Page) -> None:
    page.goto(_made(page, "clicked-twice"))
    button = page.get_by_role("button", name="Delete p3")
    button.scroll_into_view_if_needed()
    box = box_of(button)
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.dblclick(*spot)
    expect(page.get_by_text("The parameter p3 is deleted")).to_be_visible()
    settled(page)
    # Also when the page has heard of its own change.
    page.wait_for_timeout(2_500)
    page.mouse.click(*spot)
    page.mouse.move(*spot)
    settled(page)

    expect(page.locator("#params .row-actions form")).to_have_count(5)
    expect(page.get_by_role("row", name="p3 deleted")).to_be_visible()


def test_every_deletion_can_be_undone(page: Page) -> None:
    page.goto(_made(page, "undone"))
    for name in ("p2", "p3", "p5"):
        page.get_by_role("button", name=f"Delete {name}").click()
        expect(page.get_by_text(f"The parameter {name} is deleted")).to_be_visible()
        settled(page)
    expect(page.locator("#params tr.gone")).to_have_count(3)

    for name in ("p3", "p5", "p2"):
        notice = page.locator("#messages .alert", has_text=f"The parameter {name} is deleted")
        notice.get_by_role("button", name="Undo").click()
        expect(page.get_by_text(f"The parameter {name} is back.")).to_be_visible()
        settled(page)

    expect(page.locator("#params .row-actions form")).to_have_count(6)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_refusal_stands_in_a_notice_and_what_was_typed_stays(page: Page) -> None:
    page.goto(_made(page, "trashed-meanwhile"))
    page.get_by_role("link", name="Edit p1").click()
    page.get_by_label("Value").fill("typed text")
    headers = {"X-CSRFToken": _token(page)}
    page.request.delete("/api/v1/models/trashed-meanwhile/versions/1", headers=headers)
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#messages")).to_contain_text("There is no version 'trashed-meanwhile/1'")
    expect(page.get_by_label("Value")).to_have_value("typed text")
    expect(page.locator("main")).to_have_count(1)

    page.get_by_role("button", name="Delete t1").click()

    expect(page.locator("#messages .alert-danger")).to_have_count(2)
    expect(page.locator("main")).to_have_count(1)


def test_a_row_that_somebody_deleted_meanwhile_is_told_of(page: Page) -> None:
    page.goto(_made(page, "deleted-meanwhile"))
    # The live update would be quicker than a hand.
    page.route("**/live?*", lambda route: route.abort())
    page.reload()
    headers = {"X-CSRFToken": _token(page)}
    page.request.delete("/api/v1/models/deleted-meanwhile/versions/1/params/p1", headers=headers)
    page.get_by_role("button", name="Delete p1").click()

    expect(page.locator("#messages")).to_contain_text("There is no parameter 'p1'")
    expect(page.get_by_role("button", name="Delete p1")).to_have_count(0)
    expect(page.locator("#params .row-actions form")).to_have_count(5)


def test_the_page_of_a_proxy_stands_in_no_part(page: Page) -> None:
    page.goto(_made(page, "proxied"))
    body = "<html><body><main>Bad gateway</main></body></html>"
    page.route(
        "**/params/**", lambda route: route.fulfill(status=502, content_type="text/html", body=body)
    )
    page.get_by_role("button", name="Delete p1").click()

    expect(page.locator("#messages")).to_contain_text("The server did not do this (status 502)")
    expect(page.locator("main")).to_have_count(1)
    expect(page.get_by_role("button", name="Delete p1")).to_be_visible()


def test_a_server_that_is_away_is_told_of(page: Page) -> None:
    page.goto(_made(page, "away"))
    page.route("**/params/**", lambda route: route.abort())
    page.get_by_role("button", name="Delete p1").click()

    expect(page.locator("#messages")).to_contain_text("The server can't be reached")


def _token(page: Page) -> str:
    body = page.locator("body").get_attribute("hx-headers") or ""
    return body.rpartition('": "')[2].partition('"')[0]
