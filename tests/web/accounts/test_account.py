"""One's own sessions and API tokens."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import APITokenCreate, MLModelCreate
from mldb.values.enums import Role
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from tests.web.addresses import fill
from tests.web.page import is_logged_in, seen, text, user_id


def make(client: Client, **changed: str) -> Any:
    complete = {"name": "nightly", "scope": "write", "model_names": "", "expires_at": ""}
    return client.post("/account/tokens", complete | changed)


def secret_on(page: str) -> str:
    found = re.search(r"mb_[\w-]{43}", page)
    assert found is not None
    return found[0]


def test_the_page_shows_who_one_is(viewer: Client) -> None:
    page = text(viewer.get("/account"))

    assert "viewer, viewer" in page
    assert page.count("<time") == 3


def test_a_secret_is_shown_once_and_works(editor: Client) -> None:
    made = text(make(editor))
    owner = Registry().tokens.authenticate(secret_on(made))

    assert (owner.name, owner.scope, owner.user.username) == ("nightly", "write", "editor")
    assert owner.expires_at is None

    later = text(editor.get("/account"))

    assert ">nightly<" in later
    assert "mb_" not in later


def test_a_secret_is_kept_nowhere_in_between(editor: Client) -> None:
    """No cache, neither the browser's nor htmx's, and not the session."""
    response = make(editor)
    secret = secret_on(text(response))

    assert "no-store" in response["Cache-Control"]
    assert 'hx-history="false"' in text(response)
    assert secret not in repr(dict(editor.session.items()))


def test_a_token_lasts_until_the_end_of_its_day(editor: Client, registry: Registry) -> None:
    day = (datetime.now(UTC) + timedelta(days=3)).date()
    make(editor, expires_at=day.isoformat())
    token = registry.tokens.get_of_user(user_id(Role.EDITOR))[0]

    assert token.expires_at is not None
    assert (token.expires_at.date(), token.expires_at.hour) == (day, 23)


def test_a_token_can_be_for_chosen_models(editor: Client, registry: Registry) -> None:
    for name in ("fraud", "späm & eggs, 100%"):
        registry.models.create(MLModelCreate(name=name))
    page = text(make(editor, model_names="fraud\n\n  späm & eggs, 100%  "))
    owner = registry.tokens.authenticate(secret_on(page))

    assert owner.model_names == ["fraud", "späm & eggs, 100%"]
    assert '<a href="/models/fraud">fraud</a>, <a href="/models/sp%C3%A4m' in page


def test_the_form_proposes_to_let_it_expire(viewer: Client) -> None:
    day = (datetime.now(UTC) + timedelta(days=90)).date()

    assert f'name="expires_at" value="{day.isoformat()}"' in text(viewer.get("/account"))


@pytest.mark.parametrize(
    ("changed", "status", "message"),
    [
        ({"name": ""}, 422, "Fill this in."),
        ({"scope": "root"}, 422, "Select a valid choice"),
        ({"expires_at": "2001-01-01"}, 422, "The expiry must be in the future."),
        ({"model_names": "nix"}, 422, "There is no model 'nix'."),
        ({"model_names": "a/b"}, 422, "a/b: A model's name can't contain '/'"),
        ({"expires_at": "someday"}, 422, "Enter a valid date."),
        ({"name": "taken"}, 409, "taken"),
    ],
)
def test_a_refusal_shows_the_message_and_keeps_what_was_typed(
    editor: Client, registry: Registry, changed: dict[str, str], status: int, message: str
) -> None:
    owner = user_id(Role.EDITOR)
    registry.tokens.create(APITokenCreate(user_id=owner, name="taken"))
    response = make(editor, **changed)

    assert response.status_code == status
    assert message in text(response)
    assert f'value="{changed.get("name", "nightly")}"' in text(response) or not changed.get("name")
    assert len(registry.tokens.get_of_user(owner)) == 1
    assert "mb_" not in text(response)


def test_nobody_makes_a_token_for_somebody_else(editor: Client, registry: Registry) -> None:
    bob = fill().staff_id
    make(editor, user_id=str(bob))

    assert len(registry.tokens.get_of_user(bob)) == 1
    assert len(registry.tokens.get_of_user(user_id(Role.EDITOR))) == 1


def test_a_revoked_token_opens_nothing(editor: Client, registry: Registry) -> None:
    secret = secret_on(text(make(editor)))
    token = registry.tokens.get_of_user(user_id(Role.EDITOR))[0]
    page = text(editor.post(f"/account/tokens/{token.id}/revoke", follow=True))

    assert "nightly is revoked." in page
    assert "revoked <time" in page
    with pytest.raises(NotFoundError):
        registry.tokens.authenticate(secret)


@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_nobody_revokes_or_sees_somebody_else_s_token(
    request: pytest.FixtureRequest, registry: Registry, role: str
) -> None:
    client: Client = request.getfixturevalue(role)
    token_id = fill().token_id
    response = client.post(f"/account/tokens/{token_id}/revoke")

    assert response.status_code == 404
    assert ">nightly<" not in text(response) + text(client.get("/account"))
    assert registry.tokens.get(token_id).revoked_at is None


@pytest.mark.parametrize("token_id", ["99", "9" * 18, "9" * 40])
def test_an_unknown_token_is_told_in_words(viewer: Client, token_id: str) -> None:
    assert viewer.post(f"/account/tokens/{token_id}/revoke").status_code == 404


def test_all_other_sessions_can_be_ended(viewer: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(StaffAccount.of(Registry().staff.get_credentials("viewer")))
    page = text(viewer.post("/account/sessions/end", follow=True))

    assert "All your other sessions were logged out." in page
    assert is_logged_in(viewer)
    assert not is_logged_in(elsewhere)
    assert len(Registry().sessions.get_of_user(user_id(Role.VIEWER))) == 1


def test_ending_sessions_touches_nobody_else(viewer: Client, editor: Client) -> None:
    viewer.post("/account/sessions/end")

    assert is_logged_in(editor)


@pytest.mark.parametrize("path", ["sessions/end", "tokens", "tokens/1/revoke"])
def test_a_link_changes_nothing(viewer: Client, path: str) -> None:
    assert viewer.get(f"/account/{path}").status_code == 405


def test_more_tokens_than_are_shown_are_counted(viewer: Client, registry: Registry) -> None:
    for number in range(51):
        token = APITokenCreate(user_id=user_id(Role.VIEWER), name=f"token{number}")
        registry.tokens.create(token)

    assert "The 50 newest. All 51 tokens" in seen(viewer.get("/account"))
    assert "token0 " in seen(viewer.get("/account?all=1"))
