"""Rows of staff_users."""

from typing import Any

from sqlalchemy import ColumnElement, select

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import StaffUser
from mldb.values.enums import Role


class StaffUserRepository(BaseRepository[StaffUser]):
    """Rows of staff_users."""

    row_type = StaffUser

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """Order of lists: by username."""
        return (StaffUser.username.asc(),)

    async def get_by_username(self, username: str) -> StaffUser | None:
        """Row by exact username or None."""
        return await self.first(self.statement().where(StaffUser.username == username))

    async def lock_active_admins(self) -> set[int]:
        """Ids of the active admins, whose rows nobody else can change until the commit."""
        statement = select(StaffUser.id).where(
            StaffUser.role == Role.ADMIN, StaffUser.is_active.is_(True)
        )
        locked = statement.order_by(StaffUser.id).with_for_update(key_share=True)
        return set((await self.session.scalars(locked)).all())
