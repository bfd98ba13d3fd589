"""The strip above the versions of a model."""

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import seen, text


@pytest.fixture
def model(registry: Registry) -> str:
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for auc in (0.5, 0.75, 0.875, 0.25):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": auc})
        )
    return "/models/fraud"


def test_it_tells_champion_latest_and_best(viewer: Client, registry: Registry, model: str) -> None:
    for number in (1, 2):
        registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=number))
    page = seen(viewer.get(model))

    assert "Champion 0.75000 ▲ +0.250 (better) version 2, since" in page
    assert "Latest 0.25000 ▼ −0.500 (worse) version 4; the champion is 2 behind" in page  # noqa: RUF001
    assert "Best 0.87500 ▲ +0.125 (better) version 3; compare with the champion" in page


def test_without_a_champion_an_editor_may_promote_the_best(
    viewer: Client, editor: Client, model: str
) -> None:
    link = "/models/fraud/aliases/move?name=champion&version=3"

    assert "No version is the champion." in seen(viewer.get(model))
    assert link not in text(viewer.get(model))
    assert link in text(editor.get(model))


def test_the_line_is_drawn_by_the_server_and_leads_to_the_trend(viewer: Client, model: str) -> None:
    page = text(viewer.get(model))

    assert 'class="standing-chart" href="/models/fraud/trend"' in page
    assert 'aria-label="auc from 0.50000 (version 1) to 0.25000 (version 4)"' in page


@pytest.mark.parametrize("metric", [None, "auc"])
def test_without_a_value_there_is_none(
    viewer: Client, registry: Registry, metric: str | None
) -> None:
    goal = Goal.MAXIMIZE if metric else None
    registry.models.create(
        MLModelCreate(name="plain", primary_metric=metric, primary_metric_goal=goal)
    )
    registry.versions.create(MLModelVersionCreate(model_name="plain", source="s3://b/1"))

    assert "standing-strip" not in text(viewer.get("/models/plain"))


def test_extreme_values_are_written_short(viewer: Client, registry: Registry) -> None:
    registry.models.create(
        MLModelCreate(name="wild", primary_metric="<b>", primary_metric_goal=Goal.MINIMIZE)
    )
    for value in (1e300, 1e-300, -1e300):
        registry.versions.create(
            MLModelVersionCreate(model_name="wild", source="s3://b/1", metrics={"<b>": value})
        )
    page = viewer.get("/models/wild").content.decode()

    assert "-1.0000e+300" in page
    assert "<b>" not in page
