# Generated from tests/mldb/async_db/registry/readers/test_item_names.py by `make twins`.
"""The reader of item names."""

from mldb.schemas import (
    MLModelRead,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    ItemNameReader,
    MLModelReader,
    MLModelVersionService,
)
from mldb.sync_db.services.registry.readers.item_names import NAMES_LIMIT


def test_item_names_of_versions(
    item_names: ItemNameReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    ids = [version.id for version in versions.get_of_model(ranked.id)]
    names = item_names.get_of_versions(ids)

    assert names.model_dump() == {
        "metrics": ["acc", "auc", "f1"],
        "params": ["depth"],
        "tags": ["team"],
        "cut": frozenset(),
    }
    assert (item_names.get_of_versions([])).metrics == []


class TestNames:
    """The names that columns and trends can be selected from."""

    def test_metrics_of_older_versions_are_known(
        self, model_reader: MLModelReader, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        new = MLModelVersionCreate(model_name="net", source="s3://b/4", metrics={"zeta": 1})
        versions.create(new)
        found = model_reader.get_overview("net")

        assert found.metric_names == ["auc", "acc", "f1", "zeta"]

    def test_there_are_as_many_as_were_recorded(
        self, model_reader: MLModelReader, model: MLModelRead, versions: MLModelVersionService
    ) -> None:
        metrics = {f"m{number:02}": 0.5 for number in range(40)}
        new = MLModelVersionCreate(model_name=model.name, source="s3://b/1", metrics=metrics)
        versions.create(new)
        found = model_reader.get_overview(model.name)

        assert found.metric_names == ["auc", *metrics]

    def test_names_of_a_model_are_those_of_its_live_versions(
        self, item_names: ItemNameReader, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        new = MLModelVersionCreate(
            model_name="net", source="s3://b/4", metrics={"m": 1}, params={"p": "1"}, tags={"t": ""}
        )
        trashed = versions.create(new)
        before = item_names.get_of_model(ranked.id)
        everywhere = item_names.get_of_all()
        versions.delete(trashed.id)
        after = item_names.get_of_model(ranked.id)
        of_metrics = item_names.get_of_model(ranked.id, ["metrics"])

        assert (before.metrics, before.params) == (["acc", "auc", "f1", "m"], ["depth", "p"])
        assert (before.tags, before.cut) == (["t", "team"], frozenset())
        assert everywhere == before
        assert (after.metrics, after.params, after.tags) == (
            ["acc", "auc", "f1"],
            ["depth"],
            ["team"],
        )
        assert item_names.get_of_all() == after
        assert (of_metrics.metrics, of_metrics.params) == (after.metrics, [])

    def test_more_names_than_are_offered_are_said_to_be_more(
        self, item_names: ItemNameReader, model: MLModelRead, versions: MLModelVersionService
    ) -> None:
        metrics = {f"m{number:04}": 0.5 for number in range(NAMES_LIMIT + 1)}
        version = versions.create(
            MLModelVersionCreate(model_name=model.name, source="s3://b/1", metrics=metrics)
        )
        for found in (
            item_names.get_of_model(model.id),
            item_names.get_of_all(),
            item_names.get_of_versions([version.id]),
        ):
            assert (len(found.metrics), found.cut) == (NAMES_LIMIT, frozenset({"metrics"}))


def test_the_names_of_aliases_in_use(item_names: ItemNameReader, ranked: MLModelRead) -> None:
    assert item_names.get_aliases() == ["champion", "shadow"]
