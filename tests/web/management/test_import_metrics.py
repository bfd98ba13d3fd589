"""`manage.py import_metrics`."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mldb.schemas import MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry


def run(*arguments: str) -> str:
    stdout = io.StringIO()
    call_command("import_metrics", *arguments, stdout=stdout, stderr=io.StringIO())
    return stdout.getvalue()


@pytest.fixture
def path(registry: Registry, tmp_path: Path) -> Path:
    """A summary, and a version for it."""
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    path = tmp_path / "summary.json"
    path.write_text('{"acc": 0.9, "loss": "NaN", "\\u001b[31mx": true}')
    return path


def test_it_tells_what_was_recorded_and_what_was_left_out(registry: Registry, path: Path) -> None:
    told = run("fraud/1", str(path), "--actor", "ann", "--reason", "Final run")
    event = registry.audit.get_all(limit=1)[0]

    assert told.splitlines() == [
        "fraud/1: 1 new, 0 changed, 0 there already, 2 left out",
        "Left out: It is no finite number. (1: loss)",
        r"Left out: It is true or false, not a number. (1: \x1b[31mx)",
    ]
    assert (event.actor, event.reason) == ("ann", "Final run")


def test_a_dry_run_says_so(registry: Registry, path: Path) -> None:
    assert "This was a dry run: nothing was changed." in run("fraud/1", str(path), "--dry-run")
    version = registry.versions.get_by_number("fraud", 1)
    assert registry.metrics.get_of_owner(version.id) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fraud/2", "summary.json"], r"There is no version"),
        (["fraud", "summary.json"], "doesn't say of which version"),
        (["fraud/1", "missing.json"], r"missing\.json can't be read: No such file"),
        (["fraud/1", "summary.json", "--actor", " "], "actor"),
    ],
)
def test_a_refusal_is_a_sentence(
    registry: Registry, path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)
