"""The form that uploads files, without and with JavaScript."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import MLRunCreate, Owner
from mldb.values.enums import Role, RunStatus
from registry_app.core.registry import Registry
from registry_app.serving.bodies import GoneError
from registry_app.serving.limits import Limit, LimitError
from registry_app.web.artifacts.uploads import passing, views
from registry_app.web.artifacts.uploads.passing import Uploads
from tests.web.artifacts.conftest import Place, Places
from tests.web.page import hidden, seen, text

TOKEN = b'--X\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\nx\r\n'
JSON = {"Accept": "application/json"}


def file(name: str, content: bytes = b"abc") -> SimpleUploadedFile:
    """A file of a form."""
    return SimpleUploadedFile(name, content)


def paths(registry: Registry, place: Place) -> list[str]:
    """All paths of an owner."""
    return [one.path for one in registry.artifacts.list_files(place.owner).rows]


def send(client: Client, place: Place, fields: dict[str, Any], **options: Any) -> Any:
    """Send the form, whose first field is the token."""
    form = {"csrfmiddlewaretoken": "x", **fields}
    return client.post(f"{place.path}/files/upload", form, **options)


def test_files_are_stored_in_a_directory(editor: Client, registry: Registry, place: Place) -> None:
    answer = send(
        editor, place, {"directory": "model/", "files": [file("a.txt"), file("日本 #?%.txt")]}
    )

    assert (answer.status_code, answer["Location"]) == (302, f"{place.path}/files?path=model")
    assert paths(registry, place) == ["model/a.txt", "model/日本 #?%.txt"]
    assert "2 files are stored." in seen(editor.get(answer["Location"]))
    assert registry.artifacts.get(place.owner, "model/a.txt").created_by == "editor"


def test_a_single_file_is_named(editor: Client, places: Places) -> None:
    answer = send(editor, places.run, {"directory": "", "files": file("a.txt")}, follow=True)

    assert "a.txt is stored." in seen(answer)


def test_what_fails_is_named_and_the_others_are_stored(
    editor: Client, registry: Registry, places: Places
) -> None:
    registry.artifacts.put(places.run.owner, "taken", b"a file")
    answer = send(
        editor,
        places.run,
        {"directory": "", "path": "taken/x", "files": [file("taken/x"), file("good.txt")]},
    )

    assert answer.status_code == 422
    assert "Not everything was stored" in seen(answer)
    assert "taken/x" in seen(answer)
    assert "is a file, not a directory" in seen(answer)
    assert paths(registry, places.run) == ["good.txt", "taken"]


@pytest.mark.parametrize("name", ["../x", "a//b", "a\x01b", "x" * 300, "C:/x"])
def test_a_path_that_is_none_is_refused(
    editor: Client, registry: Registry, places: Places, name: str
) -> None:
    answer = send(editor, places.run, {"directory": "", "path": name, "files": file("a")})

    assert answer.status_code == 422
    assert "Nothing was stored" in seen(answer)
    assert paths(registry, places.run) == []


def test_without_a_file_nothing_happens(editor: Client, places: Places) -> None:
    # What a browser sends for a field without a file.
    empty = b'--X\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--X--\r\n'
    url = f"{places.run.path}/files/upload"
    for answer in (
        send(editor, places.run, {"directory": "a"}),
        editor.post(url, TOKEN + empty, content_type="multipart/form-data; boundary=X"),
    ):
        assert answer.status_code == 422
        assert "Choose a file first." in seen(answer)


def test_a_program_gets_the_outcome_as_json(
    editor: Client, registry: Registry, places: Places
) -> None:
    good = send(
        editor, places.run, {"directory": "d", "path": "e/f", "files": file("x")}, headers=JSON
    )
    fields = {"directory": "", "path": "..", "files": file("x")}
    bad = send(editor, places.run, fields, headers=JSON)

    assert (good.status_code, good.json()) == (201, {"stored": ["d/e/f"], "failed": []})
    assert bad.status_code == 422
    assert bad.json()["failed"][0]["path"] == ".."
    assert paths(registry, places.run) == ["d/e/f"]


def test_a_ready_version_takes_no_file(editor: Client, registry: Registry, places: Places) -> None:
    editor.post("/models/fraud/1/complete")
    answer = send(editor, places.version, {"directory": "", "files": file("a")})

    assert answer.status_code == 422
    assert paths(registry, places.version) == []
    assert 'enctype="multipart/form-data"' not in text(answer)


def test_the_reason_goes_to_the_history(editor: Client, registry: Registry) -> None:
    run = registry.runs.create(MLRunCreate(name="ended"))
    registry.runs.end(run.public_id, RunStatus.FINISHED)
    place = Place(Owner.run(run.public_id), f"/runs/{run.public_id}")

    assert 'name="reason"' in text(editor.get(f"{place.path}/files"))
    send(editor, place, {"directory": "", "reason": "Forgotten", "files": file("a")})
    assert registry.audit.get_all(limit=1)[0].reason == "Forgotten"


def test_a_form_of_another_site_is_refused(
    logged_in: Any, registry: Registry, places: Places
) -> None:
    client = logged_in(Role.EDITOR)
    client.handler.enforce_csrf_checks = True
    token = hidden(client.get(f"{places.run.path}/files"), "csrfmiddlewaretoken")
    url = f"{places.run.path}/files/upload"
    foreign = client.post(url, {"csrfmiddlewaretoken": "x" * 64, "files": file("a")})
    without = client.post(url, {"files": file("a"), "csrfmiddlewaretoken": token})
    own = client.post(url, {"csrfmiddlewaretoken": token, "files": file("a")})

    assert (foreign.status_code, without.status_code, own.status_code) == (403, 403, 302)
    assert paths(registry, places.run) == ["a"]


def test_another_body_is_refused(editor: Client, places: Places) -> None:
    url = f"{places.run.path}/files/upload"
    plain = editor.post(url, b"x", content_type="text/plain")
    broken = editor.post(url, b"x", content_type="multipart/form-data; boundary=X")

    assert plain.status_code == broken.status_code == 422
    assert "multipart/form-data" in seen(plain)


def test_what_is_gone_takes_no_file(editor: Client, registry: Registry, places: Places) -> None:
    run = registry.runs.get_by_public_id(places.run.owner.name)
    registry.runs.delete(run.id)

    assert send(editor, places.run, {"directory": "", "files": file("a")}).status_code == 404
    with pytest.raises(NotFoundError):
        registry.artifacts.list_files(places.run.owner)


@pytest.mark.parametrize(
    ("error", "status"), [(GoneError(), 400), (LimitError(Limit.BODY_STALL), 408)]
)
def test_a_body_that_breaks_off_leaves_nothing(
    editor: Client,
    registry: Registry,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    async def broken(_: object) -> AsyncIterator[bytes]:
        yield (
            b'--X\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\nx\r\n--X\r\n'
            b'Content-Disposition: form-data; name="files"; filename="a"\r\n\r\nabc'
        )
        raise error

    monkeypatch.setattr(views, "_body", broken)
    answer = editor.post(
        f"{places.run.path}/files/upload", b"x", content_type="multipart/form-data; boundary=X"
    )

    assert answer.status_code == status
    assert paths(registry, places.run) == []


class Recorder:
    """An ASGI application that only notes that it was called."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, _scope: Any, _receive: Any, _send: Any) -> None:
        """Note it."""
        self.calls += 1


@pytest.mark.parametrize(
    ("method", "path", "is_known", "streams"),
    [
        ("POST", "/models/fraud/1/files/upload", True, True),
        ("POST", "/models/fraud/1/files/upload", False, False),
        ("GET", "/models/fraud/1/files/upload", True, False),
        ("POST", "/models/fraud/1/complete", True, False),
        ("POST", "/no/such/page", True, False),
    ],
)
async def test_only_uploads_of_known_people_are_passed_on(
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, *, is_known: bool, streams: bool
) -> None:
    async def known(_: object) -> bool:
        return is_known

    monkeypatch.setattr(passing, "is_open_session", known)
    uploads, others = Recorder(), Recorder()
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [],
    }
    await Uploads(uploads, others)(scope, None, None)

    assert (uploads.calls, others.calls) == (int(streams), int(not streams))
