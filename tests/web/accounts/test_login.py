"""Logging in and out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mldb.rules.login import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, WINDOW
from mldb.schemas import LoginAttemptCreate, StaffUserCreate, StaffUserUpdate
from mldb.sync_db import default_database
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts.sessions import SessionStore
from registry_app.core.registry import Registry
from tests.web.conftest import PASSWORD
from tests.web.page import hidden, is_logged_in, text

WRONG = "This name and password don't belong together"


@pytest.fixture(autouse=True)
def bob(password_hash: str) -> int:
    """Somebody who can log in."""
    user = Registry(SYSTEM).staff.create(
        StaffUserCreate(username="bob", password_hash=password_hash, role=Role.EDITOR)
    )
    return user.id


def log_in(client: Client, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/login", {"username": "bob", "password": password} | fields)


def fail(*usernames: str, address: str = "127.0.0.1") -> None:
    """Record failures as another process would."""
    for username in usernames:
        Registry().login_attempts.begin(LoginAttemptCreate(username=username, address=address))


def fail_everywhere(username: str) -> None:
    """Let strangers guess from more addresses than are needed to slow an account down."""
    for number in range(FAILURES_PER_ACCOUNT):
        fail(username, address=f"203.0.113.{number}")


def test_the_page_asks_for_name_and_password(client: Client) -> None:
    response = client.get("/login")

    assert response.status_code == 200
    assert 'autocomplete="current-password"' in text(response)


def test_name_and_password_open_the_site(client: Client, password_hash: str) -> None:
    response = log_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_logged_in(client)
    assert password_hash.startswith("argon2$argon2id$")


def test_the_name_may_be_typed_in_capitals(client: Client) -> None:
    log_in(client, username=" BOB ")

    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/models?q=a%20b", "/models?q=a%20b"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("https:evil.example", "/"),
    ],
)
def test_next_leads_back_but_never_to_another_host(
    client: Client, target: str, location: str
) -> None:
    assert log_in(client, next=target)["Location"] == location


@pytest.mark.parametrize(
    ("username", "password"),
    [("bob", "wrong"), ("nobody", PASSWORD), ("bob\x00", PASSWORD), ("ü" * 500, PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    client: Client, username: str, password: str
) -> None:
    response = log_in(client, password, username=username)

    assert response.status_code == 422
    assert password not in text(response)
    assert not is_logged_in(client)


def test_the_refusal_does_not_tell_which_of_both_was_wrong(client: Client) -> None:
    answers = {
        re.search(r'role="alert"[^>]*>(.*?)</div>', text(response), re.DOTALL)[1]  # type: ignore[index]
        for response in (log_in(client, "wrong"), log_in(client, username="nobody"))
    }

    assert len(answers) == 1
    assert WRONG in answers.pop()


def test_a_refusal_keeps_the_name_and_where_to_go(client: Client) -> None:
    response = log_in(client, "wrong", next="/trash")

    assert 'value="bob"' in text(response)
    assert 'name="next" value="/trash"' in text(response)


@pytest.mark.parametrize("field", ["username", "password"])
def test_an_empty_field_is_told_and_not_counted(client: Client, field: str) -> None:
    response = log_in(client, **{field: ""})

    assert response.status_code == 422
    assert "This field is required." in text(response)
    assert Registry().login_attempts.get_all() == []


def test_who_is_deactivated_gets_the_same_refusal(client: Client, bob: int) -> None:
    Registry(SYSTEM).staff.update(bob, StaffUserUpdate(row_version=1, is_active=False))

    assert WRONG in text(log_in(client))


def test_the_key_changes_at_login_so_that_a_planted_one_opens_nothing(client: Client) -> None:
    planted = SessionStore()
    planted.create()
    client.cookies["sessionid"] = str(planted.session_key)
    log_in(client)

    assert client.session.session_key != planted.session_key
    assert not planted.exists(str(planted.session_key))
    assert is_logged_in(client)


def test_who_is_logged_in_needs_no_login_page(editor: Client) -> None:
    response = editor.get("/login")

    assert response["Location"] == "/"


def test_logging_out_ends_the_stored_session(client: Client) -> None:
    log_in(client)
    key = str(client.session.session_key)
    response = client.post("/logout")

    assert response["Location"] == "/login"
    assert not SessionStore().exists(key)


def test_logging_out_lets_the_browser_forget_the_site(client: Client) -> None:
    log_in(client)

    assert client.post("/logout")["Clear-Site-Data"] == '"cache", "storage"'


def test_a_picture_in_a_page_cannot_log_out(client: Client) -> None:
    log_in(client)
    response = client.get("/logout")

    assert response.status_code == 405
    assert is_logged_in(client)


def test_five_failures_block_even_the_right_password(client: Client) -> None:
    statuses = [log_in(client, "wrong").status_code for _ in range(5)]
    response = log_in(client)

    assert statuses == [422] * 5
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= WINDOW.total_seconds()
    assert re.search(r"Try again after \d\d:\d\d UTC", text(response))


def test_strangers_do_not_lock_anybody_out_elsewhere(client: Client) -> None:
    fail(*["bob"] * 5)

    assert log_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_nothing_that_strangers_do_locks_out_who_logged_in_here_before(client: Client) -> None:
    """Not even from the same address, as behind a proxy that doesn't tell addresses apart."""
    log_in(client)
    client.post("/logout")
    fail_everywhere("bob")
    fail(*["bob"] * 5)
    fail(*(f"guess{number}" for number in range(FAILURES_PER_ADDRESS - 5)))

    assert log_in(Client()).status_code == 429
    assert log_in(client).status_code == 302


