# Generated from mldb/async_db/repositories/registry/overview.py by `make twins`.
"""Columns of several tables, read for pages and answers that show them together."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from mldb.rules.alias import trusted_until
from mldb.statements.prefixed import split_row
from mldb.statements.registry import ml_model_alias, ml_model_version
from mldb.statements.registry import overview as statements
from mldb.statements.registry.model_overview import model_by_name, model_with_aliases
from mldb.values.spelling import alias_key, spelling


class OverviewRepository:
    """Reads only, in the session that the caller hands in."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def items_of_versions(
        self, version_ids: Collection[int], names: Mapping[str, Collection[str]]
    ) -> Sequence[Any]:
        """Kind, version, name, number and text of the aliases, and of the items of these names."""
        listed = {
            kind: [spelling(name) for name in of_kind] for kind, of_kind in names.items() if of_kind
        }
        statement = statements.items_of_versions(frozenset(listed))
        return self._all(statement, version_ids=list(version_ids), **listed)

    def all_items_of_versions(self, version_ids: Collection[int], limit: int) -> Sequence[Any]:
        """As `items_of_versions`, of all names, at most `limit` of each kind, the first by name."""
        statement = statements.all_items_of_versions()
        return self._all(statement, version_ids=list(version_ids), count=limit)

    def model_ids(self, names: Sequence[str]) -> Sequence[Any]:
        """Name and id of the live models with these names."""
        return self._all(statements.model_ids(), names=list(names))

    def versions_by_label(self, labels: Sequence[tuple[str, int]]) -> Sequence[Any]:
        """Columns of the live versions with these names and numbers, in no order."""
        return self._all(
            statements.versions_by_label(),
            names=list({name for name, _ in labels}),
            numbers=list({number for _, number in labels}),
            labels=[f"{name}/{number}" for name, number in labels],
        )

    def names_of_versions(self, version_ids: Collection[int]) -> Sequence[Row[str, str]]:
        """Kind and name of the items that the versions have, in order."""
        return self._all(statements.names_of_versions(), version_ids=list(version_ids))

    def whereabouts(
        self, model_ids: Collection[int], version_ids: Collection[int]
    ) -> Sequence[Any]:
        """Kind, id, label, model and times of trashing of those that exist."""
        statement = statements.whereabouts()
        return self._all(statement, model_ids=list(model_ids), version_ids=list(version_ids))

    def names_of_model(self, model_id: int, kinds: Collection[str], limit: int) -> Sequence[Any]:
        """Kind and name of what live versions of a model have, by name, `limit` of each kind."""
        statement = statements.names_of_model(frozenset(kinds))
        return self._all(statement, model_id=model_id, count=limit)

    def names_of_all(self, limit: int) -> Sequence[Any]:
        """Kind and name of what live versions have, by name, at most `limit` of each kind."""
        return self._all(statements.names_of_all(), count=limit)

    def alias_names(self, limit: int) -> Sequence[str]:
        """Names of the aliases in use, by name, at most `limit`."""
        return [row.name for row in self._all(ml_model_alias.all_names_in_use(), count=limit)]

    def model_by_name(self, name: str, versions: int, limit: int) -> Row[Any] | None:
        """Columns of a live model, its tags, its best version, and names of metrics, or None.

        At most `limit` names, those in its newest `versions` versions.
        """
        rows = self._all(model_by_name(), model_name=spelling(name), versions=versions, count=limit)
        return rows[0] if rows else None

    def model_with_aliases(self, name: str) -> Row[Any] | None:
        """Columns of a live model, its tags and where its aliases point, or None."""
        rows = self._all(model_with_aliases(), model_name=spelling(name))
        return rows[0] if rows else None

    def assignment(
        self, model_name: str, name: str, at: datetime | None
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Columns of where an alias points now, or pointed at this moment, and of the version.

        None if it pointed nowhere; the version's are all None if it is not live.
        """
        statement = ml_model_alias.assignment_with_version(in_the_past=at is not None)
        values: dict[str, Any] = {"model_name": spelling(model_name), "alias_key": alias_key(name)}
        if at is not None:
            values |= {"at": at, "until": trusted_until(at)}
        rows = self._all(statement, **values)
        return split_row(rows[0], ml_model_alias.OF_VERSION) if rows else None

    def version_by_number(self, model_name: str, number: int) -> Row[Any] | None:
        """Columns of a live version with the name of its live model, or None."""
        rows = self._all(
            statements.version_by_number(),
            model_name=spelling(model_name),
            version_number=number,
        )
        return rows[0] if rows else None

    def aliases_of_model(self, model_id: int) -> Sequence[Row[Any]]:
        """Columns of the assignments of a model that hold now, the latest first."""
        return self._all(ml_model_alias.listed_current_of_model(), owner_id=model_id)

    def events_of_version(self, version_id: int, limit: int) -> Sequence[Row[Any]]:
        """Columns of the events about a version, the newest first, at most `limit`."""
        return self._all(statements.events_of_version(), version_id=version_id, count=limit)

    def trend(self, model_id: int, metric: str, before: int, limit: int) -> Sequence[Any]:
        """Number, value and time of the versions with the metric, the newest `limit` first.

        Of those below the number `before`.
        """
        values = {
            "model_id": model_id,
            "metric": spelling(metric),
            "before": before,
            "count": limit,
        }
        return self._all(statements.trend(), **values)

    def assignments_of_model(self, model_id: int, limit: int) -> Sequence[Row[Any]]:
        """Columns of the assignments of a model, the newest first."""
        statement = ml_model_alias.listed_of_model()
        return self._all(statement, owner_id=model_id, count=limit)

    def neighbours(self, model_id: int, number: int) -> Row[int | None, int | None]:
        """Numbers of the live versions right before and right after this one, or None."""
        statement = ml_model_version.neighbours()
        rows: Sequence[Row[int | None, int | None]] = self._all(
            statement, model_id=model_id, number=number
        )
        return rows[0]

    def _all(self, statement: Any, **values: Any) -> Sequence[Any]:
        # Past the ORM: its handling of each statement would cost as much as the statement.
        connection = self.session.connection()
        return (connection.execute(statement, values)).all()
