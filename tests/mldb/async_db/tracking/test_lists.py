"""The reader of figures and names for lists of experiments and runs."""

import pytest

from mldb.async_db import (
    Database,
    HistoryService,
    MLExperimentService,
    MLRunService,
    RunLogService,
    TrackingListReader,
)
from mldb.async_db.services.tracking.readers import lists as module
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    DatasetInput,
    DatasetUse,
    ExperimentFigures,
    LoggedPoint,
    MLExperimentCreate,
    MLExperimentRead,
    MLRunCreate,
    MLRunRead,
    RunLog,
)
from mldb.schemas.registry.search import Count
from mldb.values.enums import RunStatus

COUNT_LIMIT = "mldb.async_db.services.tracking.readers.lists.COUNT_LIMIT"


@pytest.fixture
def lists(database: Database) -> TrackingListReader:
    return TrackingListReader(database)


@pytest.fixture
def runs(database: Database) -> MLRunService:
    return MLRunService(database, actor="alice")


@pytest.fixture
async def churn(database: Database) -> MLExperimentRead:
    experiments = MLExperimentService(database, actor="alice")
    return await experiments.create(
        MLExperimentCreate(name="churn", tags={"team": "risk", "a": ""})
    )


async def test_figures_of_experiments(
    lists: TrackingListReader, runs: MLRunService, churn: MLExperimentRead
) -> None:
    await runs.create(MLRunCreate(experiment="churn"))
    last = await runs.create(MLRunCreate(experiment="churn", name="last"))
    trashed = await runs.create(MLRunCreate(experiment="churn"))
    await runs.end(last.public_id, RunStatus.FAILED)
    await runs.delete(trashed.id)

    found = await lists.experiment_figures([0, churn.id, 999])

    assert found[0] == ExperimentFigures()
    assert found[churn.id].run_count == Count(2, is_more=False)
    shown = found[churn.id].last_run
    assert shown is not None
    assert (shown.public_id, shown.name, shown.status) == (last.public_id, "last", "failed")
    assert shown.started_at == last.started_at
    assert 999 not in found
    assert await lists.experiment_figures([]) == {}


async def test_numbers_of_children(lists: TrackingListReader, runs: MLRunService) -> None:
    parent = await runs.create(MLRunCreate())
    child, other = [await runs.create(MLRunCreate(parent=parent.public_id)) for _ in range(2)]
    grandchild = await runs.create(MLRunCreate(parent=child.public_id))
    await runs.delete(other.id)

    found = await lists.child_counts([parent.id, child.id, grandchild.id])

    assert found == {parent.id: Count(1, is_more=False), child.id: Count(1, is_more=False)}
    assert await lists.child_counts([]) == {}


async def test_a_parent_whose_children_are_in_the_trash_has_none(
    lists: TrackingListReader, runs: MLRunService
) -> None:
    parent = await runs.create(MLRunCreate())
    child = await runs.create(MLRunCreate(parent=parent.public_id))
    await runs.delete(child.id)

    assert await lists.child_counts([parent.id]) == {}


async def test_the_number_of_running_runs_leaves_out_the_trash(
    lists: TrackingListReader, runs: MLRunService, churn: MLExperimentRead
) -> None:
    running, ended, trashed = [await runs.create(MLRunCreate()) for _ in range(3)]
    await runs.create(MLRunCreate(status=RunStatus.SCHEDULED))
    await runs.create(MLRunCreate(experiment="churn"))
    await runs.end(ended.public_id)
    await runs.delete(trashed.id)
    both = await lists.number_running()
    await MLExperimentService(runs.database, actor="alice").delete(churn.id)

    assert both == Count(2, is_more=False)
    assert await lists.number_running() == Count(1, is_more=False)
    assert running.status is RunStatus.RUNNING


