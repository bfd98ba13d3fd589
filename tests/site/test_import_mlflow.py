"""`manage.py import_mlflow`."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry_app.registry import Registry
from tests.transfer.mlflow.tables import MLflowTables


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    call_command("import_mlflow", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def tables(tmp_path: Path) -> MLflowTables:
    tables = MLflowTables(tmp_path / "mlflow.db")
    tables.add_model()
    tables.add("runs", run_uuid="r")
    tables.add("registered_model_aliases", name="fraud", alias="champion", version=1)
    for number in range(1, 6):
        tables.add_version(version=number, run_id="r")
        tables.add("latest_metrics", run_uuid="r", key=f"m{number}", value=0.5, is_nan=number == 1)
    return tables


def test_it_tells_what_was_done_and_what_was_left_out(
    registry: Registry, tables: MLflowTables
) -> None:
    tables.add_version(version=6, status="?")
    why = "value: Input should be a finite number"

    assert run(tables.address, "--actor", "ann").splitlines() == [
        "6 of 6 versions read",
        "models: 1 new, 0 here already",
        "versions: 5 new, 0 here already",
        "metrics: 20 new, 0 here already",
        "version tags: 5 new, 0 here already",
        "aliases: 1 new, 0 here already",
        "Left out:",
        "- versions: Its status in MLflow is none that is known. (1: fraud/6)",
        f"- metrics: {why} (5: fraud/1 m1, fraud/2 m1, fraud/3 m1, …)",
    ]
    assert registry.models.get_by_name("fraud").last_version_number == 6
    assert registry.audit.get_all(limit=1)[0].actor == "ann"


def test_a_second_time_it_tells_what_differs_and_what_moved(
    registry: Registry, tables: MLflowTables
) -> None:
    run(tables.address)
    tables.change("latest_metrics", {"key": "m2"}, value=0.75)
    tables.change("registered_model_aliases", {"name": "fraud"}, version=2)
    told = run(tables.address)

    assert "metrics: 0 new, 15 here already" in told
    assert "aliases moved: 1" in told
    assert "Left as they are here, where they differ: 5\n- The metric 'm2' of fraud/1" in told


def test_of_much_that_differs_the_first_is_shown(registry: Registry, tables: MLflowTables) -> None:
    for number in range(6, 26):
        tables.add_version(version=number, run_id="r")
    run(tables.address)
    tables.change("latest_metrics", {"key": "m2"}, value=0.75)
    told = run(tables.address).splitlines()

    first = told.index("Left as they are here, where they differ: 25")
    assert [line[:3] for line in told[first + 1 : first + 22]] == ["- T"] * 20 + ["- …"]


def test_an_empty_registry_is_told(registry: Registry, tmp_path: Path) -> None:
    assert run(MLflowTables(tmp_path / "mlflow.db").address) == "This MLflow registry is empty.\n"


def test_a_dry_run_says_so(registry: Registry, tables: MLflowTables) -> None:
    told = run(tables.address, "--dry-run")

    assert told.endswith("This is what an import would do; nothing was changed.\n")
    assert registry.models.get_all() == []


def test_another_workspace_can_be_chosen(registry: Registry, tables: MLflowTables) -> None:
    tables.add_model("spam", workspace="team")

    assert "- models: They are in another workspace. (1: workspace team)" in run(tables.address)
    assert "models: 1 new" in run(tables.address, "--workspace", "team")
    assert [model.name for model in registry.models.get_all()] == ["fraud", "spam"]


def test_on_a_terminal_one_line_counts(registry: Registry, tables: MLflowTables) -> None:
    for number in range(7, 200):
        tables.add_version(version=number)

    told = run(tables.address, out=Terminal())
    assert told.startswith("100 of 198 versions read\r198 of 198 versions read\r\nmodels: 1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sqlite:///missing.db"], r"There is no SQLite file 'missing\.db'"),
        (["sqlite:///mlflow.db", "--actor", " "], "actor"),
        ([], "arguments are required: address"),
    ],
)
def test_a_refusal_is_a_sentence(
    registry: Registry, tables: MLflowTables, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert registry.models.get_all() == []
