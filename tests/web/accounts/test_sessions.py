"""Sessions expire, end, are listed, and are ended from elsewhere."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mldb.errors import StorageError
from mldb.schemas import APITokenCreate
from mldb.values.enums import Role
from registry_app.accounts import uses
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.sessions import SessionStore
from registry_app.core.registry import Registry
from registry_app.web.presentation.browsers import browser
from tests.mldb.workers import PATIENCE_SECONDS
from tests.web.page import is_logged_in, seen, text, user_id

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DAY = timedelta(days=1)


def at(monkeypatch: pytest.MonkeyPatch, later: timedelta) -> None:
    """Let it be so much later for the store and for the services."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Any:
            return datetime.now(tz) + later  # type: ignore[arg-type]

    for module in (
        "registry_app.accounts.sessions",
        "mldb.sync_db.services.accounts.staff_session",
    ):
        monkeypatch.setattr(f"{module}.datetime", Later)


def elsewhere(username: str) -> Client:
    """Another browser of the same person."""
    client = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.7")
    client.force_login(StaffAccount.of(Registry().staff.get_credentials(username)))
    # The session learns of its browser when it is stored next.
    session: Any = client.session
    session.address, session.browser = "192.0.2.7", FIREFOX
    session.save()
    return client


def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in the background."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class TestEnds:
    def test_who_does_not_use_it_logs_in_again(
        self, viewer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at(monkeypatch, 7 * DAY + timedelta(seconds=1))

        assert not is_logged_in(viewer)

    def test_who_uses_it_stays_until_the_end(
        self, viewer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for day in range(6, 30, 6):
            at(monkeypatch, day * DAY)
            assert is_logged_in(viewer)
            until(lambda: not uses._waiting)
        at(monkeypatch, 30 * DAY + timedelta(seconds=1))

        assert not is_logged_in(viewer)

    def test_a_page_with_a_message_does_not_move_the_end(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for day in range(6, 30, 6):
            at(monkeypatch, day * DAY)
            assert editor.post("/new-model", {"name": f"m{day}"}).status_code == 302
        left = int(editor.cookies["sessionid"]["max-age"])
        at(monkeypatch, 30 * DAY + timedelta(seconds=1))

        assert left <= 6 * DAY.total_seconds()
        assert not is_logged_in(editor)

    def test_an_open_page_is_no_use(self, viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        at(monkeypatch, 6 * DAY)
        assert viewer.get("/live").status_code == 200
        at(monkeypatch, 8 * DAY)

        assert not is_logged_in(viewer)

    @pytest.mark.parametrize("name", ["SESSION_IDLE_SECONDS", "SESSION_COOKIE_AGE"])
    def test_shorter_settings_hold_at_once(
        self, viewer: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        setattr(settings, name, 60)
        at(monkeypatch, timedelta(seconds=61))

        assert not is_logged_in(viewer)

    def test_a_use_is_noted_now_and_then_only(
        self, viewer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        noted: list[str] = []
        monkeypatch.setattr(
            "registry_app.accounts.sessions.note_session_use", lambda key, _: noted.append(key)
        )
        for minutes in (0, 9, 11):
            at(monkeypatch, timedelta(minutes=minutes))
            viewer.get("/models")

        assert noted == [viewer.session.session_key]

    def test_no_page_waits_for_it_or_fails(
        self, viewer: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(*_: object) -> None:
            raise StorageError("The database is locked.")

        monkeypatch.setattr("mldb.sync_db.StaffSessionService.note_use", fail)
        at(monkeypatch, DAY)

        assert is_logged_in(viewer)
        until(lambda: "The use of a session was not noted: The database is locked." in caplog.text)

    def test_the_expired_are_cleared_whole(self) -> None:
        expires_at = datetime.now(UTC) - DAY
        for _ in range(3):
            store = SessionStore()
            store.set_expiry(expires_at)
            store.create()
        SessionStore.clear_expired()

        assert Registry().sessions.delete_expired() == 0


class TestAccount:
    def test_the_page_says_where_one_is_logged_in(self, viewer: Client) -> None:
        elsewhere("viewer")
        page = seen(viewer.get("/account"))

        assert "Firefox on Linux 192.0.2.7" in page
        assert page.count("this one") == 1

    def test_one_session_is_ended(self, viewer: Client) -> None:
        other = elsewhere("viewer")
        other_id, _ = (one.id for one in Registry().sessions.get_of_user(user_id(Role.VIEWER)))
        page = text(viewer.post(f"/account/sessions/{other_id}/end", follow=True))

        assert "That session was logged out." in page
        assert not is_logged_in(other)
        assert is_logged_in(viewer)

    def test_this_one_is_ended(self, viewer: Client) -> None:
        [own] = Registry().sessions.get_of_user(user_id(Role.VIEWER))

        assert viewer.post(f"/account/sessions/{own.id}/end")["Location"] == "/login"
        assert not is_logged_in(viewer)

    def test_nobody_ends_somebody_else_s(self, viewer: Client, admin: Client) -> None:
        [others] = Registry().sessions.get_of_user(user_id(Role.ADMIN))

        assert viewer.post(f"/account/sessions/{others.id}/end").status_code == 404
        assert is_logged_in(admin)

    def test_what_a_browser_calls_itself_is_escaped(self, viewer: Client) -> None:
        session: Any = viewer.session
        session.browser = "<script>alert(1)</script>"
        session.save()

        assert "<script>alert" not in viewer.get("/account").content.decode()


class TestOthers:
    @pytest.fixture
    def path(self, admin: Client, viewer: Client) -> str:
        """Where an admin sees what a viewer has."""
        user = user_id(Role.VIEWER)
        for name in ("nightly", "weekly"):
            Registry("viewer").tokens.create(APITokenCreate(user_id=user, name=name))
        return f"/staff/{user}/access"

    def test_the_page_shows_sessions_and_tokens(self, admin: Client, path: str) -> None:
        elsewhere("viewer")
        page = seen(admin.get(path))

        assert "Access of viewer" in page
        assert "Firefox on Linux" in page
        assert "nightly" in page

    def test_all_sessions_are_ended(self, admin: Client, viewer: Client, path: str) -> None:
        page = seen(admin.post(path, {"session": "all"}, follow=True))

        assert "They are logged out everywhere." in page
        assert "They are logged in nowhere." in page
        assert not is_logged_in(viewer)
        assert is_logged_in(admin)
        assert Registry().staff.get(user_id(Role.VIEWER)).is_active

    def test_one_session_is_ended(self, admin: Client, viewer: Client, path: str) -> None:
        other = elsewhere("viewer")
        newest, _ = Registry().sessions.get_of_user(user_id(Role.VIEWER))
        admin.post(path, {"session": newest.id})

        assert not is_logged_in(other)
        assert is_logged_in(viewer)

    def test_tokens_are_revoked_one_by_one_or_all(self, admin: Client, path: str) -> None:
        tokens = Registry().tokens
        weekly, nightly = tokens.get_of_user(user_id(Role.VIEWER))
        admin.post(path, {"token": weekly.id})
        one = [tokens.get(token.id).revoked_at is None for token in (weekly, nightly)]
        page = seen(admin.post(path, {"token": "all"}, follow=True))

        assert one == [False, True]
        assert "API tokens revoked: 1." in page
        assert tokens.get(nightly.id).revoked_at is not None
        assert Registry().audit.get_all()[0].actor == "admin"

    @pytest.mark.parametrize("field", ["session", "token"])
    @pytest.mark.parametrize("value", ["999", "x", "9" * 30, "-1", "²"])
    def test_what_is_not_theirs_is_not_found(
        self, admin: Client, path: str, field: str, value: str
    ) -> None:
        assert admin.post(path, {field: value}).status_code == 404

    def test_one_s_own_logs_out_here(self, admin: Client, path: str) -> None:
        own = f"/staff/{user_id(Role.ADMIN)}/access"

        assert admin.post(own, {"session": "all"}).status_code == 302
        assert not is_logged_in(admin)

    def test_a_new_password_revokes_their_tokens(self, admin: Client, path: str) -> None:
        user = user_id(Role.VIEWER)
        data = {"row_version": 1, "password": "another long pass phrase"}
        admin.post(f"/staff/{user}/password", data)

        assert all(token.revoked_at for token in Registry().tokens.get_of_user(user))
        assert Registry().staff.get(user).must_change_password

    def test_or_keeps_them(self, admin: Client, path: str) -> None:
        user = user_id(Role.VIEWER)
        data = {"row_version": 1, "password": "another long pass phrase", "keep_tokens": "on"}
        admin.post(f"/staff/{user}/password", data)

        assert not any(token.revoked_at for token in Registry().tokens.get_of_user(user))


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/1 Safari/1", "Chrome on macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 100, "x" * 40 + "…"),
        ("", "Unknown browser"),
        (None, "Unknown browser"),
    ],
)
def test_browsers_have_names(user_agent: str | None, name: str) -> None:
    assert browser(user_agent) == name
