"""Values of several lines, as a browser shows and sends them."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import settled


def test_a_value_of_several_lines_is_typed_kept_and_left_alone(page: Page) -> None:
    page.goto("/models/fraud-detector/1")
    section = page.locator("#params")
    section.get_by_role("link", name="Add a parameter").click()
    settled(page)
    section.get_by_label("Parameter").fill("layers")
    section.get_by_label("Value").fill("Layer 1")
    section.get_by_label("Value").press("Shift+Enter")
    page.keyboard.type("  dense")
    section.get_by_role("button", name="Add").click()
    row = section.get_by_role("row", name="layers")
    expect(section.get_by_role("rowheader", name="layers")).to_be_visible()
    settled(page)

    # A text would be compared without regard to spaces.
    lines = re.compile(r"^Layer 1\n  dense$")
    expect(row.locator("td").first).to_have_text(lines, use_inner_text=True)

    row.get_by_role("link", name="Edit layers").click()
    settled(page)
    expect(section.get_by_label("Value")).to_have_value("Layer 1\n  dense")
    expect(section.get_by_role("rowheader", name="layers")).to_have_count(0)
    section.get_by_role("button", name="Save").click()
    expect(section.get_by_role("rowheader", name="layers")).to_be_visible()
    page.goto("/models/fraud-detector/history?q=field:params.layers")

    expect(page.get_by_text("1 event", exact=True)).to_be_visible()


def test_several_lines_are_pasted_into_a_field_of_one(page: Page) -> None:
    page.goto("/models/fraud-detector/edit")
    reason = page.get_by_label("Reason")
    reason.focus()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "one\\r\\ntwo");
            const options = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )

    expect(reason).to_have_value("one\ntwo")
    expect(reason).to_be_focused()
