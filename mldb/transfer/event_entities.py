"""Finds the local models and versions that imported audit events are about."""

from collections.abc import Sequence

from mldb.errors import NotFoundError
from mldb.statements.registry.imported import existing_models, existing_versions
from mldb.transfer.former_ids import FormerIds
from mldb.transfer.records import EventRecord
from mldb.transfer.work import Key, Row, Work


class EventEntities:
    """The models and versions that some events are about, purged ones included."""

    def __init__(self, work: Work, former: FormerIds, records: Sequence[EventRecord]) -> None:
        self._work = work
        models: set[Key] = {(r.model,) for r in records if r.former_model_id is None}
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

    def of(self, record: EventRecord) -> Row | None:
        """The event's `entity_id` and `model_id`; None: its entity is in conflict.

        Raises:
            NotFoundError: the entity does not exist.
        """
        if record.former_model_id is None and record.model in self._work.left_names:
            return None
        model_id = self._model_id(record)
        if model_id in self._work.left_models or self._is_left_out(record):
            return None
        entity_id = model_id if record.entity == "model" else self._version_id(record)
        if model_id is None or entity_id is None:
            raise NotFoundError(record.entity, record.label, f"for {record}")
        return {"entity_id": entity_id, "model_id": model_id}

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
