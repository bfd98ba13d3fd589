"""Files that are no whole and unchanged exports: a clear sentence, and nothing is imported."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, ZipFile

import pytest

from mldb.config import SQLiteConfig
from mldb.errors import MLDBError, RuleViolationError, StorageError
from mldb.transfer import checking, export_registry, import_registry
from mldb.transfer.manifest import FORMAT_VERSION
from mldb.transfer.reading import opened
from tests.transfer.conftest import Make
from tests.transfer.files import MANIFEST, Entries, changed, changed_manifest
from tests.transfer.whole_registry import content, fill


@pytest.fixture(scope="module")
def good_export(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good file, to copy."""
    folder = tmp_path_factory.mktemp("good")
    config = SQLiteConfig(db_path=folder / "modelbook.db")
    shutil.copy(sqlite_template, config.db_path)
    fill(config)
    path = folder / "registry.zip"
    export_registry(config, path, with_artifacts=True)
    return path


@pytest.fixture
def export(good_export: Path, tmp_path: Path) -> Path:
    """A good file of the test's own."""
    return Path(shutil.copy(good_export, tmp_path / "registry.zip"))


@pytest.fixture
def refused(new_sqlite: Make) -> Callable[[Path], str]:
    """Imports a file that must be refused before anything is written; gives the sentence."""

    def refuse(path: Path) -> str:
        target = new_sqlite()
        before = content(target)
        with pytest.raises(MLDBError) as caught:
            import_registry(target, path, actor="ann")
        assert content(target) == before
        return str(caught.value)

    return refuse


Refused = Callable[[Path], str]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "no export of a registry, or was cut off"),
        (b"models\n", "no export of a registry, or was cut off"),
        (None, "can't be read: No such file or directory."),
    ],
)
def test_another_file(refused: Refused, tmp_path: Path, text: bytes | None, sentence: str) -> None:
    path = tmp_path / "other.zip"
    if text is not None:
        path.write_bytes(text)

    assert sentence in refused(path)


def test_a_folder(refused: Refused, tmp_path: Path) -> None:
    assert "can't be read: Is a directory." in refused(tmp_path)


def test_another_zip(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", "x")

    assert "is no export of a registry. Choose another file." in refused(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(refused: Refused, export: Path, share: float) -> None:
    whole = export.read_bytes()
    export.write_bytes(whole[: int(len(whole) * share)])

    assert "was cut off" in refused(export)


def test_a_file_of_which_any_byte_was_changed(export: Path) -> None:
    """Either the change is found, or it is in a part of the zip that says nothing."""
    whole = export.read_bytes()
    with opened(export) as good:
        # As text, because NaN equals nothing.
        expected = repr(list(good.records()))
    sentences = []
    for place in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        export.write_bytes(damaged)
        try:
            with opened(export) as archive:
                assert repr(list(archive.records())) == expected
        except StorageError as error:
            sentences.append(str(error))

    assert len(sentences) > len(whole) / 97 / 2
    assert all(str(export) in sentence for sentence in sentences)


def test_a_part_is_missing(refused: Refused, export: Path) -> None:
    def drop_metrics(entries: Entries) -> None:
        del entries["metrics.jsonl"]

    assert "lacks metrics.jsonl. Export it again." in refused(changed(export, drop_metrics))
    told = changed(export, drop_metrics, told=True)
    assert f"The manifest of {told} lacks metrics.jsonl." in refused(told)


def test_a_part_is_too_much(refused: Refused, export: Path) -> None:
    def add(entries: Entries) -> None:
        entries["bomb.jsonl"] = b"0" * 10_000_000

    assert "holds what its manifest doesn't name." in refused(changed(export, add))
    told = changed(export, add, told=True)
    assert f"The manifest of {told} names an unknown bomb.jsonl." in refused(told)


def test_a_part_comes_twice(refused: Refused, export: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(export, "a") as archive:
        archive.writestr("metrics.jsonl", "")

    assert "holds what its manifest doesn't name." in refused(export)


def test_a_record_was_changed(refused: Refused, export: Path) -> None:
    def change(entries: Entries) -> None:
        entries["metrics.jsonl"] = entries["metrics.jsonl"].replace(b"-1.5", b"-1.6")

    assert "metrics.jsonl was changed after the export." in refused(changed(export, change))


def test_a_record_was_taken_out(refused: Refused, export: Path) -> None:
    def change(entries: Entries) -> None:
        entries["models.jsonl"] = entries["models.jsonl"].partition(b"\n")[2]

    assert "bytes, its manifest says" in refused(changed(export, change))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "other"}, "is no export of a registry: format"),
        (
            {"format_version": FORMAT_VERSION + 1},
            f"has format version {FORMAT_VERSION + 1}, this version of Modelbook reads only up to ",
        ),
        ({"format_version": 0}, "is no export of a registry: format_version"),
        ({"exported_at": "soon"}, "The manifest of"),
        ({"new": 1}, "The manifest of"),
    ],
)
def test_the_manifest_says_something_else(
    refused: Refused, export: Path, change: Any, sentence: str
) -> None:
    assert sentence in refused(changed_manifest(export, lambda manifest: manifest.update(change)))


