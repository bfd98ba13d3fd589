"""`manage.py import_mlflow`."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from mldb.config import database_config
from mldb.transfer.mlflow import DEFAULT_WORKSPACE, LeftOut, MLflowReport, import_mlflow
from mldb.types import SYSTEM
from registry_app.management.refusals import told


class Command(BaseCommand):
    """Takes an MLflow registry over."""

    help = (
        "Adds what an MLflow registry has and this one hasn't: models, versions, the parameters "
        "and last metrics of their source runs, tags, aliases. Reads MLflow's own database, needs "
        "no MLflow, and can be repeated."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's
    _tenths = 0

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
        with told():
            report = import_mlflow(
                database_config(),
                options["address"],
                actor=options["actor"],
                workspace=options["workspace"],
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        if self.stdout.isatty():
            self.stdout.write()
        for line in list(_lines(report)) or ["This MLflow registry is empty."]:
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("This is what an import would do; nothing was changed.")

    def _progress(self, done: int, total: int) -> None:
        """One line that counts on a terminal; elsewhere a line for every tenth."""
        line = f"{done:,} of {total:,} versions read"
        if self.stdout.isatty():
            self.stdout.write(line, ending="\r")
        elif done * 10 // total > self._tenths:
            self._tenths = done * 10 // total
            self.stdout.write(line)


def _lines(report: MLflowReport) -> Iterator[str]:
    for kind, tally in report.imported.tallies.items():
        if tally.new or tally.there:
            yield f"{_words(kind)}: {tally.new:,} new, {tally.there:,} here already"
    if report.moved_aliases:
        yield f"aliases moved: {report.moved_aliases:,}"
    if report.imported.conflict_count:
        yield f"Left as they are here, where they differ: {report.imported.conflict_count:,}"
        yield from (f"- {sentence}" for sentence in report.imported.conflicts)
        if report.imported.conflict_count > len(report.imported.conflicts):
            yield "- …"
    left_out = [_left_out(each) for each in report.left_out]
    if left_out:
        yield "Left out:"
        yield from left_out


def _left_out(each: LeftOut) -> str:
    examples = ", ".join([*each.examples, *(["…"] if each.count > len(each.examples) else [])])
    return f"- {_words(each.kind)}: {each.why} ({each.count:,}: {examples})"


def _words(kind: str) -> str:
    return kind.replace("_", " ")
