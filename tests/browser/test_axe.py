"""Every page against WCAG 2.2 AA, as far as axe can tell, and against scrolling sideways."""

import re
from typing import Any, Literal
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import NewContext, log_in
from tests.browser.content import HOSTILE_FILE
from tests.web.every_url import MINIMUM_ROLE
from tools.browser import one_page_of_each
from tools.live_site import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All other rules look at structure and size, which both themes share.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RUN_ONLY = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": OF_COLOUR},
}
FILE_OWNERS = ("run", "logged-model", "version")
TRASHED = ("models", "versions", "experiments", "runs")
# No link leads to it: it comes before what needs the password again.
CONFIRM = "/confirm?next=/staff/new"
# They answer programs, or act and lead on to one of the pages.
NO_PAGES = {
    "healthz",
    "readyz",
    "live",
    "login",
    "logout",
    "confirm",
    "theme",
    "bulk-models",
    "bulk-versions",
    "bulk-experiments",
    "bulk-runs",
    "trash-restore",
    "trash-purge",
    "card-preview",
    "list-preferences",
    "watch",
    "inbox-read",
    # The first version has few comments, which its own page shows.
    "version-comments",
    "find-palette",
    "find-completions",
    "document",
    "unknown",
    "session-end",
    "session-end-others",
    "token-create",
    "token-revoke",
    "logged-model-complete",
    "version-complete",
    *(f"{owner}-files-{act}" for owner in FILE_OWNERS for act in ("upload", "verify")),
    # Only a version that is pending offers it; the page is that of a run's file.
    "version-file-delete",
    *(
        f"{kind}-delete"
        for kind in (
            *("metric", "param", "version-tag", "model-tag", "metric-goal"),
            *("experiment-tag", "run-tag"),
        )
    ),
}


# While they last, colours are in between. The icon of what is running turns without end.
TRANSITIONS_END = """Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getTiming().iterations !== Infinity).map(one => one.finished))"""


@pytest.fixture
def narrow(new_context: NewContext, site: str) -> Page:
    """A phone on which an admin is logged in."""
    context = new_context(base_url=site, viewport=ViewportSize(width=390, height=844))
    log_in(context, site, "admin")
    return context.new_page()


def test_links_lead_to_every_page_and_none_has_a_violation(narrow: Page, site: str) -> None:
    found = one_page_of_each(narrow.context, site)
    pages = {name.rpartition(":")[2] for name in MINIMUM_ROLE} - NO_PAGES
    assert pages ^ {name.rpartition(":")[2] for name in found} == set()

    paths = [*found.values(), *_hostile(narrow), CONFIRM]
    problems = [problem for path in paths for problem in _problems(narrow, path)]
    assert not problems, "\n".join(problems)


def test_error_pages_have_no_violations(new_context: NewContext, empty_site: str) -> None:
    # Whoever asks for what is not there hears of it in the console, too.
    context = new_context(base_url=empty_site, may_complain=re.compile("status of 40[34]"))
    page = context.new_page()
    log_in(context, empty_site, "viewer")

    problems = _problems(page, "/models/none") + _problems(page, "/staff")
    assert not problems, "\n".join(problems)


def test_empty_pages_have_no_violations(new_context: NewContext, empty_site: str) -> None:
    context = new_context(base_url=empty_site)
    page = context.new_page()
    problems = _problems(page, "/login")
    log_in(context, empty_site, "viewer")
    for path in (
        "/",
        "/models",
        "/models?q=nothing",
        "/history",
        "/history?q=x",
        "/trash",
        "/trash?q=nothing",
        "/aliases",
        "/aliases?q=nothing",
        "/aliases/compare",
        "/experiments",
        "/experiments/0",
        "/runs",
        "/runs?q=nothing",
        "/account",
    ):
        problems += _problems(page, path)

    assert not problems, "\n".join(problems)


def _hostile(page: Page) -> list[str]:
    """The pages of the model with the long names."""
    page.goto("/models?q=hostile")
    model = page.locator("#results a.row-link").get_attribute("href") or ""
    name = quote(unquote(model.removeprefix("/models/")), safe="")
    parts = (
        "",
        "/2",
        "/2/files",
        f"/2/file?path={quote(HOSTILE_FILE)}",
        "/history",
        "/aliases",
        "/trend",
        "/edit",
        "?at=2020",
        "/aliases?at=2020",
        "/aliases/move?alias=champion&version=1",
    )
    pages = (f"{model}{part}" for part in parts)
    searches = ("history?q=trashed-model", *(f"{kind}?q=is:trashed" for kind in TRASHED))
    trashed = [f"/{search}" for search in searches]
    tracking = (
        "/experiments/1?group=parent&choose=columns",
        "/runs?group=parent",
        *_compared(page),
    )
    return [f"/compare?v={name}/1&v=fraud-detector/1", *pages, *trashed, *tracking]


def _compared(page: Page) -> list[str]:
    """The pages that compare runs."""
    page.goto("/runs")
    links = page.locator("#results .run-name a.row-link").all()[:4]
    runs = "&".join(
        f"run={(link.get_attribute('href') or '').rpartition('/')[2]}" for link in links
    )
    views = ("", "&view=charts", "&view=chart&metric=loss", "&view=relations", "&run=nothing")
    return [f"/runs/compare?{runs}{view}" for view in views]


def _problems(page: Page, path: str) -> list[str]:
    page.goto(path)
    # Evaluated, because the page's own policy rightly lets no foreign script in.
    page.evaluate(AXE.read_text())
    problems = _violations(page, "light")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        problems.append("The page scrolls sideways.")
    page.emulate_media(color_scheme="dark")
    problems += _violations(page, "dark")
    page.emulate_media(color_scheme="light")
    return [f"{path}: {problem}" for problem in problems]


def _violations(page: Page, theme: Literal["light", "dark"]) -> list[str]:
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    page.evaluate(TRANSITIONS_END)
    result: dict[str, Any] = page.evaluate(
        "runOnly => axe.run({runOnly, resultTypes: ['violations'], preload: false})",
        RUN_ONLY[theme],
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'].splitlines()[1:]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
