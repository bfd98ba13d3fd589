"""The store in a bucket, on a real S3 server."""

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from mldb.artifacts.failures import MissingObjectError
from mldb.artifacts.objects import ObjectBackend
from mldb.async_db import Database, Registry
from mldb.config import ArtifactsConfig, SQLiteConfig
from mldb.errors import StorageError
from mldb.schemas import MLRunCreate, Owner
from mldb.values.enums import Verification
from tools.s3 import BUCKET, S3Server, weed
from tools.s3 import s3_server as start

pytestmark = pytest.mark.xdist_group("s3")

KEY = "contents/ab/abcdef"
PART = bytes(range(256)) * 4_096


@pytest.fixture
def backend(s3: ArtifactsConfig) -> ObjectBackend:
    return ObjectBackend(s3.url)


def whole(backend: ObjectBackend, key: str, start: int = 0, end: int | None = None) -> bytes:
    source = backend.open(key, start, end)
    found = b""
    while part := source.read():
        found += part
    source.close()
    return found


def test_large_objects_are_sent_in_parts(backend: ObjectBackend) -> None:
    sink = backend.create(KEY)
    for _ in range(20):
        sink.write(PART)
    with pytest.raises(MissingObjectError):
        backend.size(KEY)
    sink.close()

    assert backend.size(KEY) == 20 * len(PART)
    assert whole(backend, KEY) == PART * 20
    assert whole(backend, KEY, 5, 3_000_000) == (PART * 3)[5:3_000_000]
    assert whole(backend, KEY, 20 * len(PART) - 1) == PART[-1:]


def test_small_objects_are_listed_and_deleted(backend: ObjectBackend) -> None:
    for number in range(3):
        backend.put(f"contents/{number}", b"x" * number)
    backend.settle([])
    listed = [(one.key, one.size_bytes) for page in backend.below("contents/") for one in page]
    backend.delete(["contents/0", "contents/1", "contents/none"])

    assert sorted(listed) == [("contents/0", 0), ("contents/1", 1), ("contents/2", 2)]
    assert [one.key for page in backend.below("contents/") for one in page] == ["contents/2"]


def test_an_aborted_object_leaves_nothing(backend: ObjectBackend) -> None:
    sink = backend.create(KEY)
    sink.write(PART * 10)
    sink.abort()

    assert [one for page in backend.below("") for one in page] == []


def test_a_signed_url_gives_the_bytes(backend: ObjectBackend) -> None:
    backend.put(KEY, b"<script>")
    url = backend.sign(KEY, 60)
    assert url is not None
    with urlopen(url) as response:  # noqa: S310  # the test's own server
        assert response.read() == b"<script>"
        assert response.headers["Content-Disposition"] == "attachment"

    with pytest.raises(HTTPError, match="403"):
        urlopen(url.replace("abcdef", "abcdeg"))  # noqa: S310


@pytest.mark.parametrize(
    ("environment", "url", "sentence"),
    [
        ({}, "s3://missing/prefix", "has no such bucket. Create it"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "", "refuses the secret key"),
        ({"AWS_ACCESS_KEY_ID": "wrong"}, "", "refuses the access key"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "", "can't be reached"),
    ],
)
def test_what_is_wrong_with_the_bucket_is_said(
    s3: ArtifactsConfig,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    url: str,
    sentence: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    backend = ObjectBackend(url or s3.url)

    with pytest.raises(StorageError, match=sentence) as caught:
        backend.put(KEY, b"1")
    with pytest.raises(StorageError, match=sentence):
        whole(backend, KEY)

    assert "s3://" in str(caught.value)
    assert "s3://" not in caught.value.public


async def test_a_registry_keeps_its_files_in_a_bucket(
    s3: ArtifactsConfig, sqlite_config: SQLiteConfig
) -> None:
    async with Database(sqlite_config, artifacts=s3) as database:
        registry = Registry(database, actor="alice")
        run = await registry.runs.begin(MLRunCreate(experiment="churn"))
        owner = Owner.run(run.public_id)
        async with registry.artifacts.writing(owner, "large") as writer:
            for _ in range(15):
                await writer.write(PART)
        files = {f"small/{number}": str(number).encode() for number in range(50)}
        await registry.artifacts.put_many(owner, files | {"empty": b""})
        async with registry.artifacts.reading(owner, "large") as reader:
            large = [part async for part in reader.stream()]
        async with registry.artifacts.reading(owner, "empty") as reader:
            empty = [part async for part in reader.stream()]
        verified = [one.verification async for one in registry.artifact_care.verify()]
        for path in files:
            await registry.artifacts.delete(owner, path)
        collected = await registry.artifact_care.collect_unreferenced()
        url = await registry.artifacts.signed_url(owner, "large", 60)

    assert b"".join(large) == PART * 15
    assert empty == []
    assert verified == [Verification.INTACT] * 52
    assert collected.count == 50
    assert url is not None


@pytest.fixture
def mortal_server(s3_server: S3Server) -> Iterator[S3Server]:
    """A server that a test may stop; the other one shows that there is a program."""
    program = weed()
    assert program is not None
    with start(program) as server:
        yield server


async def test_a_store_that_goes_away_loses_nothing(
    mortal_server: S3Server, sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in mortal_server.environment.items():
        monkeypatch.setenv(name, value)
    config = ArtifactsConfig(url=f"s3://{BUCKET}/prefix")
    async with Database(sqlite_config, artifacts=config) as database:
        registry = Registry(database, actor="alice")
        run = await registry.runs.begin(MLRunCreate(experiment="churn"))
        owner = Owner.run(run.public_id)
        kept = await registry.artifacts.put(owner, "a", b"kept")
        with pytest.raises(StorageError):
            await write_while_it_stops(registry, owner, mortal_server)
        with pytest.raises(StorageError, match="can't be reached"):
            async with registry.artifacts.reading(owner, "a"):
                pass
        page = await registry.artifacts.list_files(owner)

    assert list(page.rows) == [kept]


async def write_while_it_stops(registry: Registry, owner: Owner, server: S3Server) -> None:
    async with registry.artifacts.writing(owner, "large") as writer:
        for number in range(40):
            await writer.write(PART)
            if number == 20:
                server.stop()
