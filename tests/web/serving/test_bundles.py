"""The style sheet and the script of all pages."""

import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from registry_app.serving import bundles
from registry_app.serving.bundles import SCRIPTS, STYLES, BundleFinder


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of static files of the test's own."""
    for name in (
        bundles.LIBRARY_STYLES,
        *bundles.FIRST_STYLES,
        *bundles.LIBRARIES,
        *bundles.MODULES,
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(f"/* {name} */\n")
    (tmp_path / "registry/css").mkdir()
    monkeypatch.setattr(finders, "find", lambda name: str(tmp_path / name))
    return tmp_path


def test_the_areas_come_after_the_site_in_the_order_of_their_names(copied: Path) -> None:
    for name in ("tables", "find"):
        (copied / f"registry/css/{name}.css").write_text(f"/* {name} */\n")
    finder = BundleFinder()
    found = finder.find(STYLES)

    assert isinstance(found, str)
    assert re.findall(r"/\* (\S+)", Path(found).read_text())[-3:] == [
        "registry/site.css",
        "find",
        "tables",
    ]


def test_a_bundle_follows_its_files(copied: Path) -> None:
    finder = BundleFinder()
    finder.find(SCRIPTS)
    changed = copied / bundles.MODULES[0]
    changed.write_text("new();\n")
    os.utime(changed, (0, 0))
    found = finder.find(SCRIPTS)

    assert isinstance(found, str)
    assert "new();" in Path(found).read_text()


def test_other_names_are_left_to_other_finders() -> None:
    assert BundleFinder().find("registry/site.css") == []


def test_style_sheets_of_areas_name_no_files() -> None:
    """Their bundle lies in another folder, so that relative URLs would lead elsewhere."""
    assert not [
        source.name
        for source in bundles.styles()
        if source.parent.name == "css" and "url(" in source.read_text()
    ]
