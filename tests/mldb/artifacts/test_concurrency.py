"""Uploads of one path, uploads of the same bytes, and the collection of bytes, all at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mldb import async_db, sync_db
from mldb.artifacts.keys import CONTENTS
from mldb.config import DatabaseConfig
from mldb.schemas import MLModelCreate, MLRunCreate, Owner, RegisterFromRun

AT_ONCE = 8


def files_of_store() -> list[Path]:
    """The files of the store beside the database."""
    return [one for one in Path("modelbook-artifacts").rglob("*") if one.is_file()]


async def test_of_several_uploads_of_a_path_one_wins(config: DatabaseConfig) -> None:
    async with async_db.Database(config) as database:
        registry = async_db.Registry(database, actor="alice")
        run = await registry.runs.begin(MLRunCreate(experiment="churn"))
        owner = Owner.run(run.public_id)
        stored = await asyncio.gather(
            *(registry.artifacts.put(owner, "a", b"x" * number) for number in range(AT_ONCE))
        )
        found = await registry.artifacts.get(owner, "a")
        await registry.artifact_care.collect_unreferenced()
        verified = [one async for one in registry.artifact_care.verify()]

    assert found in stored
    assert [one.sha256 for one in verified] == [found.sha256]


async def test_the_same_bytes_at_the_same_time(config: DatabaseConfig) -> None:
    """Batches with the same contents in other orders wait for each other, and none fails."""
    files = {f"{number}": f"{number % 50}".encode() for number in range(100)}
    async with async_db.Database(config) as database:
        registry = async_db.Registry(database, actor="alice")
        runs = [await registry.runs.begin(MLRunCreate(experiment="churn")) for _ in range(AT_ONCE)]
        await asyncio.gather(
            *(
                registry.artifacts.put_many(
                    Owner.run(run.public_id), dict(sorted(files.items(), reverse=index % 2 == 0))
                )
                for index, run in enumerate(runs)
            )
        )
        space = await registry.artifacts.space_of_experiment("churn")
        verified = [one async for one in registry.artifact_care.verify()]
        objects = [one async for page in database.artifacts.below(CONTENTS) for one in page]

    assert space.file_count == AT_ONCE * len(files)
    assert (len(verified), len(objects)) == (50, 50)


def test_collection_takes_no_bytes_that_an_upload_reuses(config: DatabaseConfig) -> None:
    """One thread uploads and deletes the same bytes, another removes what nothing refers to."""
    with sync_db.Database(config) as database, ThreadPoolExecutor(2) as threads:
        registry = sync_db.Registry(database, actor="alice")
        run = registry.runs.begin(MLRunCreate(experiment="churn"))
        owner = Owner.run(run.public_id)

        def upload() -> None:
            for turn in range(40):
                registry.artifacts.put(owner, "a", b"same bytes")
                if turn < 39:
                    registry.artifacts.delete(owner, "a")

        uploading = threads.submit(upload)
        collected = 0
        while not uploading.done():
            collected += registry.artifact_care.collect_unreferenced().count
        uploading.result()
        with registry.artifacts.reading(owner, "a") as reader:
            assert b"".join(reader.stream()) == b"same bytes"


def test_a_file_is_replaced_while_a_version_pins_it(config: DatabaseConfig) -> None:
    """The version has one of the two contents, whole, whoever was first."""
    with sync_db.Database(config) as database, ThreadPoolExecutor(2) as threads:
        registry = sync_db.Registry(database, actor="alice")
        registry.models.create(MLModelCreate(name="fraud"))
        for number in range(1, 6):
            run = registry.runs.begin(MLRunCreate(experiment="churn"))
            owner = Owner.run(run.public_id)
            registry.artifacts.put(owner, "a", b"old %d" % number)
            wanted = RegisterFromRun(model_name="fraud", artifact_path="")
            pinning = threads.submit(registry.versions.register_from_run, run.public_id, wanted)
            registry.artifacts.put(owner, "a", b"new %d" % number)
            registry.artifact_care.collect_unreferenced()
            pinning.result()
            with registry.artifacts.reading(Owner.version("fraud", number), "a") as reader:
                found = b"".join(reader.stream())

            assert found in {b"old %d" % number, b"new %d" % number}


async def test_a_cancelled_upload_leaves_nothing(config: DatabaseConfig) -> None:
    async with async_db.Database(config) as database:
        registry = async_db.Registry(database, actor="alice")
        run = await registry.runs.begin(MLRunCreate(experiment="churn"))
        begun = asyncio.Event()

        async def upload() -> None:
            async with registry.artifacts.writing(Owner.run(run.public_id), "a") as writer:
                while True:
                    await writer.write(b"x" * 2**20)
                    begun.set()
                    await asyncio.sleep(0)

        task = asyncio.create_task(upload())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        page = await registry.artifacts.list_files(Owner.run(run.public_id))

    assert page.rows == []
    assert files_of_store() == []


async def test_an_unclear_commit_keeps_the_bytes(
    config: DatabaseConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether it was committed: the bytes may be needed."""
    async with async_db.Database(config) as database:
        registry = async_db.Registry(database, actor="alice")
        run = await registry.runs.begin(MLRunCreate(experiment="churn"))
        owner = Owner.run(run.public_id)
        writing = database.writing

        def unclear() -> "Unclear":
            return Unclear(writing())

        monkeypatch.setattr(database, "writing", unclear)
        with pytest.raises(ConnectionError):
            await registry.artifacts.put(owner, "a", b"kept")
        async with registry.artifacts.reading(owner, "a") as reader:
            found = [part async for part in reader.stream()]

    assert found == [b"kept"]


class Unclear:
    """A transaction whose commit arrives, while its confirmation is lost."""

    def __init__(self, block: object) -> None:
        self.block = block

    async def __aenter__(self) -> object:
        return await self.block.__aenter__()  # type: ignore[attr-defined]

    async def __aexit__(self, *error: object) -> None:
        await self.block.__aexit__(*error)  # type: ignore[attr-defined]
        raise ConnectionError
