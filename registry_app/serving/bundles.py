"""The style sheets and the scripts of all pages, joined into one file of each."""

import shutil
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

import registry_app
from registry_app.serving.modules import joined
from registry_app.serving.pruning import pruned, words_of

STYLES = "registry/bundle.css"
SCRIPTS = "registry/bundle.js"
LIBRARY_STYLES = "vendor/tabler.min.css"
# Before those of the site's areas in registry/css, which come in the order of their names.
FIRST_STYLES = ("registry/tokens.css", "registry/site.css")
# Libraries, whose names are global.
LIBRARIES = ("django_htmx/htmx-2.min.js",)
# In this order; a module that one of them imports comes along.
MODULES = (
    "registry/site.js",
    "registry/arrival.js",
    "registry/toasts.js",
    "registry/times.js",
    "registry/keys/keys.js",
    "registry/refusals.js",
    "registry/drafts.js",
    "registry/live.js",
    "registry/lists/page.js",
    "registry/find/page.js",
    "registry/day_picker.js",
    "registry/forms.js",
)


class BundleFinder(finders.BaseFinder):
    """Finds the bundles, which it writes whenever one of their files has changed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._folder = Path(mkdtemp(prefix="modelbook-bundles-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._storage = FileSystemStorage(location=self._folder)
        self._written: dict[str, tuple[float, ...]] = {}
        self._writing = Lock()

    def find(self, path: str, find_all: bool = False, **_: Any) -> str | list[str] | None:  # type: ignore[override]  # noqa: FBT001, FBT002  # Django's, which has an old and a new name for it
        """The file of this bundle; nothing for other names."""
        if path not in {STYLES, SCRIPTS}:
            return []
        found = self._fresh(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:  # noqa: ARG002  # Django's
        """The bundles, for `collectstatic`."""
        for name in (STYLES, SCRIPTS):
            self._fresh(name)
            yield name, self._storage

    def _fresh(self, name: str) -> str:
        sources = _sources_of_styles() if name == STYLES else _sources_of_scripts()
        state = tuple(source.stat().st_mtime for source in sources)
        target = self._folder / name
        with self._writing:
            if self._written.get(name) != state:
                _write(target, _styles_text() if name == STYLES else _scripts_text())
                self._written[name] = state
        return str(target)


def styles() -> list[Path]:
    """The site's own style sheets, in the order in which they apply."""
    first = [_source(name) for name in FIRST_STYLES]
    return [*first, *sorted((first[-1].parent / "css").glob("*.css"))]


def _sources_of_styles() -> list[Path]:
    return [_source(LIBRARY_STYLES), *styles(), *_users_of_classes()]


def _sources_of_scripts() -> list[Path]:
    """All of the site's own: any of them may be imported."""
    own = _source(MODULES[0]).parent.rglob("*.js")
    return [*map(_source, LIBRARIES), *sorted(own)]


def _users_of_classes() -> list[Path]:
    """The files that can name a class of a page."""
    package = Path(registry_app.__file__).parent
    templates = [*settings.TEMPLATES[0]["DIRS"], package / "jinja2"]
    pages = [page for folder in templates for page in sorted(Path(folder).rglob("*.html"))]
    own = _source(MODULES[0]).parent
    return [*pages, *sorted(package.rglob("*.py")), *sorted(own.rglob("*.js")), *styles()]


def _styles_text() -> str:
    words = words_of("\n".join(user.read_text() for user in _users_of_classes()))
    library = pruned(_source(LIBRARY_STYLES).read_text(), words)
    return "\n".join([library, *(source.read_text() for source in styles())])


def _scripts_text() -> str:
    libraries = (_source(name).read_text() for name in LIBRARIES)
    root = _source(MODULES[0]).parent
    return "\n".join([*libraries, joined(root, [_source(name) for name in MODULES])])


def _write(target: Path, text: str) -> None:
    """All at once: another thread may be sending the old text."""
    target.parent.mkdir(exist_ok=True)
    draft = target.with_name(f"{target.name}.draft")
    draft.write_text(text)
    draft.replace(target)


def _source(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"There is no static file {name}; run `python -m tools.frontend`.")
    return Path(found)
