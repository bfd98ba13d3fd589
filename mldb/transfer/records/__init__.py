"""Records of an export: one per row, referring to each other by names and numbers, not ids."""

from typing import Final

from mldb.transfer.records.base import BaseRecord
from mldb.transfer.records.entities import (
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    NameRecord,
    ParamRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.transfer.records.history import AliasRecord, EventRecord

__all__ = [
    "KINDS",
    "SINCE",
    "AliasRecord",
    "BaseRecord",
    "EventRecord",
    "MetricRecord",
    "ModelRecord",
    "ModelTagRecord",
    "NameRecord",
    "ParamRecord",
    "Record",
    "VersionRecord",
    "VersionTagRecord",
]

Record = (
    ModelRecord
    | NameRecord
    | ModelTagRecord
    | VersionRecord
    | ParamRecord
    | MetricRecord
    | VersionTagRecord
    | AliasRecord
    | EventRecord
)

RECORD_TYPES: Final[dict[str, type[Record]]] = {
    record_type.type_name: record_type
    for record_type in (
        ModelRecord,
        NameRecord,
        ModelTagRecord,
        VersionRecord,
        ParamRecord,
        MetricRecord,
        VersionTagRecord,
        AliasRecord,
        EventRecord,
    )
}
"""Record types by name, each after its owner."""

SINCE: Final = {"names": 2}
"""First format version with this record type, if it is not version 1."""
