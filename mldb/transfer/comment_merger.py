"""Imports comments."""

from collections.abc import Sequence
from typing import Final

from mldb.errors import NotFoundError
from mldb.models import MLComment
from mldb.schemas import MLCommentCreate
from mldb.statements.registry.imported import existing_comments
from mldb.sync_db import MLCommentService
from mldb.transfer.merger import Merger
from mldb.transfer.records import CommentRecord
from mldb.transfer.work import Key, Row
from mldb.values.spelling import alias_key

_NO_START: Final = "1000-01-01 00:00:00.000000"
_SUBJECT: Final = {"model", "version", "alias", "moved_at"}


class CommentMerger(Merger[CommentRecord]):
    """Merges comments, identified by their public id."""

    row_type = MLComment

    def _key(self, record: CommentRecord) -> Key:
        moved_at = record.moved_at
        start = moved_at and moved_at.replace(tzinfo=None).isoformat(" ", "microseconds")
        alias = alias_key(record.alias) if record.alias else ""
        return (record.model, record.version or 0, alias, start or _NO_START, record.public_id)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(existing_comments(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[CommentRecord, Row]]) -> None:
        data = [
            MLCommentCreate.model_construct(
                model_name=record.model,
                version=record.version,
                assignment_id=row["assignment_id"],
                text=record.text,
            )
            for record, row in new
        ]
        self.work.rules.check(MLCommentService, data)

    def _is_left_out(self, record: CommentRecord, existing: Row) -> bool:
        if record.version is None:
            return self.work.is_model_left_out(existing) or self._lacks_move(existing)
        return self.work.is_version_left_out(existing, record.version)

    def _lacks_move(self, existing: Row) -> bool:
        """Whether the move was left out, because the alias has another history here."""
        return self.work.skip_conflicts and existing["assignment_id"] is None

    def _conflict(self, record: CommentRecord, existing: Row) -> str | None:
        if existing["id"] is not None and existing["is_elsewhere"]:
            return "is about something else here"
        return super()._conflict(record, existing)

    def _row(self, record: CommentRecord, existing: Row) -> Row:
        if existing["model_id"] is None:
            raise NotFoundError("model", record.model, f"for {record}")
        if record.version is not None and existing["version_id"] is None:
            raise NotFoundError("version", f"{record.model}/{record.version}", f"for {record}")
        if record.version is None and existing["assignment_id"] is None:
            raise NotFoundError("move of the alias", record.alias, f"for {record}")
        return record.model_dump(exclude=_SUBJECT) | {
            "model_id": existing["model_id"],
            "version_id": None if record.version is None else existing["version_id"],
            "assignment_id": existing["assignment_id"],
        }
