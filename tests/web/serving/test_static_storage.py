"""Names of static files in production."""

import re
import shutil
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from registry_app.serving.static_storage import StaticStorage
from tools.live_site import ROOT

MODULES = ROOT / "registry_app/static/registry/charts"


def test_modules_import_each_other_by_names_of_their_content(tmp_path: Path) -> None:
    """Otherwise a browser could run a new module with an old one that it has kept."""
    shutil.copytree(MODULES, tmp_path, dirs_exist_ok=True)
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    source = FileSystemStorage(location=MODULES)
    paths = {path.name: (source, path.name) for path in MODULES.glob("*.js")}
    processed = storage.post_process(paths)
    made = {name: hashed for name, hashed, _ in processed if hashed.endswith(".js")}
    imports = {
        name: re.findall(r'from "([^"]*)"', (tmp_path / made[name]).read_text()) for name in made
    }

    assert made.keys() == paths.keys()
    assert f"./{made['chart.js']}" in imports["page.js"]
    named = {f"./{hashed}" for hashed in made.values()}
    assert all(found in named for of_one in imports.values() for found in of_one)
