"""`manage.py verify`."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from mldb.schemas import Owner, VerifiedContent
from mldb.security import note
from mldb.values.enums import Verification
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from registry_app.management.command import RegistryCommand
from registry_app.management.progress import progress
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Reads the bytes of files back."""

    help = (
        "Reads the bytes of all files back, compares them with the digests of their uploads, and "
        "records the result, which the pages of the files show. Lists what is damaged or missing, "
        "and fails if something is."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose files."""
        parser.add_argument("--model", metavar="NAME", help="only files of versions of this model")
        parser.add_argument("--run", metavar="ID", help="only files of this run")

    def handle(self, *_: Any, **options: Any) -> None:
        """Verify, and say what was found."""
        count, size, bad = 0, 0, 0
        with told(), progress(self.stderr) as tell:
            for content in self._verified(Registry(SYSTEM), options):
                count, size = count + 1, size + content.size_bytes
                tell("contents", count)
                if content.verification is not Verification.INTACT:
                    bad += 1
                    self.stdout.write(_line(content))
        note("verify", contents=count, bad=bad)
        self.stdout.write(f"{count:,} contents of {size:,} bytes were read back.")
        if bad:
            self.stdout.write(
                f"{bad:,} of them are damaged or missing. Restore the artifact store from a "
                "back-up, or upload the same files again, which repairs them."
            )
            sys.exit(1)
        self.stdout.write("All are as they were uploaded.")

    def _verified(self, registry: Registry, options: Any) -> Iterator[VerifiedContent]:
        model, run = options["model"], options["run"]
        if model is None and run is None:
            yield from registry.artifact_care.verify()
        if run is not None:
            yield from registry.artifact_care.verify(Owner.run(run))
        if model is not None:
            yield from registry.artifact_care.verify(model=model)


def _line(content: VerifiedContent) -> str:
    files = ", ".join(content.artifacts) or "no file"
    return f"{content.verification}: {content.sha256} ({content.size_bytes:,} bytes) of {files}"
