"""The keyboard: letters that act, and their map."""

import re

from playwright.sync_api import Page, expect


def test_g_and_a_letter_lead_to_the_pages_of_the_menu(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(r"/history$"))

    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.locator("body[data-page=start]")).to_be_visible()


def test_rows_are_walked_selected_and_compared(page: Page) -> None:
    page.goto("/models/fraud-detector")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("tbody input:checked")).to_have_count(2)
    page.keyboard.press("k")
    expect(page.locator("tbody .row-link").first).to_be_focused()
    page.keyboard.press("c")

    expect(page).to_have_url(re.compile(r"/compare\?v="))


def test_digits_open_tabs(page: Page) -> None:
    page.goto("/models/fraud-detector")
    page.keyboard.press("2")

    expect(page.locator(".tabs a").nth(1)).to_have_attribute("aria-current", "page")


def test_letters_that_are_typed_do_nothing_else(page: Page) -> None:
    page.goto("/models")
    page.locator("#search").focus()
    page.keyboard.type("?g")

    expect(page.locator("#search")).to_have_value("?g")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_map_says_what_keys_do_and_switches_them_off(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Models")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    page.goto("/models")
    page.keyboard.press("j")
    expect(page.locator("tbody .row-link").first).not_to_be_focused()

    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_role("checkbox").check()
    page.keyboard.press("?")
    expect(dialog).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator("tbody .row-link").first).to_be_focused()
