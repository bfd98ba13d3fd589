"""Files in exports: bytes on request, each once, and never others than those of the digest."""

import os
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, RuleViolationError, StorageError
from mldb.schemas import MLModelCreate, MLRunCreate, Owner, RegisterFromRun
from mldb.sync_db import Database, Registry
from mldb.transfer import ImportReport, export_registry, import_registry
from mldb.values.enums import RunStatus, Verification
from tests.transfer.conftest import Make
from tests.transfer.files import Entries, changed
from tests.transfer.whole_registry import content, is_empty

NOISE = os.urandom(5_000)
TEXT = b"step,loss\n" * 1_000
FILES = {"model/noise.bin": NOISE, "model/equal.bin": NOISE, "日本語 #?%.csv": TEXT, "empty": b""}
DIGESTS = {sha256(each).hexdigest() for each in FILES.values()}


@pytest.fixture
def run(config: DatabaseConfig) -> str:
    """An ended run with files, from which a version was registered."""
    with Database(config) as database:
        registry = Registry(database, actor="ann", via="ci")
        run = registry.runs.create(MLRunCreate()).public_id
        registry.artifacts.put_many(Owner.run(run), FILES)
        registry.runs.end(run, RunStatus.FINISHED)
        registry.models.create(MLModelCreate(name="fraud"))
        data = RegisterFromRun(model_name="fraud", artifact_path="model")
        registry.versions.register_from_run(run, data)
    return run


@pytest.fixture
def bare(config: DatabaseConfig, run: str, tmp_path: Path) -> Path:
    """The export without bytes."""
    export_registry(config, tmp_path / "bare.zip")
    return tmp_path / "bare.zip"


@pytest.fixture
def full(config: DatabaseConfig, run: str, tmp_path: Path) -> Path:
    """The export with bytes."""
    export_registry(config, tmp_path / "full.zip", with_artifacts=True)
    return tmp_path / "full.zip"


