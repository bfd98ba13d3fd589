# Generated from tests/mldb/async_db/tracking/test_history.py by `make twins`.
"""Metric histories: whole, in pages, as a stream, in buckets."""

import math
from random import Random
from typing import Any

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.points.columns import Points, merged
from mldb.schemas import LoggedPoint, RunLog
from mldb.sync_db import Database, HistoryService, RunLogService
from tests.mldb.logged_runs import (
    AT_MS,
    NO_RUN_ID,
    OTHER_RUN_ID,
    RUN_ID,
    insert_run,
    log_of,
    time_of,
)
from tests.web.statements import statements

STEPS = 5_000
SPIKE = 3_217


@pytest.fixture
def histories(database: Database) -> HistoryService:
    """Histories of a registry with a run that logged 5,000 points with one spike."""
    with database.writing() as session:
        session.execute(insert_run())
        session.execute(insert_run(OTHER_RUN_ID))
    logs = RunLogService(database, actor="alice")
    for start in range(0, STEPS, 1_250):
        steps = range(start, start + 1_250)
        logs.log_batch(RUN_ID, log_of("loss", [(step, _value(step)) for step in steps]))
    logs.log_batch(RUN_ID, log_of("auc", [(step, 0.5) for step in range(10)]))
    logs.log_batch(OTHER_RUN_ID, log_of("auc", [(1, math.nan), (2, 0.7)]))
    return HistoryService(database)


def _value(step: int) -> float:
    return 1e9 if step == SPIKE else step / STEPS


def _all() -> Points:
    return Points.of((step, time_of(step), _value(step)) for step in range(STEPS))


def test_whole_history(histories: HistoryService) -> None:
    assert histories.history(RUN_ID, "loss") == _all()


@pytest.mark.parametrize("limit", [1, 700, 4_999, 5_000, 5_001])
def test_pages_are_the_history(histories: HistoryService, limit: int) -> None:
    first = histories.pages(RUN_ID, "loss", None, limit)
    parts = [first.points]
    cursor = first.next_cursor
    while cursor is not None and len(parts) < 10:
        page = histories.pages(RUN_ID, "loss", cursor, limit)
        parts.append(page.points)
        cursor = page.next_cursor

    expected = _all().part(0, limit * 10)
    assert merged(parts) == expected
    assert [len(part) for part in parts[:-1]] == [limit] * (len(parts) - 1)
    assert all(parts)


def test_page_of_a_short_history(histories: HistoryService) -> None:
    first = histories.pages(RUN_ID, "auc", limit=6)
    second = histories.pages(RUN_ID, "auc", first.next_cursor, limit=6)

    assert (list(first.points.steps), list(second.points.steps)) == (
        [0, 1, 2, 3, 4, 5],
        [6, 7, 8, 9],
    )
    assert second.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "1_2", "1_2_3_4", f"{2**63}_0_0", "1_2_3\n", "٣_1_1"])
def test_text_that_is_no_cursor(histories: HistoryService, cursor: str) -> None:
    with pytest.raises(RuleViolationError) as caught:
        histories.pages(RUN_ID, "loss", cursor)

    assert caught.value.field == "after"


@pytest.mark.parametrize("limit", [0, -1, 100_001])
def test_page_of_no_or_too_many_points(histories: HistoryService, limit: int) -> None:
    with pytest.raises(RuleViolationError) as caught:
        histories.pages(RUN_ID, "loss", None, limit)

    assert caught.value.field == "limit"


def test_stream_is_the_history(histories: HistoryService) -> None:
    steps: list[int] = []
    for part in histories.stream(RUN_ID, "loss"):
        steps += part.steps

    assert steps == list(range(STEPS))


def test_run_or_metric_that_does_not_exist(histories: HistoryService) -> None:
    for public_id, name in [(NO_RUN_ID, "loss"), ("x", "loss"), (RUN_ID, "acc"), (RUN_ID, "\x00")]:
        with pytest.raises(NotFoundError) as caught:
            histories.history(public_id, name)

        assert caught.value.entity == ("metric" if public_id == RUN_ID else "run")
    with pytest.raises(NotFoundError):
        histories.series_of(NO_RUN_ID)


def test_series_by_name(histories: HistoryService) -> None:
    names = [series.name for series in histories.series_of(RUN_ID)]
    behind = [series.name for series in histories.series_of(RUN_ID, after="auc", limit=1)]

    assert (names, behind) == (["auc", "loss"], ["loss"])
    assert histories.series_of(RUN_ID, after="\x00") == []


