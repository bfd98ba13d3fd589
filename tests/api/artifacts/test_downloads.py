"""Parts of files, copies of callers, and redirections."""

import httpx
import pytest

from tests.api.artifacts.test_files import digest
from tests.api.responses import content, location, problem

BYTES = b"0123456789" * 300_000
SIZE = len(BYTES)


@pytest.fixture
async def url(editor: httpx.AsyncClient, run: str) -> str:
    """URL of a file."""
    made = f"{run}/artifacts/model/weights.bin"
    content(await editor.put(made, content=BYTES), 201)
    return made


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-14", 5, 15),
        (f"bytes={SIZE - 3}-", SIZE - 3, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        ("bytes=1000000-2999999", 1_000_000, SIZE),
    ],
)
async def test_a_part_is_sent(
    editor: httpx.AsyncClient, url: str, wanted: str, start: int, end: int
) -> None:
    got = await editor.get(url, headers={"Range": wanted})

    assert got.status_code == 206
    assert got.content == BYTES[start:end]
    assert got.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert got.headers["Content-Length"] == str(end - start)
    assert got.headers["Repr-Digest"] == digest(BYTES)


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "lines=1-2", "nonsense", ""])
async def test_another_range_gets_all(editor: httpx.AsyncClient, url: str, wanted: str) -> None:
    got = await editor.get(url, headers={"Range": wanted})

    assert (got.status_code, got.content == BYTES) == (200, True)


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=-0", "bytes=99999999999-"])
async def test_a_part_beyond_the_end_is_refused(
    editor: httpx.AsyncClient, url: str, wanted: str
) -> None:
    got = await editor.get(url, headers={"Range": wanted})

    assert location(got, 416) == "Range"
    assert got.headers["Content-Range"] == f"bytes */{SIZE}"


async def test_a_part_of_another_file_is_all_of_it(editor: httpx.AsyncClient, url: str) -> None:
    etag = (await editor.head(url)).headers["ETag"]
    same = await editor.get(url, headers={"Range": "bytes=5-", "If-Range": etag})
    other = await editor.get(url, headers={"Range": "bytes=5-", "If-Range": '"other"'})

    assert (same.status_code, len(same.content)) == (206, SIZE - 5)
    assert (other.status_code, len(other.content)) == (200, SIZE)


async def test_a_copy_is_not_sent_again(editor: httpx.AsyncClient, url: str) -> None:
    etag = (await editor.head(url)).headers["ETag"]
    copy = await editor.get(url, headers={"If-None-Match": f'"x", W/{etag}'})
    other = await editor.get(url, headers={"If-None-Match": '"x"'})

    assert (copy.status_code, copy.content, copy.headers["ETag"]) == (304, b"", etag)
    assert other.status_code == 200


async def test_another_file_than_the_expected_one_is_refused(
    editor: httpx.AsyncClient, url: str
) -> None:
    etag = (await editor.head(url)).headers["ETag"]
    await editor.put(url, content=b"other")
    refused = await editor.get(url, headers={"If-Match": etag, "Range": "bytes=1-"})

    assert location(refused, 412) == "If-Match"


async def test_head_says_what_get_would(editor: httpx.AsyncClient, url: str) -> None:
    head = await editor.head(url)
    part = await editor.head(url, headers={"Range": "bytes=0-1"})

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == part.headers["Content-Length"] == str(SIZE)
    assert head.headers["Accept-Ranges"] == "bytes"
    problem(await editor.get(f"{url}x"), 404)
    assert (await editor.head(f"{url}x")).status_code == 404
