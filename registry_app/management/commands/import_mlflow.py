"""`manage.py import_mlflow`."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from mldb.config import database_config
from mldb.transfer.mlflow import DEFAULT_WORKSPACE, MLflowReport, import_mlflow
from mldb.types import SYSTEM
from registry_app.management.command import RegistryCommand
from registry_app.management.imports import report_lines
from registry_app.management.progress import progress
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Takes an MLflow registry over."""

    help = (
        "Adds what an MLflow registry has and this one hasn't: models, versions, the parameters "
        "and last metrics of their source runs, tags, aliases. Reads MLflow's own database, needs "
        "no MLflow, and can be repeated."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, and who does it."""
        parser.add_argument(
            "address",
            help="of MLflow's database, as its --backend-store-uri: sqlite:///mlflow.db, or "
            "postgresql://user:password@host/database",
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--actor", default=SYSTEM, help="who imports, for the history")
        parser.add_argument(
            "--workspace", default=DEFAULT_WORKSPACE, help="of MLflow, whose models are taken"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Import, and tell what was done and what was not."""
        with told(), progress(self.stderr) as tell:
            report = import_mlflow(
                database_config(),
                options["address"],
                actor=options["actor"],
                workspace=options["workspace"],
                dry_run=options["dry_run"],
                progress=lambda done, total: tell(f"versions of {total:,}", done),
            )
        for line in _lines(report, dry_run=options["dry_run"]):
            self.stdout.write(line)


def _lines(report: MLflowReport, *, dry_run: bool) -> Iterator[str]:
    yield from report_lines(report.imported, dry_run=dry_run, skip_conflicts=True)
    if report.moved_aliases:
        yield f"Aliases that moved in MLflow, and so here: {report.moved_aliases:,}"
    for each in report.left_out:
        examples = ", ".join(each.examples)
        more = ", …" if each.count > len(each.examples) else ""
        kind = each.kind.replace("_", " ")
        yield f"Left out of {kind}: {each.why} ({each.count:,}: {examples}{more})"
