"""Pages for what went wrong, which say what to do next."""

import io
import logging
import sqlite3
from typing import Any

import pytest
from django.test import AsyncClient, Client

from mldb.config import SQLiteConfig
from mldb.errors import StorageError
from mldb.sync_db import default_database
from registry_app.accounts.sessions import SessionStore
from registry_app.web.history import views as history
from site_config import settings
from tests.web.addresses import fill
from tests.web.page import text


def lose(served: SQLiteConfig) -> None:
    """Let the whole database vanish."""
    default_database().close()
    served.db_path.unlink()


def lose_table(served: SQLiteConfig, name: str) -> None:
    with sqlite3.connect(served.db_path) as connection:
        connection.execute(f"ALTER TABLE {name} RENAME TO gone")
    connection.close()


def check_unavailable(response: Any) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "The database can't be used" in text(response)
    assert "Traceback" not in text(response)


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError


class TestTheDatabaseIsGone:
    @pytest.mark.parametrize("path", ["/", "/models", "/login", "/account", "/models/a/1"])
    def test_a_page_says_so(self, admin: Client, served: SQLiteConfig, path: str) -> None:
        lose(served)

        check_unavailable(admin.get(path))

    def test_logging_in_says_so(self, client: Client, served: SQLiteConfig) -> None:
        lose(served)

        check_unavailable(client.post("/login", {"username": "bob", "password": "secret"}))

    @pytest.mark.parametrize(
        ("table", "path"),
        [
            ("audit_events", "/history"),
            ("ml_metrics", "/models/m/1/metrics/edit?name=a"),
            ("staff_users", "/models"),
            ("staff_sessions", "/models"),
            ("login_attempts", "/login"),
        ],
    )
    def test_in_the_middle_of_a_request(
        self, admin: Client, served: SQLiteConfig, table: str, path: str
    ) -> None:
        """Who is there is found out, and only then does it fail; or the other way round."""
        fill()
        client = admin
        if path == "/login":
            client = Client()
        elif path.startswith("/models/m"):
            path = "/models/sp%C3%A4m%20%26%20eggs%20100%25.v2/1"
        lose_table(served, table)
        data = {"username": "bob", "password": "secret"}

        check_unavailable(client.post(path, data) if path == "/login" else client.get(path))

    def test_when_the_session_is_saved(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The view is done by then."""

        def refuse(*_: object, **__: object) -> None:
            raise StorageError("The disk is full.")

        editor.raise_request_exception = False
        monkeypatch.setattr(SessionStore, "save", refuse)

        check_unavailable(editor.post("/new-model", {"name": "fraud"}))

    def test_what_needs_no_database_works(self, client: Client, served: SQLiteConfig) -> None:
        lose(served)

        assert client.get("/healthz").status_code == 200
        assert client.get("/nowhere").status_code == 404

    async def test_on_asgi_too(self, served: SQLiteConfig) -> None:
        lose(served)

        check_unavailable(
            await AsyncClient().get("/login", headers={"cookie": "sessionid=1234567890"})
        )


class TestTheSiteFails:
    def test_the_page_tells_nothing_of_the_inside(
        self, viewer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        viewer.raise_request_exception = False
        monkeypatch.setattr("registry_app.web.start.views.render", fail)
        response = viewer.get("/")

        assert response.status_code == 500
        assert "Something went wrong on our side" in text(response)
        assert "ZeroDivisionError" not in text(response)
        assert "Retry-After" not in response

    def test_development_shows_no_inside_either(self) -> None:
        """`make run` is for people too; Django's own pages would show code and settings."""
        assert settings.DEVELOPING
        assert not settings.DEBUG

    def test_the_log_tells_it(self, viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        viewer.raise_request_exception = False
        monkeypatch.setattr("registry_app.web.start.views.render", fail)
        handlers = logging.getLogger().handlers
        [console] = [one for one in handlers if type(one) is logging.StreamHandler]
        log = io.StringIO()
        monkeypatch.setattr(console, "stream", log)
        request_id = viewer.get("/")["X-Request-ID"]

        assert f"ERROR [{request_id}] django.request: Internal Server Error: /" in log.getvalue()
        assert "ZeroDivisionError" in log.getvalue()

    def test_a_url_without_a_role_is_closed(
        self, admin: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin.raise_request_exception = False
        monkeypatch.delattr(history.history, "access")

        assert admin.get("/history").status_code == 500


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/models/",
        "/models/a/b",
        "/models/a/-1",
        "/models/%00",
        "/models/%ED%A0%80",
        "/models/" + "x" * 3_000,
        "/staff/" + "9" * 40,
        "/trash/models/" + "9" * 40 + "/restore",
        "/models/nix/aliases/champion/remove",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_an_unknown_address_is_told_in_words(admin: Client, path: str) -> None:
    response = admin.get(path)

    assert response.status_code == 404
    assert "Check the URL" in text(response)


@pytest.mark.parametrize("path", ["/staff"])
@pytest.mark.parametrize(
    "query", ["page=999999999", "page=" + "9" * 500, "page=-1", "page=a&size=b"]
)
def test_any_page_number_gets_an_answer(admin: Client, path: str, query: str) -> None:
    fill()
    response = admin.get(f"{path}?{query}&size=200")

    assert response.status_code == 200
    assert ("There is no such page" in text(response)) is (query == "page=999999999")


def test_a_wrong_method_is_told_in_words_with_the_right_ones(viewer: Client) -> None:
    response = viewer.post("/history")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "This URL can't be used like this" in text(response)


def test_an_unreadable_request_is_told_in_words(viewer: Client) -> None:
    response = viewer.post(
        "/theme", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=" + "é"
    )

    assert response.status_code == 400
    assert "This request can't be understood" in text(response)


def test_too_many_fields_are_told_in_words(editor: Client) -> None:
    response = editor.post("/new-model", {f"f{number}": "" for number in range(2_000)})

    assert response.status_code == 400
    assert "This request can't be understood" in text(response)


def test_a_page_shown_to_nobody_in_particular_needs_no_login(client: Client) -> None:
    page = text(client.get("/nowhere"))

    assert "There is nothing here" in page
    assert 'href="/"' in page


def test_only_what_can_lie_in_the_trash_is_looked_for_there(admin: Client) -> None:
    hint = "It may be in the trash."

    assert hint in text(admin.get("/models/none"))
    assert hint not in text(admin.get("/staff/999"))
