"""Programs that change one file don't overwrite each other."""

import httpx
import pytest

from tests.api.responses import content, problem


@pytest.fixture
async def etag(editor: httpx.AsyncClient, run: str) -> str:
    """Of the file `a`."""
    put = await editor.put(f"{run}/artifacts/a", content=b"first")
    return str(put.headers["ETag"])


async def test_the_file_that_was_read_is_replaced(
    editor: httpx.AsyncClient, run: str, etag: str
) -> None:
    put = await editor.put(f"{run}/artifacts/a", content=b"second", headers={"If-Match": etag})

    content(put, 201)
    assert (await editor.get(f"{run}/artifacts/a")).content == b"second"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_another_one_is_left_alone(
    editor: httpx.AsyncClient, run: str, etag: str, method: str
) -> None:
    await editor.put(f"{run}/artifacts/a", content=b"second")
    refused = await editor.request(
        method, f"{run}/artifacts/a", content=b"third", headers={"If-Match": etag}
    )

    detail = problem(refused, 412)
    assert "replaced in the meantime" in detail["detail"]
    assert detail["errors"][0]["parameter"] == "If-Match"
    assert (await editor.get(f"{run}/artifacts/a")).content == b"second"


async def test_a_file_is_deleted_if_it_is_the_one(
    editor: httpx.AsyncClient, run: str, etag: str
) -> None:
    url = f"{run}/artifacts/a"
    deleted = await editor.request("DELETE", url, headers={"If-Match": etag})

    assert deleted.status_code == 204
    assert (await editor.get(url)).status_code == 404


async def test_a_new_file_only(editor: httpx.AsyncClient, run: str, etag: str) -> None:
    new = {"If-None-Match": "*"}
    refused = await editor.put(f"{run}/artifacts/a", content=b"second", headers=new)
    made = await editor.put(f"{run}/artifacts/b", content=b"second", headers=new)

    assert problem(refused, 412)["errors"][0]["parameter"] == "If-None-Match"
    content(made, 201)
    assert (await editor.get(f"{run}/artifacts/a")).content == b"first"


async def test_any_file_must_be_there(editor: httpx.AsyncClient, run: str, etag: str) -> None:
    any_file = {"If-Match": "*"}
    put = await editor.put(f"{run}/artifacts/a", content=b"second", headers=any_file)
    refused = await editor.put(f"{run}/artifacts/b", content=b"second", headers=any_file)

    content(put, 201)
    problem(refused, 412)
    missing = await editor.put("/runs/" + "0" * 32 + "/artifacts/a", content=b"", headers=any_file)
    problem(missing, 404)


async def test_another_state_than_none_can_t_be_excluded(
    editor: httpx.AsyncClient, run: str, etag: str
) -> None:
    refused = await editor.put(
        f"{run}/artifacts/a", content=b"second", headers={"If-None-Match": etag}
    )

    assert problem(refused, 422)["errors"][0]["parameter"] == "If-None-Match"
