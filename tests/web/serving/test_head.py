"""HEAD is answered wherever GET is: with the same headers and no body."""

import re
from typing import Any

import pytest
from django.test import Client

from mldb.values.enums import Role
from tests.web.addresses import fill
from tests.web.console import console
from tests.web.every_url import MINIMUM_ROLE

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


def test_a_page_for_anybody_is_not_sent_with_a_warning(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = console(monkeypatch)
    get = client.get("/login")
    head = client.head("/login")

    assert headers(head) == headers(get)
    assert head.content == b""
    assert log.getvalue() == ""


def test_head_is_refused_where_only_post_is_answered(admin: Client) -> None:
    response = admin.head("/account/sessions/end")

    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_a_refused_method_names_head_among_the_right_ones(admin: Client) -> None:
    response = admin.put("/new-model")

    assert re.split(", ", response["Allow"]) == ["GET", "HEAD", "POST"]
