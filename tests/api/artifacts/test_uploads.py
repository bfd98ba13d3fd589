"""Uploads in parts."""

import asyncio
import hashlib

import httpx
import pytest

from mldb.values.enums import Role
from tests.api.artifacts.test_files import digest, paths
from tests.api.conftest import Programs
from tests.api.responses import content, location, problem

PARTS = {1: b"a" * 1_500_000, 2: b"b" * 1_500_000, 3: b"c"}
WHOLE = b"".join(PARTS.values())


async def begun(client: httpx.AsyncClient, owner: str, **given: str) -> str:
    """URL of a new upload."""
    made = await client.post(f"{owner}/uploads", json={"path": "model/weights.bin"} | given)
    url = made.headers["Location"].removeprefix("/api/v1")
    assert url == f"/uploads/{content(made, 201)['public_id']}"
    return url


async def send_parts(client: httpx.AsyncClient, upload: str) -> None:
    sent = (client.put(f"{upload}/parts/{number}", content=part) for number, part in PARTS.items())
    assert [response.status_code for response in await asyncio.gather(*sent)] == [204] * 3


async def test_a_file_is_made_of_parts(editor: httpx.AsyncClient, owner: str) -> None:
    upload = await begun(editor, owner, media_type="application/x-weights")
    await send_parts(editor, upload)
    assert await paths(editor, owner) == []
    body = {"parts": [1, 2, 3], "sha256": hashlib.sha256(WHOLE).hexdigest()}
    made = content(await editor.post(f"{upload}/complete", json=body))
    got = await editor.get(f"{owner}/artifacts/model/weights.bin")

    assert (made["media_type"], made["size_bytes"]) == ("application/x-weights", len(WHOLE))
    assert got.content == WHOLE
    problem(await editor.get(upload), 404)
    problem(await editor.post(f"{upload}/complete", json=body), 404)


async def test_the_order_is_given(editor: httpx.AsyncClient, run: str) -> None:
    upload = await begun(editor, run)
    await send_parts(editor, upload)
    content(await editor.post(f"{upload}/complete", json={"parts": [3, 1]}))

    got = await editor.get(f"{run}/artifacts/model/weights.bin")
    assert got.content == PARTS[3] + PARTS[1]


async def test_a_part_can_be_sent_again(editor: httpx.AsyncClient, run: str) -> None:
    upload = await begun(editor, run)
    await editor.put(f"{upload}/parts/1", content=b"wrong")
    await editor.put(f"{upload}/parts/1", content=b"right")
    content(await editor.post(f"{upload}/complete", json={"parts": [1]}))

    assert (await editor.get(f"{run}/artifacts/model/weights.bin")).content == b"right"


async def test_a_missing_part_is_named(editor: httpx.AsyncClient, run: str) -> None:
    upload = await begun(editor, run)
    await editor.put(f"{upload}/parts/1", content=b"x")
    refused = await editor.post(f"{upload}/complete", json={"parts": [1, 2]})

    assert location(refused, 422) == "/parts"
    assert "Part 2" in problem(refused, 422)["detail"]
    assert await paths(editor, run) == []
    content(await editor.get(upload))


async def test_another_digest_is_refused(editor: httpx.AsyncClient, run: str) -> None:
    upload = await begun(editor, run)
    given = {"Content-Digest": digest(b"y")}
    part = await editor.put(f"{upload}/parts/1", content=b"x", headers=given)
    await editor.put(f"{upload}/parts/1", content=b"x")
    body = {"parts": [1], "sha256": hashlib.sha256(b"y").hexdigest()}
    whole = await editor.post(f"{upload}/complete", json=body)

    assert location(part, 422) == "Content-Digest"
    assert location(whole, 422) == "/sha256"
    assert await paths(editor, run) == []


async def test_an_aborted_upload_leaves_nothing(editor: httpx.AsyncClient, run: str) -> None:
    upload = await begun(editor, run)
    await editor.put(f"{upload}/parts/1", content=b"x")
    aborted = await editor.delete(upload)

    assert aborted.status_code == 204
    for response in (
        await editor.get(upload),
        await editor.delete(upload),
        await editor.put(f"{upload}/parts/2", content=b"x"),
        await editor.post(f"{upload}/complete", json={"parts": [1]}),
    ):
        problem(response, 404)


@pytest.mark.parametrize("number", ["0", "10001"])
async def test_a_wrong_number_is_refused(editor: httpx.AsyncClient, run: str, number: str) -> None:
    upload = await begun(editor, run)
    refused = await editor.put(f"{upload}/parts/{number}", content=b"x")

    assert location(refused, 422) == "number"


@pytest.mark.parametrize("parts", [[], [1, 1], [0], ["1"], list(range(1, 10_002))])
async def test_wrong_parts_are_refused(
    editor: httpx.AsyncClient, run: str, parts: list[object]
) -> None:
    upload = await begun(editor, run)
    await editor.put(f"{upload}/parts/1", content=b"x")

    assert location(await editor.post(f"{upload}/complete", json={"parts": parts}), 422)


async def test_a_wrong_path_is_refused(editor: httpx.AsyncClient, run: str) -> None:
    refused = await editor.post(f"{run}/uploads", json={"path": "../a"})

    assert location(refused, 422) == "/path"


async def test_a_limited_token_reaches_only_uploads_to_its_models(
    editor: httpx.AsyncClient, program: Programs, version: str, run: str
) -> None:
    own = await program(Role.EDITOR, name="own", model_names=["fraud"])
    to_version, to_run = await begun(own, version), await begun(editor, run)
    content(await editor.post("/models", json={"name": "other"}), 201)
    other = await program(Role.EDITOR, name="other", model_names=["other"])

    for client, upload in ((own, to_run), (other, to_run), (other, to_version)):
        problem(await client.get(upload), 403)
        problem(await client.put(f"{upload}/parts/1", content=b"x"), 403)
        problem(await client.post(f"{upload}/complete", json={"parts": [1]}), 403)
        problem(await client.delete(upload), 403)
    assert (await own.put(f"{to_version}/parts/1", content=b"x")).status_code == 204
    content(await own.post(f"{to_version}/complete", json={"parts": [1]}))
