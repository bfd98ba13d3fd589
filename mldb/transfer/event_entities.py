"""Finds the local entities that imported audit events are about."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Select

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, RUN
from mldb.errors import NotFoundError
from mldb.statements.registry.imported import existing_models, existing_versions
from mldb.statements.tracking.imported import (
    existing_experiments,
    logged_model_ids,
    run_facts,
)
from mldb.transfer.former_ids import FormerIds
from mldb.transfer.records import EventRecord
from mldb.transfer.work import Key, Row, Work

_BY_LABEL: Final[dict[str, Callable[[str], Select[Any]]]] = {
    EXPERIMENT.name: existing_experiments,
    RUN.name: run_facts,
    LOGGED_MODEL.name: logged_model_ids,
}


class EventEntities:
    """What some events are about, purged entities included."""

    def __init__(self, work: Work, former: FormerIds, records: Sequence[EventRecord]) -> None:
        self._work = work
        models: set[Key] = {
            (r.model,) for r in records if r.is_of_model and r.former_model_id is None
        }
        versions: set[Key] = {(r.model, r.number) for r in records if r.is_of_present_version}
        found = work.look_up(existing_models(work.dialect), sorted(models))
        self._models = {row["key_0"]: row["id"] for row in found}
        found = work.look_up(existing_versions(work.dialect), sorted(versions))
        self._versions = {
            (row["key_0"], row["key_1"]): row | {"version_id": row["id"]} for row in found
        }
        purged_models = {r.former_model_id for r in records if r.former_model_id is not None}
        self._former_models = former.ids("model", purged_models)
        purged_versions = {r.former_version_id for r in records if r.former_version_id is not None}
        self._former_versions = former.ids("version", purged_versions)
        self._tracked: dict[tuple[str, str], int | None] = {}
        self._former_tracked: dict[tuple[str, int], int] = {}
        for entity, statement in _BY_LABEL.items():
            self._find(entity, statement, former, [r for r in records if r.entity == entity])

    def of(self, record: EventRecord) -> Row | None:
        """The event's `entity_id` and `model_id`; None: its entity is in conflict.

        Raises:
            NotFoundError: the entity does not exist.
        """
        if not record.is_of_model:
            return self._of_tracked(record)
        if record.former_model_id is None and record.model in self._work.left_names:
            return None
        model_id = self._model_id(record)
        if model_id in self._work.left_models or self._is_left_out(record):
            return None
        entity_id = model_id if record.entity == "model" else self._version_id(record)
        if model_id is None or entity_id is None:
            raise NotFoundError(record.entity, record.label, f"for {record}")
        return {"entity_id": entity_id, "model_id": model_id}

    def _find(
        self,
        entity: str,
        statement: Callable[[str], Select[Any]],
        former: FormerIds,
        records: Sequence[EventRecord],
    ) -> None:
        """Find experiments, runs or logged models."""
        labels: set[Key] = {(r.current_label,) for r in records if r.former_id is None}
        for row in self._work.look_up(statement(self._work.dialect), sorted(labels)):
            self._tracked[entity, row["key_0"]] = row["id"]
        purged = {r.former_id for r in records if r.former_id is not None}
        for former_id, new_id in former.ids(entity, purged).items():
            self._former_tracked[entity, former_id] = new_id

    def _of_tracked(self, record: EventRecord) -> Row | None:
        if record.former_id is not None:
            entity_id = self._former_tracked[record.entity, record.former_id]
            return {"entity_id": entity_id, "model_id": None}
        found = self._tracked[record.entity, record.current_label]
        if found in self._work.left_experiments and record.entity == EXPERIMENT.name:
            return None
        if record.label in self._work.left_runs or record.label in self._work.left_logged_models:
            return None
        if found is None:
            raise NotFoundError(record.entity, record.label, f"for {record}")
        return {"entity_id": found, "model_id": None}

    def _model_id(self, record: EventRecord) -> int | None:
        if record.former_model_id is not None:
            return self._former_models[record.former_model_id]
        found: int | None = self._models[record.model]
        return found

    def _version_id(self, record: EventRecord) -> int | None:
        if record.former_version_id is not None:
            return self._former_versions[record.former_version_id]
        found: int | None = self._versions[record.model, record.number]["version_id"]
        return found

    def _is_left_out(self, record: EventRecord) -> bool:
        if not record.is_of_present_version:
            return False
        existing = self._versions[record.model, record.number]
        return self._work.is_version_left_out(existing, record.number)
