"""Uploads in parts: any order, repetitions, missing parts, the end of an upload."""

from hashlib import sha256

import pytest

from mldb.artifacts.keys import UPLOADS
from mldb.async_db import Registry
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLRunRead, Owner
from tests.mldb.async_db.artifacts.stored import paths, read, stored_bytes

NO_UPLOAD = "0" * 32


async def send(registry: Registry, upload: str, number: int, data: bytes) -> None:
    async with registry.artifact_uploads.writing_part(upload, number) as part:
        await part.write(data)


async def parts_stored(registry: Registry) -> int:
    count = 0
    async for page in registry.database.artifacts.below(UPLOADS):
        count += len(page)
    return count


async def test_parts_become_a_file(registry: Registry, of_version: Owner) -> None:
    upload = await registry.artifact_uploads.begin(of_version, "model/w.json")
    for number, data in ((2, b"two"), (1, b"wrong"), (3, b"three"), (1, b"one")):
        await send(registry, upload.public_id, number, data)
    assert await registry.artifact_uploads.get(upload.public_id) == upload
    assert await registry.artifact_uploads.owner_of(upload.public_id) == of_version
    assert await paths(registry, of_version) == []

    digest = sha256(b"onetwothree").hexdigest()
    stored = await registry.artifact_uploads.complete(upload.public_id, [1, 2, 3], digest)

    assert await read(registry, of_version, "model/w.json") == b"onetwothree"
    assert (stored.sha256, stored.media_type) == (digest, "application/json")
    assert (await parts_stored(registry), await stored_bytes(registry)) == (0, 1)
    with pytest.raises(NotFoundError, match="upload"):
        await registry.artifact_uploads.complete(upload.public_id, [1, 2, 3])


async def test_an_upload_that_is_not_complete_goes_on(registry: Registry, of_run: Owner) -> None:
    upload = await registry.artifact_uploads.begin(of_run, "a", "text/plain")
    await send(registry, upload.public_id, 1, b"one")

    with pytest.raises(RuleViolationError, match="Part 2 has not arrived") as missing:
        await registry.artifact_uploads.complete(upload.public_id, [1, 2])
    with pytest.raises(RuleViolationError, match="SHA-256"):
        await registry.artifact_uploads.complete(upload.public_id, [1], "0" * 64)
    for wrong in ([], [1, 1], [0], [10_001]):
        with pytest.raises(RuleViolationError):
            await registry.artifact_uploads.complete(upload.public_id, wrong)

    assert missing.value.field == "parts"
    assert await stored_bytes(registry) == 0
    await registry.artifact_uploads.complete(upload.public_id, [1])
    assert await read(registry, of_run, "a") == b"one"


async def test_an_aborted_upload_leaves_nothing(registry: Registry, of_run: Owner) -> None:
    upload = await registry.artifact_uploads.begin(of_run, "a")
    await send(registry, upload.public_id, 1, b"one")
    await registry.artifact_uploads.abort(upload.public_id)

    with pytest.raises(NotFoundError):
        await send(registry, upload.public_id, 2, b"two")
    for unknown in (NO_UPLOAD, "../..", "\0"):
        with pytest.raises(NotFoundError):
            await registry.artifact_uploads.abort(unknown)
    assert await parts_stored(registry) == 0


async def test_a_part_that_breaks_off_is_none(registry: Registry, of_run: Owner) -> None:
    upload = await registry.artifact_uploads.begin(of_run, "a")
    with pytest.raises(ZeroDivisionError):
        await _interrupted(registry, upload.public_id)

    assert await parts_stored(registry) == 0


async def _interrupted(registry: Registry, upload: str) -> None:
    async with registry.artifact_uploads.writing_part(upload, 1) as part:
        await part.write(b"one")
        raise ZeroDivisionError


async def test_an_upload_is_hidden_with_its_run(
    registry: Registry, run: MLRunRead, of_run: Owner
) -> None:
    upload = await registry.artifact_uploads.begin(of_run, "a")
    await registry.runs.delete(run.id)
    with pytest.raises(NotFoundError):
        await send(registry, upload.public_id, 1, b"one")

    await registry.runs.purge(run.id, run.public_id)
    with pytest.raises(NotFoundError):
        await registry.artifact_uploads.get(upload.public_id)