async def test_nothing_is_counted_beyond_a_limit(
    lists: TrackingListReader, runs: MLRunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COUNT_LIMIT, 1)
    parent = await runs.create(MLRunCreate())
    for _ in range(2):
        await runs.create(MLRunCreate(parent=parent.public_id))

    more = Count(1, is_more=True)
    assert (await lists.experiment_figures([0]))[0].run_count == more
    assert await lists.child_counts([parent.id]) == {parent.id: more}
    assert await lists.number_running() == more


async def test_names_of_what_runs_logged(lists: TrackingListReader, runs: MLRunService) -> None:
    one = await _logged(runs, "loss", "auc", params={"lr": "0.1"}, tags={"team": "risk"})
    other = await _logged(runs, "loss", "mae", params={"depth": "3"}, tags={})
    await _logged(runs, "elsewhere", params={"elsewhere": "1"}, tags={})

    found = await lists.item_names([one.id, other.id])

    assert found.metrics == ["auc", "loss", "mae"]
    assert (found.params, found.tags) == (["depth", "lr"], ["team"])
    assert found.cut == frozenset()
    assert (await lists.item_names([])).metrics == []


async def test_an_experiment_with_its_tags(
    lists: TrackingListReader, churn: MLExperimentRead
) -> None:
    found = await lists.experiment(churn.id)
    await MLExperimentService(lists.database, actor="alice").delete(churn.id)

    assert (found.name, found.tags, found.last_started_at) == (
        "churn",
        {"a": "", "team": "risk"},
        None,
    )
    for missing in (churn.id, 999):
        with pytest.raises(NotFoundError):
            await lists.experiment(missing)


async def test_tags_of_runs(lists: TrackingListReader, runs: MLRunService) -> None:
    tagged = await _logged(runs, params={}, tags={"team": "risk", "gpu": ""})
    bare = await _logged(runs, params={}, tags={})

    found = await lists.run_tags([tagged.id, bare.id])

    assert found == {tagged.id: {"gpu": "", "team": "risk"}}
    assert await lists.run_tags([]) == {}


async def test_ids_of_live_experiments_and_runs(
    lists: TrackingListReader, runs: MLRunService, churn: MLExperimentRead
) -> None:
    live = await runs.create(MLRunCreate())
    hidden = await runs.create(MLRunCreate(experiment="churn"))
    trashed = await runs.create(MLRunCreate())
    await runs.delete(trashed.id)
    both = await lists.experiment_ids(["Default", "churn", "nothing", "\0"])
    await MLExperimentService(runs.database, actor="alice").delete(churn.id)

    ids = [run.public_id for run in (live, hidden, trashed)]
    assert both == {"Default": 0, "churn": churn.id}
    assert await lists.experiment_ids(["Default", "churn"]) == {"Default": 0}
    assert await lists.run_ids([*ids, "f" * 32, "no id"]) == {live.public_id: live.id}
    assert await lists.experiment_ids(["\0"]) == await lists.run_ids(["no id"]) == {}


async def test_names_of_a_list_are_those_of_all_its_runs(
    lists: TrackingListReader, runs: MLRunService, churn: MLExperimentRead
) -> None:
    await _logged(runs, "loss", "Val/loss", params={"lr": "1"}, tags={"team": "a"})
    await _logged(runs, "auc", params={"depth": "3"}, tags={"gpu": ""}, experiment="churn")
    await _logged(runs, "Auc", "mae", params={"DepthMax": "3"}, tags={}, experiment="churn")

    every = await lists.names_of_list()
    assert every.metrics == ["Auc", "Val/loss", "auc", "loss", "mae"]
    assert every.params == ["DepthMax", "depth", "lr"]
    assert (every.tags, every.cut, every.newest_runs) == (["gpu", "team"], frozenset(), None)
    of_one = await lists.names_of_list(churn.id)
    assert of_one.metrics == ["Auc", "auc", "mae"]
    assert (of_one.params, of_one.tags) == (["DepthMax", "depth"], ["gpu"])
    assert (of_one.cut, of_one.newest_runs) == (frozenset(), None)
    some = await lists.names_of_list(churn.id, contains="DEPTH")
    assert (some.metrics, some.params, some.tags) == ([], ["DepthMax", "depth"], [])
    assert (await lists.names_of_list(contains="loss")).metrics == ["Val/loss", "loss"]
    assert (await lists.names_of_list(2**70)).metrics == []


