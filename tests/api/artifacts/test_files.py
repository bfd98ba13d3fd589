"""Files are stored, read, replaced and deleted."""

import hashlib
from base64 import b64encode
from urllib.parse import quote

import httpx
import pytest

from mldb.values.enums import Role, TokenScope
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, events, location, problem

BYTES = bytes(range(256)) * 5_000


def digest(data: bytes) -> str:
    return f"sha-256=:{b64encode(hashlib.sha256(data).digest()).decode()}:"


async def paths(client: httpx.AsyncClient, owner: str) -> list[str]:
    listed = await client.get(f"{owner}/artifacts", params={"recursive": "true"})
    return [item["path"] for item in content(listed)["items"]]


async def test_a_file_comes_back(editor: httpx.AsyncClient, owner: str) -> None:
    put = await editor.put(f"{owner}/artifacts/model/weights.bin", content=BYTES)
    got = await editor.get(put.headers["Location"].removeprefix("/api/v1"))
    made = content(put, 201)

    assert (made["path"], made["size_bytes"]) == ("model/weights.bin", len(BYTES))
    assert made["sha256"] == hashlib.sha256(BYTES).hexdigest()
    assert (made["created_by"], made["created_via"]) == ("editor", "editor-admin")
    assert got.status_code == 200
    assert got.content == BYTES
    assert got.headers["ETag"] == put.headers["ETag"] == f'"{made["sha256"]}"'
    assert got.headers["Repr-Digest"] == digest(BYTES)
    assert got.headers["Content-Length"] == str(len(BYTES))


async def test_nothing_of_a_file_runs_in_the_sites_origin(
    editor: httpx.AsyncClient, run: str
) -> None:
    html = {"Content-Type": "text/html"}
    await editor.put(f"{run}/artifacts/page.html", content=b"<script>", headers=html)
    got = await editor.get(f"{run}/artifacts/page.html")

    assert got.headers["Content-Type"] == "text/html"
    assert got.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert got.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in got.headers


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"Content-Type": "text/csv; charset=utf-8"}, "text/csv; charset=utf-8"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "application/json"),
        ({"Content-Type": "application/octet-stream"}, "application/json"),
        ({}, "application/json"),
    ],
)
async def test_the_media_type_is_given_or_follows_from_the_name(
    editor: httpx.AsyncClient, run: str, sent: dict[str, str], stored: str
) -> None:
    put = await editor.put(f"{run}/artifacts/a.json", content=b"{}", headers=sent)

    assert content(put, 201)["media_type"] == stored


@pytest.mark.parametrize(
    "path",
    [
        "モデル/重み.bin",
        "a#b?c%d",
        'q"uote',
        "sp ace",
        "100%25",
        "a+b&c=d",
        "verify",
        "artifacts.zip",
    ],
)
async def test_a_name_may_be_any(editor: httpx.AsyncClient, run: str, path: str) -> None:
    url = f"{run}/artifacts/{quote(path)}"
    put = await editor.put(url, content=b"x")
    got = await editor.get(url)
    same = await editor.get(put.headers["Location"].removeprefix("/api/v1"))

    assert content(put, 201)["path"] == path
    assert got.content == same.content == b"x"
    assert await paths(editor, run) == [path]


async def test_a_file_may_be_empty(editor: httpx.AsyncClient, owner: str) -> None:
    put = await editor.put(f"{owner}/artifacts/empty", content=b"")
    got = await editor.get(f"{owner}/artifacts/empty")

    assert content(put, 201)["sha256"] == hashlib.sha256(b"").hexdigest()
    assert (got.status_code, got.content, got.headers["Content-Length"]) == (200, b"", "0")


async def test_the_same_bytes_again_change_nothing(
    editor: httpx.AsyncClient, registry: AsyncRegistry, owner: str
) -> None:
    url = f"{owner}/artifacts/a"
    first = content(await editor.put(url, content=BYTES), 201)
    before = await events(registry)
    again = content(await editor.put(url, content=BYTES), 200)

    assert again == first
    assert await events(registry) == before


async def test_other_bytes_replace_a_file(editor: httpx.AsyncClient, owner: str) -> None:
    url = f"{owner}/artifacts/a"
    await editor.put(url, content=BYTES)
    replaced = await editor.put(url, content=b"other")

    assert content(replaced, 201)["size_bytes"] == 5
    assert (await editor.get(url)).content == b"other"
    assert await paths(editor, owner) == ["a"]


async def test_a_file_is_deleted(editor: httpx.AsyncClient, owner: str) -> None:
    url = f"{owner}/artifacts/a/b"
    await editor.put(url, content=BYTES)
    deleted = await editor.delete(url)

    assert deleted.status_code == 204
    problem(await editor.get(url), 404)
    problem(await editor.delete(url), 404)
    assert await paths(editor, owner) == []


async def test_a_version_that_is_ready_keeps_its_files(
    editor: httpx.AsyncClient, version: str
) -> None:
    url = f"{version}/artifacts/a"
    await editor.put(url, content=b"a")
    ready = await editor.patch(version, json={"status": "ready"}, headers={"If-Match": "*"})
    refused = [await editor.put(url, content=b"b"), await editor.delete(url)]

    content(ready)
    assert {response.status_code for response in refused} <= {409, 422}
    assert (await editor.get(url)).content == b"a"


