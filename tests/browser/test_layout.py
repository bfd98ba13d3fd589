"""How pages look at all widths and in both themes.

Nothing scrolls sideways, no word is broken, no control is faint. The contrast of text is tested by
axe in `test_axe.py`, and messages of the console by `new_context`.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, log_in, served, settled
from tests.browser.content import add_staff
from tools import crowd
from tools.browser import one_page_of_each
from tools.layout import problems, problems_at_all_widths

# Pages of the crowded registry, where rows are many and names are long.
CROWDED = (
    "/",
    "/models",
    "/models?q=name:*long*",
    "/models?q=日本",
    "/models?choose=columns",
    "/versions",
    "/aliases",
    "/history",
    f"/models/{crowd.MODEL}",
    f"/models/{crowd.MODEL}/{crowd.VERSIONS}",
    f"/models/{crowd.MODEL}/{crowd.VERSIONS}/edit",
    f"/models/{crowd.MODEL}/trend",
    f"/models/{crowd.MODEL}/aliases",
    f"/models/{crowd.MODEL}/history",
    f"/compare?v={crowd.MODEL}/200&v={crowd.MODEL}/199&v={crowd.MODEL}/1",
    *(f"/models/{quote(name)}" for name in crowd.NAMES),
)


@pytest.fixture(scope="module")
def years_old_site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, password_hash: str
) -> Iterator[str]:
    """Address of a site with hundreds of models and long, foreign names."""

    def prepare() -> None:
        add_staff(password_hash)
        crowd.fill("admin")

    yield from served(tmp_path_factory.mktemp("years") / "years.db", sqlite_template, prepare)


@pytest.fixture
def opened(new_context: NewContext, site: str) -> Page:
    """A window in which an admin is logged in."""
    context = new_context(base_url=site)
    log_in(context, site, "admin")
    return context.new_page()


def all_problems(page: Page, paths: Iterator[str] | list[str]) -> list[str]:
    """What is wrong with these pages: at all widths in the light, and as they are in the dark."""
    found = []
    for path in paths:
        page.emulate_media(color_scheme="light")
        page.goto(path)
        found += [f"{path} {problem}" for problem in problems_at_all_widths(page)]
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        found += [f"{path} in the dark: {problem}" for problem in problems(page)]
    return found


def test_every_page_fits_and_breaks_no_word(opened: Page, site: str) -> None:
    found = all_problems(opened, list(one_page_of_each(opened.context, site).values()))

    assert not found, "\n".join(found)


def test_so_do_the_pages_of_a_registry_that_is_years_old(
    new_context: NewContext, years_old_site: str
) -> None:
    context = new_context(base_url=years_old_site)
    log_in(context, years_old_site, "admin")
    found = all_problems(context.new_page(), list(CROWDED))

    assert not found, "\n".join(found)


def test_so_do_the_pages_of_an_empty_registry(new_context: NewContext, empty_site: str) -> None:
    context = new_context(base_url=empty_site)
    page = context.new_page()
    found = all_problems(page, ["/login"])
    log_in(context, empty_site, "viewer")
    found += all_problems(page, ["/", "/models", "/versions", "/runs", "/aliases", "/trash"])

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p><span class='wide'>a</span></p>", "scrolls sideways"),
        ("<p class='narrow'>classification</p>", "A word is broken: "),
        ("<p class='narrow'>0.23796182</p>", "A word is broken: "),
        ("<p><input class='faint' name='a'></p>", "The contrast of the border"),
        (
            "<p class='faint-dot'><span class='status-word'>ready</span></p>",
            "The contrast of the dot",
        ),
    ],
)
def test_what_is_wrong_is_found(opened: Page, html: str, problem: str) -> None:
    opened.goto("/account")
    opened.evaluate(
        """html => {
            document.querySelector("main").innerHTML = html;
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`.wide { display: block; width: 9000px }
                .narrow { width: 3rem; overflow-wrap: anywhere }
                .faint { appearance: none; border: 1px solid #eee; background: #fff }
                .faint-dot ::before { background: #eee !important }`);
            document.adoptedStyleSheets = [sheet];
        }""",
        html,
    )

    assert problem in "\n".join(problems(opened))


def test_words_end_at_their_parts_and_in_scripts_without_blanks(opened: Page) -> None:
    opened.goto("/account")
    opened.evaluate(
        """() => {
            document.querySelector("main").innerHTML = `<p class="narrow">日本語の不正検知モデル</p>
                <p class="narrow">one_<wbr>hundred-percent</p>`;
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".narrow { width: 4rem; overflow-wrap: break-word }");
            document.adoptedStyleSheets = [sheet];
        }"""
    )

    assert problems(opened) == []


def test_the_focus_begins_at_the_heading_of_the_next_page(opened: Page) -> None:
    opened.goto("/")
    opened.get_by_role("link", name="History", exact=True).click()
    expect(opened.get_by_role("heading", level=1, name="History")).to_be_focused()

    opened.go_back()
    expect(opened.get_by_role("heading", level=1).first).to_be_focused()


def test_a_page_that_begins_in_a_field_is_announced(opened: Page) -> None:
    opened.goto("/models")
    opened.evaluate(
        """() => {
            const begin = () => document.querySelector("main input:not([type=hidden])").focus();
            document.addEventListener("htmx:afterSwap", begin);
        }"""
    )
    opened.get_by_role("link", name="Versions", exact=True).click()
    expect(opened.get_by_role("heading", level=1, name="Versions of all models")).to_be_visible()
    settled(opened)

    expect(opened.locator("#announced")).to_have_text("Versions · Modelbook")
