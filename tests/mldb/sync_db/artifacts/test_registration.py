# Generated from tests/mldb/async_db/artifacts/test_registration.py by `make twins`.
"""Versions that take over the files of runs and logged models."""

import re
from hashlib import sha256

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLModelCreate, MLModelVersionRead, Owner, RegisterFromRun
from mldb.sync_db import Registry
from tests.mldb.sync_db.artifacts.stored import paths, read

FILES = {"model/MLmodel": b"1", "model/data/weights": b"22", "model.txt": b"333", "notes": b"4"}


@pytest.fixture
def of_run(registry: Registry, of_run: Owner) -> Owner:
    """A run with files, and a model to register it under."""
    registry.models.create(MLModelCreate(name="fraud"))
    registry.artifacts.put_many(of_run, FILES)
    return of_run


def register(registry: Registry, owner: Owner, **given: str) -> MLModelVersionRead:
    wanted = RegisterFromRun.model_validate({"model_name": "fraud"} | given)
    return registry.versions.register_from_run(owner.name, wanted)


@pytest.mark.parametrize(
    ("artifact_path", "expected", "source"),
    [
        ("", sorted(FILES), ""),
        ("model", ["MLmodel", "data/weights"], "/model"),
        ("model/data", ["weights"], "/model/data"),
        ("model/data/weights", ["weights"], "/model/data/weights"),
        ("notes", ["notes"], "/notes"),
    ],
)
def test_a_version_pins_files_of_its_run(
    registry: Registry, of_run: Owner, artifact_path: str, expected: list[str], source: str
) -> None:
    version = register(registry, of_run, artifact_path=artifact_path)

    assert version.source == of_run.uri + source
    assert paths(registry, Owner.version("fraud", 1)) == expected


def test_pinned_files_stay_as_they_were(registry: Registry, of_run: Owner) -> None:
    register(registry, of_run, artifact_path="model")
    registry.artifacts.put(of_run, "model/MLmodel", b"newer")
    registry.artifacts.delete(of_run, "model/data/weights")
    registry.artifact_care.collect_unreferenced()

    version = Owner.version("fraud", 1)
    assert read(registry, version, "MLmodel") == b"1"
    assert read(registry, version, "data/weights") == b"22"
    with pytest.raises(RuleViolationError, match="never change"):
        registry.artifacts.put(version, "MLmodel", b"newer")


def test_the_audit_records_the_digest_of_all_files(registry: Registry, of_run: Owner) -> None:
    register(registry, of_run, artifact_path="model")
    (event,) = (one for one in registry.audit.get_all() if one.entity == "version")

    one, two = (sha256(data).hexdigest() for data in (b"1", b"22"))
    digest = sha256(f"{one}  MLmodel\n{two}  data/weights\n".encode()).hexdigest()
    assert event.changes["files"] == (None, f"2 files, 3 bytes, sha256 {digest}")


def test_without_a_path_a_run_keeps_its_files(registry: Registry, of_run: Owner) -> None:
    version = register(registry, of_run)

    assert version.source == of_run.uri
    assert paths(registry, Owner.version("fraud", 1)) == []


def test_files_of_a_logged_model_are_always_pinned(
    registry: Registry, of_run: Owner, of_logged_model: Owner
) -> None:
    registry.artifacts.put(of_logged_model, "MLmodel", b"logged")
    version = register(registry, of_run, logged_model=of_logged_model.name)

    assert version.source == of_logged_model.uri
    assert read(registry, Owner.version("fraud", 1), "MLmodel") == b"logged"


def test_what_is_not_there_can_not_be_registered(registry: Registry, of_run: Owner) -> None:
    with pytest.raises(RuleViolationError, match="neither a file nor a directory") as caught:
        register(registry, of_run, artifact_path="modell")
    for path in FILES:
        registry.artifacts.delete(of_run, path)
    with pytest.raises(RuleViolationError, match=re.escape("no files to register")):
        register(registry, of_run, artifact_path="")

    assert caught.value.field == "artifact_path"
    with pytest.raises(NotFoundError):
        registry.versions.get_by_number("fraud", 1)


def test_files_of_several_versions_are_listed_at_once(registry: Registry, of_run: Owner) -> None:
    whole = register(registry, of_run, artifact_path="")
    part = register(registry, of_run, artifact_path="model")
    without = register(registry, of_run)
    ids = [whole.id, part.id, without.id, 99]
    listed = registry.artifacts.list_of_versions(ids, limit=3)

    assert {one: [file.path for file in files] for one, files in listed.items()} == {
        whole.id: sorted(FILES)[:3],
        part.id: ["MLmodel", "data/weights"],
    }
    with pytest.raises(RuleViolationError):
        registry.artifacts.list_of_versions(range(1_001))
