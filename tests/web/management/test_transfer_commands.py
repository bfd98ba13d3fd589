"""`manage.py export` and `manage.py import`."""

import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mldb.schemas import MLModelCreate, MLModelUpdate, MLModelVersionCreate
from mldb.sync_db import default_database
from registry_app.core.registry import Registry


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str, errors: io.StringIO | None = None) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=errors or io.StringIO())
    return out.getvalue()


@pytest.fixture
def export(registry: Registry, tmp_path: Path) -> str:
    """A file with one model and its version."""
    registry.models.create(MLModelCreate(name="fraud"))
    version = MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": 0.5})
    registry.versions.create(version)
    path = str(tmp_path / "registry.zip")
    run("export", path)
    return path


@pytest.fixture
def elsewhere(
    export: str, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From now on the site has an empty registry."""
    default_database().close()
    monkeypatch.setenv("SQLITE_DB_PATH", str(shutil.copy(sqlite_template, tmp_path / "new.db")))
    default_database.cache_clear()


def lines(text: str) -> dict[str, list[str]]:
    """Counts of the report by kind."""
    rows = [line.split() for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) == 5 and row[1].isdecimal()}


def test_what_was_exported_is_imported(export: str, elsewhere: None) -> None:
    told = run("import", export)

    assert lines(told)["metrics"] == ["1", "0", "0", "0"]
    assert lines(told)["events"] == ["2", "0", "0", "0"]
    assert [model.name for model in Registry().models.get_all()] == ["fraud"]
    assert "There was nothing new." in run("import", export)


def test_an_export_says_what_it_holds_and_what_not(registry: Registry, tmp_path: Path) -> None:
    registry.models.create(MLModelCreate(name="fraud"))

    assert "registry.zip holds the registry in 3 records, without accounts." in run(
        "export", str(tmp_path / "registry.zip")
    )


def test_a_dry_run_changes_nothing(export: str, elsewhere: None) -> None:
    told = run("import", "--dry-run", export)

    assert lines(told)["models"] == ["1", "0", "0", "0"]
    assert "This was a dry run: nothing was changed. The import would be done." in told
    assert Registry().models.get_all() == []


class TestConflicts:
    @pytest.fixture(autouse=True)
    def _differs(self, export: str, registry: Registry) -> None:
        model = registry.models.get_by_name("fraud")
        registry.models.update(model.id, MLModelUpdate(row_version=1, description="New"))

    def test_it_is_refused(self, export: str) -> None:
        with pytest.raises(CommandError) as caught:
            run("import", export)
        assert str(caught.value) == (
            "One record differs from this registry; nothing was imported.\n"
            "- The model 'fraud' differs in description (here 'New', to import '')."
        )

    def test_a_dry_run_reports_it_and_fails(self, export: str) -> None:
        out = io.StringIO()
        with pytest.raises(SystemExit) as caught:
            call_command("import", "--dry-run", export, stdout=out)
        assert caught.value.code == 1
        assert lines(out.getvalue())["models"] == ["0", "0", "1", "0"]
        assert "- The model 'fraud' differs in description" in out.getvalue()
        assert "The import would be refused." in out.getvalue()

    def test_it_can_be_skipped(self, export: str) -> None:
        told = run("import", "--skip-conflicts", export)

        assert lines(told)["models"] == ["0", "0", "1", "0"]
        assert lines(told)["versions"] == ["0", "0", "0", "1"]
        assert "The import would be done." in run("import", "--skip-conflicts", "--dry-run", export)


def test_events_of_the_import_s_own_are_reported(
    export: str, elsewhere: None, registry: Registry
) -> None:
    run("import", export)
    version = Registry("ann").versions.get_by_number("fraud", 1)
    metric = Registry("ann").metrics.get_by_name(version.id, "auc")
    Registry("ann").metrics.delete(metric.id)

    told = run("import", export)
    assert "One audit event was written for what came without any." in told
    event = Registry().audit.get_all()[0]
    assert (event.actor, event.reason) == ("system", "Imported from registry.zip")


def test_a_file_that_is_no_export_is_told_in_a_sentence(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    path.write_text("mine")

    with pytest.raises(CommandError, match="no export of a registry, or was cut off"):
        run("import", str(path))
    with pytest.raises(CommandError, match="exists already"):
        run("export", str(path))


class TestProgress:
    def test_on_a_terminal_a_line_counts_up(self, export: str, elsewhere: None) -> None:
        screen = Terminal()
        run("import", export, errors=screen)

        assert "\rmetrics: 1\n" in screen.getvalue()
        assert screen.getvalue().endswith("\revents: 2\n")

    def test_elsewhere_short_work_is_silent(self, export: str, elsewhere: None) -> None:
        log = io.StringIO()
        run("import", export, errors=log)

        assert log.getvalue() == ""

    def test_elsewhere_long_work_is_told_of_now_and_then(
        self, export: str, elsewhere: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("registry_app.management.progress._STEP", 2)
        log = io.StringIO()
        run("import", export, errors=log)

        assert log.getvalue() == "checked events.jsonl: 2\nevents: 2\n"