async def test_names_of_a_list_that_are_cut_say_so(
    lists: TrackingListReader,
    runs: MLRunService,
    churn: MLExperimentRead,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await _logged(runs, "a", "b", params={"old": "1"}, tags={}, experiment="churn")
    await _logged(runs, "c", params={"new": "1"}, tags={}, experiment="churn")
    monkeypatch.setattr(module, "_RUNS_READ", 1)
    newest = await lists.names_of_list(churn.id)
    monkeypatch.setattr(module, "NAMES_LIMIT", 2)
    limited = await lists.names_of_list(churn.id)
    monkeypatch.setattr(module, "_NAMES_READ", 2)
    filtered = await lists.names_of_list(contains="a")

    assert (newest.metrics, newest.params, newest.newest_runs) == (["a", "b", "c"], ["new"], 1)
    assert newest.cut == set()
    assert (limited.metrics, filtered.metrics) == (["a", "b"], ["a"])
    assert limited.cut == filtered.cut == {"metrics"}


async def test_too_many_rows_are_refused(lists: TrackingListReader) -> None:
    for ask in (
        lists.experiment_figures,
        lists.child_counts,
        lists.item_names,
        lists.run_tags,
        lists.dataset_uses,
    ):
        with pytest.raises(RuleViolationError):
            await ask(range(1, 1_002))
    for find in (lists.experiment_ids, lists.run_ids):
        with pytest.raises(RuleViolationError):
            await find([str(number) for number in range(1_001)])


async def _logged(
    runs: MLRunService,
    *metrics: str,
    params: dict[str, str],
    tags: dict[str, str],
    experiment: str = "Default",
) -> MLRunRead:
    run = await runs.create(MLRunCreate(experiment=experiment, params=params, tags=tags))
    points = [LoggedPoint(name=name, value=0.5) for name in metrics]
    logs = RunLogService(runs.database, actor="alice")
    await logs.log_batch(run.public_id, RunLog(metrics=points))
    return run


async def test_curves_of_a_metric_are_its_sparklines(runs: MLRunService) -> None:
    one = await _logged(runs, "loss", "auc", params={}, tags={})
    other = await _logged(runs, "auc", params={}, tags={})
    histories = HistoryService(runs.database)
    found = await histories.curves([one.id, other.id], "loss")
    same = await histories.sampled([one.public_id], ["loss"], buckets=40)

    assert found == {one.id: same[one.public_id, "loss"]}
    assert await histories.curves([one.id], "\0") == await histories.curves([], "loss") == {}
    with pytest.raises(RuleViolationError):
        await histories.curves(range(1_001), "loss")


async def test_datasets_that_live_runs_read(
    lists: TrackingListReader, runs: MLRunService, churn: MLExperimentRead
) -> None:
    logs = RunLogService(runs.database, actor="alice")
    training = DatasetInput(name="d", digest="1", context="training")
    live, other, trashed = [
        await runs.create(MLRunCreate(experiment=name)) for name in ("churn", "Default", "churn")
    ]
    await logs.log_inputs(live.public_id, [training, DatasetInput(name="a", digest="2")])
    await logs.log_inputs(other.public_id, [training])
    await logs.log_inputs(trashed.public_id, [training, DatasetInput(name="z", digest="3")])
    await runs.delete(trashed.id)
    of_churn = [DatasetUse(churn.id, "a", "2", ""), DatasetUse(churn.id, "d", "1", "training")]

    assert await lists.dataset_uses([churn.id, 999, -1, 2**70]) == of_churn
    assert await lists.dataset_uses([0, churn.id]) == [
        DatasetUse(0, "d", "1", "training"),
        *of_churn,
    ]
    assert await lists.dataset_uses([]) == []
