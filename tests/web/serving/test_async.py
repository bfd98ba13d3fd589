"""The site under ASGI."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.test import AsyncClient

from mldb import sync_db
from mldb.schemas import StaffUserCreate
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from tests.web.addresses import fill
from tests.web.conftest import PASSWORD
from tests.web.page import text
from tools.live_site import ROOT

SERVICES = sorted(
    name for name, given in vars(sync_db.Registry).items() if hasattr(given, "service_type")
)


@pytest.fixture
async def editor(password_hash: str) -> AsyncClient:
    """A browser in which an editor is logged in."""
    account = await sync_to_async(_add_editor)(password_hash)
    client = AsyncClient()
    await client.aforce_login(account)
    return client


def _add_editor(password_hash: str) -> StaffAccount:
    Registry(SYSTEM).staff.create(
        StaffUserCreate(username="editor", password_hash=password_hash, role=Role.EDITOR)
    )
    return StaffAccount.of(Registry().staff.get_credentials("editor"))


def test_there_are_services() -> None:
    assert {"models", "versions", "audit"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
async def test_services_refuse_to_block_the_event_loop(name: str) -> None:
    with pytest.raises(SynchronousOnlyOperation, match="AsyncRegistry"):
        getattr(Registry("alice"), name)


@pytest.mark.parametrize("name", SERVICES)
def test_elsewhere_they_act_for_whom_they_were_asked_for(name: str) -> None:
    assert getattr(Registry("alice"), name).actor == "alice"


async def test_pages_work(editor: AsyncClient) -> None:
    await sync_to_async(fill)()
    await editor.post("/new-model", {"name": "fraud"})
    await editor.post("/models/fraud/new-version", {"source": "s3://b/1", "device": "cpu"})
    for path in ("/", "/models", "/models/fraud", "/models/fraud/edit", "/history", "/account"):
        response = await editor.get(path)

        assert response.status_code == 200, path


async def test_forms_work_and_their_message_is_shown_next(editor: AsyncClient) -> None:
    response = await editor.post("/new-model", {"name": "fraud"})
    page = await editor.get("/models/fraud")

    assert response["Location"] == "/models/fraud"
    assert "fraud is registered." in text(page)


async def test_a_file_is_sent_as_it_is_read(editor: AsyncClient) -> None:
    await editor.post("/new-model", {"name": "fraud"})
    response: Any = await editor.get("/models?format=csv&col=by")

    assert response.is_async
    assert [chunk async for chunk in response] == [b"name,by\nfraud,editor\n"]


async def test_static_files_are_sent_without_a_warning(editor: AsyncClient) -> None:
    response: Any = await editor.get("/static/registry/site.js")
    content = b"".join([chunk async for chunk in response])

    assert response.is_async
    assert content == (ROOT / "registry_app/static/registry/site.js").read_bytes()
    assert response["Content-Length"] == str(len(content))


async def test_a_refusal_works(editor: AsyncClient) -> None:
    assert (await editor.get("/staff")).status_code == 403
    assert (await editor.post("/new-model", {"name": ""})).status_code == 422
    assert (await editor.get("/models/nix")).status_code == 404
    assert (await editor.post("/history")).status_code == 405


async def test_anonymous_is_sent_to_the_login() -> None:
    response = await AsyncClient().get("/models?page=2")

    assert response["Location"] == "/login?next=/models%3Fpage%3D2"


async def test_logging_in_and_out_works(editor: AsyncClient) -> None:
    client = AsyncClient()
    await client.post("/login", {"username": "editor", "password": PASSWORD})
    inside = await client.get("/models")
    await client.post("/logout")
    outside = await client.get("/models")

    assert (inside.status_code, outside.status_code) == (200, 302)
