"""Experiments and runs from a file into a registry that holds some."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.sync_db import AuditEventService, Database, Registry
from mldb.transfer import import_records, import_registry
from mldb.transfer.records import Record
from mldb.transfer.report import ImportReport
from mldb.values.enums import AuditAction, RunStatus
from mldb.values.names import DEFAULT_EXPERIMENT
from tests.transfer.build import (
    LOGGED,
    RUN,
    dataset,
    day,
    experiment,
    experiment_tag,
    logged_metric,
    logged_model,
    logged_param,
    logged_tag,
    model,
    points,
    run,
    run_input,
    run_param,
    run_tag,
    version,
)
from tests.transfer.conftest import Make
from tests.transfer.files import MANIFEST, Entries, changed
from tests.transfer.whole_registry import REGISTRY, TRACKING, content

HERE: list[Record] = [
    experiment(),
    experiment_tag(),
    run(),
    run_param(),
    run_tag(),
    dataset(),
    run_input(),
    points(0.5, math.nan, math.inf),
    logged_model(),
    logged_param(),
    logged_tag(),
    logged_metric(),
    model(last_version_number=1),
    version(1, run=RUN, logged_model=LOGGED),
]
OTHER = "c" * 32


def put(config: DatabaseConfig, *records: Record, **options: Any) -> ImportReport:
    return import_records(config, records, actor="cleo", reason="Test", **options)


@pytest.fixture
def here(config: DatabaseConfig) -> DatabaseConfig:
    """A registry with a thing of each kind."""
    put(config, *HERE)
    return config


def test_the_same_again_is_there(here: DatabaseConfig) -> None:
    before = content(here)
    report = put(here, *HERE)

    assert (report.new_count, report.conflict_count, report.explained) == (0, 0, 0)
    # Three points instead of one record of them.
    assert sum(tally.there for tally in report.tallies.values()) == len(HERE) + 2
    assert content(here) == before


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (experiment(description="x"), "The experiment 'churn' differs in description (here ''"),
        (experiment_tag("x"), "The tag 'team' of the experiment 'churn' differs in value"),
        (run(status=RunStatus.FAILED), "differs in status (here 'finished', to import 'failed')"),
        (run(ended_at=day(1)), f"The run {RUN} differs in ended at (here None, to import "),
        (run(parent=OTHER), f"The run {RUN} differs in parent (here None, to import 'ccc"),
        (run(experiment="Default"), "differs in experiment (here 'churn', to import 'Default')"),
        (run_param("1"), f"The parameter 'lr' of the run {RUN} differs in value (here '0.1', to"),
        (run_tag("yes"), f"The tag 'gpu' of the run {RUN} differs in value (here 'no', to import "),
        (dataset(schema="[]"), "(1) of the experiment 'churn' differs in schema (here '', to impo"),
        (logged_model(step=1), f"The logged model {LOGGED} differs in step (here None, to import "),
        (logged_model(run=None), "differs in run (here 'aaa"),
        (logged_param("4"), f"The parameter 'depth' of the logged model {LOGGED} differs in valu"),
        (logged_tag("r"), f"The tag 'lang' of the logged model {LOGGED} differs in value (here "),
        (logged_metric(math.nan), "differs in value (here 0.5, to import nan)."),
    ],
)
def test_what_differs_refuses_the_whole_import(
    here: DatabaseConfig, record: Record, sentence: str
) -> None:
    before = content(here)

    with pytest.raises(ConflictError) as caught:
        put(here, experiment("new"), record)
    assert sentence in str(caught.value)
    assert content(here) == before


def test_another_origin_is_a_conflict_and_an_unknown_one_is_taken_over(
    here: DatabaseConfig,
) -> None:
    other = run(OTHER)
    with pytest.raises(ConflictError, match="differs in run"):
        put(here, other, version(1, run=OTHER, logged_model=LOGGED))

    put(here, model("spam"), version(1, model="spam"))
    put(here, version(1, model="spam", run=RUN))
    with Database(here) as database:
        found = Registry(database).versions.get_by_number("spam", 1)
    assert (found.run_public_id, found.logged_model_public_id) == (RUN, None)


def test_points_are_a_union(here: DatabaseConfig) -> None:
    long = [points(*(n / 7 for n in range(500)), start=start) for start in (0, 250, 500)]
    report = put(here, *long, points(0.5, -0.0, 0.0, start=0))

    # Before: (0, 0.5), (1, NaN), (2, inf). Of the last record the first point was there.
    assert (report.tallies["points"].new, report.tallies["points"].there) == (1_502, 1)
    with Database(here) as database:
        history = [*Registry(database).histories.history(RUN, "loss")]
    assert len(history) == 1_505
    assert history == sorted(history, key=lambda point: point[:2])
    assert [repr(value) for step, _, value in history if step == 1] == [
        *("nan", "-0.0", repr(1 / 7)),
    ]


def test_what_is_added_to_an_ended_run_is_audited(here: DatabaseConfig) -> None:
    put(here, run(), run_param("1", name="more"), points(1.5, start=9))
    put(here, run(OTHER, status=RunStatus.RUNNING), run_param(run=OTHER))
    put(here, run_tag(run=OTHER))
    with Database(here) as database:
        events = AuditEventService(database).get_all(limit=2)[::-1]

    assert [(event.action, event.label) for event in events] == [
        (AuditAction.UPDATE, RUN),
        (AuditAction.CREATE, OTHER),
    ]
    assert events[0].changes == {"params": (None, 1), "points": (None, 1)}
    assert (events[0].actor, events[0].reason) == ("cleo", "Test")


def test_what_is_new_is_told_of(here: DatabaseConfig) -> None:
    put(here, experiment_tag("x", key="more"))
    with Database(here) as database:
        events = AuditEventService(database).get_all(limit=100)[::-1]

    assert [(event.entity, event.action) for event in events] == [
        ("experiment", AuditAction.CREATE),
        ("run", AuditAction.CREATE),
        ("logged model", AuditAction.CREATE),
        ("model", AuditAction.CREATE),
        ("version", AuditAction.CREATE),
        ("experiment", AuditAction.UPDATE),
    ]
    assert events[0].changes["tags.team"] == (None, "crm")
    assert events[1].changes["experiment_name"] == (None, "churn")
    assert events[-1].changes == {"tags.more": (None, "x")}


def test_what_belongs_to_a_conflict_is_left_out(here: DatabaseConfig) -> None:
    theirs = experiment("theirs")
    report = put(
        here,
        experiment(description="x"),
        theirs,
        run(OTHER),
        run_param(run=OTHER),
        points(1.0, run=OTHER),
        logged_model(public_id=f"m-{OTHER}", run=OTHER),
        version(2, run=OTHER, logged_model=f"m-{OTHER}"),
        skip_conflicts=True,
    )

    assert {name: t.counts for name, t in report.tallies.items() if any(t.counts)} == {
        "experiments": (1, 0, 1, 0),
        "runs": (0, 0, 0, 1),
        "run_params": (0, 0, 0, 1),
        "points": (0, 0, 0, 1),
        "logged_models": (0, 0, 0, 1),
        "versions": (1, 0, 0, 0),
    }
    with Database(here) as database:
        assert Registry(database).versions.get_by_number("fraud", 2).run_public_id is None


@pytest.mark.parametrize(
    ("records", "error", "sentence"),
    [
        ([run()], NotFoundError, "no experiment"),
        ([run_param()], NotFoundError, "no run"),
        ([points(1.0)], NotFoundError, "no run"),
        ([experiment(), run(), run_input()], NotFoundError, "no dataset"),
        ([logged_param()], NotFoundError, "no logged model"),
        ([experiment(), run(parent=OTHER)], NotFoundError, f"no run '{OTHER}'"),
        ([model(), version(1, run=RUN)], NotFoundError, "no run"),
        ([experiment(), run(), run()], RuleViolationError, "comes twice"),
        (
            [experiment(), run(parent=OTHER), run(OTHER, parent=RUN)],
            RuleViolationError,
            "would be a part of itself",
        ),
    ],
)
def test_records_that_do_not_fit_together(
    config: DatabaseConfig, records: list[Record], error: type[Exception], sentence: str
) -> None:
    before = content(config)

    with pytest.raises(error, match=sentence):
        put(config, *records)
    assert content(config) == before


def test_default_takes_over_what_nobody_changed_here(config: DatabaseConfig) -> None:
    first = experiment(DEFAULT_EXPERIMENT, description="Ours", row_version=2)
    put(config, first, run(experiment=DEFAULT_EXPERIMENT))
    with pytest.raises(ConflictError, match="differs in description"):
        put(config, experiment(DEFAULT_EXPERIMENT, description="Theirs", row_version=3))

    with Database(config) as database:
        found = Registry(database).experiments.get_by_name(DEFAULT_EXPERIMENT)
        assert (found.id, found.description) == (0, "Ours")
        assert Registry(database).runs.get_by_public_id(RUN).experiment_id == 0


_LATER = ("experiment", "run", "dataset", "points", "logged", "artifacts", "contents")
_NOT_COMPARED = ("ml_artifacts", "audit_events")


def test_a_file_without_runs_is_read_as_before(
    config: DatabaseConfig, exported: Path, empty: Make
) -> None:
    """As format 2 was."""

    def change(entries: Entries) -> None:
        for name in [*entries]:
            text = entries[name]
            lines = [json.loads(line) for line in text.splitlines()] if "jsonl" in name else []
            if name.startswith(_LATER):
                del entries[name]
            elif name == "events.jsonl":
                lines = [line for line in lines if line["entity"] in {"model", "version"}]
            for line in lines:
                for field in ("run", "logged_model", "experiment_name", "former_id"):
                    line.pop(field, None)
            if lines and name in entries:
                entries[name] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        manifest = json.loads(entries[MANIFEST])
        del manifest["contents"]
        entries[MANIFEST] = json.dumps(manifest | {"format_version": 2}).encode()

    target = empty()
    report = import_registry(target, changed(exported, change, told=True), actor="ann")
    models = [table for table in REGISTRY if table not in {*TRACKING, *_NOT_COMPARED}]
    there, here = content(target, models), content(config, models)
    origins = {"run_id": None, "logged_model_id": None}
    here["ml_model_versions"] = [row | origins for row in here["ml_model_versions"]]

    assert there == here
    assert report.explained == 0
