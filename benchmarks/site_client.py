"""The site in this process, and a static page of its own beside it."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from sqlalchemy import Engine, event

from mldb.schemas import StaffUserCreate
from mldb.values.enums import Role
from mldb.values.names import SYSTEM


class Site:
    """Requests of an admin who is logged in."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.ROOT_URLCONF = "benchmarks.site_urls"
        settings.TEMPLATES[0]["DIRS"].append(folder)
        # As in production: nobody looks for changed files at every request.
        settings.TEMPLATES[0]["OPTIONS"]["auto_reload"] = False
        settings.WHITENOISE_AUTOREFRESH = False
        django.setup()
        self.folder = folder
        self.client = _logged_in()
        self._loop = asyncio.Runner()

    def get(self, address: str) -> bytes:
        """The page at this address."""
        return self._loop.run(self._content(address))

    async def _content(self, address: str) -> bytes:
        response: Any = await self.client.get(address)
        if response.status_code != 200:  # OK
            raise RuntimeError(f"{address} answers {response.status_code}.")
        if response.streaming:
            return b"".join([part async for part in response])
        content: bytes = response.content
        return content

    def static(self, name: str, page: bytes) -> str:
        """Address of a template that is just this text, behind the same middleware."""
        text = page.decode().replace("{", "(").replace("}", ")")
        (self.folder / f"{name}.html").write_text(text)
        return f"/static-page/{name}"


def _logged_in() -> Any:
    # Importable only after django.setup().
    from django.test import AsyncClient  # noqa: PLC0415  # after django.setup()

    from registry_app.accounts.account import StaffAccount  # noqa: PLC0415  # after django.setup()
    from registry_app.core.registry import Registry  # noqa: PLC0415  # after django.setup()

    user = StaffUserCreate(username="bench", password_hash="none", role=Role.ADMIN)  # noqa: S106  # nobody logs in
    Registry(SYSTEM).staff.create(user)
    client = AsyncClient()
    client.force_login(StaffAccount.of(Registry().staff.get_credentials("bench")))
    return client


@contextmanager
def counted_statements() -> Iterator[Callable[[], int]]:
    """How many SQL statements ran inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield lambda: len(statements)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
