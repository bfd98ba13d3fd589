"""Temporary tables of an import, visible to its connection only."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_TEMPORARY = {"prefixes": ["TEMPORARY"], "postgresql_on_commit": "DROP"}


class Scratch(DeclarativeBase):
    """A row of a temporary table; a table, not memory, because there may be millions."""


class ExistingEvent(Scratch):
    """Digest of an existing audit event."""

    __tablename__ = "import_existing_events"
    __table_args__ = _TEMPORARY

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String, index=True)


class FormerEntity(Scratch):
    """Local id of an entity purged in the source registry, where it had the id `former_id`."""

    __tablename__ = "import_former_entities"
    __table_args__ = _TEMPORARY

    entity: Mapped[str] = mapped_column(String, primary_key=True)
    former_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    new_id: Mapped[int] = mapped_column(BigInteger)


class ImportedParent(Scratch):
    """The parent of an imported run, which may come after it."""

    __tablename__ = "import_parents"
    __table_args__ = _TEMPORARY

    run: Mapped[str] = mapped_column(String, primary_key=True)
    parent: Mapped[str] = mapped_column(String)
