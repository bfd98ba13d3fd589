"""Every address, for everybody."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from mldb.values.enums import Role
from registry_app.accounts.access import ANYBODY
from tests.web.addresses import fill
from tests.web.every_url import MINIMUM_ROLE
from tests.web.page import text

RANK = list(Role)
VIEW_NAMES = sorted(MINIMUM_ROLE)
GUARDED = [name for name in VIEW_NAMES if MINIMUM_ROLE[name] is not ANYBODY]


@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_is_sent_to_the_login_and_back_afterwards(client: Client, method: str) -> None:
    filled = fill()

    answers = {}
    for name in GUARDED:
        address = filled.address(name)
        response = getattr(client, method)(address)
        answers[name] = (response.status_code, response.get("Location"), address)

    for status, location, address in answers.values():
        assert status == 302
        assert location == (f"/login?next={quote(address)}" if method == "get" else "/login?next=")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_gets_what_their_role_allows(
    logged_in: Callable[[Role], Client], role: Role, method: str
) -> None:
    """Whatever is sent is refused, but where nothing needs to be sent: that comes last."""
    client = logged_in(role)
    filled = fill(token_owner=role)

    for name in sorted(GUARDED, key=_needs_no_form):
        sent = {"reason": "x" * 2_000} if method == "post" else None
        response = getattr(client, method)(filled.address(name), sent)
        minimum = MINIMUM_ROLE[name]
        assert minimum is not None

        if RANK.index(role) < RANK.index(minimum):
            assert response.status_code == 403, name
            assert f"needs the role {minimum}; yours is {role}" in text(response)
        else:
            assert response.status_code in {200, 302, 400, 404, 405, 409, 422}, name
            assert not response.get("Location", "").startswith("/login?")


@pytest.mark.parametrize("name", sorted(set(VIEW_NAMES) - set(GUARDED)))
def test_what_is_open_to_all_asks_for_no_login(client: Client, name: str) -> None:
    response = client.get(fill().address(name))

    assert response.status_code in ({404} if name == "api:unknown" else {200, 405})


def _needs_no_form(name: str) -> int:
    if name == "registry:logout":
        return 2
    return 1 if name.endswith(("-delete", "token-revoke", "end-others")) else 0
