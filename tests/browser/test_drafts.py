"""What is typed is kept until it is saved: leaving asks, coming back finds it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import NewContext, log_in, settled

EDIT = "/models/zoo-01/edit"
TYPED = "# Hours of work\n\nand more"
REFUSED = re.compile(r"the server responded with a status of (403|404|409|413|422)")
BACK = "What you typed before is here again."


class Answers:
    """What the browser asked, and how it is answered."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.leaves = True
        page.on("dialog", self._answer)

    def _answer(self, dialog: Dialog) -> None:
        self.asked.append(dialog.type)
        if self.leaves:
            dialog.accept()
        else:
            dialog.dismiss()


@pytest.fixture
def page(new_context: NewContext, site: str) -> Page:
    context = new_context(base_url=site, may_complain=REFUSED)
    log_in(context, site, "admin")
    opened = context.new_page()
    opened.goto("/models/zoo-01")
    return opened


@pytest.fixture
def answers(page: Page) -> Iterator[Answers]:
    answers = Answers(page)
    yield answers
    answers.leaves = True


def _type(page: Page) -> None:
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    settled(page)
    page.get_by_label("Model card").fill(TYPED)


def _expect_typed(page: Page) -> None:
    expect(page.get_by_label("Model card")).to_have_value(TYPED)


def test_a_link_asks_and_who_stays_stays(page: Page, answers: Answers) -> None:
    _type(page)
    answers.leaves = False
    page.get_by_role("link", name="Aliases", exact=True).click()

    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    _expect_typed(page)
    assert answers.asked == ["confirm"]


def test_who_leaves_by_a_link_finds_it_on_return_and_can_discard_it(
    page: Page, answers: Answers
) -> None:
    _type(page)
    page.get_by_role("link", name="Aliases", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aliases")
    page.go_back()

    _expect_typed(page)
    expect(page.get_by_text(BACK)).to_be_visible()

    page.get_by_role("button", name="Discard it").click()

    expect(page.get_by_label("Model card")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)
    page.get_by_role("link", name="Aliases", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aliases")
    assert answers.asked == ["confirm"]


def test_back_asks_and_who_stays_stays_at_the_address(page: Page, answers: Answers) -> None:
    _type(page)
    answers.leaves = False
    page.go_back()

    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    _expect_typed(page)
    assert answers.asked == ["confirm"]


def test_who_goes_back_finds_it_on_return(page: Page, answers: Answers) -> None:
    _type(page)
    page.go_back()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()

    _expect_typed(page)
    assert answers.asked == ["confirm"]


def test_closing_the_tab_or_going_elsewhere_asks(page: Page, answers: Answers) -> None:
    _type(page)
    page.goto("/models")
    page.goto(EDIT)

    assert answers.asked == ["beforeunload"]
    _expect_typed(page)


def test_what_was_saved_is_no_draft(page: Page, answers: Answers) -> None:
    _type(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    settled(page)
    expect(page.get_by_label("Model card")).to_have_value(TYPED)
    page.get_by_label("Model card").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    settled(page)

    expect(page.get_by_label("Model card")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)
    assert answers.asked == []


def test_cancel_asks_and_discards(page: Page, answers: Answers) -> None:
    _type(page)
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page).to_have_url(re.compile(f"{EDIT}$"))
    settled(page)

    expect(page.get_by_label("Model card")).to_have_value("")
    assert answers.asked == ["beforeunload"]


def test_a_refused_form_is_not_saved_and_asks(page: Page, answers: Answers) -> None:
    _type(page)
    page.get_by_label("Primary metric").fill("auc")
    page.locator("[name=primary_metric_goal]").select_option("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".invalid-feedback, .alert-danger").first).to_be_visible()
    # The scripts of the new page run after it is visible.
    page.wait_for_load_state()
    answers.leaves = False
    page.get_by_role("link", name="Aliases", exact=True).click()

    _expect_typed(page)
    assert answers.asked == ["confirm"]


def test_a_draft_of_an_older_state_is_no_silent_overwrite(page: Page, answers: Answers) -> None:
    _type(page)
    page.get_by_role("link", name="Aliases", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aliases")
    _change_meanwhile(page, "Somebody else's words")
    page.goto(EDIT)

    _expect_typed(page)
    expect(page.get_by_text("It was changed by somebody meanwhile")).to_be_visible()

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("cell", name="Somebody else's words", exact=True)).to_be_visible()
    _expect_typed(page)
    page.get_by_label("Model card").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_of_a_version_trashed_meanwhile_the_typed_text_is_shown(
    page: Page, answers: Answers
) -> None:
    headers = _headers(page)
    page.request.post(
        "/api/v1/models/zoo-02/versions", data={"source": "s3://b/1"}, headers=headers
    )
    page.goto("/models/zoo-02/1/edit")
    page.get_by_label("Description").fill(TYPED)
    page.request.delete("/api/v1/models/zoo-02/versions/1", headers=headers)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no version 'zoo-02/1'.")
    expect(page.get_by_label("Description")).to_have_value(TYPED)
    assert answers.asked == []


def test_a_row_that_is_edited_asks_before_another_takes_its_place(
    page: Page, answers: Answers
) -> None:
    page.goto("/models/fraud-detector/1")
    page.get_by_role("link", name="Edit learning_rate").click()
    page.get_by_label("Value").fill("0.5")
    answers.leaves = False
    page.get_by_role("link", name="Add a parameter").click()
    page.get_by_role("link", name="Aliases", exact=True).click()
    expect(page.get_by_label("Value")).to_have_value("0.5")
    assert answers.asked == ["confirm", "confirm"]

    page.get_by_label("Value").press("Escape")
    expect(page.get_by_label("Value")).to_have_count(0)
    settled(page)
    page.get_by_role("link", name="Edit learning_rate").click()

    expect(page.get_by_label("Value")).not_to_have_value("0.5")


def test_passwords_are_never_kept_and_drafts_end_with_the_session(
    page: Page, answers: Answers
) -> None:
    page.goto("/staff/new")
    page.get_by_label("Username").fill("eve")
    page.get_by_label("Password").fill("a typed secret")
    kept = page.evaluate("JSON.stringify(sessionStorage)")

    assert "eve" in kept
    assert "secret" not in kept

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()

    # The scripts of the new page run after it is visible.
    page.wait_for_load_state()
    assert "eve" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert answers.asked == ["beforeunload"]


def _headers(page: Page) -> dict[str, str]:
    body = page.locator("body").get_attribute("hx-headers") or ""
    return {"X-CSRFToken": body.rpartition('": "')[2].partition('"')[0], "If-Match": "*"}


def _change_meanwhile(page: Page, description: str) -> None:
    changed = page.request.patch(
        "/api/v1/models/zoo-01", data={"description": description}, headers=_headers(page)
    )
    assert changed.status == 200
