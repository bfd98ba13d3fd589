"""Looks for what is wrong with how a page looks, in a real browser."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page, ViewportSize

# Of a desk, a phone, a small phone; the first at 200 % has half its width.
WIDTHS: Final = (1400, 700, 390, 320)
_HEIGHT: Final = 900
_CHECK: Final = Path(__file__).with_suffix(".js").read_text()
_NEXT_FRAME: Final = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def problems(page: Page) -> list[str]:
    """What is wrong with the open page as it is: overflow, broken words, contrast of controls."""
    found: list[str] = page.evaluate(_CHECK)
    return found


def problems_at_all_widths(page: Page) -> list[str]:
    """What is wrong with the open page at each width, with the width."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size(ViewportSize(width=width, height=_HEIGHT))
        page.evaluate(_NEXT_FRAME)
        found += [f"{width} px: {problem}" for problem in problems(page)]
    return found
