"""What every request goes through."""

from typing import Any

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, AsyncRequestFactory, Client

from mldb.schemas import StaffUserCreate
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from registry_app.serving.middleware import Authentication, Security, Sessions
from tests.web.page import text
from tests.web.statements import statements


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what was taken to another thread."""
    names: list[str] = []
    call = SyncToAsync.__call__

    async def note(self: Any, *arguments: Any, **named: Any) -> Any:
        names.append(self.func.__name__)
        return await call(self, *arguments, **named)

    monkeypatch.setattr(SyncToAsync, "__call__", note)
    return names


@pytest.fixture
async def client(password_hash: str) -> AsyncClient:
    """A browser in which an editor is logged in."""
    client = AsyncClient()
    await client.aforce_login(await sync_to_async(_editor)(password_hash))
    await client.get("/search-help")
    return client


def _editor(password_hash: str) -> StaffAccount:
    Registry(SYSTEM).staff.create(
        StaffUserCreate(username="editor", password_hash=password_hash, role=Role.EDITOR)
    )
    return StaffAccount.of(Registry().staff.get_credentials("editor"))


async def _who(request: Any) -> HttpResponse:
    """What an async view of the API does first; the second question costs nothing."""
    await request.auser()
    return HttpResponse(f"{(await request.auser()).get_username()} {request.user.pk}")


async def _answer(request: HttpRequest) -> Any:
    chain: Any = Sessions(Authentication(_who))
    return await chain(request)


# Closing the answer is Django's own last step.
async def test_a_page_changes_threads_for_its_user_and_for_its_view(
    client: AsyncClient, hops: list[str]
) -> None:
    hops.clear()
    response = await client.get("/models")

    assert response.status_code == 200
    assert hops == ["user_of", "model_list", "close"]


async def test_a_form_does_so_to_be_read_and_to_store_its_message_too(
    client: AsyncClient, hops: list[str]
) -> None:
    hops.clear()
    response = await client.post("/new-model", {"name": "fraud"})

    assert response.status_code == 302
    assert hops == ["process_view", "user_of", "model_create", "process_response", "close"]


async def test_nobody_is_told_so_without_asking_the_database(hops: list[str]) -> None:
    with statements() as seen:
        response = await AsyncClient().get("/models")

    assert response.status_code == 302
    assert (hops, seen) == (["close"], [])


async def test_an_async_view_without_cookies_changes_no_thread(hops: list[str]) -> None:
    response = await _answer(AsyncRequestFactory().get("/api/models"))

    assert response.content == b" None"
    assert hops == []


async def test_session_and_user_are_read_together_and_once(
    client: AsyncClient, hops: list[str]
) -> None:
    request = AsyncRequestFactory().get("/api/models")
    request.COOKIES = {"sessionid": client.cookies["sessionid"].value}
    hops.clear()
    with statements() as seen:
        response = await _answer(request)

    assert response.content.decode().startswith("editor ")
    assert hops == ["user_of"]
    assert len(seen) == 1


async def test_a_static_file_is_looked_for_under_its_address_only(hops: list[str]) -> None:
    await AsyncClient().get("/healthz")

    assert hops == ["close"]

    hops.clear()
    response = await AsyncClient().get("/static/nowhere.css")

    assert response.status_code == 404
    assert hops[0] == "_file"


def test_every_answer_carries_the_headers_that_protect_it(viewer: Client) -> None:
    response = viewer.get("/models")

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_form_from_elsewhere_is_refused() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme", {"theme": "dark"})

    assert response.status_code == 403
    assert "This form could not be checked" in text(response)


async def test_production_insists_on_https(settings: Any) -> None:
    requests = AsyncRequestFactory()
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60

    async def page(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer: Any = Security(page)
    plain = await answer(requests.get("/models"))
    safe = await answer(requests.get("/", secure=True))

    assert plain["Location"] == "https://testserver/models"
    assert "max-age=60" in safe["Strict-Transport-Security"]
