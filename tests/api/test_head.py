"""HEAD on every reading operation: the response to GET, without the body."""

import httpx
import pytest

from mldb.schemas import (
    LoggedModelCreate,
    LoggedPoint,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLRunCreate,
    Owner,
    RunLog,
)
from mldb.values.enums import VersionStatus
from registry_app.api.base.gate import Operation
from registry_app.core.registry import AsyncRegistry
from registry_app.serving import event_stream
from tests.api.conftest import noted_uses
from tests.api.operations import OPERATIONS, url_of
from tests.api.responses import content, problem

COMPARED = ("Content-Type", "Content-Length", "ETag", "Link", "Cache-Control")
READING = [operation for operation in OPERATIONS if operation.method == "GET"]


def headers(response: httpx.Response) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in COMPARED}


async def fill(registry: AsyncRegistry) -> dict[str, str]:
    """Public ids of the run, of the logged model and of an upload."""
    model = await registry.models.create(MLModelCreate(name="fraud"))
    await registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="a"))
    version = MLModelVersionCreate(
        model_name="fraud",
        source="s3://b/1",
        metrics={"auc": 0.5},
        status=VersionStatus.PENDING,
    )
    await registry.versions.create(version)
    run = await registry.runs.create(MLRunCreate())
    await registry.run_logs.log_batch(
        run.public_id, RunLog(metrics=[LoggedPoint(name="auc", value=0.5)])
    )
    logged = await registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    move = MLModelAliasMove(model_name="fraud", name="champion", version=1)
    await registry.aliases.move(move)
    owners = (
        Owner.run(run.public_id),
        Owner.logged_model(logged.public_id),
        Owner.version("fraud", 1),
    )
    for owner in owners:
        await registry.artifacts.put(owner, "model/weights.bin", b"weights")
    upload = await registry.artifact_uploads.begin(owners[0], "large.bin")
    return {
        "run": run.public_id,
        "logged-model": logged.public_id,
        "upload": upload.public_id,
    }


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.name)
async def test_head_has_the_response_of_get(
    admin: httpx.AsyncClient,
    registry: AsyncRegistry,
    operation: Operation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_stream, "is_stopping", lambda: True)  # after the first event
    monkeypatch.setattr(event_stream, "POLL_SECONDS", 0.001)
    public_ids = await fill(registry)
    given = {
        "name": "fraud",
        "number": 1,
        "alias": "champion",
        "item": "auc",
        "row_id": 1,
        "path": "model/weights.bin",
        "upload_id": public_ids["upload"],
    }
    of = "logged-model" if "/logged-models/{" in operation.path else "run"
    url = url_of(operation, **given, public_id=public_ids[of])
    # The first use of the token is noted in the background, and is a part of its description.
    await admin.get(url)
    await noted_uses()
    get, head = await admin.get(url), await admin.head(url)

    assert head.status_code == get.status_code
    assert headers(head) == headers(get)
    if get.headers["Content-Type"].startswith(event_stream.MEDIA_TYPE):
        assert get.content.startswith(b"retry")
    elif get.headers["Content-Type"] == "application/zip":
        assert get.content.startswith(b"PK")
    else:
        assert head.headers["Content-Length"] == str(len(get.content))
    assert head.content == b""


async def test_a_current_copy_is_reported(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await fill(registry)
    cached = await viewer.get("/models/fraud")
    head = await viewer.head("/models/fraud", headers={"If-None-Match": cached.headers["ETag"]})

    assert (head.status_code, head.headers["ETag"]) == (304, cached.headers["ETag"])


async def test_long_lists_are_not_read_for_head(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await fill(registry)
    head = await viewer.head("/models", headers={"Accept": "application/x-ndjson"})

    assert head.headers["Content-Type"] == "application/x-ndjson"
    assert head.content == b""


async def test_head_is_refused_where_get_is(anonymous: httpx.AsyncClient) -> None:
    head = await anonymous.head("/models")

    assert head.status_code == 401
    assert head.headers["WWW-Authenticate"] == "Bearer"


async def test_allow_names_head(viewer: httpx.AsyncClient) -> None:
    refused = await viewer.put("/models", json={})

    problem(refused, 405)
    assert "HEAD" in refused.headers["Allow"].split(", ")
    assert "GET" in refused.headers["Allow"].split(", ")
    content(await viewer.get("/models"))
