"""Names that models had, and what they are called now, in an export and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelUpdate, MLModelVersionCreate
from mldb.sync_db import Database, MLModelAliasService, MLModelService, MLModelVersionService
from mldb.transfer import export_registry, import_registry
from tests.transfer.conftest import Make
from tests.transfer.files import MANIFEST, Entries, changed
from tests.transfer.whole_registry import content


def register(database: Database, name: str) -> int:
    data = MLModelVersionCreate(model_name=name, source="s3://b/m")
    return MLModelVersionService(database, actor="ann").create(data).number


def rename(models: MLModelService, old: str, new: str) -> None:
    model = models.get_by_name(old)
    models.update(model.id, MLModelUpdate(row_version=model.row_version, name=new))


def purge(models: MLModelService, name: str) -> None:
    row_id = models.get_by_name(name).id
    models.delete(row_id)
    models.purge(row_id, name)


@pytest.fixture
def path(config: DatabaseConfig, tmp_path: Path) -> Path:
    """An export of models that were renamed, purged and made anew."""
    with Database(config) as database:
        models = MLModelService(database, actor="ann")
        for name in ("first", "gone", "aside"):
            models.create(MLModelCreate(name=name))
            register(database, name)
        aliases = MLModelAliasService(database, actor="ann")
        aliases.move(MLModelAliasMove(model_name="first", name="Champion", version=1))
        rename(models, "first", "second")
        rename(models, "second", "third")
        register(database, "third")
        models.create(MLModelCreate(name="first"))
        register(database, "gone")
        rename(models, "gone", "lost")
        purge(models, "lost")
        models.delete(models.get_by_name("aside").id)
        models.create(MLModelCreate(name="aside"))
    export_registry(config, tmp_path / "names.zip")
    return tmp_path / "names.zip"


def test_an_empty_registry_becomes_an_equal_one(
    config: DatabaseConfig, path: Path, empty: Make
) -> None:
    target = empty()
    report = import_registry(target, path, actor="bob")

    assert content(target) == content(config)
    assert (report.conflict_count, report.explained) == (0, 0)


def test_numbers_go_on_there_as_they_would_here(path: Path, empty: Make) -> None:
    target = empty()
    import_registry(target, path, actor="bob")
    with Database(target) as database:
        models = MLModelService(database, actor="bob")
        for name in ("gone", "lost", "second"):
            models.create(MLModelCreate(name=name))
        numbers = {
            name: register(database, name)
            for name in ("first", "gone", "lost", "second", "third", "aside", "gone")
        }

    assert numbers == {"first": 2, "gone": 4, "lost": 3, "second": 2, "third": 3, "aside": 2}


def test_importing_again_changes_nothing(path: Path, config: DatabaseConfig) -> None:
    before = content(config)
    report = import_registry(config, path, actor="bob")

    assert (report.new_count, report.conflict_count) == (0, 0)
    assert content(config) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda models: rename(models, "third", "fourth"), "is called 'fourth' here now"),
        (lambda models: purge(models, "first"), "was purged here, and the numbers of its versions"),
    ],
)
def test_what_has_another_name_or_is_gone_here_is_a_conflict(
    path: Path, config: DatabaseConfig, change: Any, sentence: str
) -> None:
    with Database(config) as database:
        models = MLModelService(database, actor="cleo")
        MLModelAliasService(database, actor="cleo")
        register(database, "first")
        change(models)
    before = content(config)
    report = import_registry(config, path, actor="bob", skip_conflicts=True)
    after = content(config)

    assert any(sentence in one for one in report.conflicts)
    assert after["ml_models"] == before["ml_models"]
    assert after["ml_model_versions"] == before["ml_model_versions"]


def test_a_file_of_the_first_format_is_read(path: Path, empty: Make) -> None:
    """It knows no names, and an alias that is reserved now."""

    def older(entries: Entries) -> None:
        del entries["names.jsonl"]
        entries["aliases.jsonl"] = entries["aliases.jsonl"].replace(b"Champion", b"Latest")
        manifest = json.loads(entries[MANIFEST])
        del manifest["entries"]["names.jsonl"]
        entries[MANIFEST] = json.dumps(manifest | {"format_version": 1}).encode()

    target = empty()
    import_registry(target, changed(path, older, told=True), actor="bob")
    with Database(target) as database:
        (alias,) = MLModelAliasService(database).get_all("third")

    assert alias.name == "Latest-2"
