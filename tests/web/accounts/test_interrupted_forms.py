"""A session ends while somebody fills in a form: nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from mldb.values.enums import Role
from registry_app.accounts.sessions import SessionStore
from registry_app.core.registry import Registry
from tests.web.conftest import PASSWORD
from tests.web.page import hidden, text

TYPED = {"name": "fraud & co", "description": "Hours of work.\r\nSecond line: 100 %."}


@pytest.fixture
def late(editor: Client) -> Client:
    """The browser of an editor whose session is over."""
    SessionStore().delete(editor.session.session_key)
    return editor


def log_in(client: Client, page: Any, password: str = PASSWORD) -> Any:
    carried = {name: hidden(page, name) for name in ("next", "saved_form")}
    return client.post("/login", carried | {"username": Role.EDITOR, "password": password})


def test_what_was_typed_waits_for_the_login_and_is_sent_on_demand(late: Client) -> None:
    refused = late.post("/new-model", TYPED)
    kept = log_in(late, refused)

    assert refused.status_code == 403
    assert "your input is kept" in text(refused)
    assert kept.status_code == 200
    assert 'action="/new-model"' in text(kept)
    assert Registry().models.get_all() == []

    sent = late.post("/new-model", {name: hidden(kept, name) for name in TYPED})

    assert sent["Location"] == "/models/fraud%20&%20co"
    assert Registry().models.get_by_name("fraud & co").description == TYPED["description"].replace(
        "\r\n", "\n"
    )


def test_a_wrong_password_loses_nothing(late: Client) -> None:
    again = log_in(late, late.post("/new-model", TYPED), "wrong")
    kept = log_in(late, again)

    assert again.status_code == 422
    assert hidden(kept, "name") == TYPED["name"]


def test_choices_of_several_are_all_kept(late: Client) -> None:
    kept = log_in(late, late.post("/bulk/versions", {"v": ["a/1", "b/2"], "action": "trash"}))

    assert 'name="v" value="a/1"' in text(kept)
    assert 'name="v" value="b/2"' in text(kept)


def test_passwords_are_not_kept(late: Client) -> None:
    refused = late.post("/staff/new", {"username": "eve", "password": "a typed secret"})

    assert "eve" in hidden(refused, "saved_form")
    assert "secret" not in text(refused)


def test_a_button_without_a_form_leads_to_the_login_alone(late: Client) -> None:
    assert late.post("/logout", {"csrfmiddlewaretoken": "x"})["Location"] == "/login?next="


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", ""])
def test_it_is_never_sent_elsewhere(late: Client, target: str) -> None:
    data = {"username": Role.EDITOR, "password": PASSWORD, "next": target, "saved_form": "name=x"}

    assert 'action="/" class="card' in text(late.post("/login", data))


def test_a_part_of_a_page_becomes_the_login(late: Client) -> None:
    htmx = {"HX-Request": "true", "HX-Target": "results"}
    here = {"HX-Current-URL": "http://testserver/models?q=a"}
    found = late.get("/models?q=ab", headers=htmx | here)
    refused = late.post("/new-model", TYPED, headers=htmx)

    assert (found.status_code, found["HX-Redirect"]) == (204, "/login?next=/models%3Fq%3Da")
    assert (refused["HX-Retarget"], refused["HX-Reswap"]) == ("body", "innerHTML")


def test_of_a_boosted_page_nothing_is_a_part(late: Client) -> None:
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}

    assert late.get("/models", headers=boosted)["Location"] == "/login?next=/models"
