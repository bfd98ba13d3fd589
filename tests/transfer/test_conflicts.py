"""An import into a registry that holds something."""

from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.schemas import MLModelVersionCreate
from mldb.sync_db import Database, MLModelService, MLModelVersionService
from mldb.transfer import import_records
from mldb.transfer.records import Record
from mldb.transfer.report import ImportReport
from mldb.values.enums import Device
from tests.transfer.build import (
    alias,
    day,
    event,
    metric,
    model,
    model_tag,
    param,
    version,
    version_tag,
)
from tests.transfer.whole_registry import content, is_empty

HERE: list[Record] = [
    model(last_version_number=2),
    model_tag(),
    version(1),
    version(2),
    param(),
    metric(),
    version_tag(),
    alias(1, 1, 2),
    alias(2, 3),
]
# New things around what differs, to see that nothing of them stays.
NEW_BEFORE: list[Record] = [model("spam"), version(1, model="spam")]
NEW_AFTER: list[Record] = [event("spam"), event("spam/1")]


def put(config: DatabaseConfig, *records: Record, **options: Any) -> ImportReport:
    return import_records(config, records, actor="cleo", reason="Test", **options)


@pytest.fixture
def here(config: DatabaseConfig) -> DatabaseConfig:
    """A registry with a thing of each kind."""
    put(config, *HERE)
    return config


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (model(description="A card"), "The model 'fraud' differs in description (here '', to imp"),
        (
            model(deleted_at=day(1), deleted_by="bob"),
            "The model 'fraud' differs in trashed (here False, to import True).",
        ),
        (model_tag("fun"), "The tag 'team' of fraud differs in value (here 'risk', to import 'fun"),
        (
            version(1, source="s3://x", device=Device.CUDA),
            "source (here 's3://b/1', to import 's3://x'), device (here 'cpu', to import 'cuda').",
        ),
        (param("9"), "The parameter 'depth' of fraud/1 differs in value (here '8', to import '9')"),
        (metric(0.6), "The metric 'auc' of fraud/1 differs in value (here 0.5, to import 0.6)."),
        (
            version_tag("x"),
            "The tag 'stage' of fraud/1 differs in value (here 'trial', to import '",
        ),
        (
            alias(1, 5),
            "The alias 'champion' of fraud/1 can't follow on version 2, to which the alias still p",
        ),
        (
            alias(2, 3, start_reason="Better"),
            "fraud/2 differs in start reason (here None, to import 'Better').",
        ),
        (
            alias(1, 1, 2, ended_by="eve", end_reason="Worse"),
            "differs in end reason (here None, to import 'Worse'), ended by (here 'bob', to import",
        ),
        (alias(2, 1, 2), "The alias 'champion' of fraud/2 can't follow on version 2, to which the"),
    ],
)
def test_what_differs_refuses_the_whole_import(
    here: DatabaseConfig, record: Record, sentence: str
) -> None:
    before = content(here)

    with pytest.raises(ConflictError) as caught:
        put(here, *NEW_BEFORE, record, *NEW_AFTER)
    assert sentence in str(caught.value)
    assert "One record differs from this registry; nothing was imported." in str(caught.value)
    assert content(here) == before


def test_of_many_conflicts_the_first_are_told_and_all_are_counted(here: DatabaseConfig) -> None:
    names = [f"m{number:02}" for number in range(25)]
    put(here, *(metric(name=name) for name in names))

    with pytest.raises(ConflictError) as caught:
        put(here, *(metric(0.6, name=name) for name in names))
    lines = str(caught.value).splitlines()
    assert lines[0] == "25 records differ from this registry; nothing was imported."
    assert [line[:18] for line in lines[1:21]] == [f"- The metric '{n}'" for n in names[:20]]
    assert lines[21:] == ["and 5 more."]


