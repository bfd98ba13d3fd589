# Generated from mldb/async_db/services/artifacts/directories.py by `make twins`.
"""Uploads and downloads of files of this machine, as methods of the service of artifacts."""

from collections.abc import Sequence
from pathlib import Path

from mldb.artifacts.folder import LocalFile, files_of, local_file
from mldb.artifacts.progress import Progress
from mldb.artifacts.target import make_folder
from mldb.errors import NotFoundError
from mldb.schemas import ArtifactRead, Owner
from mldb.sync_db._engine import in_thread
from mldb.sync_db.services.artifacts.directory_copies import Download, FileService, Upload


class Directories:
    """Copies files and directories; several at once, with a progress bar on a terminal."""

    def upload_file(
        self: FileService,
        owner: Owner,
        file: Path | str,
        path: str | None = None,
        *,
        reason: str | None = None,
    ) -> ArtifactRead:
        """Store a file of this machine, under its own name unless a `path` is given.

        If it is there with the same bytes, nothing is sent.

        Raises:
            StorageError: the file can't be read, or the artifact store can't be used.
            RuleViolationError: the path can't be used, or a rule forbids it.
            NotFoundError: there is no such owner.
        """
        local = local_file(Path(file), Path(file).name if path is None else path)
        try:
            existing = {local.path: self.get(owner, local.path)}
        except NotFoundError as missing:
            if missing.entity != "artifact":
                raise
            existing = {}
        (stored,) = _upload(self, owner, [local], existing, reason)
        return stored

    def upload_directory(
        self: FileService,
        owner: Owner,
        folder: Path | str,
        directory: str = "",
        *,
        reason: str | None = None,
    ) -> list[ArtifactRead]:
        """Store all files below a folder of this machine, by default at the owner's root.

        Files that are there with the same bytes are not sent, so that a second try after an error
        goes on where the first one ended. A symbolic link to a file below the folder stands for
        that file; one that leads out of the folder, or to a directory, is refused before anything
        is sent. Returned in the order of their paths.

        Raises:
            StorageError: something can't be read, or the artifact store can't be used; the message
                names the file.
            RuleViolationError: a path can't be used, or a rule forbids it.
            NotFoundError: there is no such owner.
        """
        files = in_thread(files_of, Path(folder), directory)
        existing = {
            artifact.path: artifact
            for some in self.all_files(owner, directory)
            for artifact in some
        }
        return _upload(self, owner, files, existing, reason)

    def download(
        self: FileService, owner: Owner, to: Path | str, directory: str = ""
    ) -> list[Path]:
        """Copy all files, or those of a directory, or one file, into a folder of this machine.

        The folder is made if it is missing. Paths are relative to the directory. Files that are
        there with the same bytes are left alone, parts of files from an earlier try are continued,
        and every digest is compared. Nothing is written outside the folder. Returned in the order
        of their paths.

        Raises:
            NotFoundError: there is no such owner, directory or file.
            StorageError: something can't be read or written, or a digest is wrong; the message
                names the file.
        """
        artifacts = [artifact for some in self.all_files(owner, directory) for artifact in some]
        if not artifacts and directory:
            artifacts = [self.get(owner, directory)]
        folder = Path(to)
        in_thread(make_folder, folder)
        with Progress(f"Downloading {owner.label}", _total(artifacts)) as progress:
            download = Download(self, owner, folder, directory, progress)
            return download.fetch(artifacts)


def _upload(
    artifacts: FileService,
    owner: Owner,
    files: Sequence[LocalFile],
    existing: dict[str, ArtifactRead],
    reason: str | None,
) -> list[ArtifactRead]:
    with Progress(f"Uploading to {owner.label}", _total(files)) as progress:
        return Upload(artifacts, owner, reason, progress).send(files, existing)


def _total(files: Sequence[LocalFile | ArtifactRead]) -> int:
    return sum(file.size_bytes for file in files)
