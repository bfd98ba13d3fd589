"""Takes pictures of every page, and says what is wrong with them.

Usage: `python -m tools.screenshots [folder]` starts the site on three registries: the demo, an
empty one, and one that is years old; `--registry demo` takes one of them. Each page is taken light
and dark, at 1400, 390 and 320 pixels, and at 200 %. `--base-url` takes pictures of a running site
instead; `MODELBOOK_USER` and `MODELBOOK_PASSWORD` say who looks at it. `--readme` writes only the
pictures that the README shows, into docs/images/.
"""

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import django
from playwright.sync_api import Browser, ViewportSize

from tools.browser import browser_path, launched, log_in, one_page_of_each
from tools.layout import problems
from tools.live_site import ROOT, live_site


@dataclass(frozen=True)
class View:
    """A window: its width, and how many pixels of the screen stand for one of the page."""

    width: int
    height: int = 900
    scale: int = 1


VIEWS: Final = {
    "1400": View(1400),
    "390": View(390),
    "320": View(320),
    # A window of 1400 pixels, enlarged.
    "200-percent": View(700, scale=2),
}
README_VIEW: Final = View(1280, 800)
THEMES: Final = ("light", "dark")
REGISTRIES: Final = ("demo", "empty", "crowded")
README_PAGES = ("start", "model-detail", "trend")
README_FOLDER = ROOT / "docs/images"
LARGEST_BYTES = 200_000


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"))
    parser.add_argument("--registry", choices=REGISTRIES, action="append")
    parser.add_argument("--base-url")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    path = browser_path()
    if path is None:
        sys.exit("There is no Chromium on this machine.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    django.setup()
    with launched(path) as browser:
        if options.base_url:
            site = (options.base_url.rstrip("/"), *_known_user())
            _Camera(browser, *site).take_all(options.folder)
        elif options.readme:
            with _site("demo") as site:
                _Camera(browser, *site).take_for_readme(README_FOLDER)
        else:
            for registry in options.registry or REGISTRIES:
                with _site(registry) as site:
                    _Camera(browser, *site).take_all(options.folder / registry)


def _known_user() -> tuple[str, str]:
    return os.environ["MODELBOOK_USER"], os.environ["MODELBOOK_PASSWORD"]


@contextmanager
def _site(registry: str) -> Iterator[tuple[str, str, str]]:
    """Address, username and password of a site with this registry."""
    from mldb.sync_db import default_database  # noqa: PLC0415  # settings must be known before

    password = secrets.token_urlsafe(12)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{registry}.db"
        os.environ["SQLITE_DB_PATH"] = str(path)
        default_database.cache_clear()
        # Sync services refuse to work in a thread in which a browser's event loop runs.
        with ThreadPoolExecutor(1) as another_thread:
            another_thread.submit(_fill, registry, password).result()
        with live_site(path) as address:
            yield address, "maria", password


def _fill(registry: str, password: str) -> None:
    """Content of this registry, and somebody who looks at it."""
    # Settings must be known before these are imported.
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from mldb import demo  # noqa: PLC0415
    from mldb.migrate import migrate  # noqa: PLC0415
    from mldb.schemas import StaffUserCreate  # noqa: PLC0415
    from mldb.sync_db import default_database  # noqa: PLC0415
    from mldb.values.enums import Role  # noqa: PLC0415
    from mldb.values.names import SYSTEM  # noqa: PLC0415
    from registry_app.core.registry import Registry  # noqa: PLC0415
    from tools import crowd  # noqa: PLC0415

    migrate()
    user = Registry(SYSTEM).staff.create(
        StaffUserCreate(
            username="maria",
            display_name="Maria",
            password_hash=make_password(password),
            role=Role.ADMIN,
        )
    )
    if registry == "demo":
        demo.main()
        _add_what_the_demo_lacks(user.id)
    elif registry == "crowded":
        crowd.fill("maria")
    default_database().close()
    default_database.cache_clear()


def _add_what_the_demo_lacks(user_id: int) -> None:
    """Something in the trash, and a saved view."""
    from mldb.schemas import MLModelCreate, SavedViewCreate  # noqa: PLC0415
    from mldb.search.fields import ListType  # noqa: PLC0415
    from registry_app.core.registry import Registry  # noqa: PLC0415

    maria = Registry("maria")
    maria.models.delete(maria.models.create(MLModelCreate(name="spam-filter")).id)
    maria.versions.delete(maria.versions.get_by_number("wine-cultivar", 1).id, reason="Too weak")
    maria.saved_views.create(
        SavedViewCreate(
            user_id=user_id,
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
        """Every page in all views, and the login as nobody in particular sees it."""
        pages = self._pages | {"error": "/models/no-such-model"}
        for theme, (name, view) in product(THEMES, VIEWS.items()):
            ending = f"{theme}-{name}"
            self._take(pages, theme, view, folder, ending, is_full=True)
            self._take({"login": "/login"}, theme, view, folder, ending, is_known=False)

    def take_for_readme(self, folder: Path) -> None:
        """What the README shows."""
        pages = {name: self._pages[f"registry:{name}"] for name in README_PAGES}
        for theme in THEMES:
            self._take(pages, theme, README_VIEW, folder, f"{theme}-wide")
        for path in folder.glob("*.png"):
            if path.stat().st_size > LARGEST_BYTES:
                sys.exit(f"{path.name} is larger than {LARGEST_BYTES} bytes.")

    def _take(
        self,
        pages: dict[str, str],
        theme: str,
        view: View,
        folder: Path,
        ending: str,
        *,
        is_full: bool = False,
        is_known: bool = True,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        context = self._browser.new_context(
            viewport=ViewportSize(width=view.width, height=view.height),
            device_scale_factor=view.scale,
            color_scheme="dark" if theme == "dark" else "light",
            storage_state=self._state if is_known else None,
        )
        page = context.new_page()
        for name, path in pages.items():
            target = folder / f"{name.removeprefix('registry:')}-{ending}.png"
            page.goto(f"{self._address}{path}")
            page.screenshot(path=target, full_page=is_full)
            for problem in problems(page):
                print(f"{target}: {problem}")
        context.close()


if __name__ == "__main__":
    main()
