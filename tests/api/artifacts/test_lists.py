"""Lists of files, and zips."""

import io
import zipfile
from urllib.parse import quote

import httpx
import pytest

from tests.api.responses import content, problem

FILES = {
    "README.md": b"# Model",
    "model/MLmodel": b"flavors:",
    "model/data/weights.bin": b"w" * 3_000_000,
    "モデル/重み#?%.bin": b"x",
    "zero": b"",
}


@pytest.fixture
async def filled(editor: httpx.AsyncClient, owner: str) -> str:
    """URL of an owner with files."""
    for path, data in FILES.items():
        content(await editor.put(f"{owner}/artifacts/{quote(path)}", content=data), 201)
    return owner


async def listed(client: httpx.AsyncClient, owner: str, **params: str) -> list[tuple[str, bool]]:
    found = content(await client.get(f"{owner}/artifacts", params=params))
    return [(item["path"], item["is_directory"]) for item in found["items"]]


async def test_a_directory_has_its_own_entries(viewer: httpx.AsyncClient, filled: str) -> None:
    root = await listed(viewer, filled)
    model = await listed(viewer, filled, path="model")

    assert sorted(root) == [
        ("README.md", False),
        ("model", True),
        ("zero", False),
        ("モデル", True),
    ]
    assert model == [("model/MLmodel", False), ("model/data", True)]
    assert await listed(viewer, filled, path="nix") == []


async def test_all_files_are_listed(viewer: httpx.AsyncClient, filled: str) -> None:
    everything = await listed(viewer, filled, recursive="true")
    below = await listed(viewer, filled, recursive="true", path="model")

    assert sorted(path for path, _ in everything) == sorted(FILES)
    assert [path for path, _ in below] == ["model/MLmodel", "model/data/weights.bin"]


@pytest.mark.parametrize("recursive", ["true", "false"])
async def test_lists_come_in_pages(viewer: httpx.AsyncClient, filled: str, recursive: str) -> None:
    whole = await listed(viewer, filled, recursive=recursive)
    found, cursor = [], ""
    for _ in whole:
        given = {"limit": "1", "recursive": recursive} | ({"cursor": cursor} if cursor else {})
        page = content(await viewer.get(f"{filled}/artifacts", params=given))
        found += [(item["path"], item["is_directory"]) for item in page["items"]]
        cursor = page["next_cursor"]

    assert found == whole
    assert cursor is None


async def test_a_file_is_described(viewer: httpx.AsyncClient, filled: str) -> None:
    [entry] = content(await viewer.get(f"{filled}/artifacts", params={"path": "model/data"}))[
        "items"
    ]

    assert entry["artifact"]["size_bytes"] == 3_000_000
    assert entry["artifact"]["verification"] is None


async def test_a_zip_has_all_files(viewer: httpx.AsyncClient, filled: str) -> None:
    got = await viewer.get(f"{filled}/artifacts.zip")

    assert got.headers["Content-Type"] == "application/zip"
    assert got.headers["Content-Disposition"].startswith("attachment; ")
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


async def test_a_zip_has_one_directory(viewer: httpx.AsyncClient, filled: str) -> None:
    got = await viewer.get(f"{filled}/artifacts.zip", params={"path": "model"})

    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert sorted(archive.namelist()) == ["model/MLmodel", "model/data/weights.bin"]
    problem(await viewer.get(f"{filled}/artifacts.zip", params={"path": "nix"}), 404)


async def test_a_zip_of_nothing_is_empty(viewer: httpx.AsyncClient, owner: str) -> None:
    got = await viewer.get(f"{owner}/artifacts.zip")

    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert archive.namelist() == []


async def test_a_wrong_directory_is_refused(viewer: httpx.AsyncClient, owner: str) -> None:
    problem(await viewer.get(f"{owner}/artifacts", params={"path": "../x"}), 422)
    problem(await viewer.get(f"{owner}/artifacts.zip", params={"path": "/x"}), 422)
