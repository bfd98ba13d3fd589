"""Uploads of files in parts."""

from typing import Any

import httpx
import pytest
from django.core.signing import TimestampSigner

from tests.mlflow.program import BASE, FILES, INVALID, MISSING, Program, content, error

PARTS = FILES.replace("artifacts", "mpu", 2).replace("mlflow-mpu", "mlflow-artifacts")


class Upload:
    """An upload of `model/big.bin` in so many parts."""

    def __init__(self, program: Program, root: str, path: str = "/tmp/a/big.bin") -> None:  # noqa: S108  # on the client's disk
        self.client, self.directory, self.path = program.client, f"{root}/model", path
        self.begun: Any = None

    async def begin(self, parts: int) -> list[str]:
        """URLs of its parts."""
        self.begun = content(await self.send("create", num_parts=parts))
        assert [one["part_number"] for one in self.begun["credentials"]] == [*range(1, parts + 1)]
        return [one["url"] for one in self.begun["credentials"]]

    async def send(self, action: str, **given: Any) -> httpx.Response:
        """The response to an action."""
        body = {"path": self.path} | given
        return await self.client.post(f"{PARTS}/{action}/{self.directory}", json=body)

    async def complete(self, parts: int) -> httpx.Response:
        """The response to its completion."""
        sent = [{"part_number": n, "etag": "", "url": ""} for n in range(1, parts + 1)]
        return await self.send("complete", upload_id=self.begun["upload_id"], parts=sent)


@pytest.fixture
async def root(program: Program) -> str:
    return f"0/{await program.run()}/artifacts"


async def test_parts_need_no_token_and_make_the_file(
    program: Program, anonymous: httpx.AsyncClient, root: str
) -> None:
    upload = Upload(program, root)
    urls = await upload.begin(2)
    for url, body in reversed([*zip(urls, (b"first ", b"second"), strict=True)]):
        sent = await anonymous.put(url, content=body)
        assert (sent.status_code, sent.content) == (200, b"")
        assert "ETag" in sent.headers

    assert all(url.startswith(f"{BASE}{PARTS}/part/") for url in urls)
    assert content(await upload.complete(2)) == {}
    file = await program.client.get(f"{FILES}/{root}/model/big.bin")
    assert file.content == b"first second"


async def test_a_repeated_completion_leaves_the_file(
    program: Program, anonymous: httpx.AsyncClient, root: str
) -> None:
    upload = Upload(program, root)
    (url,) = await upload.begin(1)
    for body in (b"lost", b"sent again"):
        await anonymous.put(url, content=body)
    for _ in range(2):
        assert content(await upload.complete(1)) == {}

    assert error(await anonymous.put(url, content=b"late"), MISSING)
    file = await program.client.get(f"{FILES}/{root}/model/big.bin")
    assert file.content == b"sent again"


async def test_an_aborted_upload_is_no_file(
    program: Program, anonymous: httpx.AsyncClient, root: str
) -> None:
    await program.put(f"{root}/model/big.bin", b"before")
    upload = Upload(program, root)
    (url,) = await upload.begin(1)
    await anonymous.put(url, content=b"after")
    for _ in range(2):
        assert content(await upload.send("abort", upload_id=upload.begun["upload_id"])) == {}

    # An older file of this name is not the one that was to come.
    assert error(await upload.complete(1), MISSING)
    file = await program.client.get(f"{FILES}/{root}/model/big.bin")
    assert file.content == b"before"


async def test_a_missing_part_is_asked_for(
    program: Program, anonymous: httpx.AsyncClient, root: str
) -> None:
    upload = Upload(program, root)
    urls = await upload.begin(2)
    await anonymous.put(urls[0], content=b"one ")

    assert "Part 2 has not arrived" in error(await upload.complete(2), INVALID)
    assert "part" in error(await upload.complete(0), INVALID).lower()
    await anonymous.put(urls[1], content=b"two")
    assert content(await upload.complete(2)) == {}


async def test_a_url_of_parts_opens_nothing_else(
    program: Program, anonymous: httpx.AsyncClient, root: str
) -> None:
    upload = Upload(program, root)
    (url,) = await upload.begin(1)
    upload_id = upload.begun["upload_id"]
    public_id = upload_id.partition("@")[0]
    elsewhere = TimestampSigner(salt="elsewhere").sign(public_id)
    for wrong in (public_id, f"{upload_id}x", elsewhere, f"{'0' * 32}{upload_id[32:]}", "%00"):
        sent = await anonymous.put(url.replace(upload_id, wrong), content=b"x")
        assert error(sent, MISSING), wrong
    for number in ("0", "10001"):
        assert error(await anonymous.put(f"{url[:-1]}{number}", content=b"x"), INVALID)
    for method in ("GET", "DELETE", "POST"):
        assert (await anonymous.request(method, url)).status_code in {401, 404}
    for action in ("create", "complete", "abort"):
        given = {"path": "x", "num_parts": 1, "upload_id": upload_id}
        sent = await anonymous.post(f"{PARTS}/{action}/{root}", json=given)
        assert sent.status_code == 401
    assert (await program.client.post(f"{PARTS}/other/{root}", json={})).status_code == 404


async def test_an_upload_makes_its_own_file_only(program: Program, root: str) -> None:
    upload = Upload(program, root)
    await upload.begin(1)
    for path in ("other.bin", "/tmp/other.bin"):  # noqa: S108  # on the client's disk
        other = Upload(program, root, path)
        other.begun = upload.begun
        assert error(await other.complete(1), MISSING)


@pytest.mark.parametrize("path", [r"C:\models\big.bin", "big.bin", "/a/b/big.bin"])
async def test_a_file_has_the_name_that_it_has_at_the_client(
    program: Program, anonymous: httpx.AsyncClient, root: str, path: str
) -> None:
    upload = Upload(program, root, path)
    (url,) = await upload.begin(1)
    await anonymous.put(url, content=b"x")

    assert content(await upload.complete(1)) == {}
    assert (await program.client.get(f"{FILES}/{root}/model/big.bin")).content == b"x"


async def test_an_upload_is_refused_before_its_parts(program: Program, root: str) -> None:
    for parts in (0, -1, 10_001, "many", None):
        assert error(await Upload(program, root).send("create", num_parts=parts), INVALID)
    for path in ("", "..", "a/..", "a\0b", "x" * 2_000):
        response = await Upload(program, root, path).send("create", num_parts=1)
        assert response.status_code == 400, (path, response.text)
    missing = Upload(program, f"0/{'0' * 32}/artifacts")
    assert error(await missing.send("create", num_parts=1), MISSING)
    response = await program.client.post(f"{PARTS}/create/{root}", content=b"no JSON")
    assert error(response, INVALID)
