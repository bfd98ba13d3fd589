"""Imports alias assignments: an alias's history is continued, never rewritten."""

from collections.abc import Sequence
from typing import Any

from mldb.errors import NotFoundError
from mldb.models import MLModelAlias
from mldb.schemas import MLModelAliasMove
from mldb.statements.content import content_of
from mldb.statements.registry.imported import existing_assignments
from mldb.sync_db import MLModelAliasService
from mldb.transfer.merger import difference
from mldb.transfer.records import AliasRecord
from mldb.transfer.work import Row, Work
from mldb.values.spelling import alias_key

Alias = tuple[str, str]


class AliasMerger:
    """Merges assignments, identified by model, alias and start.

    An equal assignment is left alone: the same start, end, version, people and reasons. A current
    assignment with another start is equal if it points to the same version. A new assignment must
    follow all existing ones of its alias, or two histories would be mixed.
    """

    def __init__(self, work: Work) -> None:
        self.work = work

    def merge(self, records: Sequence[AliasRecord]) -> None:
        """Insert new assignments; count the existing, report the conflicting ones."""
        existing_rows = self._existing_rows(records)
        new: list[Row] = []
        moves: list[MLModelAliasMove] = []
        last: dict[Alias, AliasRecord] = {}
        for record, candidates in zip(records, existing_rows, strict=True):
            existing = candidates[0]
            tally = self.work.report.tallies[record.type_name]
            if self._is_left_out(record, existing):
                tally.left_out += 1
            elif any(_is_there(record, candidate) for candidate in candidates):
                tally.there += 1
            elif conflict := _conflict(record, candidates, last.get(_alias(record))):
                self.work.report.add_conflict(record.type_name, f"{record.title} {conflict}.")
            else:
                tally.new += 1
                new.append(_row(record, existing))
                moves.append(_move(record))
                last[_alias(record)] = record
        self.work.rules.check(MLModelAliasService, moves)
        self.work.insert(MLModelAlias, new)

    def _existing_rows(self, records: Sequence[AliasRecord]) -> list[list[Row]]:
        """The existing assignments of each record's alias and start."""
        keys = [_key(record) for record in records]
        existing_rows: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.work.look_up(existing_assignments(self.work.dialect), keys):
            key = (row["key_0"], row["key_1"], row["key_2"], row["key_3"])
            existing_rows.setdefault(key, []).append(row)
        return [existing_rows[key] for key in keys]

    def _is_left_out(self, record: AliasRecord, existing: Row) -> bool:
        if existing["version_id"] is None and record.ended_at is not None:
            return self.work.is_model_left_out(existing)
        return self.work.is_version_left_out(existing, record.version)


def _alias(record: AliasRecord) -> Alias:
    return (record.model, alias_key(record.name))


def _key(record: AliasRecord) -> tuple[str, int, str, str]:
    start = record.started_at.replace(tzinfo=None).isoformat(" ", "microseconds")
    return (record.model, record.version, alias_key(record.name), start)


def _is_there(record: AliasRecord, existing: Row) -> bool:
    """Whether an equal assignment exists, or the alias points to the version already."""
    if _is_same(record, existing):
        return _difference(record, existing) is None
    last = (existing["last_number"], existing["last_ended_at"])
    is_current = record.ended_at is None and existing["last_id"] is not None
    return is_current and last == (record.version, None)


def _is_same(record: AliasRecord, existing: Row) -> bool:
    """Whether an assignment with this start, end and version exists."""
    same = (existing["same_version_number"], existing["same_ended_at"])
    return existing["same_id"] is not None and same == (record.version, record.ended_at)


def _difference(record: AliasRecord, existing: Row) -> str | None:
    names = content_of(MLModelAlias).keys() - {"version_number", "ended_at"}
    here = {name: existing[f"same_{name}"] for name in sorted(names)}
    return difference(here, {name: getattr(record, name) for name in here})


def _conflict(
    record: AliasRecord, candidates: Sequence[Row], before: AliasRecord | None
) -> str | None:
    """Why the record can't be added, as the end of a sentence; None: it can.

    `before` is the preceding assignment in this import, if there is one.
    """
    for candidate in candidates:
        if _is_same(record, candidate):
            return _difference(record, candidate)
    return _why_it_cannot_follow(record, candidates[0], before)


def _why_it_cannot_follow(
    record: AliasRecord, existing: Row, before: AliasRecord | None
) -> str | None:
    if record.ended_at is None and existing["version_id"] is not None and not existing["is_live"]:
        return "would point to a version in the trash"
    number, ended_at = existing["last_number"], existing["last_ended_at"]
    if before is not None:
        number, ended_at = before.version, before.ended_at
    if number is None or (ended_at is not None and record.started_at >= ended_at):
        return None
    if ended_at is None:
        return f"can't follow on version {number}, to which the alias still points here"
    return f"starts before the assignment to version {number} ended, the last one that is here"


def _move(record: AliasRecord) -> MLModelAliasMove:
    return MLModelAliasMove.model_construct(
        model_name=record.model, name=record.name, version=record.version
    )


def _row(record: AliasRecord, existing: Row) -> Row:
    """Columns of the new row.

    Raises:
        NotFoundError: the model is not there, or the version to which the alias still points.
    """
    if existing["model_id"] is None:
        raise NotFoundError("model", record.model, f"for {record}")
    if record.ended_at is None and existing["version_id"] is None:
        raise NotFoundError("version", f"{record.model}/{record.version}", f"for {record}")
    return record.model_dump(exclude={"model", "version"}) | {
        "name_key": alias_key(record.name),
        "model_id": existing["model_id"],
        "version_id": existing["version_id"],
        "version_number": record.version,
        "is_current": True if record.ended_at is None else None,
    }
