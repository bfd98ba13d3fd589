"""HEAD is answered wherever GET is: with the same headers and no body."""

import re
from typing import Any

import pytest
from django.test import AsyncClient, Client

from mldb.values.enums import Role
from registry_app.accounts.permissions import MINIMUM_ROLE
from tests.web.addresses import fill
from tests.web.console import console

COMPARED = ("Content-Type", "Content-Length", "Content-Disposition", "Location", "Allow")


def headers(response: Any) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in COMPARED}


def length(response: Any) -> int:
    """The length that is told, without what masks the form's secret."""
    return int(response.headers.get("Content-Length", 0))


def test_every_page_answers_head_as_it_answers_get(admin: Client) -> None:
    filled = fill(Role.ADMIN)
    differing = {}
    for view in sorted(MINIMUM_ROLE):
        url = filled.address(view) if "unknown" not in view else "/api/v1/nowhere"
        get = admin.get(url)
        head = admin.head(url)
        answers = (
            (get.status_code, headers(get), b""),
            (head.status_code, headers(head), head.getvalue()),
        )
        if answers[0] != answers[1]:
            differing[view] = answers

    assert differing == {}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_long_list_is_not_made_for_head(admin: Client, form: str) -> None:
    fill()
    head = admin.head(f"/models?format={form}")

    assert head.status_code == 200
    assert head["Content-Type"] == admin.get(f"/models?format={form}")["Content-Type"]
    assert head.getvalue() == b""


async def test_under_asgi_too(monkeypatch: pytest.MonkeyPatch) -> None:
    log = console(monkeypatch)
    get = await AsyncClient().get("/login")
    head = await AsyncClient().head("/login")

    assert headers(head) == headers(get)
    assert head.content == b""
    assert log.getvalue() == ""


def test_head_is_refused_where_only_post_is_answered(admin: Client) -> None:
    response = admin.head("/account/sessions/end")

    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_a_refused_method_names_head_among_the_right_ones(admin: Client) -> None:
    response = admin.put("/new-model")

    assert re.split(", ", response["Allow"]) == ["GET", "HEAD", "POST"]
