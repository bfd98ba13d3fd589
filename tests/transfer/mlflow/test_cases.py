"""What people's MLflow stores held, and what became of it: each is one example of a class."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import RuleViolationError
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionReader,
    MLModelVersionService,
)
from mldb.transfer.mlflow import MLflowOptions, MLflowReport, import_mlflow
from mldb.transfer.mlflow.alias_plan import AliasPlan, Target
from mldb.transfer.mlflow.left_out import LeftOutGroups
from tests.transfer.mlflow.tables import RUN_TABLES, MLflowTables

COLOURED = "\x1b[1mlayers\x1b[0m: 3"


class Importer:
    """Imports these tables into this registry, and says what is in it then."""

    def __init__(self, database: Database, tables: MLflowTables) -> None:
        self.database = database
        self.tables = tables

    def run(self, *, dry_run: bool = False, **options: Any) -> MLflowReport:
        return import_mlflow(
            self.database.config,
            self.tables.address,
            actor="ann",
            options=MLflowOptions(**options),
            dry_run=dry_run,
        )

    @property
    def aliases(self) -> dict[str, int]:
        found = MLModelAliasService(self.database).get_all("fraud")
        return {alias.name: alias.version_number for alias in found}

    @property
    def sources(self) -> dict[int, str]:
        model = MLModelService(self.database).get_by_name("fraud")
        found = MLModelVersionService(self.database).get_of_model(model.id)
        return {version.number: version.source for version in found}

    def version(self, number: int = 1) -> Any:
        return MLModelVersionReader(self.database).get("fraud", number)


@pytest.fixture
def tables(tmp_path: Path) -> MLflowTables:
    tables = MLflowTables(tmp_path / "mlflow.db")
    tables.add_model()
    return tables


@pytest.fixture
def importer(sqlite_config: DatabaseConfig, tables: MLflowTables) -> Iterator[Importer]:
    with Database(sqlite_config) as database:
        yield Importer(database, tables)


def left_out(report: MLflowReport, kind: str) -> list[str]:
    return [name for each in report.left_out if each.entity_type == kind for name in each.examples]


def changed(report: MLflowReport) -> list[tuple[str, list[str]]]:
    return [(each.entity_type, each.examples) for each in report.changed]


def new(report: MLflowReport) -> int:
    return report.imported.new_count + report.moved_aliases


class TestAliases:
    @pytest.fixture(autouse=True)
    def _versions(self, tables: MLflowTables) -> None:
        for number in (1, 2):
            tables.add_version(version=number)

    @pytest.mark.parametrize("name", ["2026-q1", "1st", "_shadow", "чемпион", "prod_EU"])
    def test_names_that_mlflow_takes_are_kept(
        self, tables: MLflowTables, importer: Importer, name: str
    ) -> None:
        tables.add_alias(name)
        importer.run()

        assert importer.aliases == {name: 1}

    def test_every_one_that_is_lost_is_named(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        names = [f"no alias {number:02}" for number in range(30)]
        for name in names:
            tables.add_alias(name)
        report = importer.run()

        assert left_out(report, "aliases") == [f"fraud {name}" for name in names]
        assert report.imported.tallies["aliases"].left_out == 30

    def test_one_can_be_given_another_name(self, tables: MLflowTables, importer: Importer) -> None:
        tables.add_alias("a b")
        tables.add_alias("Champion", 2)
        renamed = {"a b": "first", "Champion": "best"}
        report = importer.run(rename_aliases=renamed)

        assert importer.aliases == {"first": 1, "best": 2}
        assert left_out(report, "aliases") == []
        assert changed(report) == [("aliases", ["fraud a b to first", "fraud Champion to best"])]
        assert new(importer.run(rename_aliases=renamed)) == 0

    def test_of_two_that_differ_by_case_the_one_in_lower_case_is_kept(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_alias("Champion", 1)
        tables.add_alias("champion", 2)
        report = importer.run()

        assert importer.aliases == {"champion": 2}
        assert left_out(report, "aliases") == ["fraud Champion"]
        assert new(importer.run()) == 0

    def test_one_is_known_again_in_another_case(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_alias("champion", 1)
        importer.run()
        tables.change("registered_model_aliases", {"name": "fraud"}, alias="Champion", version=2)
        report = importer.run()

        assert (report.moved_aliases, importer.aliases) == (1, {"champion": 2})

    def test_a_new_name_that_others_have_is_not_given_twice(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_alias("a", 1)
        tables.add_alias("b", 2)
        report = importer.run(rename_aliases={"b": "A"})

        assert importer.aliases == {"a": 1}
        assert left_out(report, "aliases") == ["fraud b"]

    def test_a_new_name_that_is_none_is_refused_at_once(self, importer: Importer) -> None:
        with pytest.raises(RuleViolationError, match="No alias can be called 'latest'"):
            importer.run(rename_aliases={"a": "latest"})

    def test_a_renaming_that_nothing_needed_is_told(self, importer: Importer) -> None:
        report = importer.run(rename_aliases={"chamption": "best"})

        assert report.notes == ["No alias is called 'chamption', so that none was renamed."]


class TestStages:
    @pytest.fixture(autouse=True)
    def _versions(self, tables: MLflowTables) -> None:
        for number, stage in enumerate(("Archived", "Production", "Staging", "None"), start=1):
            tables.add_version(version=number, current_stage=stage)

    def test_without_being_asked_they_are_tags_and_that_is_said(self, importer: Importer) -> None:
        report = importer.run()

        assert importer.aliases == {}
        assert importer.version(2).tags == {"mlflow.stage": "Production"}
        assert "Versions in a stage: 1 in Production, 1 in Staging." in report.notes[0]
        assert "--stages-as-aliases" in report.notes[0]

    def test_on_request_they_are_aliases_too(self, importer: Importer) -> None:
        report = importer.run(stages_as_aliases=True)

        assert importer.aliases == {"production": 2, "staging": 3}
        assert importer.version(2).tags == {"mlflow.stage": "Production"}
        assert report.notes == []

    def test_they_can_be_asked_for_later(self, importer: Importer) -> None:
        importer.run()
        report = importer.run(stages_as_aliases=True)
        again = importer.run(stages_as_aliases=True)

        assert (new(report), new(again)) == (2, 0)
        assert report.imported.tallies["aliases"].new == 2
        assert again.imported.tallies["aliases"].there == 2

    def test_of_several_in_a_stage_the_newest_has_the_alias_and_the_others_are_named(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(version=5, current_stage="Production")
        report = importer.run(stages_as_aliases=True)

        assert importer.aliases == {"production": 5, "staging": 3}
        assert left_out(report, "aliases") == ["fraud/2 Production"]

    def test_an_alias_of_that_name_comes_first(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_alias("Production", 4)
        tables.add_alias("staging", 3)
        report = importer.run(stages_as_aliases=True)

        assert importer.aliases == {"Production": 4, "staging": 3}
        assert left_out(report, "aliases") == ["fraud/2 Production"]

    def test_a_stage_can_be_renamed(self, importer: Importer) -> None:
        importer.run(stages_as_aliases=True, rename_aliases={"production": "champion"})

        assert importer.aliases == {"champion": 2, "staging": 3}

    def test_an_alias_follows_its_stage(self, tables: MLflowTables, importer: Importer) -> None:
        importer.run(stages_as_aliases=True)
        tables.change("model_versions", {"version": 2}, current_stage="Archived")
        tables.change("model_versions", {"version": 4}, current_stage="Production")
        report = importer.run(stages_as_aliases=True)

        assert (report.moved_aliases, importer.aliases["production"]) == (1, 4)

    def test_a_version_that_is_left_out_has_none(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.change("model_versions", {"version": 2}, status="?")
        importer.run(stages_as_aliases=True)

        assert importer.aliases == {"staging": 3}


class TestSources:
    @pytest.mark.parametrize(
        ("source", "location", "kept"),
        [
            ("gs://b/My Model (v2)/m%20x", None, "gs://b/My Model (v2)/m%20x"),
            ("s3://b/my model.pkl", None, "s3://b/my model.pkl"),
            ("gs://b/m%20x", None, "gs://b/m%20x"),
            (" s3://b/4", None, "s3://b/4"),
            ("\ts3://b/4 \n", None, "s3://b/4"),
            (None, "s3://b/3", "s3://b/3"),
            (" ", " /data/3", "file:///data/3"),
            (" /data/my model", None, "file:///data/my%20model"),
        ],
    )
    def test_a_source_opens_the_same_file(
        self,
        tables: MLflowTables,
        importer: Importer,
        source: str | None,
        location: str | None,
        kept: str,
    ) -> None:
        tables.add_version(source=source, storage_location=location)
        tables.add_alias("champion")
        importer.run()

        assert importer.sources == {1: kept}
        assert importer.aliases == {"champion": 1}
        assert importer.version().tags == {}
        assert new(importer.run()) == 0

    def test_a_source_that_an_older_version_escaped_is_the_same_one(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(source="s3://b/my%20model")
        importer.run()
        tables.change("model_versions", {"version": 1}, source="s3://b/my model")
        tables.add("model_version_tags", name="fraud", version=1, key="a", value="b")
        report = importer.run()

        assert left_out(report, "versions") == []
        assert importer.version().tags == {"a": "b"}


class TestTexts:
    def test_long_ones_that_mlflow_takes_are_kept(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(run_id="train")
        tables.add_run("train")
        tables.add("params", run_uuid="train", key="sql", value="x" * 5_607)
        tables.add("model_version_tags", name="fraud", version=1, key="s", value="y" * 60_002)
        importer.run()

        assert importer.version().params == {"sql": "x" * 5_607}
        assert importer.version().tags["s"] == "y" * 60_002

    def test_colours_are_dropped_and_that_is_said(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(run_id="train", description=COLOURED)
        tables.add_run("train")
        tables.add("params", run_uuid="train", key="banner", value=COLOURED)
        tables.add("model_version_tags", name="fraud", version=1, key="a", value="\x07b\x0c\n")
        report = importer.run()

        assert importer.version().params == {"banner": "layers: 3"}
        assert importer.version().tags["a"] == "b\n"
        assert importer.version().description == "layers: 3"
        assert changed(report) == [
            ("versions", ["fraud/1"]),
            ("params", ["fraud/1 banner"]),
            ("version_tags", ["fraud/1 a"]),
        ]
        assert new(importer.run()) == 0

    def test_a_description_that_is_too_long_takes_nothing_else_with_it(
        self, tables: MLflowTables, importer: Importer
    ) -> None:
        tables.change("registered_models", {"name": "fraud"}, description="x" * 100_001)
        tables.add_version(description="x" * 100_001)
        report = importer.run()

        assert left_out(report, "model descriptions") == ["fraud"]
        assert left_out(report, "version descriptions") == ["fraud/1"]
        assert list(importer.sources) == [1]


class TestRunsElsewhere:
    @pytest.fixture
    def runs(self, tmp_path: Path) -> MLflowTables:
        runs = MLflowTables(tmp_path / "runs.db")
        runs.add_run("train", user="bob", auc=0.9)
        return runs

    @pytest.mark.parametrize("without", ["", RUN_TABLES])
    def test_without_them_the_advice_is_to_name_them(
        self, importer: Importer, tmp_path: Path, without: str
    ) -> None:
        importer.tables = MLflowTables(tmp_path / "registry.db", without=without)
        importer.tables.add_model()
        importer.tables.add_version(run_id="train")
        report = importer.run()

        assert left_out(report, "runs") == ["fraud/1"]
        assert "name it with --runs-from" in next(iter(report.left_out)).why
        assert report.imported.tallies["runs"].left_out == 1

    def test_they_are_read_from_their_own_database(
        self, tables: MLflowTables, runs: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(run_id="train")
        report = importer.run(runs_from=runs.address)

        assert importer.version().metrics == {"auc": 0.9}
        assert importer.version().created_by == "bob"
        assert list(report.left_out) == []

    def test_they_can_be_added_later(
        self, tables: MLflowTables, runs: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(run_id="train")
        importer.run()
        report = importer.run(runs_from=runs.address)

        assert importer.version().metrics == {"auc": 0.9}
        assert (new(report), new(importer.run(runs_from=runs.address))) == (1, 0)

    def test_a_run_that_is_not_there_either_is_told(
        self, tables: MLflowTables, runs: MLflowTables, importer: Importer
    ) -> None:
        tables.add_version(run_id="another")
        report = importer.run(runs_from=runs.address)
        first = next(iter(report.left_out))

        assert (first.entity_type, first.examples) == ("runs", ["fraud/1"])
        assert "the database of the runs" in first.why


def test_a_database_may_hold_no_registered_model(importer: Importer, tmp_path: Path) -> None:
    importer.tables = MLflowTables(tmp_path / "runs.db")
    importer.tables.add_run("r1", auc=0.91)
    report = importer.run()

    assert report.notes == ["This database holds no registered model."]


def test_the_table_counts_what_the_lines_say(tables: MLflowTables, importer: Importer) -> None:
    tables.add_version(run_id="train", user_id="\t", description="x" * 100_001)
    tables.add_version(version=2, status="?")
    tables.add_version(version=3, run_id="missing")
    tables.add_run("train", good=0.5, bad=float("inf"))
    tables.add_run("unused")
    tables.add("params", run_uuid="train", key=" ", value="x")
    for name in ("a b", "c d"):
        tables.add_alias(name)
    tables.add_alias("dangling", 9)
    tables.add_model("prompt")
    tables.add("registered_model_tags", name="prompt", key="mlflow.prompt.is_prompt", value="true")
    tables.add_model("elsewhere", workspace="team")
    report = importer.run()
    counts: dict[str, int] = {}
    for each in report.left_out:
        counts[each.entity_type] = counts.get(each.entity_type, 0) + each.count

    tallies = report.imported.tallies.items()
    assert {kind: tally.left_out for kind, tally in tallies if tally.left_out} == counts
    assert set(counts) == {
        "models",
        "version descriptions",
        "versions",
        "authors",
        "params",
        "metrics",
        "aliases",
        "runs",
    }


def test_all_of_it_again_changes_nothing(tables: MLflowTables, importer: Importer) -> None:
    tables.add_run("train", auc=0.9)
    tables.add_logged_model("m-1", "train", f1=0.5)
    tables.add_version(source=" models:/m-1", run_id="train", current_stage="Production")
    tables.add("params", run_uuid="train", key="banner", value=COLOURED)
    tables.add_alias("a b")
    options: dict[str, Any] = {"stages_as_aliases": True, "rename_aliases": {"a b": "first"}}
    importer.run(**options)
    before = AuditEventService(importer.database).get_all()
    again = importer.run(**options)

    assert (new(again), again.imported.conflict_count) == (0, 0)
    assert AuditEventService(importer.database).get_all() == before


def test_a_listener_hears_of_every_single_thing(tables: MLflowTables, importer: Importer) -> None:
    for number in range(1, 41):
        tables.add_version(version=number, status="?")
    heard: list[str] = []
    importer.run(listener=lambda *thing: heard.append(json.dumps(thing)))

    assert len(heard) == 40
    assert json.loads(heard[-1]) == [
        "versions",
        "fraud/40",
        "Modelbook has no such status.",
    ]


def test_names_that_are_spelt_in_two_ways_are_one_alias() -> None:
    left_out = LeftOutGroups()
    plan = AliasPlan(left_out, LeftOutGroups())
    targets = list(plan.targets("fraud", {"caf\u00e9": 1, "cafe\u0301": 2}))

    assert targets == [Target("cafe\u0301", 2, "fraud cafe\u0301")]
    assert [each.examples for each in left_out] == [["fraud caf\u00e9"]]
