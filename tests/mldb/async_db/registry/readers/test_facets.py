"""The values by which lists can be filtered."""

import pytest

from mldb.async_db import Database, Registry
from mldb.errors import QuerySyntaxError
from mldb.schemas import MLExperimentCreate, MLModelRead, MLModelVersionCreate, MLRunCreate
from mldb.search.fields import ListType
from mldb.values.enums import Device
from tests.mldb.async_db.registry.readers.trashing import trash


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="bob")


async def _counts(
    registry: Registry, text: str, kind: ListType, model_name: str | None = None
) -> dict[str, int]:
    found = await registry.facets.get(text, kind, model_name=model_name)
    return {
        f"{value.field}:{value.value}": value.count
        for facet in found.facets
        for value in facet.values
    }


async def test_versions_are_counted_by_their_values(
    registry: Registry, ranked: MLModelRead
) -> None:
    await registry.versions.create(
        MLModelVersionCreate(
            model_name="net", source="s3://b/4", device=Device.CUDA, tags={"old": ""}
        )
    )

    assert await _counts(registry, "", ListType.VERSIONS) == {
        "status:ready": 4,
        "alias:champion": 1,
        "alias:shadow": 1,
        "tag.team:risk": 3,
        "tag:old": 1,
        "device:cpu": 3,
        "device:cuda": 1,
        "by:alice": 3,
        "by:bob": 1,
        "metric:acc": 3,
        "metric:auc": 3,
        "metric:f1": 3,
    }
    assert ranked.name == "net"


async def test_only_what_the_query_finds_is_counted(
    registry: Registry, ranked: MLModelRead
) -> None:
    found = await registry.facets.get("metric.auc>0.75", ListType.VERSIONS, model_name="net")

    assert (found.looked_at, found.is_cut) == (2, False)
    assert await _counts(registry, "", ListType.VERSIONS, "other") == {}
    await trash(registry, ranked)
    assert (await registry.facets.get("", ListType.VERSIONS)).looked_at == 0


async def test_each_value_finds_what_it_counts(registry: Registry, ranked: MLModelRead) -> None:
    assert ranked.name == "net"
    for kind, count in (
        (ListType.VERSIONS, registry.versions.count),
        (ListType.MODELS, registry.models.count),
    ):
        for term, number in (await _counts(registry, "", kind)).items():
            if not term.startswith("metric"):
                assert (await count(term)).number == number, term


async def test_models_are_counted_by_their_aliases_and_tags(
    registry: Registry, ranked: MLModelRead
) -> None:
    assert ranked.name == "net"
    assert await _counts(registry, "net", ListType.MODELS) == {
        "alias:champion": 1,
        "alias:shadow": 1,
        "tag:a": 1,
        "tag.b:2": 1,
        "by:alice": 1,
    }


async def test_runs_are_counted_by_status_user_and_experiment(registry: Registry) -> None:
    await registry.experiments.create(MLExperimentCreate(name="churn"))
    for user in ("ann", "ann", ""):
        await registry.runs.create(MLRunCreate(experiment="churn", user_name=user))
    found = await _counts(registry, "", ListType.RUNS)

    assert (found["status:running"], found["experiment:churn"], found["user:ann"]) == (3, 3, 2)


async def test_a_long_value_is_no_facet(registry: Registry, ranked: MLModelRead) -> None:
    await registry.versions.create(
        MLModelVersionCreate(model_name=ranked.name, source="s3://b/4", tags={"text": "x" * 61})
    )

    assert "tag.text" not in str(await _counts(registry, "", ListType.VERSIONS))


async def test_other_lists_have_none(registry: Registry) -> None:
    assert (await registry.facets.get("", ListType.EVENTS)).facets == ()


async def test_a_query_that_cannot_be_read_is_refused(registry: Registry) -> None:
    with pytest.raises(QuerySyntaxError):
        await registry.facets.get("status:", ListType.VERSIONS)
