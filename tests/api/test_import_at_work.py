"""Others read while an import runs: programs over the API, and people in pages."""

import asyncio
from collections.abc import Iterator
from threading import Event

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from mldb.config import DatabaseConfig
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.transfer import ImportReport, import_records
from mldb.transfer.records import Record
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import AsyncRegistry, Registry
from tests.mldb import workers
from tests.transfer.build import alias, metric, model, version

PATHS = ("models", "models/here", "models/here/versions", "models/here/versions/1", "history")
PAGES = ("/", "/models", "/versions", "/models/here", "/models/here/1", "/history", "/aliases")


@pytest.fixture
def database_config(config: DatabaseConfig) -> DatabaseConfig:
    """Once per backend."""
    return config


class Import:
    """An import in a thread of its own, which waits in its middle, with everything locked."""

    def __init__(self, config: DatabaseConfig) -> None:
        self._config = config
        self.is_at_work, self._may_end = Event(), Event()

    def run(self) -> ImportReport:
        return import_records(self._config, self._records(), actor="ann")

    def end(self) -> None:
        self._may_end.set()

    def _records(self) -> Iterator[Record]:
        yield model()
        yield version(1)
        yield metric()
        yield alias(1, 1)
        # Of another type, so that the rows before are written by now.
        yield model("last")
        self.is_at_work.set()
        self._may_end.wait(workers.PATIENCE_SECONDS)


@sync_to_async
def _logged_in() -> Client:
    client = Client()
    client.force_login(StaffAccount.of(Registry().staff.get_credentials("viewer")))
    client.get("/")
    return client


@sync_to_async
def _statuses(client: Client) -> dict[str, int]:
    return {page: client.get(page).status_code for page in PAGES}


async def test_pages_and_programs_read_while_an_import_is_at_work(
    served: DatabaseConfig, registry: AsyncRegistry, viewer: httpx.AsyncClient
) -> None:
    await registry.models.create(MLModelCreate(name="here"))
    await registry.versions.create(MLModelVersionCreate(model_name="here", source="s3://b/1"))
    client = await _logged_in()
    # A token's use and a person's visit are noted now and then: they are by now.
    assert (await viewer.get("models")).status_code == 200
    work = Import(served)
    done = asyncio.create_task(asyncio.to_thread(work.run))
    try:
        await asyncio.to_thread(work.is_at_work.wait, workers.PATIENCE_SECONDS)
        programs = {path: (await viewer.get(path)).status_code for path in PATHS}
        pages = await _statuses(client)
        seen = (await viewer.get("models")).text
    finally:
        work.end()
        report = await done

    assert programs == dict.fromkeys(PATHS, 200)
    assert pages == dict.fromkeys(PAGES, 200)
    assert '"fraud"' not in seen
    assert report.new_count == 5
    assert '"fraud"' in (await viewer.get("models")).text
