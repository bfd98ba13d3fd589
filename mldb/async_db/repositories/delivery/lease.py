"""Rows of leases."""

from datetime import UTC, datetime

from sqlalchemy import CursorResult, delete, select, update

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import Lease
from mldb.statements.delivery.lease import server_time


class LeaseRepository(BaseRepository[Lease]):
    """Rows of leases."""

    row_type = Lease

    async def now(self) -> datetime:
        """The time by the clock that all processes on this database share."""
        connection = await self.session.connection()
        if connection.dialect.name != "postgresql":
            return datetime.now(UTC)
        moment = (await connection.execute(server_time())).scalar_one()
        return moment.astimezone(UTC)

    async def get_by_name(self, name: str) -> Lease | None:
        """Row by name, or None."""
        return await self.session.scalar(select(Lease).where(Lease.name == name))

    async def replace(
        self, name: str, holder: str, seen_expires_at: datetime, holder_after: str, until: datetime
    ) -> bool:
        """Whether the lease was as it was seen, and is now the other holder's until then."""
        result: CursorResult[tuple[()]] = await self.session.execute(  # type: ignore[assignment]  # of an UPDATE
            update(Lease)
            .where(Lease.name == name, Lease.holder == holder, Lease.expires_at == seen_expires_at)
            .values(holder=holder_after, expires_at=until)
            .execution_options(synchronize_session=False)
        )
        return result.rowcount == 1

    async def delete_of_holder(self, name: str, holder: str) -> None:
        """Remove the lease, if this holder has it."""
        await self.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