def test_a_known_device_is_limited_too(client: Client) -> None:
    log_in(client)
    client.post("/logout")
    statuses = [log_in(client, "wrong").status_code for _ in range(5)]

    assert statuses == [422] * 5
    assert log_in(client).status_code == 429
    assert log_in(Client()).status_code == 302


def test_a_device_is_known_to_one_account_only(client: Client) -> None:
    Registry(SYSTEM).staff.create(StaffUserCreate(username="eve", password_hash="hash"))
    log_in(client)
    client.post("/logout")
    [name] = [name for name in client.cookies if name.startswith("device_")]
    fail(*["eve"] * 5)

    assert log_in(client, username="eve").status_code == 429
    assert client.cookies[name]["httponly"]
    assert client.cookies[name]["samesite"] == "Lax"


def test_a_device_is_known_by_a_signed_cookie_only(client: Client) -> None:
    log_in(client)
    client.post("/logout")
    [name] = [name for name in client.cookies if name.startswith("device_")]
    client.cookies[name] = client.cookies[name].value.replace(":", "x:", 1)
    fail(*["bob"] * 5)

    assert log_in(client).status_code == 429


def test_an_account_that_is_guessed_everywhere_is_slowed_down_for_strangers(
    client: Client,
) -> None:
    fail_everywhere("bob")

    response = log_in(client)

    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60


def test_the_block_is_kept_in_the_database_for_all_processes(client: Client) -> None:
    fail(*["bob"] * 5)
    default_database().close()
    default_database.cache_clear()

    assert log_in(client).status_code == 429


def test_one_address_cannot_try_many_accounts(client: Client) -> None:
    """A stranger's guesses block their address, not everybody else's."""
    fail(*(f"guess{number}" for number in range(FAILURES_PER_ADDRESS)))

    assert log_in(client).status_code == 429
    assert log_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_passwords_are_never_recorded(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    log_in(client, "a secret typed wrong")
    attempts = Registry().login_attempts.get_all()

    assert [(attempt.username, attempt.succeeded) for attempt in attempts] == [("bob", False)]
    assert "a secret typed wrong" not in caplog.text + repr(attempts)


@pytest.mark.parametrize("key", ["garbage", "x" * 5_000, "'\" ; --", "12345678"])
def test_a_cookie_that_opens_nothing_leads_to_the_login(client: Client, key: str) -> None:
    client.cookies["sessionid"] = key

    assert client.get("/models")["Location"] == "/login?next=/models"


def test_an_ended_session_leads_to_the_login(client: Client) -> None:
    log_in(client)
    SessionStore().delete(client.session.session_key)

    assert client.get("/models")["Location"] == "/login?next=/models"


def test_an_expired_session_leads_to_the_login(client: Client) -> None:
    log_in(client)
    session = client.session
    session.set_expiry(timedelta(seconds=-1))
    session.save()

    assert client.get("/models")["Location"] == "/login?next=/models"


def test_a_form_without_our_token_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    response = log_in(client)

    assert response.status_code == 403
    assert "This form could not be checked" in text(response)
    assert not is_logged_in(client)


def test_the_page_s_own_token_is_accepted() -> None:
    client = Client(enforce_csrf_checks=True)
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(client.get("/login")))
    assert found is not None

    assert log_in(client, csrfmiddlewaretoken=found[1]).status_code == 302


def test_every_page_has_a_token_of_its_own_for_the_same_cookie() -> None:
    client = Client(enforce_csrf_checks=True)
    tokens = {hidden(client.get("/login"), "csrfmiddlewaretoken") for _ in range(3)}

    assert len(tokens) == 3
    for token in tokens:
        assert log_in(client, "wrong", csrfmiddlewaretoken=token).status_code == 422
    assert log_in(client, csrfmiddlewaretoken="a" * 64).status_code == 403


def test_the_cookies_are_out_of_reach_of_scripts(client: Client) -> None:
    client.get("/login")
    log_in(client)

    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_the_page_names_the_host_and_sends_others_to_an_admin() -> None:
    page = Client().get("/login").content.decode()

    assert '<p class="installation">testserver</p>' in page
    assert "Ask an admin of this site." in page


def test_an_installation_has_a_name_and_somebody_to_ask(settings: Any) -> None:
    settings.SITE_NAME = "Models of <Team Vision>"
    settings.ACCOUNT_CONTACT = "ml@example.org"
    page = Client().get("/login").content.decode()

    assert '<p class="installation">Models of &lt;Team Vision&gt;</p>' in page
    assert "Ask ml@example.org." in page
