"""Makes records of MLflow's values; those that Modelbook can't hold are left out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from mldb.terminal import plain
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.wording import OF_TEXT, refused_field, why_refused
from mldb.transfer.records import BaseRecord
from mldb.values.spelling import spelling

RecordT = TypeVar("RecordT", bound=BaseRecord)

SAME_NAME: Final = "Another one has the same name here, where it is spelt in another way."
# Free texts, as opposed to names.
_TEXTS: Final = {"description", "value"}
_COLOURS: Final = "The colours or other control characters in its text were dropped."
_DESCRIPTIONS: Final = {"models": "model descriptions", "versions": "version descriptions"}


class Recording:
    """Makes records; adds what has none to `left_out`, and what differs to `changed`."""

    def __init__(self, left_out: LeftOutGroups, changed: LeftOutGroups) -> None:
        self._left_out = left_out
        self._changed = changed

    def _items(
        self,
        record_type: type[RecordT],
        name_field: str,
        values: Mapping[str, Any],
        label: str,
        fixed: Mapping[str, Any],
    ) -> Iterator[RecordT]:
        names: set[str] = set()
        for name, value in values.items():
            fields = {name_field: name, "value": value, **fixed}
            record = self._record(record_type, f"{label} {name}", **fields)
            if record is None:
                continue
            kept = getattr(record, name_field)
            if kept in names:
                self._left_out.add(record_type.type_name, f"{label} {name}", SAME_NAME)
                continue
            names.add(kept)
            yield record

    def _record(self, record_type: type[RecordT], label: str, **fields: Any) -> RecordT | None:
        try:
            record = record_type.model_validate(fields)
        except ValidationError as error:
            return self._repaired(record_type, label, fields, error)
        # Pydantic drops blanks at the ends of names, and may spell a character in another way.
        if any(not _is_kept(getattr(record, field), value) for field, value in fields.items()):
            self._left_out.add(
                record_type.type_name, label, "A name can't begin or end with a blank."
            )
            return None
        return record

    def _repaired(
        self, record_type: type[RecordT], label: str, fields: dict[str, Any], error: ValidationError
    ) -> RecordT | None:
        """The record without colours in its text or without its description, if that helps."""
        field, error_type = refused_field(error)
        if field in _TEXTS and error_type == OF_TEXT and plain(fields[field]) != fields[field]:
            self._changed.add(record_type.type_name, label, _COLOURS)
            return self._record(record_type, label, **fields | {field: plain(fields[field])})
        if field == "description" and fields[field]:
            self._left_out.add(_DESCRIPTIONS[record_type.type_name], label, why_refused(error))
            return self._record(record_type, label, **fields | {field: ""})
        self._left_out.add(record_type.type_name, label, why_refused(error))
        return None


def _is_kept(kept: Any, value: Any) -> bool:
    if isinstance(kept, str) and isinstance(value, str):
        return kept in {value, spelling(value)}
    return bool(kept == value)
