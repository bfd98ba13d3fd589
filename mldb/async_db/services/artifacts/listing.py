"""Lists of files, and the space that they use."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.async_db.services.artifacts.owners import find_owner
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.missing import no_model
from mldb.errors import NotFoundError, RuleViolationError
from mldb.rules.arguments import check_directory, check_path
from mldb.rules.artifact import prefix_of
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import ArtifactRead, DirectoryEntry, Owner, Space
from mldb.schemas.registry.search import SearchPage
from mldb.search.cursor import Position, decode, encode
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

_BEHIND_FILE: Final = "\x01"
"""Put behind a path it gives the least text behind it: paths hold no control characters."""
_BEHIND_DIRECTORY: Final = "0"
"""The character behind the slash."""


class ListingService(Service):
    """Reads which files there are. Owners in the trash are hidden."""

    async def get(self, owner: Owner, path: str) -> ArtifactRead:
        """The file at this path.

        Raises:
            NotFoundError: there is no such owner or file, or the owner is in the trash.
        """
        async with self.database.snapshot() as session:
            return ArtifactRead.model_validate(await self._row(session, owner, path))

    async def list_directory(
        self,
        owner: Owner,
        directory: str = "",
        *,
        cursor: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> SearchPage[DirectoryEntry]:
        """Files and directories in a directory, at most `limit` (1,000), in the order of paths.

        That is by name, where a directory counts as its name with a slash. There is no page back:
        `previous_cursor` is None. A directory that doesn't exist is empty.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: the cursor is of another list.
        """
        check_page(0, limit)
        prefix = prefix_of(check_directory(directory))
        name = f"entries {owner.uri} {prefix}"
        low = _low(cursor, name, prefix)
        async with self.database.snapshot() as session:
            row = await find_owner(session, owner)
            artifacts = MLArtifactRepository(session)
            found = await artifacts.entries(row.column, row.id, prefix, low, limit + 1)
        entries = [_entry(one, prefix) for one in found[:limit]]
        keys = [_key_behind(entry) for entry in entries]
        return SearchPage(entries, None, _next_cursor(keys, len(found), name))

    async def list_files(
        self,
        owner: Owner,
        directory: str = "",
        *,
        cursor: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> SearchPage[ArtifactRead]:
        """All files below a directory by path, at most `limit` (1,000).

        There is no page back: `previous_cursor` is None.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: the cursor is of another list.
        """
        check_page(0, limit)
        prefix = prefix_of(check_directory(directory))
        name = f"files {owner.uri} {prefix}"
        low = _low(cursor, name, prefix)
        async with self.database.snapshot() as session:
            row = await find_owner(session, owner)
            artifacts = MLArtifactRepository(session)
            found = await artifacts.below(row.column, row.id, prefix, low, limit + 1)
        files = [ArtifactRead.model_validate(one) for one in found[:limit]]
        keys = [file.path + _BEHIND_FILE for file in files]
        return SearchPage(files, None, _next_cursor(keys, len(found), name))

    async def list_of_versions(
        self, version_ids: Collection[int], *, limit: int = PAGE_SIZE
    ) -> dict[int, list[ArtifactRead]]:
        """The first files by path of up to 1,000 versions, by their ids; trash included.

        Versions without files are left out.
        """
        check_batch(len(version_ids))
        files: dict[int, list[ArtifactRead]] = {}
        async with self.database.reading() as session:
            for row in await MLArtifactRepository(session).of_versions(version_ids, limit):
                files.setdefault(row.version_id, []).append(ArtifactRead.model_validate(row))
        return files

    async def all_files(
        self, owner: Owner, directory: str = ""
    ) -> AsyncIterator[Sequence[ArtifactRead]]:
        """All files below a directory by path, in pages of 1,000, each read for itself.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
        """
        cursor = None
        while True:
            page = await self.list_files(owner, directory, cursor=cursor, limit=PAGE_SIZE_LIMIT)
            if page.rows:
                yield page.rows
            if page.next_cursor is None:
                return
            cursor = page.next_cursor

    async def space_of(self, owner: Owner) -> Space:
        """Number and sizes of the files of an owner.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
        """
        async with self.database.snapshot() as session:
            row = await find_owner(session, owner)
            return Space(*await MLArtifactRepository(session).space_of(row.column, row.id))

    async def space_of_experiment(self, name: str) -> Space:
        """Number and sizes of the files of an experiment's runs and logged models, trash included.

        Raises:
            NotFoundError: there is no such experiment, or it is in the trash.
        """
        async with self.database.snapshot() as session:
            row = None
            if is_storable(name):
                row = await MLExperimentRepository(session).get_by_name(spelling(name))
            if row is None or not row.is_live:
                raise NotFoundError("experiment", name)
            return Space(*await MLArtifactRepository(session).space_of("experiment_id", row.id))

    async def space_of_model(self, name: str) -> Space:
        """Number and sizes of the files of a model's versions, trash included.

        Raises:
            NotFoundError: there is no such model, or it is in the trash.
        """
        async with self.database.snapshot() as session:
            row = None
            if is_storable(name):
                row = await MLModelRepository(session).get_by_name(spelling(name))
            if row is None or not row.is_live:
                raise await no_model(session, name)
            return Space(*await MLArtifactRepository(session).space_of("model_id", row.id))

    async def _row(self, session: AsyncSession, owner: Owner, path: str) -> Any:
        found = await find_owner(session, owner)
        where = f"of {owner.uri}"
        try:
            path = check_path(path)
        except RuleViolationError:
            raise NotFoundError("artifact", path, where) from None
        row = await MLArtifactRepository(session).get(found.column, found.id, path)
        if row is None:
            raise NotFoundError("artifact", path, where)
        return row


def _entry(row: Any, prefix: str) -> DirectoryEntry:
    name, slash, _ = row.path[len(prefix) :].partition("/")
    if slash:
        return DirectoryEntry(prefix + name, is_directory=True)
    return DirectoryEntry(row.path, is_directory=False, artifact=ArtifactRead.model_validate(row))


def _key_behind(entry: DirectoryEntry) -> str:
    return entry.path + (_BEHIND_DIRECTORY if entry.is_directory else _BEHIND_FILE)


def _low(cursor: str | None, list_name: str, prefix: str) -> str:
    """The least path of the page."""
    position = decode(cursor, list_name, ((str,),))
    if position.keys is None:
        return prefix
    low: str = position.keys[0]
    return low


def _next_cursor(keys: Sequence[str], found: int, list_name: str) -> str | None:
    """The cursor behind the last of the keys, if more were found."""
    if found <= len(keys):
        return None
    return encode(Position(is_backwards=False, keys=(keys[-1],)), list_name)