def test_a_dry_run_reports_conflicts_and_goes_on(here: DatabaseConfig) -> None:
    before = content(here)
    report = put(here, *NEW_BEFORE, metric(0.6), *NEW_AFTER, dry_run=True)

    assert report.conflicts == [
        "The metric 'auc' of fraud/1 differs in value (here 0.5, to import 0.6)."
    ]
    assert (report.new_count, report.conflict_count) == (4, 1)
    assert content(here) == before


def test_who_wrote_it_and_when_may_differ(here: DatabaseConfig) -> None:
    before = content(here)
    report = put(here, model(updated_at=day(9), updated_by="zoe", row_version=7))

    assert report.tallies["models"].there == 1
    assert content(here) == before


class TestSkippingConflicts:
    def test_the_rest_is_imported(self, here: DatabaseConfig) -> None:
        records = (*NEW_BEFORE, metric(0.6), metric(name="f1"), alias(1, 9), *NEW_AFTER)
        report = put(here, *records, skip_conflicts=True)

        stored = {row["name"]: row["value"] for row in content(here)["ml_metrics"]}
        assert (report.new_count, report.conflict_count) == (5, 2)
        assert stored == {"auc": 0.5, "f1": 0.5}

    def test_nothing_is_added_to_a_model_that_differs(self, here: DatabaseConfig) -> None:
        before = content(here)
        records: list[Record] = [
            model(description="Another"),
            model_tag(key="new"),
            version(3),
            param(version=3),
            metric(version=3),
            version_tag(key="new"),
            alias(3, 9, 10),
            event(),
            event("fraud/3"),
        ]
        report = put(here, *records, skip_conflicts=True)

        assert sum(tally.left_out for tally in report.tallies.values()) == len(records) - 1
        assert content(here) == before

    def test_nothing_is_added_to_a_version_that_differs(self, here: DatabaseConfig) -> None:
        before = content(here)
        records: list[Record] = [
            version(1, source="s3://x"),
            param(name="new"),
            metric(name="new"),
            version_tag(key="new"),
            alias(1, 5, name="new"),
            event("fraud/1"),
        ]
        report = put(here, *records, skip_conflicts=True)

        assert sum(tally.left_out for tally in report.tallies.values()) == len(records) - 1
        assert content(here) == before


class TestNumbers:
    def test_a_model_counts_on_from_the_greatest_number(self, here: DatabaseConfig) -> None:
        put(here, model(last_version_number=7), version(5))

        assert self.next_number(here) == 8

    def test_a_version_beyond_the_counter_raises_it(self, here: DatabaseConfig) -> None:
        put(here, version(9), version(6))

        assert self.next_number(here) == 10

    def test_a_lower_counter_changes_nothing(self, here: DatabaseConfig) -> None:
        put(here, model(last_version_number=1))

        assert self.next_number(here) == 3

    def test_a_number_of_a_version_that_was_purged_is_not_given_out_again(
        self, here: DatabaseConfig
    ) -> None:
        with Database(here) as database:
            versions = MLModelVersionService(database, actor="cleo")
            made = versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/3"))
            versions.delete(made.id)
            versions.purge(made.id, "fraud/3")
        records: list[Record] = [version(3), metric(version=3), alias(3, 9, name="new")]

        with pytest.raises(ConflictError, match="The version fraud/3 is no longer here, and its n"):
            put(here, *records, event("fraud/3"))
        report = put(here, *records, event("fraud/3"), skip_conflicts=True)
        assert (report.new_count, report.conflict_count) == (0, 1)

    @staticmethod
    def next_number(config: DatabaseConfig) -> int:
        with Database(config) as database:
            return (
                MLModelVersionService(database, actor="cleo")
                .create(MLModelVersionCreate(model_name="fraud", source="s3://b/next"))
                .number
            )


