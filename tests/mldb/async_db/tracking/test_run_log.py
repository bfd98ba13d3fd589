"""What runs log: points, parameters and tags."""

import math
import random
from typing import Any

import pytest
from sqlalchemy import func, select, update

from mldb.async_db import AuditEventService, Database, HistoryService, Registry, RunLogService
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.models import (
    MLDataset,
    MLExperiment,
    MLMetricChunk,
    MLMetricSeries,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.points.columns import Points
from mldb.points.growth import TAIL_POINTS
from mldb.schemas import (
    DatasetInput,
    LoggedPoint,
    LogReceipt,
    MLRunCreate,
    MLRunRead,
    RunLog,
    TagOnMany,
)
from tests.mldb.logged_runs import (
    AT,
    AT_MS,
    NO_RUN_ID,
    OTHER_RUN_ID,
    RUN_ID,
    insert_run,
    log_of,
    time_of,
)


@pytest.fixture
async def logs(database: Database) -> RunLogService:
    """Logs of a registry with two runs."""
    async with database.writing() as session:
        await session.execute(insert_run())
        await session.execute(insert_run(OTHER_RUN_ID))
    return RunLogService(database, actor="alice")


@pytest.fixture
def histories(database: Database) -> HistoryService:
    return HistoryService(database)


async def _change_run(database: Database, **columns: Any) -> None:
    async with database.writing() as session:
        await session.execute(update(MLRun).where(MLRun.public_id == RUN_ID).values(columns))


async def _count(database: Database, row_type: Any) -> int:
    async with database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(row_type)) or 0)


async def test_log_stores_points_params_and_tags(
    database: Database, logs: RunLogService, histories: HistoryService
) -> None:
    log = log_of("loss", [(1, 0.5), (2, 0.25)], params={"lr": "0.1"}, tags={"team": "risk"})

    receipt = await logs.log_batch(RUN_ID, log)

    assert receipt == LogReceipt(points=2, params=1, tags=1)
    history = await histories.history(RUN_ID, "loss")
    assert list(history) == [(1, time_of(1), 0.5), (2, time_of(2), 0.25)]
    async with database.reading() as session:
        params = (await session.scalars(select(MLRunParam))).one()
        tags = (await session.scalars(select(MLRunTag))).one()
    assert (params.name, params.value, params.value_start, params.number) == (
        *("lr", "0.1"),
        *("0.1", 0.1),
    )
    assert (tags.key, tags.value, tags.value_start) == ("team", "risk", "risk")


async def test_same_log_again_stores_nothing(logs: RunLogService) -> None:
    points = [(step, step / 7) for step in range(700)]
    log = log_of("loss", points, params={"lr": "0.1"}, tags={"team": "risk"})
    await logs.log_batch(RUN_ID, log)

    receipt = await logs.log_batch(RUN_ID, log)

    assert receipt == LogReceipt(points=0, params=0, tags=0)


async def test_values_keep_their_bits(logs: RunLogService, histories: HistoryService) -> None:
    values = [math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324, 0.1]
    await logs.log_batch(RUN_ID, log_of("loss", enumerate(values)))

    history = await histories.history(RUN_ID, "loss")

    assert list(map(repr, history.values)) == list(map(repr, values))


async def test_point_without_time_gets_the_current_one(
    logs: RunLogService, histories: HistoryService
) -> None:
    await logs.log_batch(RUN_ID, RunLog(metrics=[LoggedPoint(name="loss", value=1)]))

    history = await histories.history(RUN_ID, "loss")

    assert history.steps[0] == 0
    assert history.times_ms[0] > AT_MS


async def test_series_knows_its_statistics(logs: RunLogService, histories: HistoryService) -> None:
    await logs.log_batch(RUN_ID, log_of("loss", [(5, 0.5), (6, math.nan)]))
    await logs.log_batch(RUN_ID, log_of("loss", [(1, math.nan), (3, -2.0), (4, 9.0)]))

    (series,) = await histories.series_of(RUN_ID)

    assert (series.name, series.count, series.nan_count) == ("loss", 5, 2)
    assert (series.first.step, series.last.step) == (1, 6)
    assert math.isnan(series.first.value)
    assert math.isnan(series.last.value)
    assert series.min is not None
    assert series.max is not None
    assert (series.min.step, series.min.value) == (3, -2.0)
    assert (series.max.step, series.max.value) == (4, 9.0)


