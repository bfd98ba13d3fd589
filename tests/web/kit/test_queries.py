"""A page asks the database the same few questions, however much it shows."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from mldb.schemas import (
    LoggedPoint,
    MLExperimentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLRunCreate,
    RunLog,
    SavedViewCreate,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Goal
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from tests.web.page import seen
from tests.web.statements import statements, transactions

# One of them asks who is there: the session with its user.
AT_MOST = 17


def fill_models(count: int) -> None:
    registry = Registry("alice")
    for number in range(count):
        model = registry.models.create(
            MLModelCreate(
                name=f"m{number}", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE
            )
        )
        registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="k"))
        _fill_version(registry, model.name, 1)
        registry.aliases.move(MLModelAliasMove(model_name=model.name, name="champion", version=1))


def fill_versions(count: int) -> None:
    registry = Registry("alice")
    registry.models.create(
        MLModelCreate(name="m0", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for number in range(1, count + 1):
        _fill_version(registry, "m0", 1)
        registry.aliases.move(
            MLModelAliasMove(model_name="m0", name=f"alias{number}", version=number)
        )


def fill_moves(count: int) -> None:
    fill_versions(count)
    for number in range(1, count + 1):
        move = MLModelAliasMove(model_name="m0", name="champion", version=number)
        Registry("alice").aliases.move(move)


def fill_items(count: int) -> None:
    registry = Registry("alice")
    registry.models.create(MLModelCreate(name="m0"))
    _fill_version(registry, "m0", count)
    for number in range(count):
        registry.aliases.move(MLModelAliasMove(model_name="m0", name=f"alias{number}", version=1))


def fill_trash(count: int) -> None:
    registry = Registry("alice")
    for number in range(count):
        registry.models.delete(registry.models.create(MLModelCreate(name=f"m{number}")).id)


def fill_staff(count: int) -> None:
    for number in range(count):
        Registry(SYSTEM).staff.create(
            StaffUserCreate(username=f"user{number}", password_hash="hash")
        )


def fill_views(count: int) -> None:
    registry = Registry("alice")
    owner = Registry(SYSTEM).staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    registry.models.create(MLModelCreate(name="m0"))
    _fill_version(registry, "m0", 1)
    for number in range(count):
        registry.saved_views.create(
            SavedViewCreate(
                user_id=owner.id, kind=ListType.VERSIONS, name=f"v{number}", is_shared=True
            )
        )


def fill_experiments(count: int) -> None:
    registry = Registry("alice")
    for number in range(count):
        name = f"e{number}"
        registry.experiments.create(MLExperimentCreate(name=name, tags={"k": "v"}))
        registry.runs.create(MLRunCreate(experiment=name))


def fill_runs(count: int) -> None:
    """Running ones with children, and with three metrics that have several chunks of points."""
    registry = Registry("alice")
    values = {"k": "1"}
    for _ in range(count):
        parent = registry.runs.create(MLRunCreate(params=values, tags=values))
        points = [
            LoggedPoint(name=name, value=0.5, step=step)
            for name in ("auc", "loss", "mae")
            for step in range(600)
        ]
        registry.run_logs.log_batch(parent.public_id, RunLog(metrics=points))
        registry.runs.create(MLRunCreate(parent=parent.public_id))


def fill_trashed_runs(count: int) -> None:
    registry = Registry("alice")
    for number in range(count):
        registry.runs.delete(registry.runs.create(MLRunCreate()).id)
        trashed = registry.experiments.create(MLExperimentCreate(name=f"e{number}"))
        registry.experiments.delete(trashed.id)


def _fill_version(registry: Registry, name: str, count: int) -> None:
    values = {f"k{number}": "1" for number in range(count)}
    registry.versions.create(
        MLModelVersionCreate(
            model_name=name,
            source="s3://b/1",
            params=values,
            tags=values,
            metrics=dict.fromkeys(values, 1.5) | {"auc": 0.5},
        )
    )


# Both more than a page shows.
@pytest.mark.parametrize("count", [26, 52])
@pytest.mark.parametrize(
    ("path", "fill", "expected"),
    [
        ("/", fill_models, 12),
        ("/models", fill_models, 7),
        ("/models?q=m", fill_models, 7),
        ("/models?choose=columns&col=metric.auc", fill_models, 7),
        ("/versions", fill_models, 6),
        ("/versions?q=metric.auc>0 sort:metric.auc&choose=columns", fill_models, 7),
        ("/models/m0", fill_versions, 14),
        ("/models/m0/card", fill_versions, 3),
        ("/models/m0/use", fill_versions, 4),
        ("/models/m0?choose=columns", fill_versions, 15),
        ("/models/m0/history", fill_versions, 7),
        ("/models/m0/aliases", fill_versions, 7),
        ("/models/m0/aliases/roll-back?alias=champion", fill_moves, 7),
        ("/aliases", fill_models, 10),
        ("/aliases?q=m&alias=champion", fill_models, 10),
        ("/aliases?at=2020", fill_models, 4),
        ("/aliases/compare", fill_models, 7),
        ("/models/m0/aliases/move?alias=champion&version=1", fill_moves, 9),
        ("/models/m0/1", fill_items, 14),
        ("/models/m0/1/edit", fill_items, 2),
        ("/history", fill_models, 4),
        ("/history?q=by:alice", fill_models, 4),
        ("/trash", fill_trash, 6),
        ("/trash", fill_trashed_runs, 6),
        ("/", fill_runs, 13),
        ("/experiments", fill_experiments, 6),
        ("/experiments?q=e&choose=columns", fill_experiments, 6),
        ("/runs", fill_runs, 12),
        ("/experiments/0", fill_runs, 15),
        ("/experiments/0?group=parent&col=metric.loss&col=param.k&col=tag.k", fill_runs, 17),
        ("/experiments/0?choose=columns&col=tags", fill_runs, 13),
        ("/staff", fill_staff, 2),
        ("/versions?view=3", fill_views, 5),
        ("/versions?view=99", fill_views, 6),
        ("/views", fill_views, 2),
        ("/account", fill_staff, 3),
    ],
)
def test_the_number_of_statements_is_fixed(
    admin: Client, path: str, fill: object, expected: int, count: int
) -> None:
    assert callable(fill)
    fill(count)
    with statements() as seen:
        response = admin.get(path)

    assert response.status_code == 200
    assert len(seen) == expected <= AT_MOST, "\n".join(seen)


# What fits on one page is not counted.
@pytest.mark.parametrize("count", [1, 26])
@pytest.mark.parametrize(
    ("path", "fill"),
    [
        ("/", fill_models),
        ("/models", fill_models),
        ("/models?choose=columns&col=metric.auc&col=tag.k&view=99", fill_models),
        ("/models?q=is:trashed or name:*", fill_models),
        ("/models?q=(", fill_models),
        ("/versions", fill_models),
        ("/versions?choose=columns&col=metric.auc&col=tag.k&view=99", fill_models),
        ("/versions?q=is:trashed or name:*", fill_models),
        ("/models/m0", fill_versions),
        ("/models/m0?choose=columns&col=metric.auc&view=99", fill_versions),
        ("/models/m0/1", fill_items),
        ("/experiments", fill_experiments),
        ("/experiments?q=is:trashed or name:*", fill_experiments),
        ("/runs?q=is:trashed or name:*", fill_runs),
        ("/experiments/0?group=parent&col=metric.loss&col=param.k&col=tags", fill_runs),
        ("/history", fill_models),
        ("/history?q=by:alice", fill_models),
        ("/models/m0/history", fill_versions),
        ("/models/m0/history?q=by:alice", fill_versions),
    ],
)
def test_a_page_is_of_one_moment(editor: Client, path: str, fill: object, count: int) -> None:
    """One transaction tells who is there, and one all that the page shows."""
    assert callable(fill)
    fill(count)
    with transactions() as taken:
        response = editor.get(path)

    assert response.status_code == (400 if path.endswith("(") else 200)
    assert len(taken) == 2


def test_a_model_in_the_past_is_of_one_moment(editor: Client) -> None:
    fill_versions(26)
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    with transactions() as taken:
        response = editor.get(f"/models/m0?at={at}")

    assert "26 versions" in seen(response)
    assert len(taken) == 2
