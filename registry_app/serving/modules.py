"""Joins JavaScript modules into one script.

For modules as this site writes them: imports of named parts from relative paths, each in a
statement of its own, and exports at the declarations.
"""

import re
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(
    r'^import\s+(?:\{(?P<names>[^}]*)\}\s+from\s+)?"(?P<path>\.{1,2}/[^"]+)";', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function) (?P<name>\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
# A module that fails leaves the others alone, as if each had been loaded by itself.
_HEAD = """(() => {
const parts = {};
const load = (name, make) => {
  try { parts[name] = make(); } catch (error) { reportError(error); }
};
"""


def joined(root: Path, entries: Iterable[Path]) -> str:
    """One script that does what these modules do, with all that they import."""
    texts: dict[Path, str] = {}
    for entry in entries:
        _add(entry.resolve(), root.resolve(), texts, ())
    return f"{_HEAD}{''.join(texts.values())}}})();\n"


def _add(path: Path, root: Path, texts: dict[Path, str], importers: tuple[Path, ...]) -> None:
    if path in texts:
        return
    if path in importers:
        raise ValueError(f"{path.name} imports itself, by way of {importers[-1].name}.")
    text = path.read_text()
    for found in _IMPORT.finditer(text):
        _add((path.parent / found["path"]).resolve(), root, texts, (*importers, path))
    texts[path] = _as_part(path, root, text)


def _as_part(path: Path, root: Path, text: str) -> str:
    def imported(found: re.Match[str]) -> str:
        if found["names"] is None:
            return ""
        name = (path.parent / found["path"]).resolve().relative_to(root).as_posix()
        return f'const {{{found["names"].replace(" as ", ": ")}}} = parts["{name}"];'

    exports = [found["name"] for found in _EXPORT.finditer(text)]
    body = _EXPORT.sub("", _IMPORT.sub(imported, text))
    if other := _OTHER.search(body):
        raise ValueError(f"{path.name}: this can't be joined: {other[0]}")
    name = path.relative_to(root).as_posix()
    exported = f"return {{ {', '.join(exports)} }};"
    return f'load("{name}", () => {{\n"use strict";\n{body}\n{exported}\n}});\n'