class TestAliases:
    def spans(self, config: DatabaseConfig) -> list[tuple[int, Any, Any]]:
        rows = content(config)["ml_model_aliases"]
        return [(row["version_number"], row["started_at"], row["ended_at"]) for row in rows]

    def test_a_history_that_ended_is_continued(self, config: DatabaseConfig) -> None:
        put(config, model(), version(1), version(2), alias(1, 1, 2))
        report = put(config, alias(1, 1, 2), alias(2, 2, 4), alias(1, 4))

        tally = report.tallies["aliases"]
        assert (tally.there, tally.new) == (1, 2)
        assert self.spans(config) == [
            (1, day(1), day(2)),
            (2, day(2), day(4)),
            (1, day(4), None),
        ]

    def test_where_it_points_already_it_points_since_then(self, here: DatabaseConfig) -> None:
        report = put(here, alias(2, 8))

        assert report.tallies["aliases"].there == 1
        assert self.spans(here)[-1] == (2, day(3), None)

    def test_times_do_not_overlap(self, config: DatabaseConfig) -> None:
        put(config, model(), version(1), version(2), alias(1, 1, 5))

        with pytest.raises(ConflictError, match="starts before the assignment to version 1 ended"):
            put(config, alias(2, 4))
        with pytest.raises(ConflictError, match="starts before the assignment to version 2 ended"):
            put(config, alias(2, 5, 7), alias(1, 6))

    def test_several_that_lasted_no_time_at_all_are_known_again(
        self, config: DatabaseConfig
    ) -> None:
        """A clock that was set back makes assignments that start and end in one moment."""
        spans = [alias(1, 1, 1), alias(2, 1, 1), alias(1, 1)]
        put(config, model(), version(1), version(2), *spans)
        report = put(config, *spans)

        assert report.tallies["aliases"].there == 3
        assert len(self.spans(config)) == 3

    def test_it_keeps_the_number_of_a_version_that_is_no_more(self, config: DatabaseConfig) -> None:
        put(config, model(last_version_number=1), alias(1, 1, 2))

        row = content(config)["ml_model_aliases"][0]
        assert (row["version_id"], row["version_number"]) == (None, 1)

    def test_it_can_not_point_to_what_is_nowhere_or_in_the_trash(
        self, config: DatabaseConfig
    ) -> None:
        trashed = version(1, deleted_at=day(1), deleted_by="bob")

        with pytest.raises(NotFoundError, match="There is no version 'fraud/1' for the alias"):
            put(config, model(), alias(1, 1))
        with pytest.raises(ConflictError, match="would point to a version in the trash"):
            put(config, model(), trashed, alias(1, 1))


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ([version(1)], "There is no model 'fraud' for the version fraud/1."),
        ([model_tag()], "There is no model 'fraud' for the tag 'team' of fraud."),
        ([model(), metric()], "There is no version 'fraud/1' for the metric 'auc' of fraud/1."),
        ([alias(1, 1, 2)], "There is no model 'fraud' for the alias 'champion' of fraud/1."),
        ([event()], "There is no model 'fraud' for the event of "),
        ([model(), event("fraud/1")], "There is no version 'fraud/1' for the event of "),
    ],
)
def test_a_record_without_what_it_belongs_to_is_refused(
    config: DatabaseConfig, records: list[Record], sentence: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        put(config, *records)
    assert sentence in str(caught.value)
    assert is_empty(config)


def test_a_thing_that_comes_twice_is_refused(config: DatabaseConfig) -> None:
    with pytest.raises(RuleViolationError, match="The model 'fraud' comes twice"):
        put(config, model(), model())
    with pytest.raises(RuleViolationError, match="The version fraud/1 comes twice"):
        put(config, model(), version(1), model("spam"), version(1))


def test_a_model_of_the_name_of_a_purged_one_is_another_one(here: DatabaseConfig) -> None:
    with Database(here) as database:
        models = MLModelService(database, actor="cleo")
        put(here, model("gone"), event("gone"))
        found = models.get_by_name("gone")
        models.delete(found.id)
        models.purge(found.id, "gone")
        report = put(here, model("gone"), event("gone"))

        assert report.tallies["models"].new == 1
        assert report.tallies["events"].there == 1
        # Its event is known from the one that was purged: the import explains the new one.
        assert report.explained == 1
        assert models.get_by_name("gone").id > found.id
