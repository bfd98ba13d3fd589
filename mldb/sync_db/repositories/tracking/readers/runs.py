# Generated from mldb/async_db/repositories/tracking/readers/runs.py by `make twins`.
"""Columns of runs and of what they logged."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row

from mldb.statements.tracking.readers import runs as statements
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository
from mldb.values.spelling import spelling


class MLRunReaderRepository(ReaderRepository):
    """Live runs of live experiments."""

    def get_by_public_id(self, public_id: str) -> Row[Any] | None:
        """A run, or None."""
        row: Row[Any] | None = self._first(statements.run_by_public_id(), public_id=public_id)
        return row

    def get_by_public_ids(self, public_ids: Collection[str]) -> Sequence[Any]:
        """The runs with these public ids, in no order."""
        return self._all(statements.runs_by_public_ids(), public_ids=list(public_ids))

    def get_running(self, limit: int) -> Sequence[Any]:
        """The runs that are running, the last started first, at most `limit`."""
        return self._all(statements.running(), count=limit)

    def get_texts(
        self, run_ids: Collection[int], limit: int, pattern: str | None = None
    ) -> Sequence[Any]:
        """`params` or `tags`, run, name and value: of each the first `limit` by name.

        With a pattern only those whose names it matches.
        """
        statement = statements.texts_of(is_filtered=pattern is not None)
        return self._all(statement, run_ids=list(run_ids), count=limit, **_like(pattern))

    def get_named_texts(
        self, run_ids: Collection[int], params: Collection[str], tags: Collection[str]
    ) -> Sequence[Any]:
        """`params` or `tags`, run, name and value of these names."""
        named = {"params": _spelt(params), "tags": _spelt(tags)}
        return self._all(statements.named_texts_of(), run_ids=list(run_ids), **named)

    def get_statistics(
        self, run_ids: Collection[int], limit: int, pattern: str | None = None
    ) -> Sequence[Any]:
        """Run, name and statistics of metrics, the first `limit` by name.

        With a pattern only those whose names it matches.
        """
        statement = statements.statistics_of(is_filtered=pattern is not None)
        return self._all(statement, run_ids=list(run_ids), count=limit, **_like(pattern))

    def get_named_statistics(
        self, run_ids: Collection[int], names: Collection[str]
    ) -> Sequence[Any]:
        """Run, name and statistics of the metrics of these names."""
        statement = statements.named_statistics_of()
        return self._all(statement, run_ids=list(run_ids), names=_spelt(names))

    def get_state_numbers(self, public_id: str) -> Row[Any] | None:
        """Numbers that change with a live run and what belongs to it; None: no such run."""
        row: Row[Any] | None = self._first(statements.run_state(), public_id=public_id)
        return row

    def get_starts_of_tags(self, run_id: int) -> Sequence[Any]:
        """Key, beginning of the value, and its length, of all tags of a run, by key."""
        return self._all(statements.starts_of_tags(), run_id=run_id)

    def get_items(  # what to find, and where
        self, public_id: str, item_type: str, after: str, pattern: str, limit: int
    ) -> Sequence[Any]:
        """Name and value of `params` or `tags` of a live run, by name, at most `limit`."""
        wanted = {"public_id": public_id, "after": after, "pattern": pattern}
        return self._all(statements.items_of(item_type), count=limit, **wanted)

    def get_inputs(self, run_id: int, limit: int) -> Sequence[Any]:
        """Datasets of a run by name, at most `limit`."""
        return self._all(statements.inputs_of(), run_id=run_id, count=limit)

    def get_children(self, run_id: int, limit: int) -> Sequence[Any]:
        """Id, name and status of its children, the newest first, at most `limit`."""
        return self._all(statements.children_of(), run_id=run_id, count=limit)

    def get_parents(self, parent_id: int) -> Sequence[Any]:
        """Id, name and status of the run with this id and of those above it, nearest first."""
        return self._all(statements.parents_of(), parent_id=parent_id)

    def get_logged_models(self, run_id: int, limit: int) -> Sequence[Any]:
        """The models that a run saved, the newest first, at most `limit`."""
        return self._all(statements.logged_models_of(), run_id=run_id, count=limit)

    def get_versions(self, run_id: int, limit: int) -> Sequence[Any]:
        """The versions that come from a run, the newest first, at most `limit`."""
        return self._all(statements.versions_from(), run_id=run_id, count=limit)


def _like(pattern: str | None) -> dict[str, str]:
    return {} if pattern is None else {"pattern": pattern}


def _spelt(names: Collection[str]) -> list[str]:
    return [spelling(name) for name in names]
