"""Rows of ml_contents."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from mldb.async_db.repositories.rows import RowRepository
from mldb.models import MLContent
from mldb.statements.artifacts import ml_content as statements


class MLContentRepository(RowRepository[MLContent]):
    """Contents of artifacts; statements below the ORM."""

    row_type = MLContent

    async def add_missing(self, rows: Sequence[dict[str, Any]]) -> None:
        """New rows; those whose digest exists stay as they are."""
        if rows:
            connection = await self.session.connection()
            # In one order, so that two batches don't wait for each other.
            ordered = sorted(rows, key=lambda row: row["sha256"])
            await connection.execute(statements.add_contents(), ordered)

    async def lock_by_digest(self, digests: Collection[str]) -> Sequence[Any]:
        """Id, digest, key and verification of contents, which stay until the transaction ends."""
        return await self._all(statements.contents_of(), {"digests": sorted(digests)})

    async def move(self, content_id: int, key: str) -> None:
        """Its bytes are at another key from now on."""
        await self.session.execute(
            statements.move_content(), {"content_id": content_id, "new_key": key}
        )

    async def unreferenced(self, limit: int) -> Sequence[Any]:
        """Id and size of contents that no artifact refers to, at most `limit`."""
        return await self._all(statements.unreferenced(), {"count": limit})

    async def unreferenced_space(self) -> tuple[int, int]:
        """Number and sizes of the contents that no artifact refers to."""
        (found,) = await self._all(statements.unreferenced_space(), {})
        return found[0], int(found[1])

    async def delete_unreferenced(self, ids: Sequence[int]) -> Sequence[Any]:
        """Remove contents if no artifact refers to them now; keys and sizes of those removed."""
        locked = await self._all(statements.lock_contents(), {"ids": ids})
        if not locked:
            return []
        # A second statement sees what was committed before the lock was taken.
        return await self._all(
            statements.delete_unreferenced(), {"ids": [row.id for row in locked]}
        )

    async def stored_keys(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys at which a content has its bytes."""
        found = await self._all(statements.stored_keys(), {"keys": keys})
        return {row.storage_key for row in found}

    async def after(self, content_id: int, limit: int) -> Sequence[Any]:
        """Rows with higher ids, by id, at most `limit`."""
        return await self._all(statements.contents_after(), {"after": content_id, "count": limit})

    async def of_owner_after(
        self, owner: str, owner_id: int, content_id: int, limit: int
    ) -> Sequence[Any]:
        """Those that artifacts of an owner refer to."""
        values = {"owner_id": owner_id, "after": content_id, "count": limit}
        return await self._all(statements.contents_of_owner_after(owner), values)

    async def record_verification(
        self, content_id: int, key: str, found: str, at: datetime
    ) -> None:
        """What reading back the bytes at the key found."""
        values = {"content_id": content_id, "read_key": key, "found": found, "at": at}
        await self.session.execute(statements.record_verification(), values)

    async def uses_of(self, content_id: int, limit: int) -> tuple[str, ...]:
        """URIs of artifacts with these bytes, at most `limit`."""
        values = {"content_id": content_id, "count": limit}
        found = await self._all(statements.uses_of_content(), values)
        return tuple(_uri(row) for row in found)

    async def _all(self, statement: Any, values: dict[str, Any]) -> Sequence[Any]:
        connection = await self.session.connection()
        rows: Sequence[Any] = (await connection.execute(statement, values)).all()
        return rows


def _uri(row: Any) -> str:
    if row.run_public_id is not None:
        return f"runs:/{row.run_public_id}/{row.path}"
    if row.logged_model_public_id is not None:
        return f"models:/{row.logged_model_public_id}/{row.path}"
    return f"models:/{row.model_name}/{row.number}/{row.path}"
