# Generated from tests/mldb/async_db/registry/readers/test_finder.py by `make twins`.
"""The search of everything by name."""

import pytest

from mldb.schemas import (
    FoundType,
    MLExperimentCreate,
    MLModelCreate,
    MLModelRead,
    MLRunCreate,
    SavedViewCreate,
    StaffUserCreate,
    StaffUserRead,
)
from mldb.search.fields import ListType
from mldb.statements.registry.readers import finder as statements
from mldb.sync_db import Database, Registry
from tests.mldb.sync_db.registry.readers.trashing import trash


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice")


@pytest.fixture
def bob(registry: Registry) -> StaffUserRead:
    """Somebody with a view of their own."""
    return registry.staff.create(
        StaffUserCreate(username="bob", display_name="Roberta Netz", password_hash="hash")
    )


def _found(registry: Registry, text: str, user_id: int = 1) -> list[str]:
    found = registry.finder.find(text, user_id)
    return [f"{one.type} {one.name}{one.number or ''}" for one in found.found]


def test_everything_is_found_by_a_part_of_its_name(
    registry: Registry, ranked: MLModelRead, bob: StaffUserRead
) -> None:
    registry.experiments.create(MLExperimentCreate(name="Networks"))
    registry.runs.create(MLRunCreate(experiment="Networks", name="planet"))
    registry.saved_views.create(
        SavedViewCreate(user_id=bob.id, kind=ListType.MODELS, name="My nets")
    )

    assert _found(registry, "NET", bob.id) == [
        "model net",
        "experiment Networks",
        "run planet",
        "view My nets",
        "person bob",
    ]
    assert ranked.name == "net"


def test_names_that_begin_with_the_text_are_first(registry: Registry) -> None:
    for name in ("a-net", "net-long", "net"):
        registry.models.create(MLModelCreate(name=name))

    assert _found(registry, "net") == ["model net", "model net-long", "model a-net"]


def test_versions_and_aliases_are_found_by_their_labels(
    registry: Registry, ranked: MLModelRead
) -> None:
    assert _found(registry, "ne/2") == ["version net2"]
    assert _found(registry, f"{ranked.name}/") == [f"version net{n}" for n in (3, 2, 1)]
    assert _found(registry, "n@CHAMP") == ["alias champion2"]
    assert _found(registry, "@") == ["alias champion2", "alias shadow3"]
    assert _found(registry, "net/9") == []


def test_a_run_is_found_by_the_beginning_of_its_id(registry: Registry) -> None:
    run = registry.runs.create(MLRunCreate(name="first"))
    found = registry.finder.find(run.public_id[:6].upper(), 1)

    assert [one.key for one in found.of_type(FoundType.RUN)] == [run.public_id]


def test_what_is_in_the_trash_is_not_found(registry: Registry, ranked: MLModelRead) -> None:
    experiment = registry.experiments.create(MLExperimentCreate(name="net-study"))
    registry.runs.create(MLRunCreate(experiment="net-study", name="net-run"))
    registry.experiments.delete(experiment.id)
    trash(registry, ranked)

    for text in ("net", "net/2", "net@champion", "net/"):
        assert _found(registry, text) == []


def test_views_of_others_are_found_if_they_are_shared(
    registry: Registry, bob: StaffUserRead
) -> None:
    for name, is_shared in (("net own", False), ("net shared", True)):
        registry.saved_views.create(
            SavedViewCreate(user_id=bob.id, kind=ListType.RUNS, name=name, is_shared=is_shared)
        )

    assert _found(registry, "net", bob.id + 1) == ["view net shared", "person bob"]


def test_it_says_of_what_it_knows_the_newest_only(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.models.create(MLModelCreate(name="net"))
    whole = registry.finder.find("net", 1)
    monkeypatch.setitem(statements.NEWEST, FoundType.MODEL, 0)
    statements.bounds.cache_clear()
    bounded = registry.finder.find("net", 1)
    statements.bounds.cache_clear()

    assert whole.newest == {}
    assert bounded.newest == {FoundType.MODEL: 0}


@pytest.mark.parametrize(
    "text", ["", " ", "%", "_", "\\", "x" * 501, "a\0b", "'", "(", "/", "a/b/9"]
)
def test_what_no_name_has_finds_nothing(registry: Registry, ranked: MLModelRead, text: str) -> None:
    assert (registry.finder.find(text, ranked.id)).found == []
