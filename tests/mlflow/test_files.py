"""Files through the artifact proxy."""

from urllib.parse import quote

import httpx
import pytest

from tests.mlflow.program import API, BASE, FILES, INVALID, NO_RUN, Program, content, error

NAMES = ["a b.txt", "ü+&%=#?.bin", "epoch=1-step=16.ckpt", "100%25.txt", "日本.txt"]


async def test_a_file_comes_back_as_it_was(program: Program) -> None:
    run_id = await program.run()
    root = f"0/{run_id}/artifacts"
    for name in NAMES:
        url = f"{BASE}{FILES}/{root}/data/{quote(name)}"
        for body in (b"", b"replaced", bytes(range(256)) * 9):
            for _ in range(2):
                stored = await program.client.put(url, content=body)
                assert (stored.status_code, stored.content) == (200, b"")
        whole = await program.client.get(url)
        part = await program.client.get(url, headers={"Range": "bytes=1-3"})
        beyond = await program.client.get(url, headers={"Range": "bytes=9999-"})
        head = await program.client.head(url)

        assert whole.content == body
        assert whole.headers["Content-Disposition"].startswith("attachment")
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        assert (part.status_code, part.content) == (206, body[1:4])
        assert beyond.status_code == 416
        assert (head.status_code, head.content) == (200, b"")
    listed = await program.answer(
        "GET artifacts/list", {"run_id": run_id, "path": "data", "page_token": ""}
    )
    assert listed["root_uri"] == f"mlflow-artifacts:/{root}"
    assert sorted(it["path"] for it in listed["files"]) == sorted(f"data/{it}" for it in NAMES)


async def test_a_path_may_have_segments_that_mean_nothing(program: Program) -> None:
    run_id = await program.run()
    root = f"0/{run_id}/artifacts"
    await program.put(f"{root}/data/a.txt", b"a")
    listing = f"{BASE}{FILES}"
    for path, names in (
        (".", ["data"]),
        ("./", ["data"]),
        ("./data", ["a.txt"]),
        ("data/.", ["a.txt"]),
        ("data//", ["a.txt"]),
        ("data/a.txt/.", []),
    ):
        answer = content(await program.client.get(listing, params={"path": f"{root}/{path}"}))
        assert [one["path"] for one in answer.get("files", [])] == names, path
        given = {"run_id": run_id, "path": path}
        files = (await program.answer("GET artifacts/list", given)).get("files", [])
        assert [one["path"].rpartition("/")[2] for one in files] == names, path
    got = await program.client.get(
        "/get-artifact", params={"run_id": run_id, "path": "./data/a.txt"}
    )
    assert got.content == b"a"


async def test_a_path_is_checked_before_anything_is_looked_for(program: Program) -> None:
    path = {"path": "../path"}
    for url, given in (
        (f"{API}/artifacts/list", {"run_id": NO_RUN}),
        ("/get-artifact", {"run_id": NO_RUN}),
        ("/model-versions/get-artifact", {"name": "none", "version": "1"}),
    ):
        assert error(await program.client.get(url, params=given | path), INVALID) == "Invalid path"


async def test_directories_are_listed_one_level_deep(program: Program) -> None:
    run_id = await program.run()
    root = f"0/{run_id}/artifacts"
    for path in ("b/c/d.txt", "b/a.txt", "a.txt"):
        await program.put(f"{root}/{path}", b"12345")
    file = {"is_dir": False, "file_size": 5}
    for directory, files in (
        ("", [{"path": "a.txt", **file}, {"path": "b", "is_dir": True}]),
        ("/b", [{"path": "a.txt", **file}, {"path": "c", "is_dir": True}]),
        ("/b/", [{"path": "a.txt", **file}, {"path": "c", "is_dir": True}]),
        ("/a.txt", None),
        ("/nix", None),
    ):
        response = await program.client.get(FILES, params={"path": f"{root}{directory}"})
        assert content(response) == ({} if files is None else {"files": files}), directory
    unknown = await program.client.get(FILES, params={"path": f"0/{NO_RUN}/artifacts/model"})
    assert content(unknown) == {}

    for _ in range(2):
        gone = await program.client.delete(f"{FILES}/{root}/b")
        assert content(gone) == {}
    assert (await program.client.get(f"{FILES}/{root}/b/a.txt")).status_code == 404


async def test_plain_downloads(program: Program) -> None:
    run_id = await program.run()
    await program.put(f"0/{run_id}/artifacts/m/a.txt", b"of the run")
    await program.model()
    await program.version(source=f"runs:/{run_id}/m")
    for name in ("run_id", "run_uuid"):
        query = {name: run_id, "path": "m/a.txt"}
        response = await program.client.get("/get-artifact", params=query)
        assert response.content == b"of the run", response.text
    given = {"name": "fraud", "version": "1", "path": "a.txt"}
    response = await program.client.get("/model-versions/get-artifact", params=given)
    assert response.content == b"of the run"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_paths_that_lead_out_are_refused(program: Program, method: str) -> None:
    run_id = await program.run()
    for path in (
        f"0/{run_id}/artifacts/../x",
        f"0/{run_id}/artifacts/%2e%2e/x",
        f"0/{run_id}/artifacts/..%2fx",
        f"0/{run_id}/artifacts/%252e%252e/x",
        f"0/{run_id}/artifacts/..%5cx",
        "%2fetc/passwd",
        "etc/passwd",
        "x",
        "",
        "0",
        f"0/{run_id}",
        f"0/{run_id}/other/x",
        "0/models/m-1/artifacts/x",
        f"0/{run_id}/artifacts/{'a' * 300}",
        f"0/{run_id}/artifacts/a%00b",
    ):
        # As it is, where a URL would be made shorter.
        url = httpx.URL("http://testserver").copy_with(raw_path=f"{FILES}/{path}".encode())
        response = await program.client.request(method, url)
        assert response.status_code in {400, 404}, (path, response.status_code, response.text)
        if ".." in path or "%2e" in path:
            assert error(response, INVALID), path
    for path in ("..", "a/../..", "%2e%2e", "//etc"):
        await program.refusal("GET artifacts/list", {"run_id": run_id, "path": path}, INVALID)


async def test_files_of_a_version_never_change(program: Program) -> None:
    run_id = await program.run()
    await program.put(f"0/{run_id}/artifacts/m/a.txt", b"of the run")
    await program.model()
    await program.version(source=f"runs:/{run_id}/m")
    given = {"name": "fraud", "version": "1"}
    uri = (await program.answer("GET model-versions/get-download-uri", given))["artifact_uri"]
    path = uri.removeprefix("mlflow-artifacts:/")
    for method in ("PUT", "DELETE"):
        response = await program.client.request(method, f"{FILES}/{path}/a.txt")
        assert error(response, INVALID)
    assert (await program.client.get(f"{FILES}/{path}/a.txt")).content == b"of the run"


async def test_files_in_the_trash_are_read_only(program: Program) -> None:
    run_id = await program.run()
    path = f"{FILES}/0/{run_id}/artifacts/a.txt"
    await program.put(f"0/{run_id}/artifacts/a.txt")
    await program.answer("POST runs/delete", {"run_id": run_id})

    for method in ("PUT", "DELETE"):
        assert (await program.client.request(method, path)).status_code in {400, 404}
    assert (await program.client.get(path)).status_code in {200, 404}