@pytest.fixture
def target(empty: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DatabaseConfig:
    """An empty registry with an artifact store of its own."""
    monkeypatch.setenv("ARTIFACTS_URL", (tmp_path / "target-artifacts").as_uri())
    return empty()


def files(config: DatabaseConfig, owner: Owner) -> dict[str, bytes]:
    """Bytes by path."""
    with Database(config) as database:
        artifacts = Registry(database).artifacts
        found = {}
        for some in artifacts.all_files(owner):
            for each in some:
                with artifacts.reading(owner, each.path) as reader:
                    found[each.path] = b"".join(reader.stream())
    return found


def objects(tmp_path: Path) -> list[Path]:
    """The objects in the store of the target."""
    return [path for path in (tmp_path / "target-artifacts").rglob("*") if path.is_file()]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.tallies["artifacts"].counts


def test_bytes_come_over_once_each(
    full: Path, run: str, target: DatabaseConfig, tmp_path: Path
) -> None:
    report = import_registry(target, full, actor="bob")
    again = import_registry(target, full, actor="bob")

    assert counts(report) == (6, 0, 0, 0)
    assert counts(again) == (0, 6, 0, 0)
    assert files(target, Owner.run(run)) == FILES
    assert files(target, Owner.version("fraud", 1)) == {"noise.bin": NOISE, "equal.bin": NOISE}
    assert {sha256(one.read_bytes()).hexdigest() for one in objects(tmp_path)} == DIGESTS
    assert len(objects(tmp_path)) == len(DIGESTS)


def test_what_does_not_become_smaller_is_not_packed(full: Path) -> None:
    with ZipFile(full) as archive:
        packed = {
            info.filename.removeprefix("contents/"): info.compress_type
            for info in archive.infolist()
            if info.filename.startswith("contents/")
        }

    assert packed.keys() == DIGESTS
    assert packed[sha256(NOISE).hexdigest()] == ZIP_STORED
    assert packed[sha256(TEXT).hexdigest()] == ZIP_DEFLATED


def test_without_bytes_files_are_left_out_and_counted(
    bare: Path, run: str, target: DatabaseConfig, tmp_path: Path
) -> None:
    report = import_registry(target, bare, actor="bob")

    assert (counts(report), report.without_content) == ((0, 0, 0, 6), 6)
    assert files(target, Owner.run(run)) == {}
    assert objects(tmp_path) == []


def test_the_bytes_can_follow(bare: Path, full: Path, run: str, target: DatabaseConfig) -> None:
    import_registry(target, bare, actor="bob")
    report = import_registry(target, full, actor="bob")

    assert counts(report) == (6, 0, 0, 0)
    assert files(target, Owner.run(run)) == FILES


def test_without_bytes_contents_that_are_here_are_linked(
    bare: Path, run: str, target: DatabaseConfig
) -> None:
    with Database(target) as database:
        registry = Registry(database, actor="bob")
        other = registry.runs.create(MLRunCreate()).public_id
        registry.artifacts.put(Owner.run(other), "here", NOISE)
    report = import_registry(target, bare, actor="bob")

    assert (counts(report), report.without_content) == ((4, 0, 0, 2), 2)
    assert files(target, Owner.run(run)).keys() == {"model/noise.bin", "model/equal.bin"}


def test_a_dry_run_stores_nothing(full: Path, target: DatabaseConfig, tmp_path: Path) -> None:
    tried = import_registry(target, full, actor="bob", dry_run=True)

    assert is_empty(target)
    assert objects(tmp_path) == []
    assert tried == import_registry(target, full, actor="bob")


def test_another_file_at_the_path_is_a_conflict_and_leaves_no_bytes(
    full: Path, run: str, target: DatabaseConfig, tmp_path: Path, bare: Path
) -> None:
    import_registry(target, bare, actor="bob")
    with Database(target) as database:
        Registry(database, actor="bob").artifacts.put(Owner.run(run), "empty", b"not empty")
    before = content(target)
    with pytest.raises(ConflictError, match=r"The file 'empty' of the run .* differs in size"):
        import_registry(target, full, actor="bob")

    assert content(target) == before
    assert [path.read_bytes() for path in objects(tmp_path)] == [b"not empty"]
    report = import_registry(target, full, actor="bob", skip_conflicts=True)
    assert counts(report) == (5, 0, 1, 0)
    assert files(target, Owner.run(run)) == FILES | {"empty": b"not empty"}


def test_damaged_bytes_here_are_repaired(
    full: Path, run: str, target: DatabaseConfig, tmp_path: Path
) -> None:
    import_registry(target, full, actor="bob")
    for path in objects(tmp_path):
        path.unlink()
    with Database(target) as database:
        found = {one.verification for one in Registry(database).artifact_care.verify()}
    import_registry(target, full, actor="bob")

    assert found == {Verification.MISSING}
    assert files(target, Owner.run(run)) == FILES


def test_additions_to_what_was_here_are_audited(
    bare: Path, full: Path, run: str, target: DatabaseConfig
) -> None:
    import_registry(target, bare, actor="bob")
    import_registry(target, full, actor="bob")
    with Database(target) as database:
        events = Registry(database).audit.get_all(limit=2)

    assert [(event.entity, event.actor, event.changes) for event in events] == [
        ("version", "bob", {"files": (None, "2 files, 10,000 bytes")}),
        ("run", "bob", {"artifacts": (None, 4)}),
    ]


def damage(entries: Entries) -> None:
    entries[f"contents/{sha256(TEXT).hexdigest()}"] = b"other"


def drop(entries: Entries) -> None:
    del entries[f"contents/{sha256(TEXT).hexdigest()}"]


def add(entries: Entries) -> None:
    entries[f"contents/{'0' * 64}"] = b"more"


def traverse(entries: Entries) -> None:
    entries["contents/../../etc/passwd"] = entries.pop(f"contents/{sha256(TEXT).hexdigest()}")


def resize(entries: Entries) -> None:
    entries["artifacts.jsonl"] = entries["artifacts.jsonl"].replace(b":5000,", b":5001,")


def climb(entries: Entries) -> None:
    text = entries["artifacts.jsonl"]
    entries["artifacts.jsonl"] = text.replace(b'"model/noise.bin"', b'"../../noise.bin"')


def collide(entries: Entries) -> None:
    text = entries["artifacts.jsonl"]
    entries["artifacts.jsonl"] = text.replace(b'"empty"', b'"model"')


def repeat(entries: Entries) -> None:
    text = entries["artifacts.jsonl"]
    entries["artifacts.jsonl"] = text + text.partition(b"\n")[0] + b"\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (damage, "was changed after the export"),
        (drop, "holds the bytes of 2 files, its manifest says 3"),
        (add, "holds the bytes of 4 files, its manifest says 3"),
        (traverse, "is no SHA-256"),
        (resize, "has another size than its content"),
        (climb, r"path: A path can't contain '\.' or '\.\.' as a name"),
        (collide, "is a file, not a directory"),
        (repeat, "comes twice"),
    ],
)
def test_a_file_that_somebody_changed_is_refused(
    full: Path, target: DatabaseConfig, tmp_path: Path, change: object, sentence: str
) -> None:
    path = changed(full, change, told=True)  # type: ignore[arg-type]  # one of the above
    with pytest.raises((StorageError, RuleViolationError), match=sentence):
        import_registry(target, path, actor="bob")

    assert is_empty(target)
    assert objects(tmp_path) == []


def test_lost_and_damaged_bytes_are_told_and_the_rest_can_be_imported(
    config: DatabaseConfig, run: str, tmp_path: Path, empty: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(config) as database:
        store = Path(database.artifacts.url.removeprefix("file://"))
    for path in store.rglob("*"):
        if path.is_file() and path.read_bytes() == TEXT:
            path.unlink()
        elif path.is_file() and path.read_bytes() == NOISE:
            path.write_bytes(b"damaged")
    manifest = export_registry(config, tmp_path / "full.zip", with_artifacts=True)
    monkeypatch.setenv("ARTIFACTS_URL", (tmp_path / "target-artifacts").as_uri())
    target = empty()
    report = import_registry(target, tmp_path / "full.zip", actor="bob")

    assert manifest.contents is not None
    assert {*manifest.contents.unreadable} == {sha256(each).hexdigest() for each in (TEXT, NOISE)}
    assert (counts(report), report.without_content) == ((1, 0, 0, 5), 5)
    assert files(target, Owner.run(run)) == {"empty": b""}


def test_a_store_that_is_away_stops_the_import(
    full: Path, target: DatabaseConfig, tmp_path: Path
) -> None:
    (tmp_path / "target-artifacts").write_text("a file in the way")
    with pytest.raises(StorageError, match=r"The artifact store .*target-artifacts"):
        import_registry(target, full, actor="bob")

    assert is_empty(target)
