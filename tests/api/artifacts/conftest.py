"""Owners of files."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.api.responses import content
from tests.api.test_logged_models import saved
from tests.api.test_runs import started

OWNERS = ("run", "logged_model", "version")


async def _version(editor: httpx.AsyncClient) -> str:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    body = {"source": "s3://b/1", "status": "pending"}
    content(await editor.post("/models/fraud/versions", json=body), 201)
    return "/models/fraud/versions/1"


async def _logged_model(editor: httpx.AsyncClient) -> str:
    return await saved(editor, experiment="Default")


_MAKERS: dict[str, Callable[[httpx.AsyncClient], Awaitable[str]]] = {
    "run": started,
    "logged_model": _logged_model,
    "version": _version,
}


@pytest.fixture(params=OWNERS)
async def owner(request: pytest.FixtureRequest, editor: httpx.AsyncClient) -> str:
    """URL of something that files can be added to, one test for each type."""
    return await _MAKERS[request.param](editor)


@pytest.fixture
async def run(editor: httpx.AsyncClient) -> str:
    """URL of a run."""
    return await started(editor)


@pytest.fixture
async def version(editor: httpx.AsyncClient) -> str:
    """URL of a version that waits for its files."""
    return await _version(editor)
