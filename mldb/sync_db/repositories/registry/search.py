# Generated from mldb/async_db/repositories/registry/search.py by `make twins`.
"""Pages and sizes of lists."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from mldb.database.access import GOES_ON
from mldb.search.cursor import Position
from mldb.statements.search.listing import Choice, Listing, Stretch
from mldb.statements.search.planning import SETTINGS, along_indexes, as_before

WayT = TypeVar("WayT", Listing, Stretch)
Facts = dict[Any, Sequence[Any]]
"""What the statements of choices gave, as several stretches ask for the same."""


class Found(NamedTuple):
    """A row as a dict of its columns, and its position in the list."""

    row: dict[str, Any]
    stretch: int
    keys: tuple[Any, ...]

    def next_to(self, *, is_backwards: bool) -> Position:
        """The position right before or right after it."""
        return Position(is_backwards, self.stretch, self.keys)


class SearchRepository:
    """Rows that a query finds, in the session that the caller hands in."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def page(self, listing: Listing, start: Position, limit: int) -> list[Found]:
        """At most `limit` rows next to the position, in the order of the list."""
        settings = self.walk_along_indexes()
        facts: Facts = {}
        listing = self._chosen(listing, limit, facts)
        found: list[Found] = []
        for index, keys in _ahead(listing, start):
            if len(found) < limit:
                count = limit - len(found)
                stretch = self._chosen(listing.stretches[index], count, facts)
                statement = stretch.page(
                    is_inside=keys is not None, is_backwards=start.is_backwards
                )
                named = {f"key{position}": key for position, key in enumerate(keys or ())}
                rows = self._all(statement, count=count, **named)
                # As dicts, which the schemas read in half the time of rows.
                names = list(statement.selected_columns.keys())
                width = len(stretch.keys)
                found += (
                    Found(dict(zip(names, row, strict=True)), index, row[-width:]) for row in rows
                )
        if settings and self.session.info.get(GOES_ON):
            self._all(as_before(), **settings)
        return found[::-1] if start.is_backwards else found

    def count(self, listing: Listing, at_most: int) -> int:
        """The number of rows, exact below `at_most`; more are at least so many."""
        listing = self.narrowed(listing, at_most)
        number: int = (self._all(listing.counted(), at_most=at_most))[0][0]
        return number

    def narrowed(self, listing: Listing, at_most: int) -> Listing:
        """The listing whose ids are read best, if at most so many are."""
        if listing.choice is not None or listing.counting is not None:
            settings = self.walk_along_indexes()
            listing = self._chosen(listing, at_most, {})
            if listing.counting is not None:
                listing = self._decided(listing.counting, at_most, {})
            if settings:
                self._all(as_before(), **settings)
        return listing

    def _chosen(self, way: WayT, wanted: int, facts: Facts) -> WayT:
        """The way that the choice of another leads to, which may have a choice itself."""
        while way.choice is not None:
            way = self._decided(way.choice, wanted, facts)
        return way

    def _decided(self, choice: Choice[WayT], wanted: int, facts: Facts) -> WayT:
        if choice.statement not in facts:
            (facts[choice.statement],) = self._all(choice.statement)
        return choice.choose(wanted, *facts[choice.statement])

    def walk_along_indexes(self) -> dict[str, str]:
        """The settings as they were before; on SQLite there are none."""
        connection = self.session.connection()
        if connection.dialect.name != "postgresql":
            return {}
        found = (connection.execute(along_indexes())).mappings().one()
        return {name: found[name] for name in SETTINGS}

    def _all(self, statement: Any, **values: Any) -> Sequence[Any]:
        # Past the ORM, which would double the time of a page.
        connection = self.session.connection()
        return (connection.execute(statement, values)).all()


def _ahead(listing: Listing, start: Position) -> Iterator[tuple[int, tuple[Any, ...] | None]]:
    """The stretches from the position on, the first with the keys to begin at."""
    indexes = range(len(listing.stretches))
    if start.keys is None:
        yield from ((index, None) for index in (indexes[::-1] if start.is_backwards else indexes))
        return
    yield start.stretch, start.keys
    rest = indexes[: start.stretch][::-1] if start.is_backwards else indexes[start.stretch + 1 :]
    yield from ((index, None) for index in rest)
