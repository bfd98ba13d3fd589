"""Names of static files in production."""

import re
import shutil
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from registry_app.serving.static_storage import StaticStorage
from tools.live_site import ROOT

MODULES = "registry/charts"


def processed(folder: Path) -> dict[str, str]:
    """The name that each script in the folder gets."""
    storage = StaticStorage(location=folder, base_url="/static/")
    source = FileSystemStorage(location=folder)
    names = [str(path.relative_to(folder)) for path in folder.rglob("*.js")]
    made = storage.post_process({name: (source, name) for name in names})
    return {name: hashed for name, hashed, _ in made if str(hashed).endswith(".js")}


def test_modules_import_each_other_by_names_of_their_content(tmp_path: Path) -> None:
    """Otherwise a browser could run a new module with an old one that it has kept."""
    shutil.copytree(ROOT / "registry_app/static" / MODULES, tmp_path / MODULES)
    modules = {f"{MODULES}/{path.name}" for path in (tmp_path / MODULES).iterdir()}
    made = processed(tmp_path)
    imports = {
        name: re.findall(r'from "([^"]*)"', (tmp_path / made[name]).read_text()) for name in made
    }

    assert made.keys() == modules
    named = {f"./{Path(hashed).name}" for hashed in made.values()}
    assert f"./{Path(made[f'{MODULES}/chart.js']).name}" in imports[f"{MODULES}/page.js"]
    assert all(found in named for of_one in imports.values() for found in of_one)


def test_an_import_in_a_comment_of_a_library_stays(tmp_path: Path) -> None:
    text = '/** @type {import("../types").API} */\n'
    (tmp_path / "library.js").write_text(text)

    assert (tmp_path / processed(tmp_path)["library.js"]).read_text() == text
