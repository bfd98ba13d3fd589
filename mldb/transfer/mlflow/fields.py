"""Translates single fields of MLflow's rows."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import PureWindowsPath
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Row

from mldb.values.enums import VersionStatus

STATUSES: Final = {
    "PENDING_REGISTRATION": VersionStatus.PENDING,
    "READY": VersionStatus.READY,
    "FAILED_REGISTRATION": VersionStatus.FAILED,
}
# Columns of MLflow that become tags.
_TAGS: Final = {
    "mlflow.stage": "current_stage",
    "mlflow.run_id": "run_id",
    "mlflow.run_link": "run_link",
    "mlflow.status_message": "status_message",
    "mlflow.storage_location": "storage_location",
}
_NO_STAGE: Final = "None"
DELETED: Final = "Deleted_Internal"
"""The stage of a version that was deleted: MLflow keeps its number."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def times_of(row: Row[Any]) -> tuple[datetime, datetime]:
    """Times of creation and last update; 1970 if MLflow has none."""
    created = _moment(row.creation_time) or _moment(row.last_updated_time) or _EPOCH
    return created, max(created, _moment(row.last_updated_time) or created)


def _moment(milliseconds: int | None) -> datetime | None:
    try:
        return None if milliseconds is None else _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def moment_of(milliseconds: int | None) -> datetime:
    """The time; 1970 if there is none or no calendar has it."""
    return _moment(milliseconds) or _EPOCH


def stripped(text: str | None) -> str:
    """The text without blanks at its ends; empty for None."""
    return (text or "").strip()


def source_of(row: Row[Any]) -> str:
    """The URI of a version's files: its source, or else its storage location."""
    return source_uri(stripped(row.source) or stripped(getattr(row, "storage_location", None)))


def source_uri(source: str) -> str:
    """A URI as it is, blanks and escapes included; a path becomes one of `file:`.

    A relative path stays relative.
    """
    on_windows = PureWindowsPath(source)
    if on_windows.is_absolute() and not source.startswith("/"):
        return on_windows.as_uri()
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", source):
        return source
    root = "//" if source.startswith("/") else ""
    return f"file:{root}{quote(source)}" if source else source


def former_source_uri(source: str) -> str:
    """The source as earlier versions of Modelbook imported it, with its blanks escaped."""
    return re.sub(r"\s", lambda blank: quote(blank[0]), source)


def tags_from_columns(row: Row[Any]) -> dict[str, str]:
    """Tags for the columns of a version that Modelbook lacks."""
    # Older schemas have no column for some.
    found = {tag: getattr(row, column, None) for tag, column in _TAGS.items()}
    if found["mlflow.stage"] == _NO_STAGE:
        del found["mlflow.stage"]
    location = stripped(found["mlflow.storage_location"])
    if location == (stripped(row.source) or location):
        del found["mlflow.storage_location"]
    return {tag: value for tag, value in found.items() if value}
