# Generated from mldb/async_db/services/tracking/readers/records.py by `make twins`.
"""Runs with all that they logged."""

import math
from collections.abc import Sequence
from typing import Any

from mldb.errors import NotFoundError
from mldb.rules.paging import check_page
from mldb.schemas import LastPoint, MLRunRead, RunDataset, RunRecord
from mldb.sync_db.repositories.tracking.readers.records import RunRecordRepository
from mldb.sync_db.services.base import Service
from mldb.values.names import is_run_id


class RunRecordReader(Service):
    """Reads runs whole, for other protocols: nothing is cut, and runs in the trash are found."""

    def get(self, public_id: str) -> RunRecord:
        """The run with this public id, in the trash or not.

        Raises:
            NotFoundError: there is none.
        """
        records = self.get_many([public_id])
        if not records:
            raise NotFoundError("run", public_id)
        return records[0]

    def get_many(self, public_ids: Sequence[str]) -> list[RunRecord]:
        """The runs with these public ids, at most 1,000, in the order given; others are left out.

        They are read in a fixed number of statements, at one moment.
        """
        check_page(0, len(public_ids))
        possible = [public_id for public_id in public_ids if is_run_id(public_id)]
        if not possible:
            return []
        with self.database.snapshot() as session:
            repository = RunRecordRepository(session)
            rows = repository.get_by_public_ids(possible)
            ids = [row.id for row in rows]
            parts = {
                "texts": repository.get_texts(ids),
                "points": repository.get_last_points(ids),
                "inputs": repository.get_inputs(_having(rows, "has_inputs")),
                "models": repository.get_logged_models(_having(rows, "has_models")),
            }
        records = {row.id: RunRecord(MLRunRead.model_validate(row), row.is_live) for row in rows}
        _fill(records, parts)
        by_public_id = {record.run.public_id: record for record in records.values()}
        return [by_public_id[one] for one in possible if one in by_public_id]


def _having(rows: Sequence[Any], what: str) -> list[int]:
    return [row.id for row in rows if getattr(row, what)]


def _fill(records: dict[int, RunRecord], parts: dict[str, Sequence[Any]]) -> None:
    for kind, run_id, name, value in parts["texts"]:
        getattr(records[run_id], kind)[name] = value
    for run_id, name, value, step, time_ms in parts["points"]:
        number = math.nan if value is None else value
        records[run_id].metrics.append(LastPoint(name, number, step, time_ms))
    for run_id, *columns in parts["inputs"]:
        records[run_id].inputs.append(RunDataset(*columns))
    for run_id, public_id, step in parts["models"]:
        records[run_id].logged_models.append((public_id, step))
