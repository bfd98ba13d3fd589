"""The style sheets and the scripts of all pages, joined into one file of each."""

import shutil
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from registry_app.serving.modules import joined

STYLES = "registry/bundle.css"
SCRIPTS = "registry/bundle.js"
# Before those of the site's areas in registry/css, which come in the order of their names.
FIRST_STYLES = ("vendor/tabler.min.css", "registry/tokens.css", "registry/site.css")
# Libraries, whose names are global.
LIBRARIES = ("django_htmx/htmx-2.min.js",)
# In this order; a module that one of them imports comes along.
MODULES = (
    "registry/site.js",
    "registry/refusals.js",
    "registry/drafts.js",
    "registry/live.js",
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
        sources = styles() if name == STYLES else [*map(_source, LIBRARIES), *scripts()]
        state = tuple(source.stat().st_mtime for source in sources)
        target = self._folder / name
        with self._writing:
            if self._written.get(name) != state:
                _write(target, _styles_text() if name == STYLES else _scripts_text())
                self._written[name] = state
        return str(target)


def styles() -> list[Path]:
    """The style sheets, in the order in which they apply."""
    first = [_source(name) for name in FIRST_STYLES]
    return [*first, *sorted((first[-1].parent / "css").glob("*.css"))]


def scripts() -> list[Path]:
    """All files of the site's own scripts: any of them may be imported."""
    return sorted(_source(MODULES[0]).parent.rglob("*.js"))


def _styles_text() -> str:
    return "\n".join(source.read_text() for source in styles())


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
