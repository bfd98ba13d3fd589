"""The things of a registry outside of any database: one record each, named by model and number."""

from typing import Final

from mldb.transfer.records.base import BaseRecord
from mldb.transfer.records.history import AliasRecord, EventRecord
from mldb.transfer.records.thing import (
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    NameRecord,
    ParamRecord,
    VersionRecord,
    VersionTagRecord,
)

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

KINDS: Final[dict[str, type[Record]]] = {
    record_type.kind: record_type
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
"""Every kind of record, each after what it belongs to."""

SINCE: Final = {"names": 2}
"""The format version since which files have this kind of record, if not the first."""
