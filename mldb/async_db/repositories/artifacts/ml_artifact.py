"""Rows of ml_artifacts."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mldb.async_db.repositories.rows import RowRepository
from mldb.models import MLArtifact
from mldb.rules.artifact import end_of
from mldb.statements.artifacts import ml_artifact as statements


class MLArtifactRepository(RowRepository[MLArtifact]):
    """Artifacts of one owner, whose id is in the column `owner`; statements below the ORM."""

    row_type = MLArtifact

    async def get(self, owner: str, owner_id: int, path: str) -> Any | None:
        """Columns of the artifact at the path, and where its bytes are, or None."""
        found = await self.session.execute(
            statements.artifact_at(owner), {"owner_id": owner_id, "path": path}
        )
        return found.first()

    async def get_many(self, owner: str, owner_id: int, paths: Collection[str]) -> Sequence[Any]:
        """Columns of the artifacts at these paths, in any order."""
        values = {"owner_id": owner_id, "paths": sorted(paths)}
        rows: Sequence[Any] = (
            await self.session.execute(statements.artifacts_at(owner), values)
        ).all()
        return rows

    async def below(
        self, owner: str, owner_id: int, prefix: str, low: str, limit: int
    ) -> Sequence[Any]:
        """Columns of artifacts with paths that begin with the prefix, from `low` on, by path."""
        high = end_of(prefix)
        statement = statements.artifacts_between(owner, has_end=high is not None)
        values = {"owner_id": owner_id, "low": low, "high": high, "count": limit}
        return await self._all(statement, values)

    async def of_versions(self, version_ids: Collection[int], limit: int) -> Sequence[Any]:
        """Columns of the first artifacts by path of each of these versions."""
        values = {"version_ids": sorted(version_ids), "count": limit}
        rows: Sequence[Any] = (
            await self.session.execute(statements.artifacts_of_versions(), values)
        ).all()
        return rows

    async def entries(
        self, owner: str, owner_id: int, prefix: str, low: str, limit: int
    ) -> Sequence[Any]:
        """Columns of the first artifact of each file and directory below the prefix, by path."""
        high = end_of(prefix)
        statement = statements.entries_between(owner, has_end=high is not None)
        values = {"owner_id": owner_id, "low": low, "high": high, "count": limit}
        return await self._all(statement, values | {"skipped": len(prefix)})

    async def directory_among(
        self, owner: str, owner_id: int, paths: Sequence[str]
    ) -> tuple[str, str] | None:
        """One of the paths that is a directory, and a file in it, or None."""
        connection = await self.session.connection()
        statement = statements.directories_of(owner, connection.dialect.name)
        values = {"owner_id": owner_id, "paths": json.dumps(paths)}
        row = (await connection.execute(statement, values)).first()
        return None if row is None else (row[0], row[1])

    async def space_of(self, owner: str, owner_id: int) -> tuple[int, int]:
        """Number and sizes of the artifacts of an owner, an experiment or a model."""
        found = await self.session.execute(statements.space_of(owner), {"owner_id": owner_id})
        count, size_bytes = found.one()
        return count, int(size_bytes)

    async def has_any(self, owner: str, owner_id: int) -> bool:
        """Whether the owner has an artifact."""
        statement = statements.has_artifacts(owner)
        return (await self.session.scalar(statement, {"owner_id": owner_id})) is not None

    async def add_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, whose ids nobody asks for."""
        await self.insert_all(statements.insert_artifacts(), rows)

    async def replace_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Other bytes for artifacts: `artifact_id` and the new columns."""
        if rows:
            connection = await self.session.connection()
            await connection.execute(statements.replace_artifact(), rows)

    async def delete(self, artifact_id: int) -> None:
        """Remove an artifact."""
        await self.session.execute(statements.delete_artifact(), {"artifact_id": artifact_id})

    async def digests(
        self, owner: str, owner_id: int, between: tuple[str, str | None]
    ) -> Sequence[Any]:
        """Path, size and SHA-256 of artifacts from the first text on and before the second."""
        low, high = between
        statement = statements.digests_between(owner, has_end=high is not None)
        return await self._all(statement, {"owner_id": owner_id, "low": low, "high": high})

    async def pin(
        self, owner: str, owner_id: int, between: tuple[str, str | None], values: dict[str, Any]
    ) -> None:
        """Give a version the artifacts with paths from the first text on and before the second."""
        low, high = between
        statement = statements.pin_artifacts(owner, has_end=high is not None)
        given = {"owner_id": owner_id, "low": low, "high": high}
        await self.session.execute(statement, given | values)

    async def _all(self, statement: Any, values: dict[str, Any]) -> Sequence[Any]:
        connection = await self.session.connection()
        rows: Sequence[Any] = (await connection.execute(statement, values)).all()
        return rows
