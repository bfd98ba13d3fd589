# Generated from tests/mldb/async_db/registry/readers/test_completions.py by `make twins`.
"""Completion of queries with existing names."""

import pytest

from mldb.schemas import (
    LoggedPoint,
    MLExperimentCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLRunCreate,
    RunLog,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.search.parser import parse
from mldb.sync_db import Database, Registry
from tests.mldb.sync_db.registry.readers.trashing import trash


@pytest.fixture
def registry(database: Database, ranked: MLModelRead) -> Registry:
    """The model `net`, somebody who can log in, and a run."""
    registry = Registry(database, actor="alice")
    registry.staff.create(StaffUserCreate(username="carol", password_hash="hash"))
    registry.experiments.create(MLExperimentCreate(name="churn"))
    run = registry.runs.create(
        MLRunCreate(experiment="churn", user_name="Bob", params={"lr": "0.1"}, tags={"team": "ads"})
    )
    point = LoggedPoint(name="loss/train", value=0.5, step=1)
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=[point]))
    assert ranked.name == "net"
    return registry


def _completed(
    registry: Registry, text: str, kind: ListType, model_name: str | None = None
) -> list[str]:
    """The whole queries that the completions make."""
    found = registry.completions.get(text, len(text), kind, model_name=model_name)
    return [f"{text[: found.start]}{one.insert}{text[found.end :]}" for one in found.found]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("metric.a", ListType.VERSIONS, ["metric.acc", "metric.auc"]),
        ("-metric.UC", ListType.MODELS, ["-metric.auc"]),
        ("param.", ListType.VERSIONS, ["param.depth"]),
        ("param.depth:", ListType.VERSIONS, ["param.depth:3 "]),
        ("tag.", ListType.VERSIONS, ["tag.team"]),
        ("tag.team:r", ListType.VERSIONS, ["tag.team:risk "]),
        ("tag.", ListType.MODELS, ["tag.a", "tag.b"]),
        ("tag.b:", ListType.MODELS, ["tag.b:2 "]),
        ("x alias:c", ListType.VERSIONS, ["x alias:champion "]),
        ("model:N", ListType.VERSIONS, ["model:net "]),
        ("name:e", ListType.MODELS, ["name:net "]),
        ("by:", ListType.VERSIONS, ["by:alice ", "by:carol "]),
        ("sort:-metric.f", ListType.VERSIONS, ["sort:-metric.f1 "]),
        ("metric.loss", ListType.RUNS, ["metric.loss/train"]),
        ("user:bo", ListType.RUNS, ["user:Bob "]),
        ("tag.team:", ListType.RUNS, ["tag.team:ads "]),
        ("param.lr:0", ListType.RUNS, ["param.lr:0.1 "]),
        ("experiment:ch", ListType.RUNS, ["experiment:churn "]),
        ("name:chu", ListType.EXPERIMENTS, ["name:churn "]),
        ("entity:stor", ListType.EVENTS, []),
    ],
)
def test_existing_names_are_offered(
    registry: Registry, text: str, kind: ListType, expected: list[str]
) -> None:
    assert _completed(registry, text, kind) == expected
    assert all(parse(query, kind) for query in expected if text[-1] == ":")


def test_names_in_the_trash_are_not_offered(registry: Registry) -> None:
    trash(registry, registry.models.get_by_name("net"))

    assert _completed(registry, "metric.a", ListType.VERSIONS) == []
    assert _completed(registry, "model:n", ListType.VERSIONS) == []


def test_of_a_model_its_own_names_are_offered(registry: Registry) -> None:
    assert _completed(registry, "metric.f", ListType.VERSIONS, "net") == ["metric.f1"]
    assert _completed(registry, "metric.f", ListType.VERSIONS, "other") == []


def test_what_follows_a_complete_name_is_offered(registry: Registry) -> None:
    found = _completed(registry, "metric.auc", ListType.VERSIONS)

    assert found == ["metric.auc>=", "metric.auc<=", "metric.auc=", "metric.auc:* "]
    assert _completed(registry, "alias:champion", ListType.VERSIONS) == []


def test_more_names_than_are_offered_are_said_to_be_more(registry: Registry) -> None:
    metrics = {f"m{number:02}": 0.5 for number in range(40)}
    registry.versions.create(
        MLModelVersionCreate(model_name="net", source="s3://b/4", metrics=metrics)
    )
    found = registry.completions.get("metric.m", 8, ListType.VERSIONS)

    assert [one.label for one in found.found] == [f"m{number:02}" for number in range(12)]
    assert found.is_cut


def test_hostile_names_are_quoted(registry: Registry) -> None:
    name = 'a "<script>" (b): \u202b'
    registry.versions.create(
        MLModelVersionCreate(
            model_name="net", source="s3://b/4", metrics={"é (x)": 1e-300}, params={"p": name}
        )
    )
    (by_name,) = _completed(registry, "metric.é", ListType.VERSIONS)
    (by_value,) = _completed(registry, "param.p:", ListType.VERSIONS)

    assert (registry.versions.count(f"{by_name}>0")).number == 1
    assert (registry.versions.count(by_value)).number == 1
