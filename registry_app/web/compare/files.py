"""The files of compared versions: which were added, removed or changed against the base."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from mldb.schemas import ArtifactRead, ComparedVersion
from registry_app.core.registry import Registry
from registry_app.web.kit.comparison import Cell, Row, Section
from registry_app.web.presentation.sizes import count, size

FILES_READ: Final = 20_000
"""Of all versions together."""
_WORDS: Final = ("added", "removed", "changed", "same")


@dataclass(frozen=True)
class FileLists:
    """The files of each version by path; behind `end`, if that is a path, not all were read."""

    files: list[dict[str, ArtifactRead]]
    end: str | None = None

    @classmethod
    def of(cls, registry: Registry, versions: Sequence[ComparedVersion]) -> Self:
        """The files of these versions."""
        most = FILES_READ // max(len(versions), 1)
        ids = [one.version.id for one in versions]
        found = registry.artifacts.list_of_versions(ids, limit=most)
        lists = [{file.path: file for file in found.get(one, ())} for one in ids]
        ends = [max(files) for files in lists if len(files) == most]
        return cls(lists, min(ends) if ends else None)

    @property
    def paths(self) -> list[str]:
        """All paths up to the one until which everything was read."""
        every = sorted({path for files in self.files for path in files})
        return every if self.end is None else [path for path in every if path <= self.end]


def file_section(lists: FileLists, base: int) -> Section:
    """A row for each file, below how many of them differ."""
    paths = lists.paths
    if not paths:
        return Section("Files", [])
    rows = [_summary(lists, paths, base), *(_row(lists, path, base) for path in paths)]
    note = "" if lists.end is None else f"Only files up to {lists.end} are compared."
    return Section("Files", rows, note=note)


def _row(lists: FileLists, path: str, base: int) -> Row:
    before = lists.files[base].get(path)
    cells = [
        _cell(files.get(path), before, is_base=index == base)
        for index, files in enumerate(lists.files)
    ]
    return Row("file", path, cells)


def _cell(file: ArtifactRead | None, before: ArtifactRead | None, *, is_base: bool) -> Cell:
    word = "" if is_base or file is before is None else _word(file, before)
    if file is None:
        return Cell(None, note=word)
    return Cell(file.sha256, note=", ".join(filter(None, [size(file.size_bytes), word])))


def _word(file: ArtifactRead | None, before: ArtifactRead | None) -> str:
    if file is None:
        return "removed"
    if before is None:
        return "added"
    return "same" if file.sha256 == before.sha256 else "changed"


def _summary(lists: FileLists, paths: Sequence[str], base: int) -> Row:
    """How many files were added, removed and changed, of each version."""
    of_base = lists.files[base]
    cells = []
    for index, files in enumerate(lists.files):
        counts = Counter(
            _word(files.get(path), of_base.get(path))
            for path in paths
            if path in files or path in of_base
        )
        texts = [f"{counts[word]} {word}" for word in _WORDS if counts[word]]
        total = sum(path in files for path in paths)
        cells.append(Cell(count(total, "file") if index == base else ", ".join(texts)))
    return Row("field", "files", cells)
