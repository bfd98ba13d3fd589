"""Metrics from a tracker's summary or a table into versions."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import MLDBError, NotFoundError, RuleViolationError, StorageError
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelService,
    MLModelVersionReader,
    MLModelVersionService,
)
from mldb.transfer.tracker import MetricsReport, files, import_metrics

SUMMARY = """{"_step": 99, "_runtime": 812.4, "acc": 0.91, "loss": "NaN",
"best": {"epoch": 42, "acc": 0.93}, "_wandb": {"runtime": 812}}"""
TABLE = "version,auc,f1,epoch\n1,0.91,0.80,10\n2,0.93,,12\n3,NaN,0.82,9\n"

Write = Callable[[str | bytes], Path]


@pytest.fixture
def config(sqlite_config: DatabaseConfig) -> DatabaseConfig:
    """Files are read before a database is opened; one class below writes to PostgreSQL too."""
    return sqlite_config


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with this content."""

    def write_file(content: str | bytes) -> Path:
        path = tmp_path / "metrics"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    """Three versions, of which the first has a metric."""
    with Database(config) as database:
        MLModelService(database, actor="eve").create(MLModelCreate(name="fraud"))
        versions = MLModelVersionService(database, actor="eve")
        for number in (1, 2, 3):
            metrics = {"auc": 0.5} if number == 1 else {}
            versions.create(
                MLModelVersionCreate(model_name="fraud", source=f"s3://b/{number}", metrics=metrics)
            )
        yield database


def put(database: Database, path: Path, target: str = "fraud/1", **options: bool) -> MetricsReport:
    return import_metrics(database.config, target, path, actor="ann", **options)  # type: ignore[arg-type]


def metrics(database: Database, number: int = 1) -> dict[str, float]:
    return MLModelVersionReader(database).get("fraud", number).metrics


def left_out(report: MetricsReport) -> dict[str, str]:
    return {name: why for version in report.versions for name, why in version.left_out}


class TestSummary:
    def test_numbers_are_taken_and_the_rest_is_named(
        self, database: Database, write: Write
    ) -> None:
        report = put(database, write(SUMMARY))

        assert metrics(database) == {"acc": 0.91, "auc": 0.5, "best.acc": 0.93, "best.epoch": 42}
        assert left_out(report) == {
            "_step": "It is the tracker's own: its name begins with '_'.",
            "_runtime": "It is the tracker's own: its name begins with '_'.",
            "_wandb.runtime": "It is the tracker's own: its name begins with '_'.",
            "loss": "It is no finite number.",
        }

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            ("null", "It has no value."),
            ('""', "It has no value."),
            ("true", "It is true or false, not a number."),
            ('"high"', "It is text, not a number."),
            ('"0.5"', "It is text, not a number."),
            ("NaN", "It is no finite number."),
            ("-Infinity", "It is no finite number."),
            ('"-inf"', "It is no finite number."),
            ("1e999", "It is no finite number."),
            ("1" + "0" * 400, "It is no finite number."),
            ("[0.5]", "It is a list, and a metric is one number."),
        ],
    )
    def test_what_is_no_metric_is_left_out_with_its_reason(
        self, database: Database, write: Write, value: str, why: str
    ) -> None:
        report = put(database, write(f'{{"good": 1, "bad": {value}}}'))

        assert metrics(database) == {"auc": 0.5, "good": 1}
        assert left_out(report) == {"bad": why}

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("", "Its name is empty."),
            (" ", "Its name is empty."),
            ("x" * 256, "Its name is longer than 255 characters."),
            (
                "a\\u0000b",
                "Control characters, and characters that can't be seen, are not allowed here.",
            ),
        ],
    )
    def test_a_name_that_can_t_be_kept_is_left_out(
        self, database: Database, write: Write, name: str, why: str
    ) -> None:
        report = put(database, write(f'{{"good": 1, "{name}": 2}}'))

        assert list(left_out(report).values()) == [why]
        assert metrics(database)["good"] == 1

    def test_of_a_name_that_is_given_twice_the_first_value_is_kept(
        self, database: Database, write: Write
    ) -> None:
        report = put(database, write('{"f1": 1, " f1": 2, "f1": 3}'))

        assert metrics(database)["f1"] == 1
        assert [why for _, why in report.versions[0].left_out] == [
            "It is given twice, and the first one is kept."
        ] * 2