@pytest.mark.parametrize(
    ("contains", "names"),
    [("", ["auc", "loss"]), ("LOS", ["loss"]), ("%", []), ("_", []), ("*", []), ("\x00", [])],
)
def test_series_by_a_part_of_the_name(
    histories: HistoryService, contains: str, names: list[str]
) -> None:
    found = histories.series_of(RUN_ID, contains=contains)

    assert [series.name for series in found] == names


def test_series_of_runs(histories: HistoryService) -> None:
    ids = [RUN_ID, OTHER_RUN_ID, NO_RUN_ID, "x"]

    found = histories.series_of_runs(ids)
    of_loss = histories.series_of_runs(ids, ["loss", "\x00"])

    assert {run: [series.count for series in some] for run, some in found.items()} == {
        RUN_ID: [10, STEPS],
        OTHER_RUN_ID: [2],
    }
    assert {run: len(some) for run, some in of_loss.items()} == {RUN_ID: 1, OTHER_RUN_ID: 0}
    assert histories.series_of_runs(ids, []) == {RUN_ID: [], OTHER_RUN_ID: []}
    assert histories.series_of_runs([]) == {}


@pytest.mark.parametrize("buckets", [1, 3, 7, 40, 1_000, 10_000])
def test_buckets_keep_every_point(histories: HistoryService, buckets: int) -> None:
    sampled = histories.sampled([RUN_ID], ["loss"], buckets)

    found = sampled[RUN_ID, "loss"]
    assert len(found) <= buckets
    assert sum(bucket.count for bucket in found) == STEPS
    assert (found[0].first.step, found[-1].last.step) == (0, STEPS - 1)
    maxima = [bucket.max for bucket in found if bucket.max is not None]
    assert max(maxima, key=lambda extreme: extreme.value).step == SPIKE
    ends = [step for bucket in found for step in (bucket.first.step, bucket.last.step)]
    assert ends == sorted(ends)


@pytest.mark.parametrize("buckets", [4, 1_000])
@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1_000, 2_999, 2_000),
        (None, 99, 100),
        (4_990, None, 10),
        (-(10**30), 10**30, STEPS),
        (9_000, None, 0),
        (70, 60, 0),
    ],
)
def test_buckets_of_some_steps(
    histories: HistoryService, buckets: int, low: int | None, high: int | None, expected: int
) -> None:
    sampled = histories.sampled([RUN_ID], ["loss"], buckets, low, high)

    assert sum(bucket.count for bucket in sampled[RUN_ID, "loss"]) == expected


def test_buckets_of_several_runs_and_metrics(histories: HistoryService) -> None:
    sampled = histories.sampled([RUN_ID, OTHER_RUN_ID, NO_RUN_ID], buckets=40)

    counts = {key: sum(bucket.count for bucket in some) for key, some in sampled.items()}
    assert counts == {(RUN_ID, "auc"): 10, (RUN_ID, "loss"): STEPS, (OTHER_RUN_ID, "auc"): 2}
    assert len(sampled[RUN_ID, "loss"]) <= 40
    assert histories.sampled([NO_RUN_ID], buckets=40) == {}


@pytest.mark.parametrize("buckets", [0, 10_001])
def test_number_of_buckets_is_limited(histories: HistoryService, buckets: int) -> None:
    with pytest.raises(RuleViolationError) as caught:
        histories.sampled([RUN_ID], ["loss"], buckets)

    assert caught.value.field == "buckets"


def test_tail_is_a_part_of_pages_and_buckets(database: Database, histories: HistoryService) -> None:
    """Points that are no chunk yet."""
    logs = RunLogService(database, actor="alice")
    late: list[tuple[int, float]] = [(STEPS + step, -1.0) for step in range(20)]
    logs.log_batch(RUN_ID, log_of("loss", late))

    page = histories.pages(RUN_ID, "loss", limit=10_000)
    sampled = histories.sampled([RUN_ID], ["loss"], 4)

    assert len(page.points) == len(histories.history(RUN_ID, "loss")) == STEPS + 20
    last = sampled[RUN_ID, "loss"][-1]
    assert last.min is not None
    assert (last.last.step, last.min.value) == (STEPS + 19, -1.0)


