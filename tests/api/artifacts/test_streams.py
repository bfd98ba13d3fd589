"""Bodies that are too large, end in the middle or stop, and several at once for one path."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mldb import async_db
from mldb.config import ArtifactsConfig, DatabaseConfig
from mldb.schemas import Owner
from registry_app.serving import limits
from site_config.asgi import application
from tests.api.artifacts.test_files import digest, paths
from tests.api.responses import content, problem
from tests.web.raw import Site, request, site

MEGABYTE = 1_000_000
LIMIT = 3 * MEGABYTE


@pytest.fixture
def _limited(monkeypatch: pytest.MonkeyPatch, served: DatabaseConfig) -> None:
    """Files of up to three megabytes."""
    store = async_db.default_database().artifacts
    monkeypatch.setattr(store, "config", ArtifactsConfig(file_bytes=LIMIT))


@pytest.fixture
async def server() -> AsyncIterator[Site]:
    async with site(application) as running:
        yield running


def root_of(config: DatabaseConfig) -> Path:
    """Directory of the artifact store."""
    assert config.dialect == "sqlite"
    return config.db_path.with_name("modelbook-artifacts")


def stored_files(config: DatabaseConfig) -> list[Path]:
    """Files of the artifact store."""
    root = root_of(config)
    return [path for path in root.rglob("*") if path.is_file()]


async def _in_parts(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 100_000):
        yield b"x" * 100_000


def put(editor: httpx.AsyncClient, url: str, *headers: str) -> bytes:
    """Headers of a request."""
    authorization = f"Authorization: {editor.headers['Authorization']}"
    return request(f"PUT /api/v1{url}", authorization, *headers)


@pytest.mark.usefixtures("_limited")
class TestSize:
    @pytest.mark.parametrize("is_announced", [True, False])
    async def test_a_file_that_is_too_large_is_refused(
        self, editor: httpx.AsyncClient, run: str, served: DatabaseConfig, *, is_announced: bool
    ) -> None:
        body = b"x" * (LIMIT + 1) if is_announced else _in_parts(LIMIT + MEGABYTE)
        refused = await editor.put(f"{run}/artifacts/a", content=body)

        assert "at most 2.9 MiB" in problem(refused, 413)["detail"]
        assert await paths(editor, run) == []
        assert stored_files(served) == []

    @pytest.mark.parametrize("is_announced", [True, False])
    async def test_the_largest_is_stored(
        self, editor: httpx.AsyncClient, run: str, *, is_announced: bool
    ) -> None:
        body = b"x" * LIMIT if is_announced else _in_parts(LIMIT)
        content(await editor.put(f"{run}/artifacts/a", content=body), 201)

    async def test_a_client_that_asks_first_needs_not_send(
        self, editor: httpx.AsyncClient, run: str, server: Site
    ) -> None:
        raw = await server.connect()
        length, expect = f"Content-Length: {LIMIT + 1}", "Expect: 100-continue"
        await raw.send(put(editor, f"{run}/artifacts/a", length, expect))
        head = await raw.head()

        assert head.startswith("HTTP/1.1 413 ")
        assert "connection: close" in head.lower()

    async def test_a_part_that_is_too_large_is_refused(
        self, editor: httpx.AsyncClient, run: str
    ) -> None:
        begun = content(await editor.post(f"{run}/uploads", json={"path": "a"}), 201)
        url = f"/uploads/{begun['public_id']}/parts/1"

        problem(await editor.put(url, content=b"x" * (LIMIT + 1)), 413)
        problem(await editor.put(url, content=_in_parts(LIMIT + MEGABYTE)), 413)


async def test_an_experiment_has_so_much_space(
    editor: httpx.AsyncClient, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = async_db.default_database().artifacts
    monkeypatch.setattr(store, "config", ArtifactsConfig(experiment_bytes=MEGABYTE))
    content(await editor.put(f"{run}/artifacts/a", content=b"x" * 900_000), 201)
    refused = await editor.put(f"{run}/artifacts/b", content=b"x" * 200_000)

    assert "Delete files" in problem(refused, 413)["detail"]
    assert await paths(editor, run) == ["a"]


class TestConnection:
    @pytest.mark.parametrize(
        "framing", [f"Content-Length: {5 * MEGABYTE}", "Transfer-Encoding: chunked"]
    )
    async def test_a_client_that_goes_away_has_stored_nothing(
        self,
        editor: httpx.AsyncClient,
        run: str,
        server: Site,
        served: DatabaseConfig,
        framing: str,
    ) -> None:
        content(await editor.put(f"{run}/artifacts/a", content=b"before"), 201)
        before = stored_files(served)
        raw = await server.connect()
        part = b"x" * 2 * MEGABYTE
        chunk = f"{len(part):x}\r\n".encode() + part + b"\r\n"
        await raw.send(
            put(editor, f"{run}/artifacts/a", framing), part if "Length" in framing else chunk
        )
        await server.until(lambda: len(stored_files(served)) > len(before))
        raw.writer.close()
        await server.until(lambda: not server.server.server_state.tasks)

        assert (await editor.get(f"{run}/artifacts/a")).content == b"before"
        assert stored_files(served) == before

    async def test_a_client_that_stalls_is_refused(
        self,
        editor: httpx.AsyncClient,
        run: str,
        server: Site,
        served: DatabaseConfig,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(limits, "STALL_SECONDS", 0.5)
        raw = await server.connect()
        await raw.send(put(editor, f"{run}/artifacts/a", "Content-Length: 100"), b"x" * 50)
        head = await raw.head()

        assert head.startswith("HTTP/1.1 408 ")
        assert "connection: close" in head.lower()
        assert b"Nothing was stored" in await raw.rest()
        assert await paths(editor, run) == []
        assert stored_files(served) == []

    async def test_a_download_that_is_cut_off_frees_what_it_held(
        self, editor: httpx.AsyncClient, run: str, server: Site
    ) -> None:
        data = b"x" * 20 * MEGABYTE
        content(await editor.put(f"{run}/artifacts/a", content=data), 201)
        for part in ("artifacts/a", "artifacts.zip"):
            raw = await server.connect()
            authorization = f"Authorization: {editor.headers['Authorization']}"
            await raw.send(request(f"GET /api/v1{run}/{part}", authorization))
            assert (await raw.head()).startswith("HTTP/1.1 200 ")
            raw.writer.transport.abort()
            await server.until(lambda: not server.server.server_state.tasks)

        assert (await editor.get(f"{run}/artifacts/a")).content == data


async def test_two_uploads_of_one_path_give_one_file(
    editor: httpx.AsyncClient, run: str, served: DatabaseConfig
) -> None:
    url = f"{run}/artifacts/a"
    bodies = [bytes([number]) * MEGABYTE for number in range(6)]
    responses = await asyncio.gather(*(editor.put(url, content=body) for body in bodies))
    got = await editor.get(url)

    assert {response.status_code for response in responses} <= {201, 409}
    assert got.content in bodies
    assert got.headers["Repr-Digest"] == digest(got.content)
    assert await paths(editor, run) == ["a"]
    assert stored_files(served)


async def test_the_same_bytes_at_many_paths_are_stored_once(
    editor: httpx.AsyncClient, run: str, served: DatabaseConfig
) -> None:
    body = b"x" * MEGABYTE
    urls = [f"{run}/artifacts/{number}" for number in range(8)]
    responses = await asyncio.gather(*(editor.put(url, content=body) for url in urls))

    assert [response.status_code for response in responses] == [201] * 8
    assert len(stored_files(served)) == 1


def damage(file: Path, left: int | None) -> None:
    """Replace the bytes by so many others, or by none at all."""
    if left is None:
        file.unlink()
    else:
        file.write_bytes(b"y" * left)


class TestDamage:
    """The bytes are not what the row says: nothing is sent that could seem right."""

    @pytest.fixture
    async def file(self, editor: httpx.AsyncClient, run: str, served: DatabaseConfig) -> Path:
        content(await editor.put(f"{run}/artifacts/a", content=b"x" * MEGABYTE), 201)
        [stored] = stored_files(served)
        return stored

    @pytest.mark.parametrize("left", [None, 0, 999_999])
    async def test_a_file_whose_bytes_are_missing_is_refused(
        self, editor: httpx.AsyncClient, run: str, file: Path, left: int | None
    ) -> None:
        damage(file, left)
        refused = await editor.get(f"{run}/artifacts/a")

        assert str(file.parent) not in problem(refused, 503)["detail"]

    async def test_a_zip_with_such_a_file_is_cut_off(
        self, editor: httpx.AsyncClient, run: str, file: Path, server: Site
    ) -> None:
        damage(file, None)
        raw = await server.connect()
        authorization = f"Authorization: {editor.headers['Authorization']}"
        await raw.send(request(f"GET /api/v1{run}/artifacts.zip", authorization))
        await raw.head()

        assert not (await raw.rest()).endswith(b"0\r\n\r\n")

    async def test_verification_finds_it(
        self, admin: httpx.AsyncClient, run: str, file: Path
    ) -> None:
        intact = (await admin.post(f"{run}/verify")).json()
        damage(file, MEGABYTE)
        damaged = (await admin.post(f"{run}/verify")).json()
        damage(file, None)
        missing = (await admin.post(f"{run}/verify")).json()
        [entry] = content(await admin.get(f"{run}/artifacts"))["items"]

        found = [one["verification"] for one in (intact, damaged, missing)]
        assert found == ["intact", "damaged", "missing"]
        assert intact["artifacts"] == [f"{Owner.run(run[6:]).uri}/a"]
        assert entry["artifact"]["verification"] == "missing"


async def test_a_store_that_can_t_be_written_is_no_fault_of_the_client(
    editor: httpx.AsyncClient, run: str, served: DatabaseConfig
) -> None:
    root = root_of(served)
    root.write_text("a file where the directory should be")
    refused = await editor.put(f"{run}/artifacts/a", content=b"x" * MEGABYTE)
    detail = problem(refused, 503)["detail"]
    root.unlink()

    assert str(root) not in detail
    assert "Retry-After" in refused.headers
    content(await editor.put(f"{run}/artifacts/a", content=b"x"), 201)


async def test_a_store_that_signs_is_redirected_to(
    editor: httpx.AsyncClient, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content(await editor.put(f"{run}/artifacts/a", content=b"x"), 201)
    store = async_db.default_database().artifacts
    monkeypatch.setattr(store, "config", ArtifactsConfig(redirect=True))
    unsigned = await editor.get(f"{run}/artifacts/a")

    async def sign(key: str, seconds: int) -> str:
        return f"https://bucket.example/{key}?for={seconds}"

    monkeypatch.setattr(store, "sign", sign)
    redirected = await editor.get(f"{run}/artifacts/a")
    etag = unsigned.headers["ETag"]
    copy = await editor.get(f"{run}/artifacts/a", headers={"If-None-Match": etag})

    assert unsigned.content == b"x"
    assert redirected.status_code == 302
    assert redirected.headers["Location"].startswith("https://bucket.example/contents/")
    assert redirected.headers["Cache-Control"] == "no-store"
    assert copy.status_code == 304
