"""MLflow's models and versions as records; what can't be kept is left out, never altered."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from mldb.rules.naming import spelling
from mldb.rules.wording import first_sentence, sentence_of
from mldb.transfer.mlflow.fields import STATUSES, source_uri, tags_from_columns, times_of
from mldb.transfer.mlflow.left_out import LeftOutThings
from mldb.transfer.mlflow.store import StoredModel, StoredVersion
from mldb.transfer.records import (
    AliasRecord,
    BaseRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    ParamRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.types import Name

REASON: Final = "Imported from MLflow"
"""Why an import points an alias somewhere; a later one knows by it that nobody moved it since."""

RecordT = TypeVar("RecordT", bound=BaseRecord)

UNKNOWN: Final = "mlflow"
"""The author of what MLflow knows no author of."""

# MLflow keeps prompts among the models, and of a deleted version its number.
_PROMPT: Final = "mlflow.prompt.is_prompt"
_DELETED: Final = "Deleted_Internal"
_AUTHORED: Final = ("created_at", "created_by", "updated_at", "updated_by")


class Translation:
    """From what an MLflow registry holds to records; what has none is told to `left_out`.

    `actor` imports it, `now`.
    """

    def __init__(self, left_out: LeftOutThings, actor: str, now: datetime) -> None:
        self._left_out = left_out
        self._actor = actor
        self._now = now
        self._name = TypeAdapter(Name)

    def model(self, stored: StoredModel) -> ModelRecord | None:
        """The model, unless it can't be kept."""
        row = stored.row
        if stored.tags.get(_PROMPT) == "true":
            self._left_out.add("models", row.name, "It is a prompt; Modelbook keeps models.")
            return None
        created_at, updated_at = times_of(row)
        return self._record(
            ModelRecord,
            row.name,
            name=row.name,
            description=row.description or "",
            last_version_number=stored.last_number,
            created_at=created_at,
            created_by=UNKNOWN,
            updated_at=updated_at,
            updated_by=UNKNOWN,
        )

    def model_tags(self, stored: StoredModel, model: ModelRecord) -> Iterator[ModelTagRecord]:
        """Its tags."""
        tags = {key: value or "" for key, value in stored.tags.items()}
        fixed = _authored(model) | {"model": model.name}
        return self._items(ModelTagRecord, "key", tags, model.name, fixed)

    def aliases(self, stored: StoredModel, model: ModelRecord) -> Iterator[AliasRecord]:
        """Where its aliases point since the import: MLflow doesn't know since when, or by whom."""
        for name, number in stored.aliases.items():
            record = self._record(
                AliasRecord,
                f"{model.name} {name}",
                model=model.name,
                name=name,
                version=number,
                started_at=self._now,
                started_by=self._actor,
                start_reason=REASON,
            )
            if record is not None:
                yield record

    def version(self, stored: StoredVersion) -> VersionRecord | None:
        """The version, unless it can't be kept."""
        row, label = stored.row, f"{stored.row.name}/{stored.row.version}"
        if row.current_stage == _DELETED:
            self._left_out.add("versions", label, "It was deleted in MLflow.")
            return None
        if row.status not in STATUSES:
            self._left_out.add("versions", label, "Its status in MLflow is none that is known.")
            return None
        if row.run_id and not stored.has_run:
            why = "Its source run is not in this database, so nothing of it is known."
            self._left_out.add("parameters and metrics", label, why)
        created_at, updated_at = times_of(row)
        author = self._author(stored, label)
        return self._record(
            VersionRecord,
            label,
            model=row.name,
            number=row.version,
            source=source_uri(row.source or ""),
            status=STATUSES[row.status],
            description=row.description or "",
            created_at=created_at,
            created_by=author,
            updated_at=updated_at,
            updated_by=author,
        )

    def params(self, stored: StoredVersion, version: VersionRecord) -> Iterator[ParamRecord]:
        """What the source run was given."""
        return self._of_version(ParamRecord, "name", stored.params, version)

    def metrics(self, stored: StoredVersion, version: VersionRecord) -> Iterator[MetricRecord]:
        """The last values that the source run logged."""
        return self._of_version(MetricRecord, "name", stored.metrics, version)

    def version_tags(
        self, stored: StoredVersion, version: VersionRecord
    ) -> Iterator[VersionTagRecord]:
        """Its tags, and as tags what MLflow keeps in columns that Modelbook doesn't have."""
        told = tags_from_columns(stored.row)
        for key in sorted(stored.tags.keys() & told.keys()):
            why = "The import keeps what MLflow itself says under this name."
            self._left_out.add("version_tags", f"{version.model}/{version.number} {key}", why)
        tags = {key: value or "" for key, value in stored.tags.items()} | told
        return self._of_version(VersionTagRecord, "key", tags, version)

    def _of_version(
        self,
        record_type: type[RecordT],
        name_field: str,
        values: Mapping[str, Any],
        version: VersionRecord,
    ) -> Iterator[RecordT]:
        fixed = _authored(version) | {"model": version.model, "version": version.number}
        label = f"{version.model}/{version.number}"
        return self._items(record_type, name_field, values, label, fixed)

    def _items(
        self,
        record_type: type[RecordT],
        name_field: str,
        values: Mapping[str, Any],
        label: str,
        fixed: Mapping[str, Any],
    ) -> Iterator[RecordT]:
        for name, value in values.items():
            fields = {name_field: name, "value": value, **fixed}
            record = self._record(record_type, f"{label} {name}", **fields)
            if record is not None:
                yield record

    def _record(self, record_type: type[RecordT], label: str, **fields: Any) -> RecordT | None:
        try:
            record = record_type.model_validate(fields)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            self._left_out.add(record_type.kind, label, first_sentence(errors))
            return None
        # Blanks at the ends of names would be dropped.
        if any(
            getattr(record, field) not in {value, _spelt(value)} for field, value in fields.items()
        ):
            self._left_out.add(record_type.kind, label, "A name can't begin or end with a blank.")
            return None
        return record

    def _author(self, stored: StoredVersion, label: str) -> str:
        """Who registered it, or else who ran what it comes from."""
        user = stored.row.user_id or stored.user_id
        if not user:
            return UNKNOWN
        try:
            name = self._name.validate_python(user)
        except ValidationError as error:
            self._left_out.add("authors", label, sentence_of(error.errors()[0]))
            return UNKNOWN
        return name


def _spelt(value: Any) -> Any:
    """As names are spelt here."""
    return spelling(value) if isinstance(value, str) else value


def _authored(record: ModelRecord | VersionRecord) -> dict[str, Any]:
    return {field: getattr(record, field) for field in _AUTHORED}
