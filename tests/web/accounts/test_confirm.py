"""Sensitive steps ask for the password again."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mldb.rules.login import FAILURES_ALLOWED
from mldb.schemas import StaffUserUpdate
from mldb.values.enums import Role
from registry_app.core.registry import Registry
from tests.web.addresses import fill
from tests.web.conftest import PASSWORD
from tests.web.every_url import ACCESS
from tests.web.page import hidden, is_logged_in, seen, text, user_id

TOKEN = {"name": "nightly <b>", "scope": "write", "model_names": "", "expires_at": ""}


def forget_password(client: Client, at: float = 0.0) -> None:
    """Let it be long ago that the password was given."""
    session = client.session
    session["confirmed_at"] = at
    session.save()


@pytest.fixture
def late(admin: Client) -> Client:
    """Somebody who logged in long ago, or has stolen the session of one who did."""
    forget_password(admin)
    return admin


def confirm(client: Client, page: Any = None, password: str = PASSWORD, **more: str) -> Any:
    carried = {} if page is None else {name: hidden(page, name) for name in ("next", "saved_form")}
    return client.post("/confirm", {"password": password} | carried | more)


SENSITIVE = sorted(name for name, access in ACCESS.items() if access.is_sensitive)


@pytest.mark.parametrize("name", SENSITIVE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_sensitive_step_asks(late: Client, name: str, method: str) -> None:
    filled = fill(token_owner=Role.ADMIN)
    response = getattr(late, method)(filled.address(name), {"session": "all", "token": "all"})

    if method == "get":
        assert response["Location"].startswith("/confirm?next=")
    else:
        assert response.status_code == 403
        assert "Your password, please" in text(response)
    assert len(Registry().sessions.get_of_user(user_id(Role.ADMIN))) == 2


def test_nothing_else_does(late: Client) -> None:
    assert late.get("/staff").status_code == 200
    assert late.post("/new-model", {"name": "fraud"}).status_code == 302


def test_the_password_leads_on(late: Client) -> None:
    asked = late.get("/staff/new")
    response = confirm(late, next="/staff/new")

    assert asked["Location"] == "/confirm?next=/staff/new"
    assert response["Location"] == "/staff/new"
    assert late.get("/staff/new").status_code == 200


def test_what_was_sent_is_kept_and_sent_on_demand(late: Client) -> None:
    refused = late.post("/account/tokens", TOKEN)
    kept = confirm(late, refused)

    assert "your form is kept" in text(refused)
    assert kept.status_code == 200
    assert 'action="/account/tokens"' in text(kept)
    assert Registry().tokens.get_of_user(user_id(Role.ADMIN)) == []

    late.post("/account/tokens", {name: hidden(kept, name) for name in ("name", "scope")})

    [token] = Registry().tokens.get_of_user(user_id(Role.ADMIN))
    assert token.name == TOKEN["name"]


def test_a_button_without_fields_is_kept_too(late: Client) -> None:
    kept = confirm(late, late.post("/account/sessions/end"))

    assert 'action="/account/sessions/end"' in text(kept)
    assert late.post("/account/sessions/end").status_code == 302


def test_a_wrong_password_keeps_it_too(late: Client) -> None:
    again = confirm(late, late.post("/account/tokens", TOKEN), "wrong")
    kept = confirm(late, again)

    assert again.status_code == 422
    assert "This is not your password." in text(again)
    assert hidden(kept, "name") == TOKEN["name"]


def test_passwords_in_a_form_are_not_kept(late: Client) -> None:
    refused = late.post("/staff/new", {"username": "eve", "password": "a typed secret"})

    assert "eve" in hidden(refused, "saved_form")
    assert "secret" not in text(refused)


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "", "staff"])
def test_it_leads_nowhere_else(late: Client, target: str) -> None:
    assert confirm(late, next=target)["Location"] == "/account"


def test_a_session_may_guess_no_more_often_than_a_stranger(late: Client) -> None:
    statuses = [confirm(late, password="wrong").status_code for _ in range(FAILURES_ALLOWED)]
    response = confirm(late)

    assert statuses == [422] * FAILURES_ALLOWED
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Too many wrong passwords." in text(response)


def test_who_changes_the_password_guesses_from_the_same_budget(late: Client) -> None:
    new = "another long pass phrase"
    data = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    statuses = [late.post("/account/password", data).status_code for _ in range(FAILURES_ALLOWED)]
    response = late.post("/account/password", data | {"old_password": PASSWORD})

    assert statuses == [422] * FAILURES_ALLOWED
    assert response.status_code == 429
    assert confirm(late).status_code == 429


def test_a_stolen_session_locks_nobody_out_elsewhere(late: Client) -> None:
    for _ in range(FAILURES_ALLOWED):
        confirm(late, password="wrong")
    elsewhere = Client()
    response = elsewhere.post("/login", {"username": "admin", "password": PASSWORD})

    assert response.status_code == 302
    assert elsewhere.get("/staff/new").status_code == 200


def test_the_session_gets_a_new_key(late: Client) -> None:
    stolen = str(late.session.session_key)
    confirm(late)
    thief = Client()
    thief.cookies["sessionid"] = stolen

    assert is_logged_in(late)
    assert not is_logged_in(thief)


@pytest.mark.parametrize(
    ("ago", "is_asked"), [(0, False), (599, False), (601, True), (-3_600, True)]
)
def test_the_password_counts_for_ten_minutes(admin: Client, ago: float, *, is_asked: bool) -> None:
    forget_password(admin, time.time() - ago)

    assert (admin.get("/staff/new").status_code == 302) is is_asked


def test_logging_in_is_giving_the_password(late: Client) -> None:
    late.post("/logout")
    late.post("/login", {"username": "admin", "password": PASSWORD})

    assert late.get("/staff/new").status_code == 200


def test_a_part_of_a_page_becomes_the_question(late: Client) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "content"}
    found = late.get("/staff/new", headers=htmx)
    refused = late.post("/account/tokens", TOKEN, headers=htmx)

    assert (found.status_code, found["HX-Redirect"]) == (204, "/confirm?next=/staff/new")
    assert (refused["HX-Retarget"], refused["HX-Reswap"]) == ("body", "innerHTML")


def test_the_api_asks_in_a_browser(late: Client) -> None:
    csrf = {"X-CSRFToken": "c" * 32}
    late.cookies["csrftoken"] = "c" * 32
    hired = {"username": "eve", "password": "another long pass phrase", "role": "admin"}
    refused = late.post("/api/v1/staff", hired, "application/json", headers=csrf)
    read = late.get("/api/v1/staff")
    confirm(late)
    made = late.post("/api/v1/staff", hired, "application/json", headers=csrf)

    assert (refused.status_code, read.status_code, made.status_code) == (403, 200, 201)
    assert "/confirm" in text(refused)


def test_a_given_password_has_to_be_changed_before_anything_else(
    logged_in: Callable[[Role], Client],
) -> None:
    client = logged_in(Role.ADMIN)
    staff = Registry("boss").staff
    user = staff.get_credentials("admin")
    staff.update(user.id, StaffUserUpdate(row_version=user.row_version, must_change_password=True))
    htmx = {"HX-Request": "true", "HX-Target": "content"}
    page = client.get("/account/password")

    assert client.get("/models?q=a")["Location"] == "/account/password"
    assert client.post("/new-model", {"name": "fraud"})["Location"] == "/account/password"
    assert client.get("/live")["Location"] == "/account/password"
    assert client.get("/models", headers=htmx)["HX-Redirect"] == "/account/password"
    assert client.get("/api/v1/models").status_code == 403
    assert "Choose one of your own" in seen(page)
    assert Registry().models.get_all() == []
    assert client.post("/logout").status_code == 302
