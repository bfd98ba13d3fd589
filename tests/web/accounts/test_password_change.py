"""Changing one's own password."""

from typing import Any

import pytest
from django.test import Client

from mldb.values.enums import Role
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from tests.web.conftest import PASSWORD
from tests.web.page import is_logged_in, seen, text, user_id

NEW = "another long pass phrase"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
    return client.post(
        "/account/password", {"old_password": old, "new_password1": new, "new_password2": again}
    )


@pytest.fixture
def elsewhere(viewer: Client) -> Client:
    """Another browser of the same person."""
    client = Client()
    client.force_login(StaffAccount.of(Registry().staff.get_credentials("viewer")))
    return client


def test_the_page_asks_for_the_old_and_the_new_one(viewer: Client) -> None:
    page = viewer.get("/account/password")

    assert "old_password" in text(page)
    assert "Your password must contain at least" in seen(page)
    assert "&lt;" not in page.content.decode()


def test_the_new_password_opens_and_the_old_one_does_not(viewer: Client) -> None:
    response = change(viewer)
    account = StaffAccount.of(Registry().staff.get_credentials("viewer"))

    assert response["Location"] == "/account"
    assert account.check_password(NEW)
    assert not account.check_password(PASSWORD)


def test_other_sessions_end_and_this_one_stays(viewer: Client, elsewhere: Client) -> None:
    change(viewer)

    assert "Your password is changed" in text(viewer.get("/account"))
    assert len(Registry().sessions.get_of_user(user_id(Role.VIEWER))) == 1
    assert not is_logged_in(elsewhere)
    assert is_logged_in(viewer)


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", NEW, NEW, "Your old password was entered incorrectly"),
        (PASSWORD, NEW, NEW + "r", "didn\N{RIGHT SINGLE QUOTATION MARK}t match"),
        (PASSWORD, "short", "short", "too short"),
        (PASSWORD, "12345678901", "12345678901", "entirely numeric"),
        (PASSWORD, "viewer-1", "viewer-1", "too similar to the username"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    viewer: Client, elsewhere: Client, old: str, new: str, again: str, message: str
) -> None:
    response = change(viewer, old, new, again)

    assert response.status_code == 422
    assert message in text(response)
    assert f'value="{new}"' not in text(response)
    assert is_logged_in(elsewhere)


def test_the_history_tells_that_it_changed_and_not_to_what(viewer: Client) -> None:
    change(viewer)
    event = Registry().audit.get_all(limit=1)[0]

    assert (event.actor, event.reason, list(event.changes)) == (
        "viewer",
        "Password",
        ["password_hash"],
    )
    assert "argon2" not in repr(event.changes)
