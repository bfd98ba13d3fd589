"""What JavaScript adds: speed, and hands that stay on the keyboard."""

import gzip
import re

from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import NewContext, log_in, settled
from tests.browser.content import PASSWORD

MOST_REQUESTS = 8
MOST_BYTES = 200_000


def test_search_as_you_type_and_back(page: Page) -> None:
    page.goto("/models")
    page.keyboard.press("/")
    page.keyboard.type("fraud")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/models\?q=fraud$"))
    expect(page.locator("#search")).to_be_focused()

    page.get_by_role("link", name="fraud-detector", exact=True).click()
    expect(page.get_by_role("heading", name="fraud-detector")).to_be_visible()
    page.go_back()

    expect(page.locator("#search")).to_have_value("fraud")
    expect(page.locator("#results tbody tr")).to_have_count(1)


def test_paging_keeps_the_page_and_back_works(page: Page) -> None:
    # Tests before this one may have added models of other names.
    page.goto("/models?q=zoo+sort:name")
    page.evaluate("window.isTheSame = true")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"cursor="))
    expect(page.get_by_text("zoo-30")).to_be_visible()
    assert page.evaluate("window.isTheSame")

    page.go_back()

    expect(page.get_by_role("link", name="zoo-00")).to_be_visible()
    assert page.evaluate("window.isTheSame")


def test_the_next_page_takes_no_inline_style_over(page: Page) -> None:
    """The policy forbids inline styles, and the browser would complain."""
    page.goto("/models")
    # As the browser does when somebody drags the corner of an area.
    page.locator("#find").evaluate("element => { element.style.width = '9rem'; }")
    page.get_by_role("link", name="Runs", exact=True).click()

    expect(page.get_by_role("heading", name="Runs of all experiments")).to_be_visible()
    settled(page)
    assert page.locator("#find").get_attribute("style") is None


def test_chosen_versions_are_compared_and_their_trend_is_drawn(page: Page) -> None:
    page.goto("/models/fraud-detector")
    for number in (1, 2):
        page.get_by_role("checkbox", name=f"Select {number}", exact=True).check()
    page.get_by_role("button", name=re.compile("^Compare")).click()
    expect(page.get_by_role("rowheader", name="learning_rate")).to_be_visible()
    page.get_by_role("link", name="Differences only").click()
    expect(page).to_have_url(re.compile("differing=1"))

    page.goto("/models/fraud-detector")
    page.get_by_role("navigation", name="Of this model").get_by_role("link", name="Trend").click()
    expect(page.locator("svg.trend-curve")).to_be_visible()


def test_a_row_becomes_a_form_and_a_row_again(page: Page) -> None:
    page.goto("/models/fraud-detector/1")
    page.evaluate("window.isTheSame = true")
    edit = page.get_by_role("link", name="Edit learning_rate")
    edit.click()
    value = page.get_by_label("Value")
    expect(value).to_be_focused()
    settled(page)
    page.keyboard.press("Escape")
    expect(value).to_have_count(0)
    expect(edit).to_be_focused()
    settled(page)

    page.keyboard.press("Enter")
    value.fill("0.02")
    settled(page)
    page.keyboard.press("Enter")

    expect(page.get_by_role("row", name="learning_rate 0.02")).to_be_visible()
    expect(edit).to_be_focused()
    expect(page.locator("#events")).to_contain_text("parameter learning_rate")
    expect(page).to_have_url(re.compile("/models/fraud-detector/1$"))
    assert page.evaluate("window.isTheSame")


