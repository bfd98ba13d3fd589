"""Takes pictures of every page: light and dark, wide and narrow.

Usage: `python -m tools.screenshots [folder]` starts the site on the demo data. `--base-url` takes
pictures of a running site instead; `MODELBOOK_USER` and `MODELBOOK_PASSWORD` say who looks at it.
`--readme` writes only the pictures that the README shows, into docs/images/.
"""

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser, ViewportSize

from tools.browser import browser_path, launched, log_in, one_page_of_each
from tools.live_site import ROOT, live_site

WIDTHS = {
    "wide": ViewportSize(width=1280, height=800),
    "narrow": ViewportSize(width=390, height=844),
}
README_PAGES = ("start", "model-detail", "trend")
README_FOLDER = ROOT / "docs/images"
LARGEST_BYTES = 150_000


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"))
    parser.add_argument("--base-url")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    path = browser_path()
    if path is None:
        sys.exit("There is no Chromium on this machine.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    with _site(options.base_url) as (address, username, password), launched(path) as browser:
        camera = _Camera(browser, address, username, password)
        if options.readme:
            camera.take_for_readme(README_FOLDER)
        else:
            camera.take_all(options.folder)


@contextmanager
def _site(base_url: str | None) -> Iterator[tuple[str, str, str]]:
    """Address, username and password."""
    if base_url:
        django.setup()
        yield base_url.rstrip("/"), os.environ["MODELBOOK_USER"], os.environ["MODELBOOK_PASSWORD"]
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        os.environ["SQLITE_DB_PATH"] = str(path)
        django.setup()
        password = secrets.token_urlsafe(12)
        _fill(password)
        with live_site(path) as address:
            yield address, "maria", password


def _fill(password: str) -> None:
    """The demo, and one of each thing that it lacks."""
    # Settings must be known before these are imported.
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from mldb import demo  # noqa: PLC0415
    from mldb.migrate import migrate  # noqa: PLC0415
    from mldb.schemas import MLModelCreate, SavedViewCreate, StaffUserCreate  # noqa: PLC0415
    from mldb.search.fields import ListType  # noqa: PLC0415
    from mldb.values.enums import Role  # noqa: PLC0415
    from mldb.values.names import SYSTEM  # noqa: PLC0415
    from registry_app.core.registry import Registry  # noqa: PLC0415

    migrate()
    demo.main()
    user = Registry(SYSTEM).staff.create(
        StaffUserCreate(
            username="maria",
            display_name="Maria",
            password_hash=make_password(password),
            role=Role.ADMIN,
        )
    )
    maria = Registry("maria")
    maria.models.delete(maria.models.create(MLModelCreate(name="spam-filter")).id)
    maria.versions.delete(maria.versions.get_by_number("wine-cultivar", 1).id, reason="Too weak")
    maria.saved_views.create(
        SavedViewCreate(
            user_id=user.id,
            kind=ListType.VERSIONS,
            name="Champions",
            query="alias:champion sort:-updated",
            columns=["status", "metric.accuracy", "updated"],
            is_shared=True,
        )
    )


class _Camera:
    """A browser in which somebody is logged in."""

    def __init__(self, browser: Browser, address: str, username: str, password: str) -> None:
        self._browser, self._address = browser, address
        context = browser.new_context()
        log_in(context, address, username, password)
        self._state = context.storage_state()
        self._pages = one_page_of_each(context, address)
        context.close()

    def take_all(self, folder: Path) -> None:
        """Every page four times, and the login as nobody in particular sees it."""
        for theme in ("light", "dark"):
            for width in WIDTHS:
                pages = self._pages | {"error": "/models/no-such-model"}
                self._take(pages, theme, width, folder, is_full=True)
                self._take({"login": "/login"}, theme, width, folder, is_known=False)

    def take_for_readme(self, folder: Path) -> None:
        """What the README shows."""
        pages = {name: self._pages[f"registry:{name}"] for name in README_PAGES}
        for theme in ("light", "dark"):
            self._take(pages, theme, "wide", folder)
        for path in folder.glob("*.png"):
            if path.stat().st_size > LARGEST_BYTES:
                sys.exit(f"{path.name} is larger than {LARGEST_BYTES} bytes.")

    def _take(
        self,
        pages: dict[str, str],
        theme: str,
        width: str,
        folder: Path,
        *,
        is_full: bool = False,
        is_known: bool = True,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        context = self._browser.new_context(
            viewport=WIDTHS[width],
            color_scheme="dark" if theme == "dark" else "light",
            storage_state=self._state if is_known else None,
        )
        page = context.new_page()
        for name, path in pages.items():
            page.goto(f"{self._address}{path}")
            target = folder / f"{name.removeprefix('registry:')}-{theme}-{width}.png"
            page.screenshot(path=target, full_page=is_full)
        context.close()


if __name__ == "__main__":
    main()