async def test_series_of_nan_alone_has_no_extremes(
    logs: RunLogService, histories: HistoryService
) -> None:
    await logs.log_batch(RUN_ID, log_of("loss", [(1, math.nan)]))

    (series,) = await histories.series_of(RUN_ID)

    assert (series.min, series.max) == (None, None)


@pytest.mark.parametrize("size", [1, 7, 40, 100, 300, 1_500])
async def test_order_and_repetition_of_batches_change_nothing(
    database: Database, logs: RunLogService, histories: HistoryService, size: int
) -> None:
    """Points in batches of any size, shuffled and partly twice, are one sorted history."""
    choice = random.Random(size)  # noqa: S311  # for a test
    rows = [(step // 2, float(step % 5)) for step in range(size * 12)]
    batches = [rows[start : start + size] for start in range(0, len(rows), size)]
    batches += [choice.sample(rows, size) for _ in range(3)]
    choice.shuffle(batches)

    stored = 0
    for batch in batches:
        stored += (await logs.log_batch(RUN_ID, log_of("loss", batch))).points

    expected = Points.of((step, time_of(step), value) for step, value in rows)
    assert await histories.history(RUN_ID, "loss") == expected
    (series,) = await histories.series_of(RUN_ID)
    assert series.count == stored == len(expected)
    assert series.last.value == expected.values[-1]
    async with database.reading() as session:
        counts = (await session.scalars(select(MLMetricChunk.count))).all()
    assert sum(counts) + TAIL_POINTS >= len(expected)
    assert all(count <= 512 for count in counts)


async def test_points_one_by_one_leave_few_chunks(
    database: Database, logs: RunLogService, histories: HistoryService
) -> None:
    for step in range(600):
        await logs.log_batch(RUN_ID, log_of("loss", [(step, 1.0)]))

    assert await _count(database, MLMetricChunk) == 2
    assert list((await histories.history(RUN_ID, "loss")).steps) == list(range(600))


async def test_points_backwards_leave_few_chunks(
    database: Database, logs: RunLogService, histories: HistoryService
) -> None:
    for step in reversed(range(600)):
        await logs.log_batch(RUN_ID, log_of("loss", [(step, 1.0)]))

    assert await _count(database, MLMetricChunk) <= 3
    assert list((await histories.history(RUN_ID, "loss")).steps) == list(range(600))


async def test_many_values_at_one_position(logs: RunLogService, histories: HistoryService) -> None:
    """A position that fills several chunks takes more values, each once."""
    point = {"name": "loss", "step": 1, "time_ms": AT_MS}
    values = [float(value) for value in range(3_000)]
    for start in range(3):
        metrics: Any = [point | {"value": value} for value in values[start::3]]
        receipts = [await logs.log_batch(RUN_ID, RunLog(metrics=metrics)) for _ in range(2)]
        assert [receipt.points for receipt in receipts] == [1_000, 0]

    history = await histories.history(RUN_ID, "loss")
    pages: list[float] = []
    cursor = None
    while True:
        page = await histories.pages(RUN_ID, "loss", cursor, 450)
        pages += page.points.values
        cursor = page.next_cursor
        if cursor is None:
            break

    assert list(history.values) == values
    assert pages == values


async def test_steps_of_64_bits(logs: RunLogService, histories: HistoryService) -> None:
    ends = [-(2**63), 2**63 - 1]
    metrics: Any = [{"name": "loss", "value": 1, "step": step, "time_ms": AT_MS} for step in ends]

    await logs.log_batch(RUN_ID, RunLog(metrics=metrics))
    again = await logs.log_batch(RUN_ID, RunLog(metrics=metrics))

    assert again.points == 0
    assert list((await histories.history(RUN_ID, "loss")).steps) == ends


async def test_param_with_another_value_refuses_its_whole_log(
    database: Database, logs: RunLogService
) -> None:
    await logs.log_batch(RUN_ID, RunLog(params={"lr": "0.1"}))
    log = log_of("loss", [(1, 0.5)], params={"depth": "3", "lr": "0.2"}, tags={"team": "risk"})

    with pytest.raises(RuleViolationError) as caught:
        await logs.log_batch(RUN_ID, log)

    assert caught.value.field == "params.lr"
    assert "'lr' of this run is '0.1' already and can't become '0.2'" in caught.value.message
    assert await _count(database, MLMetricSeries) == 0
    assert await _count(database, MLRunParam) == 1
    assert await _count(database, MLRunTag) == 0


async def test_long_old_value_is_shortened(logs: RunLogService) -> None:
    await logs.log_batch(RUN_ID, RunLog(params={"prompt": "x" * 5_000}))

    with pytest.raises(RuleViolationError) as caught:
        await logs.log_batch(RUN_ID, RunLog(params={"prompt": "y" * 5_000}))

    assert len(caught.value.message) < 500


async def test_last_tag_counts(database: Database, logs: RunLogService) -> None:
    await logs.log_batch(RUN_ID, RunLog(tags={"team": "risk", "stage": "trial"}))

    receipt = await logs.log_batch(RUN_ID, RunLog(tags={"team": "fraud", "stage": "trial"}))

    assert receipt.tags == 1
    async with database.reading() as session:
        rows = (await session.execute(select(MLRunTag.key, MLRunTag.value))).all()
    assert sorted(map(tuple, rows)) == [("stage", "trial"), ("team", "fraud")]


@pytest.mark.parametrize("public_id", [NO_RUN_ID, "x", RUN_ID.upper(), f"{RUN_ID}\n", "\x00" * 32])
async def test_run_that_does_not_exist(logs: RunLogService, public_id: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        await logs.log_batch(public_id, log_of("loss", [(1, 0.5)]))

    assert caught.value.key == public_id


async def test_run_in_the_trash(database: Database, logs: RunLogService) -> None:
    await _change_run(database, deleted_at=AT, deleted_by="alice")

    with pytest.raises(RuleViolationError, match="is in the trash"):
        await logs.log_batch(RUN_ID, log_of("loss", [(1, 0.5)]))

    assert await _count(database, MLMetricSeries) == 0


async def test_without_actor(database: Database, logs: RunLogService) -> None:
    with pytest.raises(RuleViolationError, match="Say who makes this change"):
        await RunLogService(logs.database).log_batch(RUN_ID, RunLog())

    assert await _count(database, MLMetricSeries) == 0


async def test_refused_log_takes_no_other_down(
    logs: RunLogService, histories: HistoryService
) -> None:
    outcomes = await logs.log_many(
        [
            (RUN_ID, log_of("loss", [(1, 0.5)], params={"lr": "0.1"})),
            (NO_RUN_ID, log_of("loss", [(1, 0.5)])),
            (RUN_ID, log_of("loss", [(9, 0.9)], params={"lr": "0.2"})),
            (OTHER_RUN_ID, log_of("loss", [(1, 0.7)], params={"lr": "0.2"})),
            (RUN_ID, log_of("loss", [(1, 0.5), (2, 0.4)], params={"lr": "0.1"})),
        ]
    )

    assert [outcomes[0], *outcomes[3:]] == [
        LogReceipt(points=1, params=1, tags=0),
        LogReceipt(points=1, params=1, tags=0),
        LogReceipt(points=1, params=0, tags=0),
    ]
    assert isinstance(outcomes[1], NotFoundError)
    assert isinstance(outcomes[2], RuleViolationError)
    assert list((await histories.history(RUN_ID, "loss")).steps) == [1, 2]


async def test_too_many_logs(logs: RunLogService) -> None:
    with pytest.raises(RuleViolationError, match="1,001"):
        await logs.log_many([(RUN_ID, RunLog())] * 1_001)


async def test_many_metrics_in_one_log(logs: RunLogService, histories: HistoryService) -> None:
    metrics: Any = [
        {"name": f"metric-{number}", "value": number, "step": step, "time_ms": time_of(step)}
        for number in range(1_000)
        for step in range(10)
    ]
    log = RunLog(metrics=metrics)

    assert (await logs.log_batch(RUN_ID, log)).points == 10_000
    assert (await logs.log_batch(RUN_ID, log)).points == 0
    assert len(await histories.series_of(RUN_ID)) == 1_000


async def test_running_run_is_not_audited(logs: RunLogService, audit: AuditEventService) -> None:
    await logs.log_batch(RUN_ID, log_of("loss", [(1, 0.5)], params={"lr": "0.1"}))

    assert await audit.get_all() == []


async def test_log_after_the_end_is_audited_once(
    database: Database, logs: RunLogService, audit: AuditEventService
) -> None:
    await _change_run(database, status="finished", ended_at=AT)
    log = log_of("loss", [(1, 0.5), (2, 0.4)], tags={"team": "risk"})

    await logs.log_batch(RUN_ID, log)
    await logs.log_batch(RUN_ID, log)

    (event,) = await audit.get_all()
    assert (event.entity, event.label, event.actor) == ("run", RUN_ID, "alice")
    assert event.changes == {"points": (None, 2), "tags": (None, 1)}


async def test_delete_tag(
    database: Database, logs: RunLogService, audit: AuditEventService
) -> None:
    await logs.log_batch(RUN_ID, RunLog(tags={"team": "risk", "stage": "trial"}))

    await logs.delete_tag(RUN_ID, "team")

    async with database.reading() as session:
        assert (await session.scalars(select(MLRunTag.key))).all() == ["stage"]
    assert await audit.get_all() == []
    for public_id, key in [(RUN_ID, "team"), (RUN_ID, "\x00"), (NO_RUN_ID, "stage")]:
        with pytest.raises(NotFoundError):
            await logs.delete_tag(public_id, key)


async def test_deletion_of_a_tag_after_the_end_is_audited(
    database: Database, logs: RunLogService, audit: AuditEventService
) -> None:
    await logs.log_batch(RUN_ID, RunLog(tags={"team": "risk"}))
    await _change_run(database, status="failed", ended_at=AT)

    await logs.delete_tag(RUN_ID, "team", reason="left the team")

    (event,) = await audit.get_all()
    assert event.changes == {"tags.team": ("risk", None)}
    assert event.reason == "left the team"


async def test_inputs_are_kept_once(database: Database, logs: RunLogService) -> None:
    inputs = [
        DatasetInput(name="loans", digest="1", schema="{}", context="training"),
        DatasetInput(name="loans", digest="1", schema="[]", context="evaluation"),
        DatasetInput(name="loans", digest="2", source="s3://loans"),
    ]

    assert await logs.log_inputs(RUN_ID, inputs) == 3
    assert await logs.log_inputs(RUN_ID, inputs) == 0
    assert await logs.log_inputs(OTHER_RUN_ID, inputs[:1]) == 1
    assert await logs.log_inputs(RUN_ID, []) == 0
    async with database.reading() as session:
        rows = (await session.scalars(select(MLDataset).order_by(MLDataset.digest))).all()
    assert [(row.digest, row.schema, row.source) for row in rows] == [
        ("1", "{}", ""),
        ("2", "", "s3://loans"),
    ]
    assert await _count(database, MLRunInput) == 4


async def test_inputs_of_a_run_that_may_not_log(database: Database, logs: RunLogService) -> None:
    inputs = [DatasetInput(name="loans", digest="1")]
    await _change_run(database, deleted_at=AT, deleted_by="alice")

    with pytest.raises(RuleViolationError):
        await logs.log_inputs(RUN_ID, inputs)
    with pytest.raises(NotFoundError):
        await logs.log_inputs(NO_RUN_ID, inputs)

    assert await _count(database, MLDataset) == 0


async def test_inputs_after_the_end_are_audited(
    database: Database, logs: RunLogService, audit: AuditEventService
) -> None:
    await _change_run(database, status="killed", ended_at=AT)

    for _ in range(2):
        await logs.log_inputs(RUN_ID, [DatasetInput(name="loans", digest="1")])

    (event,) = await audit.get_all()
    assert event.changes == {"inputs": (None, 1)}


async def test_run_of_an_experiment_in_the_trash(database: Database, logs: RunLogService) -> None:
    experiment = {
        "name": "churn",
        "description": "",
        "deleted_at": AT,
        "deleted_by": "alice",
        "created_at": AT,
        "created_by": "alice",
        "updated_at": AT,
        "updated_by": "alice",
        "row_version": 1,
    }
    async with database.writing() as session:
        added = MLExperiment(**experiment)
        session.add(added)
        await session.flush()
        await session.execute(update(MLRun).values(experiment_id=added.id))

    with pytest.raises(RuleViolationError, match="The experiment 'churn' of the run"):
        await logs.log_batch(RUN_ID, log_of("loss", [(1, 0.5)]))


async def _log_and_fail(database: Database) -> None:
    async with database.transaction() as block:
        await RunLogService(block, actor="alice").log(RUN_ID, log_of("loss", [(1, 0.5)]))
        raise ZeroDivisionError


async def test_log_inside_a_transaction_is_rolled_back_with_it(
    database: Database, logs: RunLogService, histories: HistoryService
) -> None:
    with pytest.raises(ZeroDivisionError):
        await _log_and_fail(database)

    assert await histories.series_of(RUN_ID) == []
    assert (await logs.log(RUN_ID, log_of("loss", [(1, 0.5)]))).points == 1


async def test_shared_log_inside_another_transaction_is_refused_at_once(
    database: Database, logs: RunLogService
) -> None:
    """It would wait for the end of the transaction, which waits for it."""
    async with database.transaction() as block:
        assert block.meeting() is None
        with pytest.raises(RuntimeError, match="is open on the same database"):
            await logs.log(RUN_ID, RunLog())


@pytest.mark.parametrize("column", ["points", "tail"])
async def test_damaged_points_are_a_storage_error(
    database: Database, logs: RunLogService, histories: HistoryService, column: str
) -> None:
    await logs.log_batch(RUN_ID, log_of("loss", [(step, 0.5) for step in range(400)]))
    await logs.log_batch(RUN_ID, log_of("loss", [(500, 0.5)]))
    table: Any = (MLMetricChunk if column == "points" else MLMetricSeries).__table__
    async with database.writing() as session:
        await session.execute(update(table).values({column: b"\x11damaged"}))

    with pytest.raises(StorageError, match=r"is damaged.* Restore the database"):
        await histories.history(RUN_ID, "loss")
    with pytest.raises(StorageError, match="is damaged"):
        await logs.log_batch(RUN_ID, log_of("loss", [(7, 0.25)]))


async def test_more_names_than_a_statement_takes(database: Database, logs: RunLogService) -> None:
    many = [
        (RUN_ID, RunLog(params={f"param-{part}-{number}": "x" for number in range(1_000)}))
        for part in range(6)
    ]

    first = await logs.log_many(many)
    again = await logs.log_many(many)

    assert first == [LogReceipt(points=0, params=1_000, tags=0)] * 6
    assert again == [LogReceipt(points=0, params=0, tags=0)] * 6
    assert await _count(database, MLRunParam) == 6_000


async def test_a_tag_is_set_on_many_runs(registry: Registry, run: MLRunRead) -> None:
    other = await registry.runs.create(MLRunCreate())
    trashed = await registry.runs.create(MLRunCreate())
    await registry.runs.delete(trashed.id)
    ids = [run.public_id, other.public_id, trashed.public_id, "no id", run.public_id]
    tag = TagOnMany(key="gpu", value="no")
    dry = await registry.run_logs.set_tag_on_many(ids, tag, dry_run=True)
    unchanged = await registry.tracking_lists.run_tags([other.id])
    outcome = await registry.run_logs.set_tag_on_many(ids, tag)

    assert (dry, unchanged) == (outcome, {})
    assert outcome.done == [other.public_id]
    assert [one.label for one in outcome.skipped] == [run.public_id, trashed.public_id, "no id"]
    assert outcome.skipped[0].why == "It has this tag already."
    assert await registry.tracking_lists.run_tags([other.id]) == {other.id: {"gpu": "no"}}
    with pytest.raises(RuleViolationError):
        await registry.run_logs.set_tag_on_many(["0" * 32] * 1_001, tag)
