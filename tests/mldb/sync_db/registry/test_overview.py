# Generated from tests/mldb/async_db/registry/test_overview.py by `make twins`.
"""What belongs together, read at once."""

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.rules.overview import EVENTS_SHOWN, NAMES_LIMIT
from mldb.schemas import (
    MLMetricBatch,
    MLModelAliasMove,
    MLModelCreate,
    MLModelListed,
    MLModelRead,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    AuditEventService,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
    OverviewService,
)
from mldb.values.enums import Goal
from mldb.values.limits import PAGE_SIZE_LIMIT


@pytest.fixture
def overview(models: MLModelService) -> OverviewService:
    return OverviewService(models.database)


@pytest.fixture
def ranked(
    models: MLModelService,
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    model_tags: MLModelTagService,
) -> MLModelRead:
    """A model with three versions, the second of them the champion, and tags."""
    model = models.create(
        MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for auc in (0.7, 0.9, 0.8):
        versions.create(
            MLModelVersionCreate(
                model_name="net",
                source="s3://bucket",
                metrics={"auc": auc, "acc": 0.5, "f1": 0.1},
                params={"depth": "3"},
                tags={"team": "risk"},
            )
        )
    for name, number in (("shadow", 3), ("champion", 2)):
        aliases.move(MLModelAliasMove(model_name="net", name=name, version=number))
    model_tags.create(MLModelTagCreate(model_id=model.id, key="b", value="2"))
    model_tags.create(MLModelTagCreate(model_id=model.id, key="a", value=""))
    return model


def test_a_summary_shows_the_champion(
    models: MLModelService,
    ranked: MLModelRead,
    model: MLModelRead,
    versions: MLModelVersionService,
) -> None:
    champion = versions.get_by_number("net", 2)
    empty, full = (models.search("")).rows

    assert full == MLModelListed(
        **vars(models.get(ranked.id)),
        latest_number=3,
        shown_version_id=champion.id,
        aliases={"champion": 2, "shadow": 3},
        tags={"a": "", "b": "2"},
        metric_value=0.9,
        active_at=full.active_at,
        active_by="alice",
    )
    assert full.active_at > full.updated_at
    assert empty == MLModelListed(
        **vars(model),
        latest_number=None,
        shown_version_id=None,
        aliases={},
        tags={},
        metric_value=None,
        active_at=model.updated_at,
        active_by="alice",
    )
    assert list(full.aliases) == ["champion", "shadow"]
    assert list(full.tags) == ["a", "b"]


def test_without_a_champion_a_summary_shows_the_latest_version_outside_the_trash(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    models.create(
        MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MINIMIZE)
    )
    created = [
        versions.create(
            MLModelVersionCreate(model_name="net", source="s3://bucket", metrics={"auc": auc})
        )
        for auc in (0.7, 0.9, 0.8)
    ]
    versions.delete(created[2].id)

    (listed,) = (models.search("")).rows

    assert (listed.latest_number, listed.metric_value) == (2, 0.9)


def test_a_model_comes_with_what_belongs_to_it(
    overview: OverviewService, ranked: MLModelRead, models: MLModelService
) -> None:
    found = overview.get_model("net")

    assert found.model == models.get(ranked.id)
    assert found.tags == {"a": "", "b": "2"}
    assert [alias.name for alias in found.aliases] == ["champion", "shadow"]
    assert found.metric_names == ["auc", "acc", "f1"]


def test_a_model_comes_with_nothing_of_another(
    overview: OverviewService, ranked: MLModelRead, model: MLModelRead
) -> None:
    found = overview.get_model("fraud")

    assert (found.tags, found.aliases, found.metric_names) == ({}, [], ["auc"])


def test_a_version_comes_with_what_belongs_to_it(
    overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    found = overview.get_version("net", 2)

    assert found.version == versions.get_by_number("net", 2)
    assert found.metrics == {"auc": 0.9, "acc": 0.5, "f1": 0.1}
    assert list(found.metrics) == ["acc", "auc", "f1"]
    assert (found.params, found.tags) == ({"depth": "3"}, {"team": "risk"})
    assert [alias.name for alias in found.aliases] == ["champion"]
    assert [alias.name for alias in found.model_aliases] == ["champion", "shadow"]
    assert (found.previous, found.next, found.cut) == (1, 3, frozenset())


def test_a_version_comes_with_its_latest_events(
    overview: OverviewService,
    ranked: MLModelRead,
    metrics: MLMetricService,
    audit: AuditEventService,
) -> None:
    version = (overview.get_version("net", 1)).version
    for value in range(EVENTS_SHOWN + 1):
        metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": value}))
    found = overview.get_version("net", 1)

    assert len(found.events) == EVENTS_SHOWN
    assert found.events == audit.get_of_entity("version", version.id, limit=EVENTS_SHOWN)


def test_neighbours_skip_what_lies_in_the_trash(
    overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    versions.delete((versions.get_by_number("net", 1)).id)
    found = overview.get_version("net", 2)

    assert (found.previous, found.next) == (None, 3)


def test_what_is_cut_off_is_said(
    overview: OverviewService, ranked: MLModelRead, metrics: MLMetricService
) -> None:
    version = (overview.get_version("net", 1)).version
    many = {f"m{number:04}": 1.0 for number in range(PAGE_SIZE_LIMIT)}
    metrics.record(MLMetricBatch(version_id=version.id, metrics=many))
    found = overview.get_version("net", 1)

    assert len(found.metrics) == PAGE_SIZE_LIMIT
    assert found.cut == {"metrics"}


def test_versions_in_a_line_have_what_is_asked_for(
    overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    newest, champion, oldest = [v.id for v in versions.get_of_model(ranked.id)]
    found = overview.get_version_summaries(
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
    overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    champion = versions.get_by_number("net", 2)
    found = overview.get_version_summaries([champion.id])

    assert found[champion.id].model_dump() == {
        "aliases": ["champion"],
        "metrics": {},
        "params": {},
        "tags": {},
    }
    assert overview.get_version_summaries([]) == {}


def test_compared_versions_come_with_everything_in_the_order_asked_for(
    overview: OverviewService,
    ranked: MLModelRead,
    model: MLModelRead,
    versions: MLModelVersionService,
) -> None:
    for name in ("fraud", "fraud", "net"):
        versions.create(MLModelVersionCreate(model_name=name, source="s3://bucket"))
    versions.delete((versions.get_by_number("net", 4)).id)
    asked = [("fraud", 1), ("net", 2), ("net", 4), ("net", 2**70), ("\x00", 1), ("net", 1)]
    fraud, champion, first = overview.get_compared(asked)

    assert [one.label for one in (fraud, champion, first)] == ["fraud/1", "net/2", "net/1"]
    assert champion.version == versions.get_by_number("net", 2)
    assert (champion.primary_metric, champion.primary_metric_goal) == ("auc", Goal.MAXIMIZE)
    assert (champion.aliases, champion.tags) == (["champion"], {"team": "risk"})
    assert champion.metrics == {"acc": 0.5, "auc": 0.9, "f1": 0.1}
    assert (fraud.metrics, fraud.params, first.params) == ({}, {}, {"depth": "3"})


def test_too_many_versions_are_not_compared(overview: OverviewService) -> None:
    assert overview.get_compared([]) == []
    with pytest.raises(RuleViolationError, match="at most 20"):
        overview.get_compared([("net", number) for number in range(1, 22)])


def test_it_is_told_what_lies_in_the_trash_and_what_is_gone(
    models: MLModelService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
    overview: OverviewService,
) -> None:
    trashed = versions.get_by_number("net", 1)
    live = versions.get_by_number("net", 2)
    gone = models.create(MLModelCreate(name="gone"))
    with_model = models.create(MLModelCreate(name="old"))
    of_old = versions.create(MLModelVersionCreate(model_name="old", source="s3://bucket"))
    versions.delete(trashed.id)
    for model in (gone, with_model):
        models.delete(model.id)
    models.purge(gone.id, "gone")

    found = overview.get_whereabouts(
        {
            *(("model", row.id) for row in (ranked, gone, with_model)),
            *(("version", row.id) for row in (trashed, live, of_old)),
        }
    )

    assert found == {
        ("model", ranked.id): None,
        ("version", live.id): None,
        ("version", trashed.id): ("version", trashed.id),
        ("model", with_model.id): ("model", with_model.id),
        ("version", of_old.id): ("model", with_model.id),
    }
    assert overview.get_whereabouts([]) == {}
    with pytest.raises(RuleViolationError):
        overview.get_whereabouts([("model", number) for number in range(1_001)])


def test_the_names_of_what_versions_have(
    overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    ids = [version.id for version in versions.get_of_model(ranked.id)]
    names = overview.get_item_names(ids)

    assert names.model_dump() == {
        "metrics": ["acc", "auc", "f1"],
        "params": ["depth"],
        "tags": ["team"],
        "cut": frozenset(),
    }
    assert (overview.get_item_names([])).metrics == []


@pytest.mark.parametrize(
    ("name", "number"), [("net", 9), ("none", 1), ("net", 0), ("net", 2**70), ("\x00", 1)]
)
def test_what_is_not_there_is_not_found(
    overview: OverviewService, ranked: MLModelRead, name: str, number: int
) -> None:
    with pytest.raises(NotFoundError):
        overview.get_version(name, number)


def test_what_lies_in_the_trash_is_not_found(
    overview: OverviewService, models: MLModelService, model: MLModelRead
) -> None:
    models.delete(model.id)

    for name in ("fraud", "\x00"):
        with pytest.raises(NotFoundError):
            overview.get_model(name)


class TestNames:
    """What columns and trends can be chosen from."""

    def test_metrics_of_older_versions_are_known(
        self, overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        new = MLModelVersionCreate(model_name="net", source="s3://b/4", metrics={"zeta": 1})
        versions.create(new)
        found = overview.get_model("net")

        assert found.metric_names == ["auc", "acc", "f1", "zeta"]

    def test_there_are_as_many_as_were_recorded(
        self, overview: OverviewService, model: MLModelRead, versions: MLModelVersionService
    ) -> None:
        metrics = {f"m{number:02}": 0.5 for number in range(40)}
        new = MLModelVersionCreate(model_name=model.name, source="s3://b/1", metrics=metrics)
        versions.create(new)
        found = overview.get_model(model.name)

        assert found.metric_names == ["auc", *metrics]

    def test_names_of_a_model_are_those_of_its_live_versions(
        self, overview: OverviewService, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        new = MLModelVersionCreate(
            model_name="net", source="s3://b/4", metrics={"m": 1}, params={"p": "1"}, tags={"t": ""}
        )
        trashed = versions.create(new)
        before = overview.get_item_names_of_model(ranked.id)
        everywhere = overview.get_all_item_names()
        versions.delete(trashed.id)
        after = overview.get_item_names_of_model(ranked.id)
        of_metrics = overview.get_item_names_of_model(ranked.id, ["metrics"])

        assert (before.metrics, before.params) == (["acc", "auc", "f1", "m"], ["depth", "p"])
        assert (before.tags, before.cut) == (["t", "team"], frozenset())
        assert everywhere == before
        assert (after.metrics, after.params, after.tags) == (
            ["acc", "auc", "f1"],
            ["depth"],
            ["team"],
        )
        assert overview.get_all_item_names() == after
        assert (of_metrics.metrics, of_metrics.params) == (after.metrics, [])

    def test_more_names_than_are_offered_are_said_to_be_more(
        self, overview: OverviewService, model: MLModelRead, versions: MLModelVersionService
    ) -> None:
        metrics = {f"m{number:04}": 0.5 for number in range(NAMES_LIMIT + 1)}
        version = versions.create(
            MLModelVersionCreate(model_name=model.name, source="s3://b/1", metrics=metrics)
        )
        for found in (
            overview.get_item_names_of_model(model.id),
            overview.get_all_item_names(),
            overview.get_item_names([version.id]),
        ):
            assert (len(found.metrics), found.cut) == (NAMES_LIMIT, frozenset({"metrics"}))


class TestBest:
    """A model has one best value, wherever it is in a list."""

    @pytest.mark.parametrize(
        ("goal", "values", "number"),
        [
            (Goal.MAXIMIZE, (0.7, 0.9, 0.8), 2),
            (Goal.MINIMIZE, (0.7, 0.9, 0.8), 1),
            (Goal.MAXIMIZE, (0.9, 0.9, 0.8), 2),
            (Goal.MINIMIZE, (-0.5, 0.9, -0.5), 3),
            (Goal.MAXIMIZE, (-1e300, -0.0, 0.0), 3),
        ],
    )
    def test_it_is_the_best_by_the_goal_and_of_equal_ones_the_newest(
        self,
        overview: OverviewService,
        models: MLModelService,
        versions: MLModelVersionService,
        goal: Goal,
        values: tuple[float, ...],
        number: int,
    ) -> None:
        models.create(MLModelCreate(name="m", primary_metric="auc", primary_metric_goal=goal))
        for value in values:
            metrics = {"auc": value, "f1": 1e300}
            new = MLModelVersionCreate(model_name="m", source="s3://b/1", metrics=metrics)
            versions.create(new)
        best_value = (overview.get_model("m")).best_value
        trend = overview.get_trend("m", "auc")

        assert best_value == values[number - 1]
        assert trend.best is not None
        assert (trend.best.number, trend.best.value) == (number, values[number - 1])
        assert (overview.get_trend("m", "f1")).best is None

    def test_what_lies_in_the_trash_and_other_models_do_not_count(
        self,
        overview: OverviewService,
        ranked: MLModelRead,
        version: object,
        versions: MLModelVersionService,
    ) -> None:
        new = MLModelVersionCreate(model_name="net", source="s3://b/4", metrics={"auc": 0.99})
        versions.delete((versions.create(new)).id)
        assert (overview.get_model("net")).best_value == 0.9

    def test_without_a_goal_or_a_value_there_is_none(
        self, overview: OverviewService, models: MLModelService, model: MLModelRead
    ) -> None:
        models.create(MLModelCreate(name="unranked"))

        assert (overview.get_model("unranked")).best_value is None
        assert (overview.get_model(model.name)).best_value is None

    def test_the_best_of_a_search(
        self, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        found = [
            versions.get_best("auc", goal, text, model_name="net")
            for goal, text in (
                (Goal.MAXIMIZE, ""),
                (Goal.MAXIMIZE, "metric.auc<0.9"),
                (Goal.MINIMIZE, "sort:-number"),
                (Goal.MAXIMIZE, "number>99"),
            )
        ]

        assert [best and best.number for best in found] == [2, 3, 1, None]
        assert versions.get_best("nix", Goal.MAXIMIZE) is None
        versions.delete((versions.get_by_number("net", 1)).id)
        trashed = versions.get_best(
            "auc", Goal.MINIMIZE, "is:trashed or number>0", model_name="net"
        )
        assert trashed is not None
        assert trashed.number == 3


def test_a_long_trend_is_read_in_parts(
    overview: OverviewService, model: MLModelRead, versions: MLModelVersionService
) -> None:
    for part in (PAGE_SIZE_LIMIT, 5):
        versions.create_many(
            [
                MLModelVersionCreate(
                    model_name=model.name, source="s3://b/1", metrics={"auc": -float(number)}
                )
                for number in range(part)
            ]
        )
    newest = overview.get_trend(model.name, "auc")
    older = overview.get_trend(model.name, "auc", before=newest.points[0].number)

    assert (len(newest.points), newest.has_older) == (PAGE_SIZE_LIMIT, True)
    assert (len(older.points), older.has_older) == (5, False)
    assert older.points[-1].number + 1 == newest.points[0].number
    assert newest.best == older.best
    assert newest.best is not None
    assert newest.best.number == PAGE_SIZE_LIMIT + 1
