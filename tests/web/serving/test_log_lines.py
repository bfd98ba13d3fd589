"""What strangers send fills no log: one line for each refused request."""

import io
import re

import pytest
from django.test import AsyncClient, Client

from tests.web.console import console

LINE = re.compile(r"\S+ \S+ WARNING \[([0-9a-f]{16})\] [\w.]+: \S.*")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    return console(monkeypatch)


def check_one_line(log: io.StringIO, request_id: str) -> str:
    """The line, if it is the only one and has the id of the response."""
    [line] = log.getvalue().splitlines()
    found = LINE.fullmatch(line)
    assert found is not None, line
    assert found[1] == request_id
    return line


def test_a_foreign_host_leaves_one_line(client: Client, log: io.StringIO) -> None:
    response = client.get("/login", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" in check_one_line(log, response["X-Request-ID"])


@pytest.mark.parametrize("host", ["a\r\nb", "[::1", "evil.example:99999", "x" * 5_000, "é", ""])
def test_a_malformed_host_leaves_one_line(client: Client, log: io.StringIO, host: str) -> None:
    response = client.get("/login", headers={"host": host})

    assert response.status_code == 400
    assert len(check_one_line(log, response["X-Request-ID"])) < 2_200


async def test_a_foreign_host_leaves_one_line_under_asgi(log: io.StringIO) -> None:
    response = await AsyncClient().get("/login", headers={"host": "evil.example"})

    assert response.status_code == 400
    check_one_line(log, response["X-Request-ID"])


def test_too_many_fields_leave_one_line(editor: Client, log: io.StringIO) -> None:
    response = editor.post("/new-model", {f"f{number}": "" for number in range(2_000)})

    assert response.status_code == 400
    check_one_line(log, response["X-Request-ID"])


def test_a_broken_form_leaves_one_line(client: Client, log: io.StringIO) -> None:
    sent = b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n"
    response = client.post("/login", sent, content_type="multipart/form-data; boundary=é")

    assert response.status_code == 400
    check_one_line(log, response["X-Request-ID"])


def test_a_missing_role_leaves_one_line(viewer: Client, log: io.StringIO) -> None:
    response = viewer.get("/staff")

    assert response.status_code == 403
    check_one_line(log, response["X-Request-ID"])


@pytest.mark.parametrize("page", ["//[", "http://[::1", "\\", "x" * 9_000])
def test_a_malformed_page_of_htmx_is_no_fault_of_the_server(
    client: Client, log: io.StringIO, page: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    response = client.get("/models", headers=headers)

    assert response.status_code == 204
    assert response["HX-Redirect"] == "/login?next=/"
    assert log.getvalue() == ""


def test_a_wrong_method_leaves_one_line(viewer: Client, log: io.StringIO) -> None:
    response = viewer.put("/models")

    assert response.status_code == 405
    check_one_line(log, response["X-Request-ID"])


def test_a_form_without_its_token_leaves_one_line(log: io.StringIO) -> None:
    response = Client(enforce_csrf_checks=True).post("/login", {"username": "ann"})

    assert response.status_code == 403
    check_one_line(log, response["X-Request-ID"])


def test_what_went_wrong_on_the_server_keeps_its_traceback(
    viewer: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    viewer.raise_request_exception = False
    monkeypatch.setattr("registry_app.web.start.views.render", fail)
    viewer.get("/")

    assert "ERROR" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue().splitlines()[-1]
