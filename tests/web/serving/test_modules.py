"""Scripts joined from modules."""

from pathlib import Path

import pytest

from registry_app.serving.modules import joined


def written(folder: Path, **texts: str) -> Path:
    """These modules, in a folder."""
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return folder


def test_an_imported_module_comes_before_those_that_import_it_and_once(tmp_path: Path) -> None:
    written(
        tmp_path,
        first='import { a as b } from "./shared.js";\nb();\n',
        second='import { a } from "./shared.js";\na();\n',
        shared="export const a = () => 1;\nexport function c() {}\n",
    )

    script = joined(tmp_path, [tmp_path / "first.js", tmp_path / "second.js"])

    assert [line for line in script.splitlines() if line.startswith("load(")] == [
        f'load("{name}.js", () => {{' for name in ("shared", "first", "second")
    ]
    assert 'const { a: b } = parts["shared.js"];' in script
    assert "return { a, c };" in script


@pytest.mark.parametrize(
    "text", ["export let a = 1;\n", 'import a from "./shared.js";\n', "export default 1;\n"]
)
def test_other_imports_and_exports_are_refused(tmp_path: Path, text: str) -> None:
    written(tmp_path, entry=text, shared="")

    with pytest.raises(ValueError, match="can't be joined"):
        joined(tmp_path, [tmp_path / "entry.js"])


def test_modules_in_a_circle_are_refused(tmp_path: Path) -> None:
    written(tmp_path, one='import "./two.js";\n', two='import "./one.js";\n')

    with pytest.raises(ValueError, match="imports itself"):
        joined(tmp_path, [tmp_path / "one.js"])