def test_statements_do_not_grow_with_the_series(
    database: Database, histories: HistoryService
) -> None:
    logs = RunLogService(database, actor="alice")
    metrics: Any = [
        {"name": f"m/{number}", "value": number, "step": step, "time_ms": time_of(step)}
        for number in range(50)
        for step in range(100)
    ]
    logs.log_batch(OTHER_RUN_ID, RunLog(metrics=metrics))

    with statements() as executed:
        sampled = histories.sampled([OTHER_RUN_ID, RUN_ID], buckets=40)

    assert len(sampled) == 53
    assert len(executed) <= 4


@pytest.mark.parametrize("buckets", [3, 16, 40])
def test_curves_are_series_with_their_buckets(histories: HistoryService, buckets: int) -> None:
    with statements() as asked:
        curves = histories.curves_of(RUN_ID, buckets=buckets)

    assert len(asked) <= 3
    assert [curve.series for curve in curves] == histories.series_of(RUN_ID)
    sampled = histories.sampled([RUN_ID], None, buckets)
    assert {(RUN_ID, curve.series.name): curve.buckets for curve in curves} == sampled


def test_some_curves(histories: HistoryService) -> None:
    def names(**some: Any) -> list[str]:
        return [curve.series.name for curve in histories.curves_of(RUN_ID, **some)]

    assert names(contains="LOS") == ["loss"]
    assert names(after="auc") == ["loss"]
    assert names(limit=1) == ["auc"]
    assert names(names=["loss", "nothing", "\0"]) == ["loss"]
    assert names(names=[]) == []
    assert names(contains="\0") == []
    assert histories.curves_of(NO_RUN_ID) == []
    assert histories.curves_of("nonsense") == []
    with pytest.raises(RuleViolationError, match="buckets"):
        histories.curves_of(RUN_ID, buckets=0)


def test_pages_of_many_points_at_few_positions(histories: HistoryService) -> None:
    """Chunks touch where a position has more points than a chunk; then their order matters."""
    rows = [
        (step, AT_MS + late, float(value))
        for value in range(-700, 700)
        for step, late in ((0, 0), (0, 1), (1, 0), (1, 1))
    ]
    shuffled = Random(5).sample(rows, len(rows))  # noqa: S311  # any order
    logs = RunLogService(histories.database, actor="alice")
    for start in range(0, len(rows), 700):
        points = [
            LoggedPoint(name="tied", step=step, time_ms=time_ms, value=value)
            for step, time_ms, value in shuffled[start : start + 700]
        ]
        logs.log_batch(RUN_ID, RunLog(metrics=points))

    for limit in (200, 511, 512, 1_000):
        found: list[tuple[int, int, float]] = []
        cursor = None
        while True:
            page = histories.pages(RUN_ID, "tied", cursor, limit)
            found += page.points
            cursor = page.next_cursor
            if cursor is None:
                break
        assert found == sorted(rows)


def test_points_at_evenly_spaced_positions(histories: HistoryService) -> None:
    for limit, steps in (
        (1, [0]),
        (2, [0, 4_999]),
        (6, [0, 999, 1_999, 2_999, 3_999, 4_999]),
        (10_000, range(STEPS)),
    ):
        found = histories.spaced([RUN_ID, OTHER_RUN_ID, NO_RUN_ID], "loss", limit)

        assert {public_id: list(points.steps) for public_id, points in found.items()} == {
            RUN_ID: list(steps)
        }
        assert list(found[RUN_ID]) == [point for point in _all() if point[0] in set(steps)]
    within = histories.spaced([RUN_ID], "loss", 3, low=100, high=200)
    assert list(within[RUN_ID].steps) == [100, 150, 200]
    from_there = histories.spaced([RUN_ID], "loss", 2, low=4_000)
    assert list(from_there[RUN_ID].steps) == [4_000, 4_999]
    for limit in (0, 10_001):
        with pytest.raises(RuleViolationError, match="points of each run"):
            histories.spaced([RUN_ID], "loss", limit)


def test_spaced_points_of_chunks_that_overlap(
    database: Database, histories: HistoryService
) -> None:
    logs = RunLogService(database, actor="alice")
    for start in (1, 0):
        steps = range(start, 4_000, 2)
        logs.log_batch(RUN_ID, log_of("mixed", [(step, 0.5) for step in steps]))
    found = histories.spaced([RUN_ID], "mixed", 4)

    assert list(found[RUN_ID].steps) == [0, 1_333, 2_666, 3_999]
