"""The search of everything by name."""

import re
from typing import Final

from mldb.async_db.repositories.registry.readers.finder import FinderRepository
from mldb.async_db.services.base import Service
from mldb.schemas.registry.readers.finder import FoundNames
from mldb.values.limits import EXPERIMENT_NAME_LENGTH, MAX_ID, RUN_ID_LENGTH
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

_RUN_ID: Final = re.compile(rf"[0-9a-f]{{4,{RUN_ID_LENGTH}}}", re.IGNORECASE)
_VERSION: Final = re.compile(r"(?P<model>.+)/(?P<number>[0-9]{0,18})", re.DOTALL)
_ALIAS: Final = re.compile(r"(?P<model>[^@]*)@(?P<alias>[^@]*)", re.DOTALL)


class FinderReader(Service):
    """Finds models, versions, aliases, experiments, runs, saved views and people."""

    async def find(self, text: str, user_id: int, *, limit: int = 6) -> FoundNames:
        """At most `limit` (20) of each type with the text in their names, the likeliest first.

        `name/12` finds versions, `name@champion` and `@champion` aliases, four or more hex digits
        also the runs whose ids begin with them. Views are those that the staff user can open.
        """
        text = spelling(text).strip() if is_storable(text) else ""
        count = min(max(limit, 1), 20)
        if not text or len(text) > EXPERIMENT_NAME_LENGTH or not 0 <= user_id <= MAX_ID:
            return FoundNames([])
        async with self.database.snapshot() as session:
            repository = FinderRepository(session)
            found = []
            if version := _VERSION.fullmatch(text):
                number = int(version["number"]) if version["number"] else None
                found += await repository.versions(version["model"].strip(), number, count)
            if alias := _ALIAS.fullmatch(text):
                model, name = alias["model"].strip(), alias["alias"].strip()
                found += await repository.aliases(model, name, count)
            run_id = text.lower() if _RUN_ID.fullmatch(text) else ""
            found += await repository.by_name(text, run_id, user_id, count)
            return FoundNames(found, await repository.bounded())
