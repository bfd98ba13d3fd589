"""The rules of the services, for rows that an import writes itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from mldb.sync_db import MLModelAliasService, Registry
from mldb.sync_db.services.base import BaseService

Checked = type[BaseService[Any, Any, Any, Any]] | type[MLModelAliasService]


@dataclass(frozen=True)
class Rules:
    """Applies the hooks of services in the transaction of an import."""

    registry: Registry
    session: Session

    def check(self, service_type: Checked, data: Sequence[Any]) -> None:
        """Refuse rows that a service would refuse to create; `data` are what its hook gets.

        Raises:
            RuleViolationError: a rule forbids one of them.
        """
        if data:
            self.registry.service(service_type).check_create(self.session, data)
