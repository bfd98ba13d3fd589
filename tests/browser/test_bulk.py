"""The same done to many versions, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, log_in

HOSTILE = '"><script>document.title = "taken over"</script>'


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def has_script(request: pytest.FixtureRequest) -> bool:
    chosen: bool = request.param
    return chosen


@pytest.fixture
def crowd(new_context: NewContext, crowded_site: str, *, has_script: bool) -> Page:
    """The model with many versions, before an editor."""
    context = new_context(base_url=crowded_site, java_script_enabled=has_script)
    log_in(context, crowded_site, "editor")
    page = context.new_page()
    page.goto("/models/crowd?q=sort:-number")
    return page


def choose(page: Page, *numbers: int) -> None:
    for number in numbers:
        page.get_by_role("checkbox", name=f"Select {number}", exact=True).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose_all(page: Page, *, has_script: bool) -> None:
    """With JavaScript the bar is there as soon as something is selected."""
    if has_script:
        page.get_by_role("checkbox", name="Select all rows of this page").check()
    page.get_by_role("checkbox", name="Select all 1,0").check()


def test_all_that_are_found_are_tagged_in_parts(crowd: Page, *, has_script: bool) -> None:
    choose_all(crowd, has_script=has_script)
    press(crowd, "Set a tag")
    crowd.get_by_label("Tag", exact=True).fill(f"script {has_script}")
    crowd.get_by_label("Value").fill(HOSTILE)
    press(crowd, "Preview")
    expect(crowd.get_by_text("1,000 will be tagged.")).to_be_visible()

    press(crowd, "Set a tag")
    expect(crowd.get_by_text("1,000 versions tagged.")).to_be_visible()
    expect(crowd.get_by_label("Value")).to_have_value(HOSTILE)
    press(crowd, "Set a tag")

    expect(crowd.locator("#messages")).to_contain_text("versions tagged.")
    expect(crowd).to_have_title("crowd · Modelbook")
    expect(crowd).to_have_url(re.compile(r"/models/crowd\?q=sort:-number$"))


def test_what_is_in_use_stays_and_is_told(crowd: Page, *, has_script: bool) -> None:
    other = 1_027 if has_script else 1_026
    choose(crowd, 1_028, other)
    press(crowd, "Move to trash")
    expect(
        crowd.get_by_text("1 will be moved to the trash. 1 will stay unchanged:")
    ).to_be_visible()
    expect(crowd.get_by_text("crowd/1028 is in use as champion.")).to_be_visible()
    crowd.get_by_label("Reason").fill("Too weak")
    press(crowd, "Move to the trash")

    expect(crowd.locator("#messages")).to_contain_text("1 version moved to the trash.")
    expect(crowd.get_by_role("link", name=str(other), exact=True)).to_have_count(0)


def test_what_somebody_else_trashed_meanwhile_is_told(crowd: Page, *, has_script: bool) -> None:
    gone = 1_025 if has_script else 1_024
    choose(crowd, gone)
    window = crowd.context.new_page()
    window.goto(f"/models/crowd/{gone}/delete")
    press(window, "Move to the trash")
    press(crowd, "Remove a tag")

    expect(crowd.locator("#messages")).to_contain_text("None of them exists any more")


def test_none_one_and_too_many_are_answered_with_a_sentence(
    crowd: Page, *, has_script: bool
) -> None:
    if has_script:
        expect(crowd.get_by_role("button", name="Compare", exact=True)).to_be_hidden()
    else:
        press(crowd, "Compare")
        expect(crowd.locator("#messages")).to_contain_text("Select versions first")
    choose(crowd, 1_028)
    press(crowd, "Compare")
    expect(crowd.get_by_text("Add a second version to compare with.")).to_be_visible()
    crowd.go_back()
    choose_all(crowd, has_script=has_script)
    press(crowd, "Compare")

    expect(crowd.get_by_text("At most 20 versions fit: these are the first.")).to_be_visible()


def test_one_box_ticks_all_of_the_page(crowd: Page, *, has_script: bool) -> None:
    all_of_page = crowd.get_by_role("checkbox", name="Select all rows of this page")
    if not has_script:
        expect(all_of_page).to_have_count(0)
        return
    all_of_page.check()
    expect(crowd.locator("input[name=v]:checked")).to_have_count(25)
    all_of_page.uncheck()

    expect(crowd.locator("input[name=v]:checked")).to_have_count(0)