def test_a_newer_format_is_told_whatever_else_its_manifest_says(
    refused: Refused, export: Path
) -> None:
    newer = {"format": "modelbook-export", "format_version": FORMAT_VERSION + 1, "parts": []}

    def rewrite(entries: Entries) -> None:
        entries.clear()
        entries[MANIFEST] = json.dumps(newer).encode()

    assert refused(changed(export, rewrite)).endswith("Upgrade Modelbook first.")


def test_the_manifest_counts_otherwise(refused: Refused, export: Path) -> None:
    def count(manifest: Any) -> None:
        manifest["entries"]["models.jsonl"]["count"] += 1

    assert "models.jsonl holds 5 records, its manifest says 6." in refused(
        changed_manifest(export, count)
    )


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 100_000, b"{}" + b" " * (1 << 20)])
def test_the_manifest_is_none(refused: Refused, export: Path, text: bytes) -> None:
    def change(entries: Entries) -> None:
        entries[MANIFEST] = text

    assert "is no export of a registry" in refused(changed(export, change))


def test_a_part_is_packed_in_an_unusual_way(refused: Refused, export: Path) -> None:
    with ZipFile(export) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(export, "w", ZIP_LZMA) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)

    assert "is encrypted or packed in an unknown way." in refused(export)


def test_a_line_longer_than_any_record(
    refused: Refused, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LINE_BYTES", 100_000)

    def change(entries: Entries) -> None:
        entries["models.jsonl"] += b" " * 1_000_000

    assert "line 6 of models.jsonl is too long for a record." in refused(
        changed(export, change, told=True)
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"{", "line 6: This is no JSON"),
        (b"[" * 10_000, "line 6: This is no JSON"),
        (b"[]", "line 6: Give an object"),
        (b'{"name": "a", "x": 1}', "line 6, created_at: Fill this in."),
        (b"\xff", "line 6: This is no JSON"),
    ],
)
def test_a_line_is_no_record(refused: Refused, export: Path, line: bytes, sentence: str) -> None:
    """Somebody who also wrote a manifest for it."""

    def change(entries: Entries) -> None:
        entries["models.jsonl"] += line + b"\n"

    assert f"models.jsonl, {sentence}" in refused(changed(export, change, told=True))


@pytest.mark.parametrize(
    ("part", "old", "new", "sentence"),
    [
        ("metrics", b":-1.5", b":NaN", "value: Enter a finite number."),
        ("metrics", b":-1.5", b":1e999", "value: Enter a finite number."),
        ("versions", b'"tpu"', b'"abacus"', "device: Choose one of 'cpu', 'cuda'"),
        ("aliases", b'"champion"', b'"v1"', "name: 'latest' and 'v' followed by digits are res"),
        ("models", b'"minimize"', b"null", "Say whether the primary metric is to be maxi"),
        ("models", b'Z","deleted_by":"cleo"', b'Z","deleted_by":null', "Who put it into the tr"),
        ("events", b'"entity":"version"', b'"entity":"staff user"', "entity: Choose one of"),
        ("events", b'"label":"fraud/1"', b'"label":"fraud"', "A version's label is its model a"),
        ("events", b'"fraud/1"', b'"fraud/2147483648"', "A version's label is its model and its"),
        ("models", b'"name":"phoenix"', b'"name":"a/b"', "name: A model's name can't contain '/'"),
        ("models", b'"name":"phoenix"', b'"name":"x","y":1', "y: There is no such field"),
        ("params", b'"name":"depth"', b'"name":"de\\u0000th"', "name: Control characters, and"),
    ],
)
def test_a_record_breaks_a_rule(
    refused: Refused, export: Path, part: str, old: bytes, new: bytes, sentence: str
) -> None:
    def change(entries: Entries) -> None:
        assert old in entries[f"{part}.jsonl"]
        entries[f"{part}.jsonl"] = entries[f"{part}.jsonl"].replace(old, new, 1)

    message = refused(changed(export, change, told=True))
    assert f"{part}.jsonl, line " in message
    assert sentence in message


def test_records_contradict_each_other(refused: Refused, export: Path) -> None:
    def repeat(entries: Entries) -> None:
        entries["metrics.jsonl"] += entries["metrics.jsonl"].splitlines(keepends=True)[0]

    assert "comes twice." in refused(changed(export, repeat, told=True))


def test_what_is_read_is_an_error_of_ours_only(export: Path) -> None:
    """Whoever reads records gets the same kinds of error as whoever imports them."""

    def change(entries: Entries) -> None:
        entries["models.jsonl"] += b"{}\n"

    with opened(changed(export, change, told=True)) as archive, pytest.raises(RuleViolationError):
        list(archive.records())


def test_the_file_is_closed_when_its_records_are_not_read_to_the_end(export: Path) -> None:
    with opened(export) as archive:
        file = archive._archive.fp
        next(records := archive.records())

    assert file is not None
    assert file.closed
    records.close()  # type: ignore[attr-defined]  # it is a generator
