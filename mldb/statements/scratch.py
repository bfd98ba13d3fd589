"""Tables of an import's own, which only its connection sees and which end with it."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_TEMPORARY = {"prefixes": ["TEMPORARY"], "postgresql_on_commit": "DROP"}


class Scratch(DeclarativeBase):
    """A row of such a table; on disk, as there may be millions."""


class KnownEvent(Scratch):
    """Digest of an audit event that the registry holds."""

    __tablename__ = "import_known_events"
    __table_args__ = _TEMPORARY

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String, index=True)


class FormerThing(Scratch):
    """The id here of something that was purged elsewhere, where it had the id `former_id`."""

    __tablename__ = "import_former_things"
    __table_args__ = _TEMPORARY

    entity: Mapped[str] = mapped_column(String, primary_key=True)
    former_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    new_id: Mapped[int] = mapped_column(BigInteger)
