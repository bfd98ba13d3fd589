"""Contents of artifacts that an import brings: their bytes first, then their rows."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256 as new_digest
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy.orm import Session

from mldb.artifacts.backend import Backend
from mldb.artifacts.digest import DigestingSink
from mldb.artifacts.keys import new_content_key
from mldb.artifacts.storing import StoredContent
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.statements.parts import in_parts
from mldb.sync_db.repositories.artifacts.ml_content import MLContentRepository
from mldb.values.enums import Verification

_BAD: Final = (Verification.DAMAGED, Verification.MISSING)
# Housekeeping removes bytes without a row when they are a day old.
_LONGEST_SECONDS: Final = timedelta(hours=20).total_seconds()


class NewContents:
    """Bytes that an import has stored; at the end those that no row refers to are removed.

    Without a `store`, as for a dry run, the bytes are only read.
    """

    def __init__(self, store: Backend | None = None) -> None:
        self._store = store
        self._stored: dict[str, StoredContent] = {}
        self._settled: set[str] = set()
        self._spare: set[str] = set()
        self._unused: list[str] = []
        self._started = monotonic()

    def __enter__(self) -> Self:
        """These contents."""
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what nothing refers to; what can't be removed is collected after a day.

        Contents that got rows stay if nobody knows whether those were committed.
        """
        is_known = error is None or isinstance(error, RuleViolationError | NotFoundError)
        kept = set() if is_known else self._settled
        self._unused += [one.key for digest, one in self._stored.items() if digest not in kept]
        with suppress(StorageError):
            self._remove_unused()

    def add(self, parts: Iterable[bytes]) -> StoredContent:
        """Store the bytes; the same bytes again are not kept.

        Raises:
            StorageError: the artifact store can't be used.
        """
        new = _read(parts) if self._store is None else _stored(self._store, parts)
        if new.sha256 in self._stored:
            self._unused.append(new.key)
        return self._stored.setdefault(new.sha256, new)

    def settle(self, session: Session, digests: Collection[str]) -> None:
        """Give those of these contents that the registry lacks, or has damaged, their rows.

        Raises:
            StorageError: the import has taken so long that the bytes may be collected.
        """
        wanted = sorted(digest for digest in digests if digest in self._stored)
        if wanted and monotonic() - self._started > _LONGEST_SECONDS:
            raise StorageError(
                "The import took longer than bytes without a row are kept. Nothing was imported; "
                "import in smaller parts."
            )
        contents = MLContentRepository(session)
        now = datetime.now(UTC)
        for some in in_parts(wanted):
            contents.add_missing([_row(self._stored[digest], now) for digest in some])
            for row in contents.lock_by_digest(some):
                new = self._stored[row.sha256]
                if row.verification in _BAD:
                    contents.move(row.id, new.key)
                elif row.storage_key != new.key:
                    self._spare.add(row.sha256)
                self._settled.add(row.sha256)

    def committed(self) -> None:
        """Forget contents that have rows: the transaction is committed.

        Bytes of those that had rows before are removed.
        """
        for digest in self._settled:
            content = self._stored.pop(digest)
            if digest in self._spare:
                self._unused.append(content.key)
        self._settled.clear()
        self._spare.clear()
        self._remove_unused()
        self._started = monotonic()

    def _remove_unused(self) -> None:
        if self._store is not None and self._unused:
            self._store.delete(self._unused)
        self._unused = []


def _row(content: StoredContent, now: datetime) -> dict[str, Any]:
    return {
        "sha256": content.sha256,
        "size_bytes": content.size_bytes,
        "storage_key": content.key,
        "created_at": now,
    }


def _stored(store: Backend, parts: Iterable[bytes]) -> StoredContent:
    key = new_content_key()
    sink = DigestingSink(store.create(key))
    try:
        for part in parts:
            sink.write(part)
        sink.close()
    except BaseException:
        sink.abort()
        raise
    return StoredContent(key, sink.sha256, sink.size_bytes)


def _read(parts: Iterable[bytes]) -> StoredContent:
    digest, size = new_digest(), 0
    for part in parts:
        digest.update(part)
        size += len(part)
    return StoredContent(new_content_key(), digest.hexdigest(), size)
