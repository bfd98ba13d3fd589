"""`manage.py export`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from mldb.config import database_config
from mldb.security import note
from mldb.transfer import export_registry
from mldb.transfer.manifest import SUFFIX, Manifest
from mldb.transfer.records import ArtifactRecord
from registry_app.management.command import RegistryCommand
from registry_app.management.progress import progress
from registry_app.management.refusals import told

_SHOWN: Final = 20


class Command(RegistryCommand):
    """Writes the registry into a file that any database can take in."""

    help = (
        "Writes experiments, runs, models, versions and all that belongs to them, with history "
        "and trash, into one new file, while programs go on writing. Accounts are not in it: "
        "`manage.py back_up` copies everything. `manage.py import` reads the file, into SQLite or "
        "PostgreSQL."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--with-artifacts",
            action="store_true",
            help="also write the bytes of files, each content once; else only their digests",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Export, and say what."""
        with told(), progress(self.stderr) as tell:
            manifest = export_registry(
                database_config(),
                options["file"],
                with_artifacts=options["with_artifacts"],
                progress=tell,
            )
        note("export", file=options["file"], with_artifacts=options["with_artifacts"])
        self.stdout.write(
            f"{options['file']} holds the registry in {manifest.record_count:,} records, "
            "without accounts."
        )
        self._tell_files(manifest)

    def _tell_files(self, manifest: Manifest) -> None:
        """Say whether the bytes of files are in it; fail if some could not be read."""
        files = manifest.entries[f"{ArtifactRecord.type_name}{SUFFIX}"].count
        if manifest.contents is None:
            if files:
                self.stdout.write(
                    f"The bytes of its {files:,} files are not in it, only their digests. "
                    "--with-artifacts writes them."
                )
            return
        contents = manifest.contents
        self.stdout.write(
            f"It holds the bytes of files, {contents.count:,} different contents of "
            f"{contents.size_bytes:,} bytes."
        )
        if contents.unreadable:
            digests = ", ".join(contents.unreadable[:_SHOWN])
            more = " …" if len(contents.unreadable) > _SHOWN else ""
            raise CommandError(
                f"The artifact store has lost or damaged {len(contents.unreadable):,} contents, "
                f"which are not in the file: {digests}{more}. `manage.py verify` names their "
                "files. Everything else is in the file, which can be imported."
            )
