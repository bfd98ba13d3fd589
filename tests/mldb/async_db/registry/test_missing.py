"""What isn't there is answered with what was probably meant."""

import pytest

from mldb.async_db import (
    Database,
    MLModelAliasService,
    MLModelReader,
    MLModelService,
    MLModelVersionService,
    MLRunService,
    RunLogService,
    SearchAdviceReader,
)
from mldb.errors import NotFoundError
from mldb.schemas import (
    LoggedPoint,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    RunLog,
)
from mldb.search.fields import ListType


@pytest.fixture
async def filled(database: Database, models: MLModelService) -> Database:
    """A registry of many models, one with a version, metrics and the alias champion."""
    names = [f"team-{number:03}" for number in range(300)]
    names += ["Fraud-Detector", "модель", "fraud-detection-2"]
    await models.create_many([MLModelCreate(name=name) for name in names])
    new = MLModelVersionCreate(
        model_name="Fraud-Detector", source="s3://b/1", metrics={"auc": 1}, params={"depth": "3"}
    )
    await MLModelVersionService(database, actor="alice").create(new)
    move = MLModelAliasMove(model_name="Fraud-Detector", name="champion", version=1)
    await MLModelAliasService(database, actor="alice").move(move)
    return database


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fraud-detector", "Fraud-Detector"),
        ("Fraud-Detctor", "Fraud-Detector"),
        ("raud-detector", "Fraud-Detector"),
        ("МОДЕЛЬ", "модель"),
        ("team-3000", "team-300"),
        ("nix", None),
        ("", None),
        ("\x00", None),
        ("%", None),
    ],
)
async def test_a_model(
    filled: Database, models: MLModelService, typed: str, meant: str | None
) -> None:
    for get in (MLModelReader(filled).get_overview, models.get_by_name):
        with pytest.raises(NotFoundError) as caught:
            await get(typed)

        if meant == "team-300":
            assert str(caught.value.suggestion).startswith("team-")
        else:
            assert caught.value.suggestion == meant


async def test_an_alias(filled: Database, aliases: MLModelAliasService) -> None:
    with pytest.raises(NotFoundError) as caught:
        await aliases.get("Fraud-Detector", "CHAMPOIN")
    with pytest.raises(NotFoundError) as of_model:
        await aliases.get("fraud-detector", "champion")
    with pytest.raises(NotFoundError) as removed:
        await aliases.remove(MLModelAliasRef(model_name="Fraud-Detector", name="champoin"))

    expected = "There is no alias 'Fraud-Detector@CHAMPOIN'. Did you mean champion?"
    assert str(caught.value) == expected
    assert of_model.value.suggestion == "Fraud-Detector@champion"
    assert removed.value.suggestion == "champion"


async def test_a_version(filled: Database, versions: MLModelVersionService) -> None:
    with pytest.raises(NotFoundError) as caught:
        await versions.get_by_number("fraud-detector", 1)
    with pytest.raises(NotFoundError) as of_number:
        await versions.get_by_number("Fraud-Detector", 9)

    assert caught.value.suggestion == "Fraud-Detector/1"
    assert of_number.value.suggestion is None


async def test_what_lies_in_the_trash_is_not_suggested(
    filled: Database, models: MLModelService
) -> None:
    await models.delete((await models.get_by_name("модель")).id)
    with pytest.raises(NotFoundError) as caught:
        await models.get_by_name("МОДЕЛЬ")

    assert caught.value.suggestion is None


@pytest.mark.parametrize(
    ("text", "message", "query"),
    [
        (
            "metric.auk>0",
            "No version has the metric “auk”. Did you mean auc?",
            "metric.auc>0",
        ),
        (
            "param.Depth:3",
            "No version has the parameter “Depth”. Did you mean depth?",
            "param.depth:3",
        ),
        ("metric.nothing>0", "No version has the metric “nothing”.", None),
        (
            "alias:champoin",
            "No version has the alias “champoin”. Did you mean champion?",
            "alias:champion",
        ),
        ("tag:team", "No version has the tag “team”.", None),
        (
            "sort:-metric.auk",
            "No version has the metric “auk”. Did you mean auc?",
            "sort:-metric.auc",
        ),
    ],
)
async def test_a_search_for_what_nobody_has(
    filled: Database, text: str, message: str, query: str | None
) -> None:
    (advice,) = await SearchAdviceReader(filled).get(text, ListType.VERSIONS)

    assert (advice.message, advice.query) == (message, query)


async def test_a_search_for_what_is_there_needs_no_advice(filled: Database) -> None:
    advice = SearchAdviceReader(filled)
    for text in ("metric.auc>9", "alias:CHAMPION", "alias:c*", "fraud", "param.depth:9"):
        assert await advice.get(text, ListType.VERSIONS) == []
    of_model = await advice.get("metric.auc>0", ListType.VERSIONS, model_name="team-001")
    assert [one.message for one in of_model] == ["No version of this model has the metric “auc”."]


@pytest.mark.parametrize(
    ("text", "message", "query"),
    [
        ("max.los<0", "No run has the metric “los”. Did you mean loss?", "max.loss<0"),
        ("sort:-min.los", "No run has the metric “los”. Did you mean loss?", "sort:-min.loss"),
        ("param.Lr:1", "No run has the parameter “Lr”. Did you mean lr?", "param.lr:1"),
        ("tag.taem:a", "No run has the tag “taem”. Did you mean team?", None),
    ],
)
async def test_a_search_for_what_no_run_has(
    database: Database, text: str, message: str, query: str | None
) -> None:
    runs = MLRunService(database, actor="alice")
    run = await runs.create(MLRunCreate(params={"lr": "0.1"}, tags={"team": "a"}))
    point = LoggedPoint(name="loss", value=0.5)
    await RunLogService(database, actor="alice").log_batch(run.public_id, RunLog(metrics=[point]))
    advice = SearchAdviceReader(database)

    (one,) = await advice.get(text, ListType.RUNS)
    assert one.message == message
    assert query in {None, one.query}
    assert await advice.get("max.loss<0 param.lr:9 tag:TEAM", ListType.RUNS) == []
    assert await advice.get("tag.taem:a", ListType.EXPERIMENTS) == []