class TestTable:
    @pytest.mark.parametrize(
        "text",
        [
            "name,value\nauc,0.9\nf1,1e-3\n",
            "Metric;Value\r\nauc;0,9\r\nf1;0,001\r\n",
            "key\tvalue\nauc\t0.9\nf1\t0.001\n",
            "\ufeffname,value\nauc,0.9\nf1,0.001",
            "sep=;\nname;value\nauc;0.9\nf1;0.001",
            "auc,f1\n0.9,0.001\n",
            '"auc","f1"\n"0.9","0.001"\n\n',
            "version,auc,f1\n2,7,7\n1,0.9,0.001\n",
            "step,auc,f1\n1,0.5,0.001\n2,0.9,\n",
            "name,value,step\nauc,0.5,1\nf1,0.001,1\nauc,0.9,2\n",
        ],
    )
    def test_tables_come_in_several_shapes(
        self, database: Database, write: Write, text: str
    ) -> None:
        put(database, write(text))

        assert metrics(database) == {"auc": 0.9, "f1": 0.001}

    def test_a_table_of_versions_is_for_one_or_for_all(
        self, database: Database, write: Write
    ) -> None:
        put(database, write(TABLE), "fraud/2")
        second = (metrics(database, 2), metrics(database, 3))
        report = put(database, write(TABLE), "fraud")

        assert second == ({"auc": 0.93, "epoch": 12}, {})
        assert metrics(database, 1) == {"auc": 0.91, "f1": 0.8, "epoch": 10}
        assert metrics(database, 3) == {"f1": 0.82, "epoch": 9}
        assert left_out(report) == {"f1": "It has no value.", "auc": "It is no finite number."}

    def test_if_the_last_step_is_no_number_no_earlier_one_takes_its_place(
        self, database: Database, write: Write
    ) -> None:
        report = put(database, write("epoch,loss,auc\n1,0.5,0.7\n2,nan,0.8\n"))

        assert metrics(database) == {"auc": 0.8}
        assert left_out(report)["loss"] == "It is no finite number."

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "holds no table of metrics"),
            ("hello", "holds no table of metrics"),
            ("name,value\n", "holds no table of metrics"),
            ("auc,f1\n1,2\n3,4\n", "holds 2 rows, and nothing says which of them counts"),
            ("version,auc\n1,2\n1,3\n", "holds 2 rows of version 1, and nothing says"),
            ("version,auc\n2,2\n", "says nothing of version 1, only of 2"),
            ("version,auc\nx,2\n", "row 2: 'x' is no number of a version"),
            ("version,auc\n9999999999,2\n", "'9999999999' is no number of a version"),
            ("auc,auc\n1,2\n", "has two columns called 'auc'"),
            ("auc,f1\n1,2,3\n", "row 2: there are 3 cells, and the first row names only 2"),
            ('auc,f1\n"1,2\n', "is no table in CSV"),
            ("a,b\n1," + "x" * 200_000, "is no table in CSV: field larger"),
        ],
    )
    def test_what_is_no_table_of_this_version_is_refused(
        self, database: Database, write: Write, text: str, message: str
    ) -> None:
        with pytest.raises(RuleViolationError, match=message):
            put(database, write(text))
        assert metrics(database) == {"auc": 0.5}


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("[1]", "holds no object"),
            ("{", r"is no JSON \(line 1, column 2\)"),
            ('{"a": ' * 100_000, "too many to read"),
            ('{"a": ' + "1" * 5_000 + "}", "can't be read"),
            (b"auc,f1\n\xff,1\n", r"is no text in UTF-8 \(byte 8\). Save it as UTF-8"),
            ("auc,f1\n1,1\n".encode("utf-16"), "is written in UTF-16. Save it as UTF-8"),
        ],
    )
    def test_what_can_t_be_read_is_told_in_a_sentence(
        self, database: Database, write: Write, content: str | bytes, message: str
    ) -> None:
        with pytest.raises(MLDBError, match=message):
            put(database, write(content))

    def test_a_huge_file_is_refused(
        self, database: Database, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "MAX_BYTES", 1 << 20)

        with pytest.raises(StorageError, match="is larger than 1 MB"):
            put(database, write("x" * (1 << 20) + "x"))

    def test_a_folder_or_nothing_is_told(self, database: Database, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match=r"can't be read: Is a directory"):
            put(database, tmp_path)
        with pytest.raises(StorageError, match=r"missing can't be read: No such file"):
            put(database, tmp_path / "missing")


