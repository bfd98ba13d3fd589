"""An MLflow registry into this one, and again after it has grown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from mldb.config import DatabaseConfig
from mldb.errors import RuleViolationError, StorageError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
)
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelVersionParamService,
    MLModelVersionService,
)
from mldb.transfer.mlflow.importing import MLflowReport, import_mlflow
from mldb.transfer.mlflow.store import MLflowStore
from mldb.values.enums import AuditAction
from tests.transfer.mlflow.tables import MLflowTables


@pytest.fixture
def tables(tmp_path: Path) -> MLflowTables:
    """A model with versions 2 and 5, of which 2 is champion."""
    tables = MLflowTables(tmp_path / "mlflow.db")
    tables.add_model(description="A card.")
    tables.add("registered_model_tags", name="fraud", key="team", value="risk")
    tables.add_version(version=2, run_id="r2", user_id="bob")
    tables.add_version(version=5, source="/models/5")
    tables.add("runs", run_uuid="r2")
    tables.add("params", run_uuid="r2", key="depth", value="3")
    tables.add("latest_metrics", run_uuid="r2", key="auc", value=0.9, is_nan=0)
    tables.add("registered_model_aliases", name="fraud", alias="champion", version=2)
    return tables


class Importer:
    """Imports these tables into this registry."""

    def __init__(self, database: Database, tables: MLflowTables) -> None:
        self.database = database
        self.tables = tables
        self.models = MLModelService(database, actor="eve")
        self.versions = MLModelVersionService(database, actor="eve")
        self.aliases = MLModelAliasService(database, actor="eve")

    def run(self, *, dry_run: bool = False) -> MLflowReport:
        config = self.database.config
        return import_mlflow(config, self.tables.address, actor="ann", dry_run=dry_run)

    def metrics(self, number: int) -> dict[str, float]:
        version = self.versions.get_by_number("fraud", number)
        metrics = MLMetricService(self.database).get_of_owner(version.id)
        return {metric.name: metric.value for metric in metrics}

    def params(self, number: int) -> dict[str, str]:
        version = self.versions.get_by_number("fraud", number)
        params = MLModelVersionParamService(self.database).get_of_owner(version.id)
        return {param.name: param.value for param in params}

    def point_in_mlflow(self, number: int) -> None:
        self.tables.change("registered_model_aliases", {"name": "fraud"}, version=number)

    @property
    def champion(self) -> int:
        return self.aliases.get("fraud", "champion").version_number


@pytest.fixture
def importer(config: DatabaseConfig, tables: MLflowTables) -> Iterator[Importer]:
    with Database(config) as database:
        yield Importer(database, tables)


def new(report: MLflowReport) -> dict[str, int]:
    tallies = report.imported.tallies.items()
    return {kind: tally.new for kind, tally in tallies if tally.new}


def there(report: MLflowReport) -> dict[str, int]:
    tallies = report.imported.tallies.items()
    return {kind: tally.there for kind, tally in tallies if tally.there}


def left_out(report: MLflowReport) -> list[tuple[str, int, list[str]]]:
    return [(each.entity_type, each.count, each.examples) for each in report.left_out]


ALL = {
    "models": 1,
    "model_tags": 1,
    "versions": 2,
    "params": 1,
    "metrics": 1,
    "version_tags": 1,
    "aliases": 1,
}


class TestFirst:
    def test_everything_comes_with_its_number(self, importer: Importer) -> None:
        report = importer.run()
        model = importer.models.get_by_name("fraud")
        second = importer.versions.get_by_number("fraud", 2)
        fifth = importer.versions.get_by_number("fraud", 5)

        assert (new(report), there(report), left_out(report)) == (ALL, {}, [])
        assert (model.description, model.last_version_number) == ("A card.", 5)
        assert (second.created_by, fifth.source) == ("bob", "file:///models/5")
        assert (importer.params(2), importer.metrics(2)) == ({"depth": "3"}, {"auc": 0.9})
        assert importer.champion == 2

    def test_the_history_says_who_imported_it_and_from_where(self, importer: Importer) -> None:
        importer.run()
        events = AuditEventService(importer.database).get_all()

        assert {(event.actor, event.reason) for event in events} == {
            ("ann", "Imported from MLflow")
        }
        assert {event.label for event in events} == {"fraud", "fraud/2", "fraud/5"}

    def test_the_next_version_counts_on(self, importer: Importer) -> None:
        importer.run()
        version = MLModelVersionCreate(model_name="fraud", source="s3://bucket/next")

        assert importer.versions.create(version).number == 6

    def test_a_dry_run_tells_the_same_and_changes_nothing(self, importer: Importer) -> None:
        report = importer.run(dry_run=True)

        assert new(report) == ALL
        assert importer.models.get_all() == []

    def test_another_actor_must_have_a_name(self, importer: Importer) -> None:
        with pytest.raises(RuleViolationError, match="actor"):
            import_mlflow(importer.database.config, importer.tables.address, actor=" ")


class TestAgain:
    def test_nothing_is_new(self, importer: Importer) -> None:
        importer.run()
        before = AuditEventService(importer.database).get_all()
        report = importer.run()

        assert (new(report), there(report), left_out(report)) == ({}, ALL, [])
        assert AuditEventService(importer.database).get_all() == before

    def test_what_is_new_is_added(self, importer: Importer) -> None:
        importer.run()
        importer.tables.add_version(version=6)
        importer.tables.add("latest_metrics", run_uuid="r2", key="f1", value=0.5, is_nan=0)
        importer.tables.add_model("spam")
        report = importer.run()

        assert new(report) == {"models": 1, "versions": 1, "metrics": 1}
        assert importer.models.get_by_name("fraud").last_version_number == 6

    def test_what_is_described_here_stays_and_keeps_nothing_away(self, importer: Importer) -> None:
        importer.run()
        model = importer.models.get_by_name("fraud")
        version = importer.versions.get_by_number("fraud", 2)
        importer.models.update(
            model.id, MLModelUpdate(description="Ours.", row_version=model.row_version)
        )
        importer.versions.update(
            version.id, MLModelVersionUpdate(description="Ours.", row_version=version.row_version)
        )
        importer.tables.add_version(version=6)
        importer.tables.add("params", run_uuid="r2", key="seed", value="1")
        report = importer.run()

        assert new(report) == {"versions": 1, "params": 1}
        assert importer.models.get_by_name("fraud").description == "Ours."
        assert left_out(report) == [
            ("model descriptions", 1, ["fraud"]),
            ("version descriptions and statuses", 1, ["fraud/2"]),
        ]

    def test_a_value_that_differs_stays_as_it_is_here(self, importer: Importer) -> None:
        importer.run()
        importer.tables.change("latest_metrics", {"key": "auc"}, value=0.95)
        report = importer.run()

        assert importer.metrics(2) == {"auc": 0.9}
        assert report.imported.tallies["metrics"].conflicts == 1
        assert "(here 0.9, to import 0.95)" in report.imported.conflicts[0]

    def test_what_lies_in_the_trash_stays_there(self, importer: Importer) -> None:
        importer.run()
        importer.versions.delete(importer.versions.get_by_number("fraud", 5).id)
        importer.tables.add("model_version_tags", name="fraud", version=5, key="a", value="b")
        in_trash = importer.run()
        importer.aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
        importer.models.delete(importer.models.get_by_name("fraud").id)
        importer.tables.add_version(version=6)

        assert left_out(in_trash) == [("versions", 1, ["fraud/5"])]
        assert left_out(importer.run()) == [("models", 1, ["fraud"])]

    def test_a_purged_version_does_not_come_back(self, importer: Importer) -> None:
        importer.run()
        version = importer.versions.get_by_number("fraud", 5)
        importer.versions.delete(version.id)
        importer.versions.purge(version.id, "fraud/5")
        importer.point_in_mlflow(5)
        report = importer.run()

        assert new(report) == {}
        assert left_out(report) == [
            ("versions", 1, ["fraud/5"]),
            ("aliases", 1, ["fraud champion"]),
        ]


class TestOthers:
    def test_a_model_of_the_same_name_that_is_another_one(self, importer: Importer) -> None:
        importer.models.create(MLModelCreate(name="fraud", description="A card."))
        for number in (1, 2):
            importer.versions.create(
                MLModelVersionCreate(model_name="fraud", source=f"s3://ours/{number}")
            )
        report = importer.run()

        assert left_out(report) == [
            ("versions", 1, ["fraud/2"]),
            ("aliases", 1, ["fraud champion"]),
        ]
        assert new(report) == {"model_tags": 1, "versions": 1}


class TestAliases:
    def test_one_that_mlflow_moved_moves_here(self, importer: Importer) -> None:
        importer.run()
        importer.point_in_mlflow(5)
        dry = importer.run(dry_run=True)
        before = importer.champion
        report = importer.run()
        event = AuditEventService(importer.database).get_all(limit=1)[0]

        assert (dry.moved_aliases, before) == (1, 2)
        assert (report.moved_aliases, importer.champion) == (1, 5)
        assert (event.action, event.actor) == (AuditAction.MOVE_ALIAS, "ann")
        assert event.reason == "Imported from MLflow"

    def test_and_moves_back(self, importer: Importer) -> None:
        for number in (2, 5, 2):
            importer.point_in_mlflow(number)
            importer.run()

            assert importer.champion == number

    def test_one_that_was_moved_here_stays(self, importer: Importer) -> None:
        importer.run()
        importer.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=5))
        report = importer.run()

        assert importer.champion == 5
        assert report.moved_aliases == 0
        assert left_out(report) == [("aliases", 1, ["fraud champion"])]

    def test_one_that_was_removed_here_stays_removed(self, importer: Importer) -> None:
        importer.run()
        importer.aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
        report = importer.run()

        assert left_out(report) == [("aliases", 1, ["fraud champion"])]
        assert importer.aliases.get_all("fraud") == []

    def test_one_that_moves_to_a_version_that_comes_along(self, importer: Importer) -> None:
        importer.run()
        importer.tables.add_version(version=6)
        importer.point_in_mlflow(6)

        assert importer.run().moved_aliases == 1
        assert importer.champion == 6

    def test_one_that_somebody_moves_meanwhile_stays(
        self, importer: Importer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        importer.run()
        importer.tables.add_version(version=6)
        importer.run()
        importer.point_in_mlflow(6)

        def move_first(service: MLModelAliasService, *arguments: object, **options: object) -> None:
            monkeypatch.undo()
            importer.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=5))
            service.move(*arguments, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(MLModelAliasService, "move", move_first)
        report = importer.run()

        assert (report.moved_aliases, importer.champion) == (0, 5)
        assert left_out(report) == [("aliases", 1, ["fraud champion"])]


def test_a_failure_of_mlflow_s_database_leaves_nothing_half_imported(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[None]:
        yield from ()
        raise OperationalError("SELECT", {}, Exception("the disk is gone"))

    monkeypatch.setattr(MLflowStore, "versions", broken)

    with pytest.raises(StorageError, match=r"MLflow's database can't be read: the disk is gone"):
        importer.run()
    assert importer.models.get_all() == []
