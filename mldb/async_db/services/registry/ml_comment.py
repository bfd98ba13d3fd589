"""Comments on versions and on moves of aliases."""

import secrets
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.registry.ml_comment import MLCommentRepository
from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.services.base import BaseService
from mldb.async_db.services.change import Change
from mldb.async_db.services.registry.missing import no_model, no_version
from mldb.audit import Subject, changes_between
from mldb.catalogue import COMMENT, MODEL, VERSION
from mldb.errors import NotFoundError
from mldb.models import MLComment, MLModel, MLModelAlias, MLModelVersion
from mldb.rules.paging import check_page
from mldb.schemas import MLCommentCreate, MLCommentRead, MLCommentUpdate, MLModelAliasRead
from mldb.values.enums import AuditAction
from mldb.values.limits import COMMENT_ID_LENGTH, PAGE_SIZE
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

_ACTIONS: Final = {
    AuditAction.CREATE: AuditAction.ADD_COMMENT,
    AuditAction.UPDATE: AuditAction.EDIT_COMMENT,
    AuditAction.DELETE: AuditAction.DELETE_COMMENT,
}


class MLCommentService(BaseService[MLComment, MLCommentCreate, MLCommentUpdate, MLCommentRead]):
    """Comments on versions and on moves of aliases, which are assignments.

    Their events are of the version, or of the model whose alias was moved. Who may change or
    delete a comment is for the caller to check.
    """

    entity: ClassVar[str] = COMMENT.name
    repository_type = MLCommentRepository
    read_schema = MLCommentRead
    audited_fields: ClassVar[tuple[str, ...]] = COMMENT.audited

    async def get_by_public_id(self, public_id: str) -> MLCommentRead:
        """The comment with this public id.

        Raises:
            NotFoundError: there is none, or its subject is in the trash.
        """
        async with self.database.reading() as session:
            row = None
            if is_storable(public_id):
                row = await MLCommentRepository(session).get_by_public_id(public_id)
            return self._read(self._found(row, public_id))

    async def get_of_version(
        self, version_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLCommentRead]:
        """Comments on a version, the newest first, at most `limit` (1,000)."""
        return await self._get_newest("version_id", version_id, skip, limit)

    async def get_of_assignment(
        self, assignment_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLCommentRead]:
        """Comments on a move of an alias, the newest first, at most `limit` (1,000)."""
        return await self._get_newest("assignment_id", assignment_id, skip, limit)

    async def get_of_model(
        self, model_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLCommentRead]:
        """Comments on all versions and moves of a model, the newest first, at most `limit`."""
        return await self._get_newest("model_id", model_id, skip, limit)

    async def count_of_versions(self, version_ids: Sequence[int]) -> dict[int, int]:
        """Number of comments by the id of the version; without any it is left out."""
        async with self.database.reading() as session:
            return await MLCommentRepository(session).count("version_id", version_ids)

    async def count_of_assignments(self, assignment_ids: Sequence[int]) -> dict[int, int]:
        """Number of comments by the id of the assignment; without any it is left out."""
        async with self.database.reading() as session:
            return await MLCommentRepository(session).count("assignment_id", assignment_ids)

    async def get_assignment(self, model_name: str, assignment_id: int) -> MLModelAliasRead:
        """The assignment of an alias of this model, current or ended, to comment on.

        Raises:
            NotFoundError: there is none, or the model is in the trash.
        """
        async with self.database.reading() as session:
            row = await MLModelAliasRepository(session).get(assignment_id)
            if row is None or row.model_name != spelling(model_name) or not row.model.is_live:
                raise NotFoundError("assignment", assignment_id)
            return MLModelAliasRead.model_validate(row)

    async def _get_newest(
        self, subject: str, subject_id: int, skip: int, limit: int
    ) -> list[MLCommentRead]:
        check_page(skip, limit)
        async with self.database.reading() as session:
            rows = await MLCommentRepository(session).get_newest(subject, subject_id, skip, limit)
        return [MLCommentRead.model_validate(row) for row in rows]

    async def _add(self, change: Change, data: MLCommentCreate) -> MLComment:
        model, version, assignment = await _subject(change.session, data)
        return await MLCommentRepository(change.session).add(
            {
                "public_id": secrets.token_hex(COMMENT_ID_LENGTH // 2),
                "model": model,
                "version": version,
                "assignment": assignment,
                "text": data.text,
            }
            | change.created()
        )

    async def _record(
        self,
        change: Change,
        action: AuditAction,
        row: MLComment,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        field = f"comments.{row.public_id}"
        changes = changes_between({field: before.get("text")}, {field: after.get("text")})
        await change.record(_ACTIONS[action], self._subject(row), changes)

    def _is_visible(self, row: MLComment) -> bool:
        version = row.version
        return row.model.is_live and (version is None or version.deleted_at is None)

    def _subject(self, row: MLComment) -> Subject:
        if row.version_id is None:
            return Subject(MODEL.name, row.model_id, row.model_name, row.model_id)
        label = f"{row.model_name}/{row.version_number}"
        return Subject(VERSION.name, row.version_id, label, row.model_id)


async def _subject(
    session: AsyncSession, data: MLCommentCreate
) -> tuple[MLModel, MLModelVersion | None, MLModelAlias | None]:
    """The live model, and the version or the assignment.

    Raises:
        NotFoundError: there is no such thing, or it is in the trash.
    """
    model = await MLModelRepository(session).get_by_name(data.model_name)
    if model is None or not model.is_live:
        raise await no_model(session, data.model_name)
    if data.version is not None:
        version = await MLModelVersionRepository(session).get_by_number(model.name, data.version)
        if version is None or not version.is_live:
            raise await no_version(session, model.name, data.version)
        return model, version, None
    assignment = await MLModelAliasRepository(session).get(data.assignment_id or 0)
    if assignment is None or assignment.model_id != model.id:
        raise NotFoundError("assignment", data.assignment_id)
    return model, None, assignment
