"""`manage.py import_mlflow`."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from mldb.backup.files import check_new, kept_whole
from mldb.config import database_config
from mldb.security import note
from mldb.terminal import printable
from mldb.transfer.mlflow import DEFAULT_WORKSPACE, MLflowOptions, MLflowReport, import_mlflow
from mldb.transfer.mlflow.artifacts.importing import FileOptions
from mldb.transfer.mlflow.left_out import LeftOut, Listener, nobody
from mldb.values.names import SYSTEM
from registry_app.management.command import RegistryCommand
from registry_app.management.imports import report_lines
from registry_app.management.progress import progress
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Takes an MLflow registry over."""

    help = (
        "Adds what MLflow has and this registry hasn't: experiments, runs with their parameters, "
        "tags, datasets, logged models and whole metric histories; models, versions with the "
        "parameters and last metrics of their own model, tags, aliases. Reads MLflow's own "
        "database, needs no MLflow, and can be repeated."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The source, the selection and the actor."""
        parser.add_argument(
            "address",
            help="of MLflow's database, as its --backend-store-uri: sqlite:///mlflow.db, or "
            "postgresql://user:password@host/database",
        )
        parser.add_argument(
            "--runs-from",
            metavar="ADDRESS",
            help="of the database of the runs, if the registry has one of its own "
            "(--registry-store-uri)",
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--actor", default=SYSTEM, help="who imports, for the history")
        parser.add_argument(
            "--workspace", default=DEFAULT_WORKSPACE, help="of MLflow, whose models are taken"
        )
        parser.add_argument(
            "--stages-as-aliases",
            action="store_true",
            help="point the aliases production and staging to the newest version in each stage",
        )
        parser.add_argument(
            "--rename-alias",
            metavar="OLD=NEW",
            action="append",
            default=[],
            type=_renaming,
            help="call an alias otherwise here; can be repeated",
        )
        parser.add_argument(
            "--left-out",
            metavar="FILE",
            type=Path,
            help="write everything that is left out into this new file, one JSON object a line",
        )
        parser.add_argument(
            "--with-artifacts",
            action="store_true",
            help="also copy the files of runs, logged models and versions from where MLflow keeps "
            "them",
        )
        parser.add_argument(
            "--artifact-root",
            metavar="DIR_OR_URL",
            help="the folder or bucket that mlflow-artifacts: stands for, which MLflow's server "
            "got as --artifacts-destination; or the folder to which mlruns was moved",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Import, and print the changes and the omissions."""
        if options["artifact_root"] is not None and not options["with_artifacts"]:
            raise CommandError("--artifact-root goes with --with-artifacts.")
        with told(), progress(self.stderr) as tell, ExitStack() as stack:
            report = import_mlflow(
                database_config(),
                options["address"],
                actor=options["actor"],
                options=MLflowOptions(
                    workspace=options["workspace"],
                    runs_from=options["runs_from"],
                    stages_as_aliases=options["stages_as_aliases"],
                    rename_aliases=dict(options["rename_alias"]),
                    listener=_listener(stack, options["left_out"]),
                    files=FileOptions(
                        options["artifact_root"], lambda done: tell("files copied", done)
                    )
                    if options["with_artifacts"]
                    else None,
                ),
                dry_run=options["dry_run"],
                progress=lambda done, total: tell(f"versions of {total:,}", done),
                run_progress=lambda done, total: tell(f"runs of {total:,}", done),
            )
        # Not the URL, which may contain a password.
        note("import_mlflow", dry_run=options["dry_run"], actor=options["actor"])
        for line in _lines(report, dry_run=options["dry_run"]):
            self.stdout.write(line)


def _renaming(text: str) -> tuple[str, str]:
    old, separator, new = text.rpartition("=")
    if not (old and separator and new):
        raise ArgumentTypeError("give the alias in MLflow and the one here, as in 1st=first")
    return old, new


def _listener(stack: ExitStack, path: Path | None) -> Listener:
    """Writes into the file, which gets its name when the import is done."""
    if path is None:
        return nobody
    check_new(path)
    unfinished = stack.enter_context(kept_whole(path))
    file = stack.enter_context(unfinished.open("w", encoding="utf-8"))

    def write(kind: str, label: str, why: str) -> None:
        line = {"kind": kind.replace("_", " "), "name": label, "why": why}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return write


def _lines(report: MLflowReport, *, dry_run: bool) -> Iterator[str]:
    yield from report_lines(report.imported, dry_run=dry_run, skip_conflicts=True)
    if report.moved_aliases:
        yield f"Aliases that moved in MLflow, and so here: {report.moved_aliases:,}"
    if report.ended_runs:
        yield f"Runs that ended in MLflow, and so here: {report.ended_runs:,}"
    yield from report.notes
    yield from (_line("Changed in", each) for each in report.changed)
    yield from (_line("Left out of", each) for each in report.left_out)
    if any(each.count > len(each.examples) > 0 for each in report.left_out):
        yield "Every single one is written into a file by --left-out FILE."


def _line(verb: str, group: LeftOut) -> str:
    names = [printable(name) for name in group.examples]
    if names and group.count > len(names):
        names.append("…")
    what = f"{group.count:,}: {', '.join(names)}" if names else f"{group.count:,}"
    return f"{verb} {group.entity_type.replace('_', ' ')}: {group.why} ({what})"
