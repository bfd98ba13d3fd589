"""Verification, and collection of what nothing needs."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from mldb.artifacts.keys import new_content_key, part_key
from mldb.async_db import Registry
from mldb.errors import NotFoundError
from mldb.models import MLArtifactUpload
from mldb.schemas import Collected, Owner
from mldb.values.enums import Verification
from tests.mldb.async_db.artifacts.stored import paths, read, stored_bytes

STORE = Path("modelbook-artifacts")


def file_with(data: bytes) -> Path:
    """The file of the store that holds these bytes."""
    (found,) = (one for one in STORE.rglob("*") if one.is_file() and one.read_bytes() == data)
    return found


def age(*keys: str) -> None:
    """Make objects older than a day."""
    before = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for key in keys:
        os.utime(STORE / key, (before, before))


async def test_everything_is_read_back(
    registry: Registry, of_run: Owner, of_version: Owner
) -> None:
    for data in (b"intact", b"damaged", b"missing"):
        await registry.artifacts.put(of_run, data.decode(), data)
    await registry.artifacts.put(of_version, "a", b"intact")
    file_with(b"damaged").write_bytes(b"DAMAGED")
    file_with(b"missing").unlink()

    found = {one.artifacts: one.verification async for one in registry.artifact_care.verify()}
    of_one = {one.verification async for one in registry.artifact_care.verify(of_version)}

    assert found == {
        (f"{of_run.uri}/intact", f"{of_version.uri}/a"): Verification.INTACT,
        (f"{of_run.uri}/damaged",): Verification.DAMAGED,
        (f"{of_run.uri}/missing",): Verification.MISSING,
    }
    assert of_one == {Verification.INTACT}
    damaged = await registry.artifacts.get(of_run, "damaged")
    assert damaged.verification is Verification.DAMAGED
    assert damaged.verified_at is not None


async def test_the_files_of_all_versions_of_a_model(
    registry: Registry, of_run: Owner, of_version: Owner
) -> None:
    await registry.artifacts.put(of_run, "a", b"1")
    await registry.artifacts.put(of_version, "b", b"2")
    care = registry.artifact_care

    assert {one.artifacts async for one in care.verify(model=of_version.name)} == {
        (f"{of_version.uri}/b",)
    }
    with pytest.raises(NotFoundError, match="no model 'nothing'"):
        assert {one.sha256 async for one in care.verify(model="nothing")}


async def test_a_repeated_upload_mends_damaged_bytes(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "a", b"weights")
    file_with(b"weights").write_bytes(b"WEIGHTS")
    assert {one.verification async for one in registry.artifact_care.verify()}
    mended = await registry.artifacts.put(of_run, "a", b"weights")

    assert mended.verification is None
    assert await read(registry, of_run, "a") == b"weights"


async def test_contents_without_a_file_are_removed(
    registry: Registry, of_run: Owner, of_version: Owner
) -> None:
    await registry.artifacts.put_many(of_run, {"a": b"1", "b": b"22", "c": b"333"})
    await registry.artifacts.put(of_version, "a", b"1")
    for path in ("a", "b"):
        await registry.artifacts.delete(of_run, path)
    await registry.artifacts.put(of_run, "c", b"4444")

    care = registry.artifact_care
    assert await care.collect_unreferenced(1, dry_run=True) == Collected(2, 5)
    assert (await care.collect_unreferenced(1)).count == 1
    assert (await care.collect_unreferenced()).count == 1
    assert await care.collect_unreferenced() == Collected(0, 0)
    assert await stored_bytes(registry) == 2
    assert await read(registry, of_version, "a") == b"1"


async def test_bytes_without_a_row_are_removed_after_a_day(
    registry: Registry, of_run: Owner
) -> None:
    store = registry.database.artifacts
    await registry.artifacts.put(of_run, "a", b"kept")
    upload = await registry.artifact_uploads.begin(of_run, "b")
    old, young = new_content_key(), new_content_key()
    known, unknown = part_key(upload.public_id, 1), part_key("0" * 32, 1)
    await store.put_many([(key, b"12345") for key in (old, young, known, unknown)])
    age(old, known, unknown, str(file_with(b"kept").relative_to(STORE)))

    care = registry.artifact_care
    assert await care.collect_orphans(dry_run=True) == Collected(2, 10)
    assert await care.collect_orphans() == Collected(2, 10)
    assert await care.collect_orphans() == Collected(0, 0)
    assert await store.size_of(young) == await store.size_of(known) == 5
    assert await read(registry, of_run, "a") == b"kept"


async def test_uploads_end_after_a_day(registry: Registry, of_run: Owner) -> None:
    store = registry.database.artifacts
    uploads = [await registry.artifact_uploads.begin(of_run, path) for path in ("a", "b")]
    await store.put_many([(part_key(one.public_id, 1), b"12345") for one in uploads])
    async with registry.database.writing() as session:
        before = datetime.now(UTC) - timedelta(days=2)
        old = update(MLArtifactUpload).where(MLArtifactUpload.path == "a")
        await session.execute(old.values(created_at=before))

    care = registry.artifact_care
    assert await care.expire_uploads(dry_run=True) == Collected(1, 5)
    assert await care.expire_uploads() == Collected(1, 5)
    assert await care.expire_uploads() == Collected(0, 0)
    assert (await registry.artifact_uploads.get(uploads[1].public_id)).path == "b"
    assert await paths(registry, of_run) == []
