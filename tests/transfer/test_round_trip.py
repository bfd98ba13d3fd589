"""What was exported and imported is the same registry, wherever."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from mldb.config import DatabaseConfig
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.sync_db import AuditEventService, Database, MLModelService, MLModelVersionService
from mldb.transfer import export_registry, import_registry
from mldb.transfer.reading import opened
from mldb.transfer.records import PointsRecord
from tests.transfer.conftest import Make
from tests.transfer.whole_registry import ACCOUNTS, DERIVED, LIVE, REGISTRY, content, is_empty


def test_an_empty_registry_becomes_an_equal_one(
    config: DatabaseConfig, exported: Path, empty: Make
) -> None:
    target = empty()
    report = import_registry(target, exported, actor="ann")

    assert content(target) == content(config)
    assert content(target, DERIVED) == content(config, DERIVED)
    assert all(content(config).values())
    # `Default` was there.
    assert report.new_count == sum(len(rows) for rows in content(config).values()) - 1
    assert (report.conflict_count, report.explained) == (0, 0)


@pytest.mark.postgres
def test_a_registry_moves_from_one_kind_of_database_to_the_other_and_back(
    config: DatabaseConfig, exported: Path, new_sqlite: Make, new_postgres: Make, tmp_path: Path
) -> None:
    there, back = new_postgres(), new_sqlite()
    import_registry(there, exported, actor="ann")
    export_registry(there, tmp_path / "second.zip", with_artifacts=True)
    import_registry(back, tmp_path / "second.zip", actor="ann")

    assert content(there) == content(config)
    assert content(back) == content(config)


def test_accounts_stay_where_they_are(config: DatabaseConfig, exported: Path, empty: Make) -> None:
    target = empty()
    import_registry(target, exported, actor="ann")

    assert all(content(config, ACCOUNTS).values())
    assert not any(content(target, ACCOUNTS).values())
    with ZipFile(exported) as archive:
        assert not any(b"root" in archive.read(name) for name in archive.namelist())


def test_importing_again_changes_nothing(
    config: DatabaseConfig, exported: Path, empty: Make
) -> None:
    target = empty()
    first = import_registry(target, exported, actor="ann")
    again = import_registry(target, exported, actor="ann")
    at_home = import_registry(config, exported, actor="ann")

    assert content(target) == content(config)
    for report in (again, at_home):
        assert report.new_count == report.conflict_count == report.explained == 0
        assert sum(tally.there for tally in report.tallies.values()) == first.new_count + 1


def test_a_dry_run_tells_what_an_import_would_do_and_does_nothing(
    config: DatabaseConfig, exported: Path, empty: Make
) -> None:
    target = empty()
    tried = import_registry(target, exported, actor="ann", dry_run=True)

    assert is_empty(target)
    assert tried == import_registry(target, exported, actor="ann")


def test_life_goes_on_after_an_import(config: DatabaseConfig, exported: Path, empty: Make) -> None:
    """Numbers and ids that were given out there are not given out here."""
    target = empty()
    import_registry(target, exported, actor="ann")
    with Database(target) as database:
        told = AuditEventService(database).get_all(limit=1_000)
        model = MLModelService(database, actor="ann").create(MLModelCreate(name="new"))
        version = MLModelVersionService(database, actor="ann").create(
            MLModelVersionCreate(model_name=LIVE, source="s3://b/1")
        )

    ids = {(event.entity, event.entity_id) for event in told}
    assert version.number == 5
    assert ("model", model.id) not in ids
    assert ("version", version.id) not in ids


def test_the_manifest_counts_everything(
    config: DatabaseConfig, exported: Path, tmp_path: Path
) -> None:
    with opened(exported) as export:
        entries = export.manifest.entries
        points = sum(len(r.steps) for r in export.records() if isinstance(r, PointsRecord))

    rows = content(config)
    counts = [points if name == "points.jsonl" else entry.count for name, entry in entries.items()]
    assert counts == [len(rows[table]) for table in REGISTRY]


def test_progress_is_told(config: DatabaseConfig, exported: Path, empty: Make) -> None:
    told: list[tuple[str, int]] = []
    import_registry(
        empty(), exported, actor="ann", progress=lambda kind, done: told.append((kind, done))
    )

    events = len(content(config)["audit_events"])
    assert ("checked events.jsonl", events) in told
    assert told[-1] == ("events", events)