@pytest.mark.parametrize(
    "path",
    [
        "../a",
        "a/../b",
        "a/..",
        "./a",
        "a/./b",
        "/etc/passwd",
        "a//b",
        "a/",
        "C:/a",
        "a\\b",
        "a\nb",
        "a\x00b",
        "x" * 256,
        "/".join(["x" * 99] * 20),
        "\u202ea",
    ],
)
async def test_a_path_that_is_none_is_refused(
    editor: httpx.AsyncClient, run: str, path: str
) -> None:
    # As it is: the client would resolve dots.
    url = f"{run}/artifacts/{quote(path, safe='').replace('.', '%2E')}"
    put = await editor.put(url, content=b"x")

    assert location(put, 422) == "path"
    problem(await editor.get(url), 404)
    problem(await editor.delete(url), 404)
    assert await paths(editor, run) == []


async def test_a_file_and_a_directory_can_t_have_one_path(
    editor: httpx.AsyncClient, run: str
) -> None:
    await editor.put(f"{run}/artifacts/a/b", content=b"x")
    below = await editor.put(f"{run}/artifacts/a/b/c", content=b"x")
    above = await editor.put(f"{run}/artifacts/a", content=b"x")

    assert location(below, 422) == location(above, 422) == "path"
    assert await paths(editor, run) == ["a/b"]


class TestDigest:
    @pytest.mark.parametrize("header", ["Content-Digest", "Repr-Digest"])
    async def test_the_right_one_is_accepted(
        self, editor: httpx.AsyncClient, run: str, header: str
    ) -> None:
        given = {header: digest(b"abc")}
        content(await editor.put(f"{run}/artifacts/a", content=b"abc", headers=given), 201)

    @pytest.mark.parametrize("sent", [b"abd", b"ab", b"abcd", b""])
    async def test_another_is_refused(
        self, editor: httpx.AsyncClient, run: str, sent: bytes
    ) -> None:
        given = {"Content-Digest": digest(b"abc")}
        put = await editor.put(f"{run}/artifacts/a", content=sent, headers=given)

        assert location(put, 422) == "Content-Digest"
        assert await paths(editor, run) == []

    @pytest.mark.parametrize("value", ["", "abc", "sha-512=:YWJj:", "sha-256=:YWJj:"])
    async def test_one_that_can_t_be_checked_is_refused(
        self, editor: httpx.AsyncClient, run: str, value: str
    ) -> None:
        given = {"Content-Digest": value}
        put = await editor.put(f"{run}/artifacts/a", content=b"abc", headers=given)

        assert location(put, 422) == "Content-Digest"

    async def test_two_that_differ_are_refused(self, editor: httpx.AsyncClient, run: str) -> None:
        given = {"Content-Digest": digest(b"abc"), "Repr-Digest": digest(b"abd")}
        put = await editor.put(f"{run}/artifacts/a", content=b"abc", headers=given)

        assert len(problem(put, 422)["errors"]) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("Content-Encoding", "gzip"), ("Content-Range", "bytes 0-2/9")]
)
async def test_a_body_that_is_not_the_file_is_refused(
    editor: httpx.AsyncClient, run: str, name: str, value: str
) -> None:
    put = await editor.put(f"{run}/artifacts/a", content=b"abc", headers={name: value})

    assert location(put, 422) == name
    assert await paths(editor, run) == []


async def test_what_is_in_the_trash_is_hidden(editor: httpx.AsyncClient, owner: str) -> None:
    await editor.put(f"{owner}/artifacts/a", content=b"x")
    assert (await editor.delete(owner)).status_code == 204

    for response in (
        await editor.get(f"{owner}/artifacts"),
        await editor.get(f"{owner}/artifacts/a"),
        await editor.get(f"{owner}/artifacts.zip"),
        await editor.put(f"{owner}/artifacts/b", content=b"x"),
        await editor.delete(f"{owner}/artifacts/a"),
    ):
        problem(response, 404)


async def test_a_limited_token_reaches_only_files_of_its_models(
    editor: httpx.AsyncClient, program: Programs, version: str, run: str
) -> None:
    await editor.put(f"{version}/artifacts/a", content=b"x")
    await editor.put(f"{run}/artifacts/a", content=b"x")
    own = await program(Role.EDITOR, name="own", model_names=["fraud"])
    content(await editor.post("/models", json={"name": "other"}), 201)
    other = await program(Role.EDITOR, name="other", model_names=["other"])

    assert (await own.get(f"{version}/artifacts/a")).content == b"x"
    content(await own.put(f"{version}/artifacts/b", content=b"y"), 201)
    for client, url in ((own, run), (other, version), (other, run)):
        for part in ("artifacts", "artifacts/a", "artifacts.zip"):
            problem(await client.get(f"{url}/{part}"), 403)
        problem(await client.put(f"{url}/artifacts/c", content=b"x"), 403)


async def test_a_reader_changes_nothing(
    program: Programs, editor: httpx.AsyncClient, run: str
) -> None:
    reader = await program(Role.EDITOR, TokenScope.READ)
    await editor.put(f"{run}/artifacts/a", content=b"x")

    problem(await reader.put(f"{run}/artifacts/b", content=BYTES), 403)
    problem(await reader.delete(f"{run}/artifacts/a"), 403)
    assert (await reader.get(f"{run}/artifacts/a")).content == b"x"


async def test_strangers_are_refused(anonymous: httpx.AsyncClient, run: str) -> None:
    problem(await anonymous.put(f"{run}/artifacts/a", content=BYTES * 3), 401)
    problem(await anonymous.get(f"{run}/artifacts/a"), 401)
