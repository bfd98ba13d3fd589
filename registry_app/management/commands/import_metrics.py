"""`manage.py import_metrics`."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mldb.config import database_config
from mldb.terminal import printable
from mldb.transfer.tracker import MetricsReport, VersionReport, import_metrics
from mldb.values.names import SYSTEM
from registry_app.management.command import RegistryCommand
from registry_app.management.refusals import told

_EXAMPLES: Final = 20


class Command(RegistryCommand):
    """Records the metrics of a file."""

    help = (
        "Records metrics from a file: a run's summary in JSON, or a table in CSV (name,value, or a "
        "column for each metric; with a column 'version' or with steps). Values that are no "
        "finite numbers are left out, and named. What is there already gets the new value."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of what, from where, and who does it."""
        parser.add_argument(
            "version",
            help="model and number, as in fraud-detector/3; the model alone for a table with a "
            "column 'version'",
        )
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--actor", default=SYSTEM, help="who imports, for the history")
        parser.add_argument("--reason", help="why, for the history")

    def handle(self, *_: Any, **options: Any) -> None:
        """Import, and print the changes and the omissions."""
        with told():
            report = import_metrics(
                database_config(),
                options["version"],
                options["file"],
                actor=options["actor"],
                reason=options["reason"],
                dry_run=options["dry_run"],
            )
        for line in _lines(report, dry_run=options["dry_run"]):
            self.stdout.write(line)


def _lines(report: MetricsReport, *, dry_run: bool) -> Iterator[str]:
    for version in report.versions:
        yield (
            f"{version.label}: {version.new:,} new, {version.changed:,} changed, "
            f"{version.there:,} there already, {len(version.left_out):,} left out"
        )
        yield from _left_out(version)
    if dry_run:
        yield "This was a dry run: nothing was changed."


def _left_out(version: VersionReport) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for name, why in version.left_out:
        reasons.setdefault(why, []).append(printable(name) or "(no name)")
    for why, names in reasons.items():
        more = ", …" if len(names) > _EXAMPLES else ""
        yield f"Left out: {why} ({len(names):,}: {', '.join(names[:_EXAMPLES])}{more})"
