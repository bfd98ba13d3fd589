# Generated from tests/mldb/async_db/registry/readers/test_versions.py by `make twins`.
"""The reader of versions."""

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLMetricBatch,
    MLModelRead,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    AuditEventService,
    MLMetricService,
    MLModelVersionReader,
    MLModelVersionService,
)
from mldb.sync_db.services.registry.readers.versions import EVENTS_SHOWN
from mldb.values.enums import Goal
from mldb.values.limits import PAGE_SIZE_LIMIT


def test_a_version_comes_with_its_items_aliases_and_neighbours(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    found = version_reader.get_overview("net", 2)

    version = found.version
    assert version == version_reader.get("net", 2)
    assert dict(version) == dict(version) | dict(versions.get_by_number("net", 2))
    assert version.metrics == {"auc": 0.9, "acc": 0.5, "f1": 0.1}
    assert list(version.metrics) == ["acc", "auc", "f1"]
    assert (version.params, version.tags) == ({"depth": "3"}, {"team": "risk"})
    assert (version.aliases, version.cut) == (["champion"], [])
    assert [alias.name for alias in found.aliases] == ["champion"]
    assert [alias.name for alias in found.model_aliases] == ["champion", "shadow"]
    assert (found.previous, found.next) == (1, 3)


def test_a_version_comes_with_its_latest_events(
    version_reader: MLModelVersionReader,
    ranked: MLModelRead,
    metrics: MLMetricService,
    audit: AuditEventService,
) -> None:
    version = (version_reader.get_overview("net", 1)).version
    for value in range(EVENTS_SHOWN + 1):
        metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": value}))
    found = version_reader.get_overview("net", 1)

    assert len(found.events) == EVENTS_SHOWN
    assert found.events == audit.get_of_entity("version", version.id, limit=EVENTS_SHOWN)


def test_neighbours_skip_versions_in_the_trash(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    versions.delete((versions.get_by_number("net", 1)).id)
    found = version_reader.get_overview("net", 2)

    assert (found.previous, found.next) == (None, 3)


def test_item_types_that_are_cut_are_listed(
    version_reader: MLModelVersionReader, ranked: MLModelRead, metrics: MLMetricService
) -> None:
    version = (version_reader.get_overview("net", 1)).version
    many = {f"m{number:04}": 1.0 for number in range(PAGE_SIZE_LIMIT)}
    metrics.record(MLMetricBatch(version_id=version.id, metrics=many))
    found = version_reader.get("net", 1)

    assert len(found.metrics) == PAGE_SIZE_LIMIT
    assert found.cut == ["metrics"]


def test_summaries_have_the_requested_items(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    newest, champion, oldest = [v.id for v in versions.get_of_model(ranked.id)]
    found = version_reader.get_summaries(
        [newest, champion, oldest], metrics=["auc", "none"], params=["depth"], tags=["team"]
    )

    assert [found[row].metrics for row in (newest, champion, oldest)] == [
        {"auc": 0.8},
        {"auc": 0.9},
        {"auc": 0.7},
    ]
    assert (found[champion].params, found[champion].tags) == ({"depth": "3"}, {"team": "risk"})
    assert (found[champion].aliases, found[oldest].aliases) == (["champion"], [])


def test_without_names_only_aliases_are_read(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    champion = versions.get_by_number("net", 2)
    found = version_reader.get_summaries([champion.id])

    assert found[champion.id].model_dump() == {
        "aliases": ["champion"],
        "metrics": {},
        "params": {},
        "tags": {},
    }
    assert version_reader.get_summaries([]) == {}


def test_compared_versions_come_with_everything_in_the_requested_order(
    version_reader: MLModelVersionReader,
    ranked: MLModelRead,
    model: MLModelRead,
    versions: MLModelVersionService,
) -> None:
    for name in ("fraud", "fraud", "net"):
        versions.create(MLModelVersionCreate(model_name=name, source="s3://bucket"))
    versions.delete((versions.get_by_number("net", 4)).id)
    labels = [("fraud", 1), ("net", 2), ("net", 4), ("net", 2**70), ("\x00", 1), ("net", 1)]
    fraud, champion, first = version_reader.get_compared(labels)

    assert [one.label for one in (fraud, champion, first)] == ["fraud/1", "net/2", "net/1"]
    assert champion.version == versions.get_by_number("net", 2)
    assert (champion.primary_metric, champion.primary_metric_goal) == ("auc", Goal.MAXIMIZE)
    assert (champion.aliases, champion.tags) == (["champion"], {"team": "risk"})
    assert champion.metrics == {"acc": 0.5, "auc": 0.9, "f1": 0.1}
    assert (fraud.metrics, fraud.params, first.params) == ({}, {}, {"depth": "3"})


def test_too_many_versions_are_not_compared(version_reader: MLModelVersionReader) -> None:
    assert version_reader.get_compared([]) == []
    with pytest.raises(RuleViolationError, match="at most 20"):
        version_reader.get_compared([("net", number) for number in range(1, 22)])


@pytest.mark.parametrize(
    ("name", "number"), [("net", 9), ("none", 1), ("net", 0), ("net", 2**70), ("\x00", 1)]
)
def test_a_missing_version_is_not_found(
    version_reader: MLModelVersionReader, ranked: MLModelRead, name: str, number: int
) -> None:
    with pytest.raises(NotFoundError):
        version_reader.get_overview(name, number)
