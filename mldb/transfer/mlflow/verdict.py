"""Decides whether an import takes a model, version or alias of MLflow."""

from typing import Any, Final, NamedTuple

from sqlalchemy import Row

from mldb.transfer.mlflow.fields import former_source_uri
from mldb.transfer.mlflow.translation import REASON
from mldb.transfer.records import AliasRecord, ModelRecord, VersionRecord


class Verdict(NamedTuple):
    """Whether the entity exists or will be imported, so that its items can be added.

    `left_out` names the part that isn't taken over, if any, and `why` gives the reason.
    """

    is_taken: bool
    left_out: str | None = None
    why: str = ""


TAKEN: Final = Verdict(is_taken=True)
_TRASHED: Final = "It is in Modelbook's trash, and stays there."


def model_verdict(record: ModelRecord, here: Row[Any]) -> Verdict:
    """An existing model stays as it is."""
    if here.id is None:
        return TAKEN
    if here.is_trashed:
        return Verdict(is_taken=False, left_out=record.type_name, why=_TRASHED)
    if here.description != record.description:
        why = "Modelbook has another one, which stays."
        return Verdict(is_taken=True, left_out="model descriptions", why=why)
    return TAKEN


def version_verdict(record: VersionRecord, here: Row[Any]) -> Verdict:
    """An existing version stays as it is; another source means another version."""
    if here.id is None:
        if here.model_id is None or record.number > here.last_version_number:
            return TAKEN
        why = "Modelbook gave its number out before, and gives none out twice."
        return Verdict(is_taken=False, left_out=record.type_name, why=why)
    if here.is_trashed:
        return Verdict(is_taken=False, left_out=record.type_name, why=_TRASHED)
    if here.source not in {record.source, former_source_uri(record.source)}:
        why = "Modelbook has another version of this number: its source differs."
        return Verdict(is_taken=False, left_out=record.type_name, why=why)
    if (here.status, here.description) != (record.status, record.description):
        why = "Modelbook has another one, which stays."
        return Verdict(is_taken=True, left_out="version descriptions and statuses", why=why)
    return TAKEN


def alias_verdict(record: AliasRecord, last: Row[Any] | None) -> Verdict:
    """An alias that somebody moved or removed in Modelbook stays; `last` is its last assignment.

    An alias that is taken and points to another version has to be moved.
    """
    if last is None:
        return TAKEN
    if last.ended_at is not None:
        why = "It was removed in Modelbook."
        return Verdict(is_taken=False, left_out=record.type_name, why=why)
    if last.version_number != record.version and last.start_reason != REASON:
        why = "It was pointed to another version in Modelbook."
        return Verdict(is_taken=False, left_out=record.type_name, why=why)
    return TAKEN
