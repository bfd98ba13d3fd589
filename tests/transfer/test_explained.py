"""Records from where there is no audit: the import writes the events itself."""

from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import RuleViolationError
from mldb.schemas import AuditEventRead
from mldb.sync_db import AuditEventService, Database
from mldb.transfer import import_records
from mldb.transfer.records import Record
from mldb.transfer.report import ImportReport
from mldb.values.enums import AuditAction
from tests.transfer.build import (
    alias,
    event,
    metric,
    model,
    model_tag,
    param,
    version,
    version_tag,
)
from tests.transfer.whole_registry import content, is_empty

THINGS: list[Record] = [
    model(description="A card", last_version_number=2),
    model_tag(),
    version(1),
    version(2),
    param(),
    metric(),
    metric(0.75, version=2),
    version_tag(),
    alias(1, 1, 2),
    alias(2, 3),
]


def put(config: DatabaseConfig, *records: Record, **options: Any) -> ImportReport:
    return import_records(config, records, actor="cleo", reason="Moved here", **options)


def events(config: DatabaseConfig) -> list[AuditEventRead]:
    """All events, the oldest first."""
    with Database(config) as database:
        return AuditEventService(database).get_all(limit=1_000)[::-1]


def test_what_is_new_is_told_of_as_if_somebody_had_created_it(config: DatabaseConfig) -> None:
    report = put(config, *THINGS)
    found = events(config)

    assert report.explained == 4
    assert {(event.actor, event.reason) for event in found} == {("cleo", "Moved here")}
    assert [(event.action, event.label, event.changes) for event in found] == [
        (
            AuditAction.CREATE,
            "fraud",
            {
                "description": (None, "A card"),
                "name": (None, "fraud"),
                "tags.team": (None, "risk"),
            },
        ),
        (
            AuditAction.CREATE,
            "fraud/1",
            created(1)
            | {"params.depth": (None, "8"), "metrics.auc": (None, 0.5)}
            # In the order of the names, as in every event.
            | {"tags.stage": (None, "trial")},
        ),
        (AuditAction.CREATE, "fraud/2", created(2) | {"metrics.auc": (None, 0.75)}),
        (AuditAction.MOVE_ALIAS, "fraud", {"aliases.champion": (None, 2)}),
    ]


def created(number: int) -> dict[str, Any]:
    return {
        "description": (None, ""),
        "device": (None, "cpu"),
        "number": (None, number),
        "source": (None, f"s3://b/{number}"),
        "status": (None, "ready"),
    }


def test_it_is_about_what_is_here(config: DatabaseConfig) -> None:
    put(config, model("first"))
    put(config, *THINGS)

    rows = content(config)["audit_events"][1:]
    assert [row["entity_id"] for row in rows] == ["fraud", ("fraud", 1), ("fraud", 2), "fraud"]
    assert {row["model_id"] for row in rows} == {"fraud"}


def test_importing_again_tells_nothing(config: DatabaseConfig) -> None:
    put(config, *THINGS)
    before = content(config)
    report = put(config, *THINGS)

    assert (report.new_count, report.explained) == (0, 0)
    assert content(config) == before


def test_what_is_added_to_things_that_were_there_is_a_change_of_them(
    config: DatabaseConfig,
) -> None:
    put(config, *THINGS)
    report = put(
        config,
        model_tag("alice", key="owner"),
        param("1", name="rate"),
        param("2", name="seed", version=2),
        metric(0.25, name="loss"),
        metric(0.125, name="f1"),
        version_tag("x", key="new"),
        alias(1, 5, name="canary"),
    )

    assert report.explained == 6
    assert [(e.action, e.label, e.changes) for e in events(config)[4:]] == [
        (AuditAction.UPDATE, "fraud", {"tags.owner": (None, "alice")}),
        (AuditAction.UPDATE, "fraud/1", {"params.rate": (None, "1")}),
        (AuditAction.UPDATE, "fraud/2", {"params.seed": (None, "2")}),
        (
            AuditAction.UPDATE,
            "fraud/1",
            {"metrics.f1": (None, 0.125), "metrics.loss": (None, 0.25)},
        ),
        (AuditAction.UPDATE, "fraud/1", {"tags.new": (None, "x")}),
        (AuditAction.MOVE_ALIAS, "fraud", {"aliases.canary": (None, 1)}),
    ]


def test_what_the_records_have_events_for_is_told_once(config: DatabaseConfig) -> None:
    report = put(config, model(), version(1), version(2), metric(), event(), event("fraud/1"))

    assert report.explained == 1
    assert [e.label for e in events(config)] == ["fraud", "fraud/1", "fraud/2"]


def test_many_are_told_of_each(config: DatabaseConfig) -> None:
    """More than are handled at once."""
    versions = [version(number) for number in range(1, 451)]
    metrics = [metric(version=number) for number in range(1, 451)]
    report = put(config, model(), *versions, *metrics)
    later = put(config, *(metric(0.1, name=f"m{number:05}") for number in range(10_500)))

    assert report.explained == 451
    assert len({e.label for e in events(config)}) == 451
    # An event holds as many changes as a call may make.
    assert later.explained == 2


@pytest.mark.parametrize(("actor", "reason"), [("", None), ("x" * 256, None), ("ann", "x" * 1_001)])
def test_an_unusable_author_is_refused(
    config: DatabaseConfig, actor: str, reason: str | None
) -> None:
    with pytest.raises(RuleViolationError):
        import_records(config, THINGS, actor=actor, reason=reason)
    assert is_empty(config)
