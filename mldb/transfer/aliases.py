"""Assignments of aliases into the registry: a history is continued, never rewritten."""

from collections.abc import Sequence
from typing import Any

from mldb.errors import NotFoundError
from mldb.models import MLModelAlias
from mldb.schemas import MLModelAliasMove
from mldb.statements.content import content_of
from mldb.statements.registry.imported import held_assignments
from mldb.sync_db import MLModelAliasService
from mldb.transfer.records import AliasRecord
from mldb.transfer.things import difference
from mldb.transfer.work import Row, Work
from mldb.values.spelling import alias_key

Alias = tuple[str, str]


class Aliases:
    """Assignments, by model, alias and time.

    One that is there is left alone: of the same start, end and version, with the same people and
    reasons. Of one that holds still and started at another time, only where it points matters. A
    new one must come after all that are there of its alias, or two histories would be mixed into
    one that never was.
    """

    def __init__(self, work: Work) -> None:
        self.work = work

    def merge(self, records: Sequence[AliasRecord]) -> None:
        """Add what is new, and report what is there already or can't be fitted in."""
        places = self._places(records)
        new: list[Row] = []
        moves: list[MLModelAliasMove] = []
        last: dict[Alias, AliasRecord] = {}
        for record, candidates in zip(records, places, strict=True):
            place = candidates[0]
            tally = self.work.report.tallies[record.kind]
            if self._is_left_out(record, place):
                tally.left_out += 1
            elif any(_is_there(record, candidate) for candidate in candidates):
                tally.there += 1
            elif conflict := _conflict(record, candidates, last.get(_alias(record))):
                self.work.report.add_conflict(record.kind, f"{record.title} {conflict}.")
            else:
                tally.new += 1
                new.append(_row(record, place))
                moves.append(_move(record))
                last[_alias(record)] = record
        self.work.rules.check(MLModelAliasService, moves)
        self.work.insert(MLModelAlias, new)

    def _places(self, records: Sequence[AliasRecord]) -> list[list[Row]]:
        """What is there, for each record; of several that start at one moment, each."""
        keys = [_key(record) for record in records]
        places: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.work.look_up(held_assignments(self.work.dialect), keys):
            key = (row["key_0"], row["key_1"], row["key_2"], row["key_3"])
            places.setdefault(key, []).append(row)
        return [places[key] for key in keys]

    def _is_left_out(self, record: AliasRecord, place: Row) -> bool:
        if place["version_id"] is None and record.ended_at is not None:
            return self.work.is_model_left_out(place)
        return self.work.is_version_left_out(place, record.version)


def _alias(record: AliasRecord) -> Alias:
    return (record.model, alias_key(record.name))


def _key(record: AliasRecord) -> tuple[str, int, str, str]:
    start = record.started_at.replace(tzinfo=None).isoformat(" ", "microseconds")
    return (record.model, record.version, alias_key(record.name), start)


def _is_there(record: AliasRecord, place: Row) -> bool:
    """Whether this very assignment is there, or the alias points there anyway."""
    if _is_same(record, place):
        return _difference(record, place) is None
    last = (place["last_number"], place["last_ended_at"])
    is_current = record.ended_at is None and place["last_id"] is not None
    return is_current and last == (record.version, None)


def _is_same(record: AliasRecord, place: Row) -> bool:
    """Whether an assignment of this start, end and version is there."""
    same = (place["same_version_number"], place["same_ended_at"])
    return place["same_id"] is not None and same == (record.version, record.ended_at)


def _difference(record: AliasRecord, place: Row) -> str | None:
    names = content_of(MLModelAlias).keys() - {"version_number", "ended_at"}
    here = {name: place[f"same_{name}"] for name in sorted(names)}
    return difference(here, {name: getattr(record, name) for name in here})


def _conflict(
    record: AliasRecord, candidates: Sequence[Row], before: AliasRecord | None
) -> str | None:
    """What contradicts what is there: the same assignment, or one that it can't follow.

    It follows `before`, an assignment of this import, or else the last one that is there.
    """
    for candidate in candidates:
        if _is_same(record, candidate):
            return _difference(record, candidate)
    return _why_it_cannot_follow(record, candidates[0], before)


def _why_it_cannot_follow(
    record: AliasRecord, place: Row, before: AliasRecord | None
) -> str | None:
    if record.ended_at is None and place["version_id"] is not None and not place["is_live"]:
        return "would point to what lies in the trash"
    number, ended_at = place["last_number"], place["last_ended_at"]
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


def _row(record: AliasRecord, place: Row) -> Row:
    """Columns of the new row.

    Raises:
        NotFoundError: the model is not there, or the version to which the alias still points.
    """
    if place["model_id"] is None:
        raise NotFoundError("model", record.model, f"for {record}")
    if record.ended_at is None and place["version_id"] is None:
        raise NotFoundError("version", f"{record.model}/{record.version}", f"for {record}")
    return record.model_dump(exclude={"model", "version"}) | {
        "name_key": alias_key(record.name),
        "model_id": place["model_id"],
        "version_id": place["version_id"],
        "version_number": record.version,
        "is_current": True if record.ended_at is None else None,
    }
