# Generated from mldb/async_db/services/registry/readers/aliases.py by `make twins`.
"""Aliases together with the versions that they point to."""

from datetime import datetime

from mldb.rules.arguments import check_moment
from mldb.schemas import MLModelAliasDetail
from mldb.sync_db.repositories.registry.readers.aliases import MLModelAliasReaderRepository
from mldb.sync_db.repositories.registry.readers.versions import MLModelVersionReaderRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.registry.missing import no_alias
from mldb.sync_db.services.registry.readers.versions import read_detail
from mldb.values.texts import is_storable


class MLModelAliasReader(Service):
    """Reads assignments of aliases, now and in the past."""

    def get(self, model_name: str, name: str, *, at: datetime | None = None) -> MLModelAliasDetail:
        """The current assignment of the alias, or the one at this time; its version is as of now.

        Raises:
            NotFoundError: it has none, or had none then, or there is no such model.
            RuleViolationError: the time has no zone.
        """
        at = at and check_moment(at, "at")
        found = version = None
        with self.database.reading() as session:
            if is_storable(model_name + name):
                repository = MLModelAliasReaderRepository(session)
                found = repository.get_with_version(model_name, name, at)
            if found is None:
                raise no_alias(session, model_name, name)
            assignment, columns = found
            if columns["id"] is not None:
                version = read_detail(
                    MLModelVersionReaderRepository(session), columns | {"model_name": model_name}
                )
        return MLModelAliasDetail.model_validate(assignment | {"version": version})