def test_a_stale_row_shows_both_values(page: Page) -> None:
    other = page.context.new_page()
    for window in (page, other):
        window.goto("/models/fraud-detector/2")
        window.get_by_role("link", name="Edit learning_rate").click()
        expect(window.get_by_label("Value")).to_be_visible()
    page.get_by_label("Value").fill("0.3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="learning_rate 0.3")).to_be_visible()

    other.get_by_label("Value").fill("0.4")
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert").first).to_contain_text("in the meantime")
    expect(other.get_by_label("Value")).to_have_value("0.4")
    other.get_by_role("button", name="Save").click()

    expect(other.get_by_role("row", name="learning_rate 0.4")).to_be_visible()


def test_a_card_is_previewed_beside_the_form_while_it_is_typed(page: Page) -> None:
    page.goto("/models/fraud-detector/edit")
    settled(page)
    card, preview = page.get_by_label("Model card"), page.locator("#card-preview")
    card.fill("# How it works\n\n| a | b |\n|---|---|\n| 1 | 2 |")

    expect(preview.get_by_role("heading", name="How it works")).to_be_visible()
    expect(preview.get_by_role("cell", name="2")).to_be_visible()
    expect(page).to_have_url(re.compile("/models/fraud-detector/edit$"))

    card.fill("# Later")
    page.get_by_role("button", name="Preview the card").click()

    expect(preview.get_by_role("heading", name="Later")).to_be_visible()


def test_control_and_enter_save_a_text(page: Page) -> None:
    page.goto("/models/fraud-detector/edit")
    settled(page)
    page.get_by_label("Model card").fill("# Saved by keys")
    page.keyboard.press("Control+Enter")

    expect(page).to_have_url(re.compile("/models/fraud-detector$"))
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_a_form_begins_in_its_first_field_and_mistakes_lead_into_theirs(page: Page) -> None:
    page.goto("/models/fraud-detector")
    page.get_by_role("link", name="Register a version").click()
    expect(page.get_by_label("Source")).to_be_focused()
    page.get_by_label("Metrics").fill("auc")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_label("Source")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: New version"))
    page.locator(".form-faults").get_by_role("link", name="Metrics").click()

    expect(page.get_by_label("Metrics")).to_be_focused()


def test_going_back_from_a_refused_text_finds_it_again(page: Page) -> None:
    page.goto("/models/fraud-detector")
    page.get_by_role("link", name="Edit", exact=True).click()
    card = page.locator("[name=description]")
    expect(card).to_be_visible()
    settled(page)
    card.evaluate("(field) => { field.value = 'y'.repeat(6_000_000); }")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is too much at once")
    page.go_back()

    expect(card).to_have_value(re.compile("^y+$"))


def test_without_javascript_a_card_is_previewed_beside_the_form(
    new_context: NewContext, site: str
) -> None:
    context = new_context(base_url=site, java_script_enabled=False)
    log_in(context, site, "editor")
    page = context.new_page()
    page.goto("/models/fraud-detector/edit")
    page.get_by_label("Model card").fill("# How it works")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview the card").click()

    expect(opened.value.get_by_role("heading", name="How it works")).to_be_visible()
    expect(page.get_by_label("Model card")).to_have_value("# How it works")


def test_the_theme_follows_the_system_until_chosen(new_context: NewContext, site: str) -> None:
    page = new_context(base_url=site, color_scheme="dark").new_page()
    page.goto("/login")
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(html).to_have_attribute("data-bs-theme", "light")

    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark theme").click()
    page.emulate_media(color_scheme="light")
    page.reload()

    expect(html).to_have_attribute("data-bs-theme", "dark")


def test_without_javascript_the_theme_follows_the_system(
    new_context: NewContext, site: str
) -> None:
    context = new_context(base_url=site, color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")

    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 18, 22)")
    expect(page.get_by_role("button", name="Light theme")).to_be_visible()
    expect(page.get_by_role("button", name="Dark theme")).to_be_hidden()


def test_copying_the_snippet(new_context: NewContext, site: str) -> None:
    context = new_context(base_url=site, permissions=["clipboard-read", "clipboard-write"])
    log_in(context, site, "admin")
    page = context.new_page()
    page.goto("/models/fraud-detector/use")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    compile(page.evaluate("navigator.clipboard.readText()"), "snippet", "exec")


def test_by_keyboard_alone(new_context: NewContext, site: str) -> None:
    page = new_context(base_url=site).new_page()
    page.goto("/models")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("viewer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Models")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    _tab_to(page, "a[href='/models/fraud-detector']")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="fraud-detector")).to_be_visible()


def test_the_first_page_is_light(new_context: NewContext, site: str) -> None:
    context = new_context(base_url=site)
    log_in(context, site, "admin")
    page = new_context(base_url=site, storage_state=context.storage_state()).new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  # Playwright marks handlers
    page.goto("/", wait_until="networkidle")

    sizes = {response.url: _size_bytes(response) for response in responses if _counts(response)}
    print(sizes)  # noqa: T201  # shown when it fails
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_BYTES


def _counts(response: Response) -> bool:
    # django-htmx adds its script in development only; a stream is open as long as the page is.
    return "django-htmx" not in response.url and not response.url.endswith("/live")


def _size_bytes(response: Response) -> int:
    """On the wire in production: static files are compressed there, pages are not."""
    body = response.body()
    return len(gzip.compress(body) if "/static/" in response.url else body)


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key never led to {selector}.")
