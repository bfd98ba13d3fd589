"""Imports artifacts: links to contents that are here, or that the import brought."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar

from mldb.errors import NotFoundError, RuleViolationError
from mldb.models import MLArtifact
from mldb.rules.artifact import check_paths_fit
from mldb.statements.artifacts import imported
from mldb.sync_db.services.artifacts.filing import check_paths
from mldb.transfer.merger import Merger, difference
from mldb.transfer.records import ArtifactRecord
from mldb.transfer.work import Key, Row, Work


class OwnedMerger(Merger[ArtifactRecord]):
    """Merges the artifacts of one type of owner, identified by owner and path."""

    row_type: ClassVar[Any] = MLArtifact
    owner_column: ClassVar[str]

    def _check(self, new: Sequence[tuple[ArtifactRecord, Row]]) -> None:
        """A file can't be where another one needs a directory."""
        paths: dict[int, list[str]] = defaultdict(list)
        for record, row in new:
            paths[row[self.owner_column]].append(record.path)
        for owner_id, some in paths.items():
            check_paths_fit(some)
            check_paths(self.work.rules.session, self.owner_column, owner_id, some)

    def _is_left_out(self, record: ArtifactRecord, existing: Row) -> bool:
        if existing["id"] is not None or existing["content_id"] is not None:
            return False
        self.work.report.without_content += 1
        return True

    def _conflict(self, record: ArtifactRecord, existing: Row) -> str | None:
        conflict = super()._conflict(record, existing)
        if conflict is not None or existing["id"] is None:
            return conflict
        return difference({"sha256": existing["sha256"]}, {"sha256": record.sha256})

    def _row(self, record: ArtifactRecord, existing: Row) -> Row:
        owner_id = existing[self.owner_column]
        if owner_id is None:
            raise NotFoundError(*self._missing(record), f"for {record}")
        if existing["content_bytes"] != record.size_bytes:
            raise RuleViolationError(f"{record.title} has another size than its content.")
        columns = ("run_id", "logged_model_id", "version_id", "experiment_id", "model_id")
        owner = {column: existing.get(column) for column in columns}
        owned = {"run", "logged_model", "model", "version", "sha256"}
        if self.owner_column == "run_id":
            self.work.note_late(owner_id, record.type_name, 1)
        return record.model_dump(exclude=owned) | owner | {"content_id": existing["content_id"]}

    def _missing(self, record: ArtifactRecord) -> tuple[str, str]:
        """Type and name of the owner."""
        raise NotImplementedError


class OfRunsMerger(OwnedMerger):
    """Merges artifacts of runs."""

    owner_column: ClassVar[str] = "run_id"

    def _key(self, record: ArtifactRecord) -> Key:
        return (record.run, record.path, record.sha256)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_of_runs(self.work.dialect), keys)

    def _is_left_out(self, record: ArtifactRecord, existing: Row) -> bool:
        return record.run in self.work.left_runs or super()._is_left_out(record, existing)

    def _missing(self, record: ArtifactRecord) -> tuple[str, str]:
        return "run", str(record.run)


class OfLoggedModelsMerger(OwnedMerger):
    """Merges artifacts of logged models."""

    owner_column: ClassVar[str] = "logged_model_id"

    def _key(self, record: ArtifactRecord) -> Key:
        return (record.logged_model, record.path, record.sha256)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_of_logged_models(self.work.dialect), keys)

    def _is_left_out(self, record: ArtifactRecord, existing: Row) -> bool:
        is_left_out = record.logged_model in self.work.left_logged_models
        return is_left_out or super()._is_left_out(record, existing)

    def _missing(self, record: ArtifactRecord) -> tuple[str, str]:
        return "logged model", str(record.logged_model)


class OfVersionsMerger(OwnedMerger):
    """Merges artifacts of versions."""

    owner_column: ClassVar[str] = "version_id"

    def _key(self, record: ArtifactRecord) -> Key:
        return (record.model, record.version, record.path, record.sha256)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_of_versions(self.work.dialect), keys)

    def _is_left_out(self, record: ArtifactRecord, existing: Row) -> bool:
        is_left_out = self.work.is_version_left_out(existing, record.version or 0)
        return is_left_out or super()._is_left_out(record, existing)

    def _missing(self, record: ArtifactRecord) -> tuple[str, str]:
        return "version", f"{record.model}/{record.version}"


class ArtifactMerger:
    """Merges artifacts of all owners; contents that the import brought get their rows first."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._of_runs = OfRunsMerger(work)
        self._of_logged_models = OfLoggedModelsMerger(work)
        self._of_versions = OfVersionsMerger(work)

    def merge(self, records: Sequence[ArtifactRecord]) -> None:
        """Insert new records; count the existing, report the conflicting ones."""
        self.work.contents.settle(self.work.rules.session, {one.sha256 for one in records})
        owned: dict[OwnedMerger, list[ArtifactRecord]] = defaultdict(list)
        for record in records:
            owned[self._merger(record)].append(record)
        for merger, some in owned.items():
            merger.merge(some)

    def _merger(self, record: ArtifactRecord) -> OwnedMerger:
        if record.run is not None:
            return self._of_runs
        return self._of_versions if record.logged_model is None else self._of_logged_models
