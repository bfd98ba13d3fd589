"""`manage.py import_mlflow`."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry_app.core.registry import Registry
from tests.transfer.mlflow.tables import MLflowTables


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str, stderr: io.StringIO | None = None) -> str:
    stdout = io.StringIO()
    call_command("import_mlflow", *arguments, stdout=stdout, stderr=stderr or io.StringIO())
    return stdout.getvalue()


@pytest.fixture
def tables(tmp_path: Path) -> MLflowTables:
    """Five versions of one run, which has four good metrics and one that is no number."""
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
    told = run(tables.address, "--actor", "ann").splitlines()

    names = "fraud/1 m1, fraud/2 m1, fraud/3 m1, fraud/4 m1, fraud/5 m1"
    assert told[-2:] == [
        "Left out of versions: Modelbook has no such status. (1: fraud/6)",
        f"Left out of metrics: Its value is no finite number. (5: {names})",
    ]
    assert [line.split()[:3] for line in told[13:22]] == [
        ["models", "1", "0"],
        ["names", "0", "0"],
        ["model", "tags", "0"],
        ["metric", "goals", "0"],
        ["versions", "5", "0"],
        ["params", "0", "0"],
        ["metrics", "20", "0"],
        ["version", "tags", "5"],
        ["aliases", "1", "0"],
    ]
    assert registry.models.get_by_name("fraud").last_version_number == 6
    assert registry.audit.get_all(limit=1)[0].actor == "ann"


def test_a_second_time_it_tells_what_differs_and_what_moves(
    registry: Registry, tables: MLflowTables
) -> None:
    run(tables.address)
    tables.change("latest_metrics", {"key": "m2"}, value=0.75)
    tables.change("registered_model_aliases", {"name": "fraud"}, version=2)
    told = run(tables.address).splitlines()

    assert "Aliases that moved in MLflow, and so here: 1" in told
    assert [line.split()[:4] for line in told if line.startswith("metrics")] == [
        ["metrics", "0", "15", "5"]
    ]
    assert sum(line.startswith("- The metric 'm2' of fraud/") for line in told) == 5


def test_a_dry_run_says_so(registry: Registry, tables: MLflowTables) -> None:
    assert "This was a dry run: nothing was changed." in run(tables.address, "--dry-run")
    assert registry.models.get_all() == []


def test_an_empty_registry_is_told(registry: Registry, tmp_path: Path) -> None:
    assert "There was nothing new." in run(MLflowTables(tmp_path / "mlflow.db").address)


def test_another_workspace_can_be_chosen(registry: Registry, tables: MLflowTables) -> None:
    tables.add_model("spam", workspace="team")
    elsewhere = "Left out of models: They are in the workspace 'team'. (1)\n"

    assert elsewhere in run(tables.address)
    run(tables.address, "--workspace", "team")
    assert [model.name for model in registry.models.get_all()] == ["fraud", "spam"]


def test_it_shows_how_far_it_is(registry: Registry, tables: MLflowTables) -> None:
    for number in range(7, 200):
        tables.add_version(version=number)
    terminal = Terminal()
    run(tables.address, stderr=terminal)

    assert terminal.getvalue() == "\rversions of 198: 100\rversions of 198: 198\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sqlite:///missing.db"], r"There is no SQLite file 'missing\.db'"),
        (["sqlite:///mlflow.db", "--actor", " "], "actor"),
        ([], "arguments are required: address"),
        (["sqlite:///mlflow.db", "--rename-alias", "first"], "as in 1st=first"),
        (["sqlite:///mlflow.db", "--rename-alias", "=x"], "as in 1st=first"),
        (["sqlite:///mlflow.db", "--rename-alias", "x=v1"], "No alias can be called 'v1'"),
    ],
)
def test_a_refusal_is_a_sentence(
    registry: Registry, tables: MLflowTables, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert registry.models.get_all() == []


def test_names_can_t_control_the_terminal(registry: Registry, tables: MLflowTables) -> None:
    tables.add_alias("\x1b[31mred\n- forged")
    tables.add_model("\x1b]0;title\x07")
    told = run(tables.address)

    assert "\x1b" not in told
    assert r"fraud \x1b[31mred\n- forged" in told
    assert r"\x1b]0;title\x07" in told


def test_everything_that_is_left_out_is_written_into_a_file_on_request(
    registry: Registry, tables: MLflowTables, tmp_path: Path
) -> None:
    for number in range(6, 36):
        tables.add_version(version=number, status="?")
    path = tmp_path / "left_out.jsonl"
    told = run(tables.address, "--dry-run", "--left-out", str(path))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert "fraud/25, …)" in told
    assert "Every single one is written into a file by --left-out FILE." in told
    assert [line["name"] for line in lines if line["kind"] == "versions"] == [
        f"fraud/{number}" for number in range(6, 36)
    ]
    with pytest.raises(CommandError, match="exists already"):
        run(tables.address, "--left-out", str(path))


def test_aliases_are_renamed_and_made_of_stages(registry: Registry, tables: MLflowTables) -> None:
    tables.change("model_versions", {"version": 3}, current_stage="Staging")
    renaming = ("--rename-alias", "champion=best", "--rename-alias", "staging=next")
    told = run(tables.address, "--stages-as-aliases", *renaming)

    aliases = registry.aliases.get_all("fraud")
    assert {alias.name: alias.version_number for alias in aliases} == {"best": 1, "next": 3}
    assert "Changed in aliases: It was renamed as you asked. (2: fraud champion to best" in told


def test_runs_come_from_another_database(
    registry: Registry, tables: MLflowTables, tmp_path: Path
) -> None:
    runs = MLflowTables(tmp_path / "runs.db")
    runs.add_run("elsewhere", f1=0.5)
    tables.add_version(version=6, run_id="elsewhere")
    run(tables.address, "--runs-from", runs.address)

    version = registry.versions.get_by_number("fraud", 6)
    assert registry.metrics.get_by_name(version.id, "f1").value == 0.5


@pytest.mark.parametrize("option", ["--runs-from", "address"])
def test_no_address_shows_its_password(
    registry: Registry, tables: MLflowTables, option: str
) -> None:
    address = "postgresql://ann:pa@secret:word@host/mlflow"
    arguments = [address] if option == "address" else [tables.address, option, address]
    with pytest.raises(CommandError, match="more than one @") as caught:
        run(*arguments)

    assert "secret" not in str(caught.value)