class TestTarget:
    def test_a_summary_needs_a_number(self, database: Database, write: Write) -> None:
        with pytest.raises(RuleViolationError, match="doesn't say of which version"):
            put(database, write(SUMMARY), "fraud")

    @pytest.mark.parametrize("target", ["fraud/9", "spam/1", "fraud/0"])
    def test_a_missing_version_is_told(self, database: Database, write: Write, target: str) -> None:
        with pytest.raises(NotFoundError, match="There is no"):
            put(database, write(SUMMARY), target)

    @pytest.mark.parametrize("target", ["fraud/x", "fraud/-1", "fraud/", "fraud/" + "9" * 20])
    def test_what_is_no_version_is_told(
        self, database: Database, write: Write, target: str
    ) -> None:
        with pytest.raises(RuleViolationError, match="names no version"):
            put(database, write(SUMMARY), target)

    def test_if_one_version_is_missing_nothing_is_recorded(
        self, database: Database, write: Write
    ) -> None:
        with pytest.raises(NotFoundError):
            put(database, write(f"{TABLE}4,0.9,0.9,1\n"), "fraud")
        assert metrics(database) == {"auc": 0.5}


def test_it_is_counted_what_is_new_and_what_changed(database: Database, write: Write) -> None:
    first = put(database, write('{"auc": 0.9, "f1": 0.5}')).versions[0]
    again = put(database, write('{"auc": 0.9, "f1": 0.5, "x": "y"}')).versions[0]

    assert (first.label, first.new, first.changed, first.there) == ("fraud/1", 1, 1, 0)
    assert (again.new, again.changed, again.there, len(again.left_out)) == (0, 0, 2, 1)


def test_the_history_says_who_and_from_where(database: Database, write: Write) -> None:
    put(database, write(SUMMARY))
    event = AuditEventService(database).get_all(limit=1)[0]

    assert (event.actor, event.reason, event.label) == ("ann", "Imported from metrics", "fraud/1")


def test_a_dry_run_tells_the_same_and_changes_nothing(database: Database, write: Write) -> None:
    dry = put(database, write(TABLE), "fraud", dry_run=True)
    before = metrics(database)
    report = put(database, write(TABLE), "fraud")

    assert before == {"auc": 0.5}
    assert dry == report


@pytest.mark.postgres
class TestOnPostgreSQL:
    @pytest.fixture
    def config(self, postgres_database: DatabaseConfig) -> DatabaseConfig:
        return postgres_database

    def test_a_summary_is_recorded(self, database: Database, write: Write) -> None:
        put(database, write(SUMMARY))

        assert metrics(database) == {"acc": 0.91, "auc": 0.5, "best.acc": 0.93, "best.epoch": 42}

    def test_a_table_is_recorded(self, database: Database, write: Write) -> None:
        put(database, write(TABLE), "fraud")

        assert metrics(database, 2) == {"auc": 0.93, "epoch": 12}
