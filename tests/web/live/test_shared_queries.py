"""Looks into the database that many wait for are made once."""

import asyncio

import pytest

from registry_app.core.shared_queries import FreshQueries, SharedQueries


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


async def test_a_fresh_query_begins_after_the_call() -> None:
    queries = FreshQueries[int]()
    begun: list[asyncio.Event] = []
    may_end = asyncio.Event()

    async def count() -> int:
        begun.append(asyncio.Event())
        number = len(begun)
        await may_end.wait()
        return number

    first = asyncio.create_task(queries.fresh(("key",), count))
    while not begun:  # noqa: ASYNC110  # it begins on its own
        await asyncio.sleep(0)
    later = [asyncio.create_task(queries.fresh(("key",), count)) for _ in range(3)]
    other = asyncio.create_task(queries.fresh(("other",), count))
    while len(begun) < 2:  # noqa: ASYNC110  # so does this
        await asyncio.sleep(0)
    may_end.set()

    assert await first == 1
    assert await other == 2
    assert [await one for one in later] == [3, 3, 3]
    assert not queries._waiting
    assert not queries._locks


async def test_a_failure_of_a_fresh_query_reaches_all_and_is_not_kept() -> None:
    queries = FreshQueries[int]()

    async def fail() -> int:
        raise ZeroDivisionError

    async def succeed() -> int:
        return 1

    failed = await asyncio.gather(
        *(queries.fresh((), fail) for _ in range(3)), return_exceptions=True
    )

    assert [type(one) for one in failed] == [ZeroDivisionError] * 3
    assert await queries.fresh((), succeed) == 1


async def test_a_fresh_query_outlives_a_caller_that_is_cancelled() -> None:
    queries = FreshQueries[int]()
    may_end = asyncio.Event()

    async def wait() -> int:
        await may_end.wait()
        return 1

    gone, staying = [asyncio.create_task(queries.fresh((), wait)) for _ in range(2)]
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone])
    may_end.set()

    assert gone.cancelled()
    assert await staying == 1
