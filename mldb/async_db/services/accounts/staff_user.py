"""Staff users."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.accounts.staff_session import StaffSessionRepository
from mldb.async_db.repositories.accounts.staff_user import StaffUserRepository
from mldb.async_db.services.accounts.api_token import revoke_tokens_of
from mldb.async_db.services.base import BaseService
from mldb.async_db.services.change import Change
from mldb.audit import Subject
from mldb.catalogue import STAFF_USER
from mldb.errors import DuplicateError, RuleViolationError
from mldb.models import StaffUser
from mldb.rules.staff import check_admin_remains
from mldb.schemas import StaffUserCreate, StaffUserCredentials, StaffUserRead, StaffUserUpdate
from mldb.values.enums import AuditAction, Role
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable


class StaffUserService(BaseService[StaffUser, StaffUserCreate, StaffUserUpdate, StaffUserRead]):
    """Staff users, listed by username.

    They are deactivated and never deleted: a name in the history must not become somebody else's.
    """

    entity: ClassVar[str] = "staff user"
    repository_type = StaffUserRepository
    read_schema = StaffUserRead
    audited_fields: ClassVar[tuple[str, ...]] = STAFF_USER.audited

    async def get_by_username(self, username: str) -> StaffUserRead:
        """The staff user of this name, active or not; case does not matter.

        Raises:
            NotFoundError: there is none.
        """
        return StaffUserRead.model_validate(await self._by_username(username))

    async def get_credentials(self, username: str) -> StaffUserCredentials:
        """The staff user of this name with the password's hash, active or not, to check a login.

        Raises:
            NotFoundError: there is none.
        """
        return StaffUserCredentials.model_validate(await self._by_username(username))

    async def get_credentials_by_id(self, user_id: int) -> StaffUserCredentials:
        """The staff user with this id and the password's hash, active or not, to check a session.

        Raises:
            NotFoundError: there is none.
        """
        async with self.database.reading() as session:
            return StaffUserCredentials.model_validate(await self._row(session, user_id))

    async def set_password(
        self,
        user_id: int,
        data: StaffUserUpdate,
        *,
        revoke_tokens: bool,
        reason: str | None = None,
    ) -> StaffUserRead:
        """The staff user with another password, whose sessions have ended.

        With `revoke_tokens` their API tokens open nothing any more either.

        Raises:
            NotFoundError: there is none.
            ConflictError: it was changed since the copy with `data.row_version` was read.
            RuleViolationError: a rule forbids it.
        """
        async with self._changing(reason) as change:
            row = await self._row(change.session, user_id, lock=True)
            self._check_fresh(row, data.row_version)
            await self._validate_update(change.session, [(row, data)])
            values = data.model_dump(exclude_unset=True, exclude={"row_version"})
            await self._set(change, row, AuditAction.UPDATE, values)
            await StaffSessionRepository(change.session).delete_of_user(row.id, None)
            if revoke_tokens:
                await revoke_tokens_of(change, row)
            return self._read(row)

    async def _by_username(self, username: str) -> StaffUser:
        async with self.database.reading() as session:
            row = None
            if is_storable(username):
                row = await StaffUserRepository(session).get_by_username(
                    spelling(username).strip().lower()
                )
            return self._found(row, username)

    async def _validate_create(
        self, session: AsyncSession, data: Sequence[StaffUserCreate]
    ) -> None:
        """A username is given out once; the unique constraint decides races."""
        for one in data:
            if await StaffUserRepository(session).get_by_username(one.username) is not None:
                raise DuplicateError(f"A user named {one.username!r} exists already.", "username")

    async def _validate_update(
        self, session: AsyncSession, changes: Sequence[tuple[StaffUser, StaffUserUpdate]]
    ) -> None:
        """Nobody can lock out the last admin, nor can two admins lock out each other at once."""
        for row, data in changes:
            given = data.model_dump(exclude_unset=True)
            role, is_active = given.get("role", row.role), given.get("is_active", row.is_active)
            stays = role == Role.ADMIN and is_active
            if stays or row.role != Role.ADMIN or not row.is_active:
                continue
            if await StaffUserRepository(session).lock_active_admins() == {row.id}:
                check_admin_remains(role, is_active)

    async def _validate_delete(self, session: AsyncSession, rows: Sequence[StaffUser]) -> None:
        """The history names them."""
        raise RuleViolationError("Staff users can't be deleted. Deactivate them instead.")

    async def _add(self, change: Change, data: StaffUserCreate) -> StaffUser:
        values: dict[str, Any] = data.model_dump()
        values["display_name"] = data.display_name or data.username
        change.note("staff_created", account=data.username, role=data.role)
        return await StaffUserRepository(change.session).add(values | change.created())

    async def _set(
        self, change: Change, row: StaffUser, action: AuditAction, values: dict[str, Any]
    ) -> None:
        role, was_active, password_hash = row.role, row.is_active, row.password_hash
        await super()._set(change, row, action, values)
        if row.role != role:
            change.note("role_changed", account=row.username, before=role, after=row.role)
        if row.is_active != was_active:
            event = "staff_activated" if row.is_active else "staff_deactivated"
            change.note(event, account=row.username)
        if row.password_hash != password_hash:
            is_own = change.actor == row.username
            change.note("password_changed" if is_own else "password_set", account=row.username)
        if not row.is_active:
            # Kept, they would open everything again for who is active again.
            await StaffSessionRepository(change.session).delete_of_user(row.id, None)

    def _subject(self, row: StaffUser) -> Subject:
        return Subject(self.entity, row.id, row.username)
