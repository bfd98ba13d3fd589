"""Pages of files: directories, files, and what may be done to them."""

from urllib.parse import unquote

import pytest
from django.test import Client
from markupsafe import escape

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelVersionUpdate, Owner
from mldb.values.enums import VersionStatus
from registry_app.core.registry import Registry
from tests.mldb.artifacts.facts.files import (
    CONDA,
    MLMODEL,
    ONNX,
    REQUIREMENTS,
    TENSORS,
    safetensors,
)
from tests.web.artifacts.conftest import Place, Places
from tests.web.page import pages, rows, seen, text

HOSTILE = (
    *("日本/größe 🙂.txt", "a#?%25&b=c.txt", "<b>\"'`{}|^.txt", "%2e%2e/x", "...x", "a b+c.txt"),
    *("javascript:alert(1)", "new", "edit", "a/..b/c"),
)


def put(registry: Registry, place: Place, **files: bytes) -> None:
    """Store files, in whose names two underlines stand for a slash."""
    for name, content in files.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        registry.artifacts.put(place.owner, path, content)


def test_a_directory_shows_its_files_and_directories(
    viewer: Client, registry: Registry, place: Place
) -> None:
    put(registry, place, b_dot_txt=b"abc", model__MLmodel=b"x", model__data__w_dot_bin=b"y")
    page = viewer.get(f"{place.path}/files")

    assert rows(page) == ["b.txt", "model/"]
    assert "3 files, 5 bytes" in seen(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" in text(page)
    inside = viewer.get(f"{place.path}/files?path=model")
    assert rows(inside) == ["MLmodel", "data/"]
    assert f"{place.path}/files?path=model/data" in text(inside)


def test_without_files_the_page_says_how_to_begin(editor: Client, place: Place) -> None:
    page = editor.get(f"{place.path}/files")

    assert "No file is kept here yet" in seen(page)
    assert "registry.artifacts.put_many(Owner." in text(page)
    assert f"/api/v1{api_path(place)}/artifacts/model.safetensors" in text(page)
    assert 'enctype="multipart/form-data"' in text(page)


def api_path(place: Place) -> str:
    """The path of the owner in the API."""
    is_version = place.owner.number is not None
    return "/models/fraud/versions/1" if is_version else place.path


def test_a_viewer_is_not_offered_to_upload(viewer: Client, place: Place) -> None:
    assert 'enctype="multipart/form-data"' not in text(viewer.get(f"{place.path}/files"))


def test_more_entries_than_fit_are_on_further_pages(
    viewer: Client, registry: Registry, places: Places
) -> None:
    registry.artifacts.put_many(
        places.run.owner, {f"{number:03}.txt": b"" for number in range(130)}
    )
    first = viewer.get(f"{places.run.path}/files")
    second = viewer.get(pages(first)["Next"])

    assert (len(rows(first)), len(rows(second))) == (100, 30)
    assert "there are more" in seen(first)
    assert rows(viewer.get(pages(second)["First"])) == rows(first)


def test_the_path_of_a_file_leads_to_the_file(
    viewer: Client, registry: Registry, place: Place
) -> None:
    put(registry, place, a__b=b"abc")
    answer = viewer.get(f"{place.path}/files?path=a/b")

    assert (answer.status_code, answer["Location"]) == (302, f"{place.path}/file?path=a/b")


@pytest.mark.parametrize("path", ["/files?path=no", "/file?path=no", "/file", "/file?path=../x"])
def test_what_is_not_there_is_not_found(viewer: Client, place: Place, path: str) -> None:
    assert viewer.get(f"{place.path}{path}").status_code == 404


def test_a_cursor_of_another_list_is_refused(viewer: Client, places: Places) -> None:
    assert viewer.get(f"{places.run.path}/files?cursor=x").status_code == 422


@pytest.mark.parametrize("path", HOSTILE)
def test_whatever_files_are_called_links_lead_to_them(
    viewer: Client, registry: Registry, places: Places, path: str
) -> None:
    registry.artifacts.put(places.run.owner, path, b"content of it")
    directory = path.rpartition("/")[0]
    listed = viewer.get(f"{places.run.path}/files", {"path": directory})
    page = viewer.get(f"{places.run.path}/file", {"path": path})

    assert f">{escape(path.rpartition('/')[2])}</a>" in listed.content.decode()
    assert "content of it" in seen(page)
    assert f"/api/v1{places.run.path}/artifacts/{path}" in unquote(text(page))
    for one in (listed, page):
        assert "<b>" not in one.content.decode()


def test_a_file_shows_what_is_known_of_it(viewer: Client, registry: Registry, place: Place) -> None:
    put(registry, place, dir__a_dot_txt=b"one\ntwo\n")
    page = viewer.get(f"{place.path}/file?path=dir/a.txt")

    assert "one two" in seen(page)
    assert "text/plain" in seen(page)
    assert "by alice" in seen(page)
    assert "not read back yet" in seen(page)
    assert f"{place.owner.uri}/dir/a.txt" in seen(page)


def test_hostile_content_is_text(viewer: Client, registry: Registry, places: Places) -> None:
    content = b"<script>alert(1)</script><img src=x onerror=alert(2)>"
    for name in ("a.html", "a.svg", "a.txt", "a.csv", "a.md", "a.json", "a.yaml"):
        registry.artifacts.put(places.run.owner, name, content)
        page = viewer.get(f"{places.run.path}/file?path={name}").content.decode()

        assert "<script>alert" not in page
        assert "<img" not in page.partition("<main")[2]


def test_a_long_text_says_what_is_cut(viewer: Client, registry: Registry, places: Places) -> None:
    registry.artifacts.put(places.run.owner, "long.txt", b"line\n" * 12_345)
    registry.artifacts.put(places.run.owner, "huge.txt", b"line\n" * 100_000)

    assert "The first 1000 of 12 345 lines" in seen(
        viewer.get(f"{places.run.path}/file?path=long.txt")
    )
    assert "The first 1000 lines, from the first 256.0 KiB of 488.3 KiB" in seen(
        viewer.get(f"{places.run.path}/file?path=huge.txt")
    ).replace("\N{NO-BREAK SPACE}", " ")


def test_each_type_has_its_preview(viewer: Client, registry: Registry, places: Places) -> None:
    files = {
        "t.csv": b"a,b\n1,2\n",
        "r.md": b"# Title\n\n**bold**",
        "n.ipynb": b'{"cells": [{"cell_type": "code", "source": "print(1)", "outputs": [{}]}]}',
        "p.png": b"\x89PNG\r\n\x1a\n",
        "b.bin": bytes(10),
        "empty": b"",
    }
    for path, content in files.items():
        registry.artifacts.put(places.run.owner, path, content)
    shown = {
        path: viewer.get(f"{places.run.path}/file?path={path}").content.decode() for path in files
    }

    assert '<td dir="auto">1</td>' in shown["t.csv"]
    assert "<strong>bold</strong>" in shown["r.md"]
    assert "print(1)" in shown["n.ipynb"]
    assert "1 output without text" in shown["n.ipynb"]
    assert f'<img src="/api/v1{places.run.path}/artifacts/p.png"' in shown["p.png"]
    assert "no preview" in shown["b.bin"]
    assert "The file is empty" in shown["empty"]
    source = viewer.get(f"{places.run.path}/file?path=r.md&as=source")
    assert "**bold**" in seen(source)


def test_headers_of_models_are_facts(viewer: Client, registry: Registry, places: Places) -> None:
    registry.artifacts.put(places.run.owner, "m/MLmodel", MLMODEL.encode())
    registry.artifacts.put(places.run.owner, "m/requirements.txt", REQUIREMENTS.encode())
    registry.artifacts.put(places.run.owner, "m/conda.yaml", CONDA.encode())
    registry.artifacts.put(places.run.owner, "w.safetensors", safetensors(TENSORS, bytes(30)))
    registry.artifacts.put(places.run.owner, "net.onnx", ONNX)
    registry.artifacts.put(places.run.owner, "bad.onnx", b"nothing")

    def of(path: str) -> str:
        return seen(viewer.get(f"{places.run.path}/file?path={path}"))

    assert "python_function" in of("m/MLmodel")
    assert "age double" in of("m/MLmodel")
    assert "scikit-learn >=1.5,&lt;2" not in of("m/requirements.txt")
    assert "scikit-learn >=1.5,<2" in of("m/requirements.txt")
    assert "conda-forge" in of("m/conda.yaml")
    assert "layer.weight F32 [2, 3]" in of("w.safetensors")
    assert "x float [batch, 4]" in of("net.onnx")
    assert "can't be read" in of("bad.onnx")
    directory = viewer.get(f"{places.run.path}/files?path=m")
    assert "What MLflow says about the model" in seen(directory)


def test_a_pickle_is_named_as_code(viewer: Client, registry: Registry, places: Places) -> None:
    registry.artifacts.put(places.run.owner, "model.pkl", b"\x80\x05.")
    registry.artifacts.put(places.run.owner, "model.txt", b"text")

    assert "runs code" in seen(viewer.get(f"{places.run.path}/file?path=model.pkl"))
    assert "runs code" not in seen(viewer.get(f"{places.run.path}/file?path=model.txt"))


def test_a_file_is_deleted_after_a_question(
    editor: Client, registry: Registry, place: Place
) -> None:
    put(registry, place, a__b=b"abc")
    url = f"{place.path}/file/delete?path=a/b"

    assert "can't be undone" in seen(editor.get(url))
    answer = editor.post(url, {"reason": "wrong"})
    assert (answer.status_code, answer["Location"]) == (302, f"{place.path}/files?path=a")
    assert registry.artifacts.space_of(place.owner).file_count == 0


def test_a_version_that_is_ready_keeps_its_files(
    editor: Client, registry: Registry, places: Places
) -> None:
    put(registry, places.version, a=b"abc")
    answer = editor.post("/models/fraud/1/complete")
    page = editor.get("/models/fraud/1/files")
    refused = editor.post("/models/fraud/1/file/delete?path=a", {})

    assert (answer.status_code, answer["Location"]) == (302, "/models/fraud/1")
    assert registry.versions.get_by_number("fraud", 1).status is VersionStatus.READY
    assert "never change" in seen(page)
    assert "file/delete" not in text(page)
    assert 'enctype="multipart/form-data"' not in text(page)
    assert refused.status_code == 422
    assert registry.artifacts.get(Owner.version("fraud", 1), "a").size_bytes == 3


def test_a_logged_model_becomes_ready(editor: Client, registry: Registry, places: Places) -> None:
    answer = editor.post(f"{places.logged_model.path}/complete")
    model = registry.logged_models.get_by_public_id(places.logged_model.owner.name)

    assert answer["Location"] == places.logged_model.path
    assert model.status is VersionStatus.READY


def test_admins_verify_all_files(admin: Client, registry: Registry, place: Place) -> None:
    put(registry, place, a=b"abc", b=b"def")
    answer = admin.post(f"{place.path}/files/verify", follow=True)

    assert "2 contents read back" in seen(answer)
    assert "intact" in seen(admin.get(f"{place.path}/file?path=a"))


def test_a_version_page_shows_what_is_held_here(
    editor: Client, registry: Registry, places: Places
) -> None:
    before = seen(editor.get("/models/fraud/1"))
    put(registry, places.version, a=b"abc")
    after = seen(editor.get("/models/fraud/1"))

    assert "is only referred to" in before
    assert "Files are complete" in before
    assert "These are held here" in after
    assert "1 file" in after


def test_space_is_shown_where_it_is_used(
    viewer: Client, registry: Registry, places: Places
) -> None:
    put(registry, places.run, a=b"abc")
    put(registry, places.version, a=b"abc", b=b"de")
    experiment = registry.runs.get_by_public_id(places.run.owner.name).experiment_id

    def of(path: str) -> str:
        return seen(viewer.get(path)).replace("\N{NO-BREAK SPACE}", " ")

    assert "1 file , 3 bytes" in of(places.run.path)
    assert "Files: 2 files, 5 bytes" in of("/models/fraud")
    assert "Files: 1 file, 3 bytes" in of(f"/experiments/{experiment}")


def test_a_card_shows_pictures_that_the_version_holds(
    viewer: Client, registry: Registry, places: Places
) -> None:
    put(registry, places.version, img__roc_dot_png=b"\x89PNG", notes_dot_txt=b"")
    version = registry.versions.get_by_number("fraud", 1)
    card = (
        "![ROC](img/roc.png) ![none](img/no.png) ![far](https://example.com/a.png) "
        '<img src="./img/roc.png" onerror="alert(1)"> ![text](notes.txt)'
    )
    registry.versions.update(
        version.id, MLModelVersionUpdate(row_version=version.row_version, description=card)
    )
    page = viewer.get("/models/fraud/1").content.decode()
    card_html = page.partition('aria-label="Description"')[2].partition("</div>")[0]

    url = "/api/v1/models/fraud/versions/1/artifacts/img/roc.png"
    assert card_html.count(f'<img src="{url}"') == 2
    assert card_html.count("<img") == 2
    assert "onerror" not in card_html
    assert "Picture: none" in card_html
    assert 'href="https://example.com/a.png"' in card_html


def test_a_file_without_its_bytes_is_shown_as_far_as_it_goes(
    viewer: Client, registry: Registry, places: Places, served: SQLiteConfig
) -> None:
    # Facts of a content that was read before would still be known.
    put(registry, places.run, MLmodel=f"{MLMODEL}# {places.run.owner.name}".encode())
    store = served.db_path.with_name(f"{served.db_path.stem}-artifacts")
    for path in store.rglob("*"):
        if path.is_file():
            path.unlink()
    page = viewer.get(f"{places.run.path}/file?path=MLmodel")
    listed = viewer.get(f"{places.run.path}/files")

    assert (page.status_code, listed.status_code) == (200, 200)
    assert "The bytes of this file can't be read." in seen(page)
    assert "The header of this file can't be read" in seen(listed)
