# Generated from tests/mldb/async_db/artifacts/test_ml_artifact_upload.py by `make twins`.
"""Uploads in parts: any order, repetitions, missing parts, the end of an upload."""

from hashlib import sha256

import pytest

from mldb.artifacts.keys import UPLOADS
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLRunRead, Owner
from mldb.sync_db import Registry
from tests.mldb.sync_db.artifacts.stored import paths, read, stored_bytes

NO_UPLOAD = "0" * 32


def send(registry: Registry, upload: str, number: int, data: bytes) -> None:
    with registry.artifact_uploads.writing_part(upload, number) as part:
        part.write(data)


def parts_stored(registry: Registry) -> int:
    count = 0
    for page in registry.database.artifacts.below(UPLOADS):
        count += len(page)
    return count


def test_parts_become_a_file(registry: Registry, of_version: Owner) -> None:
    upload = registry.artifact_uploads.begin(of_version, "model/w.json")
    for number, data in ((2, b"two"), (1, b"wrong"), (3, b"three"), (1, b"one")):
        send(registry, upload.public_id, number, data)
    assert registry.artifact_uploads.get(upload.public_id) == upload
    assert registry.artifact_uploads.owner_of(upload.public_id) == of_version
    assert paths(registry, of_version) == []

    digest = sha256(b"onetwothree").hexdigest()
    stored = registry.artifact_uploads.complete(upload.public_id, [1, 2, 3], digest)

    assert read(registry, of_version, "model/w.json") == b"onetwothree"
    assert (stored.sha256, stored.media_type) == (digest, "application/json")
    assert (parts_stored(registry), stored_bytes(registry)) == (0, 1)
    with pytest.raises(NotFoundError, match="upload"):
        registry.artifact_uploads.complete(upload.public_id, [1, 2, 3])


def test_an_upload_that_is_not_complete_goes_on(registry: Registry, of_run: Owner) -> None:
    upload = registry.artifact_uploads.begin(of_run, "a", "text/plain")
    send(registry, upload.public_id, 1, b"one")

    with pytest.raises(RuleViolationError, match="Part 2 has not arrived") as missing:
        registry.artifact_uploads.complete(upload.public_id, [1, 2])
    with pytest.raises(RuleViolationError, match="SHA-256"):
        registry.artifact_uploads.complete(upload.public_id, [1], "0" * 64)
    for wrong in ([], [1, 1], [0], [10_001]):
        with pytest.raises(RuleViolationError):
            registry.artifact_uploads.complete(upload.public_id, wrong)

    assert missing.value.field == "parts"
    assert stored_bytes(registry) == 0
    registry.artifact_uploads.complete(upload.public_id, [1])
    assert read(registry, of_run, "a") == b"one"


def test_an_aborted_upload_leaves_nothing(registry: Registry, of_run: Owner) -> None:
    upload = registry.artifact_uploads.begin(of_run, "a")
    send(registry, upload.public_id, 1, b"one")
    registry.artifact_uploads.abort(upload.public_id)

    with pytest.raises(NotFoundError):
        send(registry, upload.public_id, 2, b"two")
    for unknown in (NO_UPLOAD, "../..", "\0"):
        with pytest.raises(NotFoundError):
            registry.artifact_uploads.abort(unknown)
    assert parts_stored(registry) == 0


def test_a_part_that_breaks_off_is_none(registry: Registry, of_run: Owner) -> None:
    upload = registry.artifact_uploads.begin(of_run, "a")
    with pytest.raises(ZeroDivisionError):
        _interrupted(registry, upload.public_id)

    assert parts_stored(registry) == 0


def _interrupted(registry: Registry, upload: str) -> None:
    with registry.artifact_uploads.writing_part(upload, 1) as part:
        part.write(b"one")
        raise ZeroDivisionError


def test_an_upload_is_hidden_with_its_run(
    registry: Registry, run: MLRunRead, of_run: Owner
) -> None:
    upload = registry.artifact_uploads.begin(of_run, "a")
    registry.runs.delete(run.id)
    with pytest.raises(NotFoundError):
        send(registry, upload.public_id, 1, b"one")

    registry.runs.purge(run.id, run.public_id)
    with pytest.raises(NotFoundError):
        registry.artifact_uploads.get(upload.public_id)
