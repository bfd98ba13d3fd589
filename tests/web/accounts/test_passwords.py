"""Passwords that are easy to guess are refused wherever one is set."""

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mldb.values.enums import Role
from registry_app.accounts.passwords import check_new_password
from registry_app.core.registry import Registry
from tests.web.conftest import PASSWORD
from tests.web.page import text, user_id

WEAK = [
    "modelbook",
    "modelbook1",
    "Modelbook2026!",
    "m0d3lb00k!!",
    "koobledom123",
    "adminadmin",
    "adminadminadmin",
    "administrator1",
    "Summer2026",
    "Summer2026!",
    "summer-2026",
    "Winter2025/26",
    "Sommer2026!",
    "Januar2026!",
    "password123",
    "P@ssw0rd2026",
    "carol99",
    "Carol99!!!",
    "carol-1999",
    "carolcarol",
    "caroljones",
    "Jones2026!",
    "carol.jones",
    "qwertzuiop1",
    "1qaz2wsx3edc",
    "abcdefghijk",
    "1234567890ab",
    "2026-03-01",
    "aaaaaaaaaaaa",
    "registry123456",
    "letmein2026",
    "machinelearning",
    "a" * 72 + "b",
    "short",
    "",
    "           ",
]
GOOD = [
    PASSWORD,
    "a long pass phrase",
    "another long pass phrase",
    "correct horse battery",
    "Tr0mbone-lagoon-84",
    "xk7#mQ2!vLpz",
    "übermäßig schöne Wörter",
    "пароль из многих слов",
    "x" * 20 + " then something else entirely",
    "JbTsQn5sl0zRk2Aq",
]


@pytest.mark.parametrize("password", WEAK)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        check_new_password(password, username="carol", display_name="Carol Jones")


@pytest.mark.parametrize("password", GOOD)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    check_new_password(password, username="carol", display_name="Carol Jones")


def test_a_host_name_is_guessed_too(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["zyxwerk.example.org"]

    with pytest.raises(ValidationError, match="easy to guess"):
        check_new_password("zyxwerk2026", username="carol")


@given(st.text(max_size=200))
def test_any_text_is_judged(password: str) -> None:
    with suppress(ValidationError):
        check_new_password(password, username="carol", display_name="Carol Jones")


def _on_ones_own_page(client: Client, password: str) -> int:
    data = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    return client.post("/account/password", data).status_code


def _for_a_new_colleague(client: Client, password: str) -> int:
    data = {"username": "zyxwerk", "role": "viewer", "password": password}
    return client.post("/staff/new", data).status_code


def _for_a_colleague(client: Client, password: str) -> int:
    data = {"row_version": 1, "password": password}
    return client.post(f"/staff/{user_id(Role.ADMIN)}/password", data).status_code


def _over_the_api(client: Client, password: str) -> int:
    client.cookies["csrftoken"] = "c" * 32
    headers = {"X-CSRFToken": "c" * 32}
    data = {"username": "zyxwerk", "password": password}
    return client.post("/api/v1/staff", data, "application/json", headers=headers).status_code


@pytest.mark.parametrize(
    "set_password",
    [_on_ones_own_page, _for_a_new_colleague, _for_a_colleague, _over_the_api],
)
@pytest.mark.parametrize("password", ["modelbook2026", "adminadmin", "Summer2026"])
def test_wherever_one_is_set(admin: Client, set_password: Any, password: str) -> None:
    before = Registry().staff.get_credentials("admin").password_hash

    assert set_password(admin, password) == 422
    assert Registry().staff.get_credentials("admin").password_hash == before
    assert len(Registry().staff.get_all()) == 1


@pytest.mark.parametrize("set_password", [_for_a_new_colleague, _over_the_api])
def test_nobody_is_given_a_password_made_of_their_name(admin: Client, set_password: Any) -> None:
    assert set_password(admin, "Zyxwerk-2019") == 422


class Terminal(io.StringIO):
    """Somebody sits at the keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is typed at the prompts, one after the other."""
    answers: list[str] = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(
        "registry_app.management.commands.create_staff.getpass", lambda _: answers.pop(0)
    )
    yield answers
    assert answers == []


def test_the_command_refuses_them_too(typed: list[str]) -> None:
    typed += ["Carol99!!!", "adminadmin", PASSWORD, PASSWORD]
    out = io.StringIO()
    call_command("create_staff", "carol", stdout=out, stderr=out)

    assert out.getvalue().count("easy to guess") == 2
    assert not Registry().staff.get_by_username("carol").must_change_password


def test_the_old_password_is_no_new_one(admin: Client) -> None:
    assert _on_ones_own_page(admin, PASSWORD) == 422


def test_the_rules_are_told_before_one_is_typed(admin: Client) -> None:
    assert "hard to guess" in text(admin.get("/account/password"))
