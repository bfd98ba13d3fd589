"""Local ids for entities purged in the source; only their audit events are left."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, MODEL, RUN, VERSION
from mldb.database.counters import go_on_from, last_given
from mldb.statements.scratch import FormerEntity
from mldb.transfer.work import Work

_TABLES: Final = {
    entity.name: entity.table for entity in (MODEL, VERSION, EXPERIMENT, RUN, LOGGED_MODEL)
}


class FormerIds:
    """Gives each purged entity a new id that no other row ever gets."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def ids(self, entity: str, former_ids: Collection[int]) -> dict[int, int]:
        """Local ids by the ids in the source."""
        given = self._given(entity, former_ids)
        asked = [former_id for former_id in sorted(former_ids) if former_id not in given]
        if not asked:
            return given
        last = last_given(self._work.connection, _TABLES[entity])
        new = {former_id: last + count for count, former_id in enumerate(asked, start=1)}
        go_on_from(self._work.connection, _TABLES[entity], last + len(asked))
        self._work.insert(
            FormerEntity,
            [
                {"entity": entity, "former_id": former_id, "new_id": new_id}
                for former_id, new_id in new.items()
            ],
        )
        return given | new

    def _given(self, entity: str, former_ids: Collection[int]) -> dict[int, int]:
        if not former_ids:
            return {}
        statement = select(FormerEntity.former_id, FormerEntity.new_id).where(
            FormerEntity.entity == entity, FormerEntity.former_id.in_(former_ids)
        )
        rows = self._work.connection.execute(statement)
        return {former_id: new_id for former_id, new_id in rows}  # noqa: C416  # rows are no pairs
