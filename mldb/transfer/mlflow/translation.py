"""Translates MLflow's models and versions into records.

Values that Modelbook can't hold are left out. Texts lose their terminal colours; nothing else is
altered.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from pydantic import TypeAdapter, ValidationError

from mldb.transfer.mlflow.fields import DELETED, STATUSES, source_of, tags_from_columns, times_of
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.recording import Recording, RecordT
from mldb.transfer.mlflow.store import StoredModel, StoredVersion
from mldb.transfer.mlflow.wording import why_refused
from mldb.transfer.records import (
    AliasRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    ParamRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.values.names import AliasName, Name

REASON: Final = "Imported from MLflow"
"""Reason of the assignments of an import; a later import recognizes its own by it."""

_ALIAS_NAME: Final[TypeAdapter[str]] = TypeAdapter(AliasName)

UNKNOWN: Final = "mlflow"
"""The author where MLflow recorded none."""

MISSING_RUN: Final = (
    "The run that it comes from is not in this database. If the runs have one of their own, name "
    "it with --runs-from (MLflow's --backend-store-uri) and import again."
)
"""The reason for a version whose run is missing."""

# MLflow keeps prompts among the models.
_PROMPT: Final = "mlflow.prompt.is_prompt"
_RENAME: Final = "Give it another name with --rename-alias OLD=NEW."
_AUTHORED: Final = ("created_at", "created_by", "updated_at", "updated_by")


class Tracked(Protocol):
    """Knows which runs and logged models of MLflow are taken."""

    def is_run_taken(self, run_id: str) -> bool:
        """Whether this run of MLflow is here after the import."""

    def is_model_taken(self, model_id: str) -> bool:
        """Whether this logged model of MLflow is here after the import."""


class Translation(Recording):
    """Makes records of MLflow's rows; adds values without a record to `left_out`.

    `changed` gets the values that differ from MLflow's. Aliases start at `now`, by `actor`.
    """

    def __init__(
        self,
        left_out: LeftOutGroups,
        changed: LeftOutGroups,
        actor: str,
        now: datetime,
        *,
        missing_run: str = MISSING_RUN,
        tracked: Tracked | None = None,
    ) -> None:
        super().__init__(left_out, changed)
        self._missing_run = missing_run
        self._tracked = tracked
        self._actor = actor
        self._now = now
        self._name = TypeAdapter(Name)

    def model(self, stored: StoredModel) -> ModelRecord | None:
        """The model; None if it can't be kept."""
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
        """The model's tags."""
        tags = {key: value or "" for key, value in stored.tags.items()}
        fixed = _authored(model) | {"model": model.name}
        return self._items(ModelTagRecord, "key", tags, model.name, fixed)

    def alias(self, model: str, name: str, number: int, label: str) -> AliasRecord | None:
        """An assignment that starts with the import, as MLflow records neither time nor author."""
        fields = {"model": model, "name": name, "version": number}
        started = {"started_at": self._now, "started_by": self._actor, "start_reason": REASON}
        try:
            # A record would give a reserved name another one, as files of older registries need it.
            _ALIAS_NAME.validate_python(name)
            return AliasRecord.model_validate(fields | started)
        except ValidationError as error:
            self._left_out.add(AliasRecord.type_name, label, f"{why_refused(error)} {_RENAME}")
            return None

    def version(self, stored: StoredVersion) -> VersionRecord | None:
        """The version; None if it can't be kept."""
        row, label = stored.row, f"{stored.row.name}/{stored.row.version}"
        if row.current_stage == DELETED:
            self._left_out.add("versions", label, "It was deleted in MLflow.")
            return None
        if row.status not in STATUSES:
            self._left_out.add("versions", label, "Modelbook has no such status.")
            return None
        if not source_of(row):
            why = "It has neither a source nor a storage location."
            self._left_out.add("versions", label, why)
            return None
        created_at, updated_at = times_of(row)
        author = self._author(stored, label)
        return self._record(
            VersionRecord,
            label,
            model=row.name,
            number=row.version,
            source=source_of(row),
            status=STATUSES[row.status],
            description=row.description or "",
            **self._origin(stored),
            created_at=created_at,
            created_by=author,
            updated_at=updated_at,
            updated_by=author,
        )

    def _origin(self, stored: StoredVersion) -> dict[str, str]:
        """The run and the logged model that the version comes from, if they are taken."""
        own, tracked = stored.own, self._tracked
        if tracked is None:
            return {}
        origin = {}
        if own.run_id is not None and tracked.is_run_taken(own.run_id):
            origin["run"] = own.run_id
        if own.model_id is not None and tracked.is_model_taken(own.model_id):
            origin["logged_model"] = own.model_id
        return origin

    def params(self, stored: StoredVersion, version: VersionRecord) -> Iterator[ParamRecord]:
        """Parameters of the version's run or logged model."""
        return self._of_version(ParamRecord, "name", stored.own.params, version)

    def metrics(self, stored: StoredVersion, version: VersionRecord) -> Iterator[MetricRecord]:
        """Last values of the metrics of the version's run or logged model."""
        return self._of_version(MetricRecord, "name", stored.own.metrics, version)

    def report_lost(self, stored: StoredVersion, version: VersionRecord) -> None:
        """Add the version's missing parameters and metrics to `left_out`."""
        label = f"{version.model}/{version.number}"
        if not stored.own.has_run:
            self._left_out.add("runs", label, self._missing_run)
        for lost in stored.own.lost:
            self._left_out.add(lost.item_type, f"{label} {lost.name}".strip(), lost.why)

    def version_tags(
        self, stored: StoredVersion, version: VersionRecord
    ) -> Iterator[VersionTagRecord]:
        """The version's tags, and tags for MLflow's columns that Modelbook lacks."""
        found = tags_from_columns(stored.row)
        for key in sorted(stored.tags.keys() & found.keys()):
            why = "The import keeps what MLflow itself says under this name."
            self._left_out.add("version_tags", f"{version.model}/{version.number} {key}", why)
        tags = {key: value or "" for key, value in stored.tags.items()} | found
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

    def _author(self, stored: StoredVersion, label: str) -> str:
        """The user who registered the version, or else the user of its run."""
        user = stored.row.user_id or stored.own.user_id
        if not user:
            return UNKNOWN
        try:
            name = self._name.validate_python(user)
        except ValidationError as error:
            self._left_out.add("authors", label, why_refused(error))
            return UNKNOWN
        return name


def _authored(record: ModelRecord | VersionRecord) -> dict[str, Any]:
    return {field: getattr(record, field) for field in _AUTHORED}
