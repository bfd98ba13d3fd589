"""What an MLflow registry comes to as records, and what is left out."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mldb.config import SQLiteConfig
from mldb.sync_db import Database
from mldb.transfer.mlflow.address import snapshot
from mldb.transfer.mlflow.alias_plan import AliasPlan
from mldb.transfer.mlflow.existing import ExistingRegistry
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.reconciliation import Reconciliation
from mldb.transfer.mlflow.store import MLflowStore
from mldb.transfer.mlflow.translation import MISSING_RUN, Translation
from mldb.values.enums import VersionStatus
from mldb.values.limits import PARAM_LENGTH, URI_LENGTH
from tests.transfer.mlflow.tables import MLflowTables

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RUN = {"run_uuid": "r1"}
LARGEST = 1.7976931348623157e308


@pytest.fixture
def tables(tmp_path: Path) -> MLflowTables:
    tables = MLflowTables(tmp_path / "mlflow.db")
    tables.add_model()
    return tables


class Reader:
    """Reads the registry as an import into an empty one does."""

    def __init__(self, tables: MLflowTables, database: Database) -> None:
        self.tables = tables
        self.database = database
        self.left_out: list[tuple[str, int, str]] = []
        self.changed: list[tuple[str, int, list[str]]] = []
        self.progress: list[tuple[int, int]] = []

    def read(self, workspace: str = "default") -> list[Any]:
        left_out, changed = LeftOutGroups(), LeftOutGroups()
        with snapshot(self.tables.address) as connection:
            news = Reconciliation(
                MLflowStore(connection, workspace),
                ExistingRegistry(self.database),
                Translation(left_out, changed, "ann", NOW),
                AliasPlan(left_out, changed),
                lambda done, total: self.progress.append((done, total)),
            )
            records = list(news.records())
        self.left_out = [(each.entity_type, each.count, each.why) for each in left_out]
        self.changed = [(each.entity_type, each.count, each.examples) for each in changed]
        return records

    def read_kind(self, kind: str) -> list[Any]:
        return [record for record in self.read() if record.type_name == kind]


@pytest.fixture
def reader(tables: MLflowTables, sqlite_config: SQLiteConfig) -> Iterator[Reader]:
    with Database(sqlite_config) as database:
        yield Reader(tables, database)


class TestModels:
    def test_a_model_keeps_its_times_and_says_where_it_is_from(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_model("spam", description="A card.", last_updated_time=1_700_000_000_500)
        model = reader.read_kind("models")[1]

        assert (model.name, model.description) == ("spam", "A card.")
        assert model.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
        assert model.updated_at == datetime(2023, 11, 14, 22, 13, 20, 500_000, tzinfo=UTC)
        assert (model.created_by, model.updated_by) == ("mlflow", "mlflow")

    def test_deleted_versions_keep_their_numbers_from_being_given_out(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version(version=7)
        tables.add_version(version=9, current_stage="Deleted_Internal")
        records = reader.read()

        assert [
            record.last_version_number for record in records if record.type_name == "models"
        ] == [9]
        assert [record.number for record in records if record.type_name == "versions"] == [7]
        assert reader.left_out == [("versions", 1, "It was deleted in MLflow.")]

    def test_a_prompt_is_no_model(self, tables: MLflowTables, reader: Reader) -> None:
        tables.add(
            "registered_model_tags", name="fraud", key="mlflow.prompt.is_prompt", value="true"
        )
        tables.add_version()

        assert reader.read() == []
        assert reader.left_out == [("models", 1, "It is a prompt; Modelbook keeps models.")]

    @pytest.mark.parametrize("name", ["a/b", "a:b", "a\nb", "...", "x" * 256, " a"])
    def test_a_name_that_is_not_allowed_is_left_out_with_its_versions(
        self, tables: MLflowTables, reader: Reader, name: str
    ) -> None:
        tables.change("registered_models", {"name": "fraud"}, name=name)
        tables.add_version(name=name)

        assert reader.read() == []
        assert [(kind, count) for kind, count, _ in reader.left_out] == [("models", 1)]

    def test_times_that_are_missing_or_absurd_are_told_as_1970(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.change("registered_models", {"name": "fraud"}, creation_time=10**18)
        tables.add_version(creation_time=None)
        model, version = reader.read()

        assert model.created_at == version.created_at == datetime(1970, 1, 1, tzinfo=UTC)

    def test_only_one_workspace_is_read(self, tables: MLflowTables, reader: Reader) -> None:
        tables.add_model("spam", workspace="team")
        tables.add_model(workspace="team", description="Another one.")
        tables.add_version(workspace="team")
        tables.add("model_version_tags", workspace="team", name="fraud", version=1, key="a")

        assert [(r.name, r.description) for r in reader.read()] == [("fraud", "")]
        assert len(reader.read("team")) == 4


class TestVersions:
    def test_a_version_keeps_what_it_has(self, tables: MLflowTables, reader: Reader) -> None:
        tables.add_version(
            version=3,
            description="Better.",
            user_id="bob",
            status="FAILED_REGISTRATION",
            last_updated_time=1_700_000_001_000,
        )
        version = reader.read_kind("versions")[0]

        assert (version.model, version.number, version.source) == ("fraud", 3, "s3://bucket/1")
        assert (version.description, version.status) == ("Better.", VersionStatus.FAILED)
        assert (version.created_by, version.updated_by) == ("bob", "bob")
        assert version.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
        assert version.updated_at == datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC)

    def test_what_columns_say_that_modelbook_has_not_becomes_tags(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version(
            current_stage="Production",
            run_id="r1",
            run_link="https://host/r1",
            status_message="Copied",
            storage_location="s3://elsewhere/1",
        )
        tables.add("runs", **RUN)
        tables.add("model_version_tags", name="fraud", version=1, key="device", value="cuda")
        tags = {tag.key: tag.value for tag in reader.read_kind("version_tags")}

        assert tags == {
            "device": "cuda",
            "mlflow.stage": "Production",
            "mlflow.run_id": "r1",
            "mlflow.run_link": "https://host/r1",
            "mlflow.status_message": "Copied",
            "mlflow.storage_location": "s3://elsewhere/1",
        }
        assert reader.left_out == []

    def test_mlflow_s_own_value_wins_over_a_tag_of_its_name(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version(current_stage="Staging")
        tables.add("model_version_tags", name="fraud", version=1, key="mlflow.stage", value="x")
        tags = reader.read_kind("version_tags")

        assert [(tag.key, tag.value) for tag in tags] == [("mlflow.stage", "Staging")]
        assert [(kind, count) for kind, count, _ in reader.left_out] == [("version_tags", 1)]

    @pytest.mark.parametrize(
        ("values", "why"),
        [
            ({"status": "DELETING"}, "Modelbook has no such status."),
            ({"status": None}, "Modelbook has no such status."),
            ({"source": None}, "It has neither a source nor a storage location."),
            ({"source": " "}, "It has neither a source nor a storage location."),
            (
                {"source": "s3://" + "x" * URI_LENGTH},
                "Its source is longer than ",
            ),
            ({"source": "s3://a\x1bb"}, "Control characters are not allowed here."),
            ({"version": 0}, "Its version number: Enter a number that is not below 1."),
        ],
    )
    def test_one_that_can_t_be_kept_is_left_out_with_the_reason(
        self, tables: MLflowTables, reader: Reader, values: dict[str, Any], why: str
    ) -> None:
        tables.add_version(**values)
        tables.add_version(version=2)

        assert [version.number for version in reader.read_kind("versions")] == [2]
        assert reader.left_out[0][:2] == ("versions", 1)
        assert reader.left_out[0][2].startswith(why)

    def test_tags_of_versions_that_are_not_there_mislead_nobody(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        for number in (1, 2, 3, 4):
            tables.add(
                "model_version_tags", name="fraud", version=number, key="n", value=str(number)
            )
        for number in (2, 4):
            tables.add_version(version=number)
        tags = reader.read_kind("version_tags")

        assert [(tag.version, tag.value) for tag in tags] == [(2, "2"), (4, "4")]

    def test_it_tells_how_far_it_is(self, tables: MLflowTables, reader: Reader) -> None:
        for number in range(1, 131):
            tables.add_version(version=number)

        assert len(reader.read_kind("versions")) == 130
        assert reader.progress == [(100, 130), (130, 130)]


class TestRuns:
    def test_a_version_gets_what_its_run_logged(self, tables: MLflowTables, reader: Reader) -> None:
        for number in (1, 2):
            tables.add_version(version=number, run_id="r1")
        tables.add("runs", run_uuid="r1", user_id="bob")
        tables.add("params", run_uuid="r1", key="depth", value="3")
        tables.add("latest_metrics", run_uuid="r1", key="auc", value=0.9, is_nan=0)
        records = reader.read()
        values = {
            (r.type_name, r.version, r.value)
            for r in records
            if r.type_name in {"params", "metrics"}
        }

        assert values == {
            (kind, number, value)
            for kind, value in [("params", "3"), ("metrics", 0.9)]
            for number in (1, 2)
        }
        assert {r.created_by for r in records if r.type_name != "models"} == {"bob"}

    @pytest.mark.parametrize(
        ("value", "is_nan"), [(0.0, 1), (LARGEST, 0), (-LARGEST, 0), (math.inf, 0)]
    )
    def test_what_is_no_finite_number_is_left_out(
        self, tables: MLflowTables, reader: Reader, value: float, is_nan: int
    ) -> None:
        tables.add_version(run_id="r1")
        tables.add("runs", **RUN)
        tables.add("latest_metrics", run_uuid="r1", key="loss", value=value, is_nan=is_nan)

        assert reader.read_kind("metrics") == []
        assert reader.left_out == [("metrics", 1, "Its value is no finite number.")]

    def test_what_is_too_long_is_left_out_and_the_rest_is_kept(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version(run_id="r1")
        tables.add("runs", **RUN)
        longest = PARAM_LENGTH
        tables.add("params", run_uuid="r1", key="good", value="x" * longest)
        tables.add("params", run_uuid="r1", key="long", value="x" * (longest + 1))
        tables.add("params", run_uuid="r1", key="blank ", value="1")

        assert [param.name for param in reader.read_kind("params")] == ["good"]
        assert reader.left_out == [
            ("params", 1, f"Its value is longer than {longest:,} characters."),
            ("params", 1, "A name can't begin or end with a blank."),
        ]

    def test_a_run_of_another_database_is_told(self, tables: MLflowTables, reader: Reader) -> None:
        tables.add_version(run_id="r1")

        assert len(reader.read_kind("versions")) == 1
        assert reader.left_out == [
            ("runs", 1, MISSING_RUN),
        ]

    def test_an_author_whose_name_can_t_be_kept_is_told(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version(user_id="a\tb")

        assert [version.created_by for version in reader.read_kind("versions")] == ["mlflow"]
        assert [one[:2] for one in reader.left_out] == [("authors", 1)]
        assert reader.left_out[0][2].startswith("Control characters")


class TestAliases:
    def test_an_alias_points_where_it_does_since_the_import(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version()
        tables.add("registered_model_aliases", name="fraud", alias="champion", version=1)
        alias = reader.read()[-1]

        assert (alias.model, alias.name, alias.version) == ("fraud", "champion", 1)
        assert (alias.started_at, alias.started_by) == (NOW, "ann")
        assert (alias.start_reason, alias.ended_at) == ("Imported from MLflow", None)

    @pytest.mark.parametrize("name", ["latest", "v1", "Latest", "a b", "-a", "a.b", "a\x1bb"])
    def test_a_name_that_is_not_allowed_is_left_out(
        self, tables: MLflowTables, reader: Reader, name: str
    ) -> None:
        tables.add_version()
        tables.add("registered_model_aliases", name="fraud", alias=name, version=1)

        assert reader.read_kind("aliases") == []
        assert [(kind, count) for kind, count, _ in reader.left_out] == [("aliases", 1)]

    def test_one_of_a_version_that_is_left_out_is_left_out_too(
        self, tables: MLflowTables, reader: Reader
    ) -> None:
        tables.add_version(status="?")
        tables.add("registered_model_aliases", name="fraud", alias="champion", version=1)
        tables.add("registered_model_aliases", name="fraud", alias="other", version=2)

        assert reader.read_kind("aliases") == []
        assert reader.left_out[-1] == (
            "aliases",
            2,
            "The version that it points to is left out, or none.",
        )
