"""Looks into the database that many wait for are made once."""

import asyncio

import pytest

from registry_app.core.shared_queries import SharedQueries


class Database:
    """Counts looks, and how many there are side by side."""

    def __init__(self) -> None:
        self.looks = self.side_by_side = self.most = 0

    async def look(self) -> int:
        self.looks += 1
        self.side_by_side += 1
        self.most = max(self.most, self.side_by_side)
        for _ in range(3):
            await asyncio.sleep(0)
        self.side_by_side -= 1
        return self.looks


async def test_those_that_wait_together_share_a_look() -> None:
    database, looks = Database(), SharedQueries[int](4)
    seen = await asyncio.gather(*(looks.shared(("a",), database.look) for _ in range(50)))

    assert set(seen) == {1}
    assert await looks.shared(("a",), database.look) == 2


async def test_a_look_is_kept_as_long_as_it_is_said() -> None:
    database, looks = Database(), SharedQueries[int](4)
    first = await looks.shared(("a",), database.look, 1_000)

    assert (first, await looks.shared(("a",), database.look)) == (1, 1)


async def test_only_so_many_go_on_side_by_side() -> None:
    database, looks = Database(), SharedQueries[int](4)
    await asyncio.gather(*(looks.shared((number,), database.look) for number in range(50)))

    assert (database.looks, database.most) == (50, 4)


async def test_what_failed_is_not_kept() -> None:
    async def fail() -> int:
        raise ZeroDivisionError

    database, looks = Database(), SharedQueries[int](4)
    with pytest.raises(ZeroDivisionError):
        await looks.shared(("a",), fail, 1_000)

    assert await looks.shared(("a",), database.look) == 1


async def test_a_look_goes_on_when_one_of_those_that_wait_leaves() -> None:
    database, looks = Database(), SharedQueries[int](4)
    leaving = asyncio.create_task(looks.shared(("a",), database.look))
    staying = asyncio.create_task(looks.shared(("a",), database.look))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == 1


def test_each_event_loop_has_its_own() -> None:
    database, looks = Database(), SharedQueries[int](1)
    seen = [asyncio.run(looks.shared(("a",), database.look)) for _ in range(3)]

    assert seen == [1, 2, 3]
