# Generated from mldb/async_db/services/artifacts/owners.py by `make twins`.
"""The run, logged model or version whose files a request is about."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from mldb.audit import Subject
from mldb.errors import NotFoundError, RuleViolationError
from mldb.models import MLLoggedModel, MLModelVersion, MLRun
from mldb.schemas import Owner
from mldb.sync_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.sync_db.repositories.tracking.ml_logged_model import MLLoggedModelRepository
from mldb.sync_db.repositories.tracking.ml_run import MLRunRepository
from mldb.sync_db.services.registry.missing import no_version
from mldb.values.enums import OwnerKind, RunStatus, VersionStatus
from mldb.values.names import is_logged_model_id, is_run_id
from mldb.values.texts import is_storable


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner of files: its row, and how its files may change.

    `column` is that of its id in the rows of files, `scope` that of its experiment or model.
    """

    column: str
    id: int
    scope: str
    scope_id: int
    subject: Subject
    is_audited: bool
    prefix: str = "artifacts"
    immutable: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Columns of a row that belongs to it."""
        nobody = dict.fromkeys(("run_id", "logged_model_id", "version_id"))
        return (
            nobody
            | {"experiment_id": None, "model_id": None}
            | {
                self.column: self.id,
                self.scope: self.scope_id,
            }
        )

    def check_open(self) -> None:
        """Refuse changes of files that never change.

        Raises:
            RuleViolationError: at `status`.
        """
        if self.immutable is not None:
            raise RuleViolationError(self.immutable, "status")


def find_owner(session: Session, owner: Owner, *, lock: bool = False) -> OwnerRow:
    """The owner; locked against other writers if asked for.

    Raises:
        NotFoundError: there is none, or it or what it belongs to is in the trash.
    """
    if owner.kind is OwnerKind.RUN:
        return _of_run(_run(session, owner.name, lock=lock))
    if owner.kind is OwnerKind.LOGGED_MODEL:
        return _of_logged_model(_logged_model(session, owner.name, lock=lock))
    return _of_version(_version(session, owner, lock=lock))


def _run(session: Session, public_id: str, *, lock: bool) -> MLRun:
    row = None
    if is_run_id(public_id):
        row = MLRunRepository(session).get_by_public_id(public_id, lock=lock)
    if row is None or not row.is_live:
        raise NotFoundError("run", public_id)
    return row


def _logged_model(session: Session, public_id: str, *, lock: bool) -> MLLoggedModel:
    row = None
    if is_logged_model_id(public_id):
        row = MLLoggedModelRepository(session).get_by_public_id(public_id, lock=lock)
    if row is None or not row.is_live:
        raise NotFoundError("logged model", public_id)
    return row


def _version(session: Session, owner: Owner, *, lock: bool) -> MLModelVersion:
    if not is_storable(owner.name) or owner.number is None:
        raise NotFoundError("version", owner.label)
    versions = MLModelVersionRepository(session)
    row = versions.get_by_number(owner.name, owner.number, lock=lock)
    if row is None or not row.is_live:
        raise no_version(session, owner.name, owner.number)
    return row


def _of_run(row: MLRun) -> OwnerRow:
    return OwnerRow(
        "run_id",
        row.id,
        "experiment_id",
        row.experiment_id,
        Subject("run", row.id, row.label),
        is_audited=RunStatus(row.status).is_ended,
    )


def _of_logged_model(row: MLLoggedModel) -> OwnerRow:
    return OwnerRow(
        "logged_model_id",
        row.id,
        "experiment_id",
        row.experiment_id,
        Subject("logged model", row.id, row.label),
        is_audited=False,
        immutable=_immutable("logged model", row.status),
    )


def _of_version(row: MLModelVersion) -> OwnerRow:
    return OwnerRow(
        "version_id",
        row.id,
        "model_id",
        row.model_id,
        Subject("version", row.id, row.label, row.model_id),
        is_audited=True,
        prefix="files",
        immutable=_immutable("version", row.status),
    )


def _immutable(entity: str, status: str) -> str | None:
    if status == VersionStatus.PENDING:
        return None
    return (
        f"This {entity} is {status}: its files never change. Files can be added, replaced and "
        "deleted only while it is pending."
    )
