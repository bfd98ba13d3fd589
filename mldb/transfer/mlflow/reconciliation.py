"""Compares MLflow's registry with this one, and yields the records to add."""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from mldb.schemas import MLModelAliasMove
from mldb.transfer.mlflow.alias_plan import AliasPlan, Target
from mldb.transfer.mlflow.existing import ExistingRegistry, LastAssignments
from mldb.transfer.mlflow.recording import SAME_NAME
from mldb.transfer.mlflow.store import MLflowStore, StoredModel, StoredVersion
from mldb.transfer.mlflow.translation import Translation
from mldb.transfer.mlflow.verdict import Verdict, alias_verdict, model_verdict, version_verdict
from mldb.transfer.records import AliasRecord, ModelRecord, Record, VersionRecord

VersionProgress = Callable[[int, int], None]
"""Gets the number of versions read and the number of all, now and then."""


VersionListener = Callable[[StoredVersion, VersionRecord], None]
"""Gets each version that is taken or exists, with its record."""


def ignore_version(_stored: StoredVersion, _record: VersionRecord) -> None:
    """Ignore versions."""


class _Model(NamedTuple):
    stored: StoredModel
    record: ModelRecord
    here: Row[Any]

    @property
    def label(self) -> str:
        return self.record.name


class _Version(NamedTuple):
    stored: StoredVersion
    record: VersionRecord
    here: Row[Any]

    @property
    def label(self) -> str:
        return f"{self.record.model}/{self.record.number}"


class Reconciliation:
    """MLflow's registry as records, without existing models and versions.

    Existing ones stay as they are, even where they differ, because people edit them on both sides;
    their items are yielded, so that new items are imported. `there` counts existing entities by
    record type; `moves` are the alias moves to make afterwards.
    """

    def __init__(
        self,
        store: MLflowStore,
        known: ExistingRegistry,
        translation: Translation,
        plan: AliasPlan,
        progress: VersionProgress,
        taken: VersionListener = ignore_version,
    ) -> None:
        self.there: Counter[str] = Counter()
        self.moves: list[MLModelAliasMove] = []
        self._store = store
        self._existing = known
        self._translation = translation
        self._left_out = plan.left_out
        self._plan = plan
        self._respelt: set[str] = set()
        self._progress = progress
        self._taken = taken
        self._read, self._total = 0, store.count_versions()

    def records(self) -> Iterator[Record]:
        """Records, each after its owner, many of one type in a row."""
        for stored in self._store.models():
            models = self._models(stored)
            yield from (model.record for model in models.values() if model.here.id is None)
            for model in models.values():
                yield from self._translation.model_tags(model.stored, model.record)
            dangling = {
                (name, number)
                for name, model in models.items()
                for number in model.stored.aliases.values()
            }
            for versions in self._versions(models):
                dangling.difference_update(_key(version.record) for version in versions)
                yield from self._of_versions(versions)
            yield from self._new_aliases(models, dangling)

    def _models(self, stored: Sequence[StoredModel]) -> dict[str, _Model]:
        pairs = [(each, self._model(each)) for each in stored]
        here = self._existing.models([record.name for _, record in pairs if record])
        models = [_Model(each, record, here[record.name]) for each, record in pairs if record]
        return {
            model.record.name: model
            for model in models
            if self._takes(model, model_verdict(model.record, model.here))
        }

    def _model(self, stored: StoredModel) -> ModelRecord | None:
        """The record; None if another model of MLflow has this name in another spelling."""
        record = self._translation.model(stored)
        if record is None or record.name == stored.row.name:
            return record
        if record.name in self._respelt or self._store.has_model(record.name):
            self._left_out.add(record.type_name, stored.row.name, SAME_NAME)
            return None
        self._respelt.add(record.name)
        return record

    def _versions(self, models: Mapping[str, _Model]) -> Iterator[list[_Version]]:
        for stored in self._store.versions([model.stored.row.name for model in models.values()]):
            self._read += len(stored)
            self._progress(self._read, self._total)
            pairs = [(each, self._translation.version(each)) for each in stored]
            here = self._existing.versions([_key(record) for _, record in pairs if record])
            versions = [
                _Version(each, record, here[_key(record)]) for each, record in pairs if record
            ]
            yield [
                version
                for version in versions
                if self._takes(version, version_verdict(version.record, version.here))
            ]

    def _of_versions(self, versions: Sequence[_Version]) -> Iterator[Record]:
        for version in versions:
            self._plan.note_stage(*_key(version.record), version.stored.row.current_stage)
            self._translation.report_lost(version.stored, version.record)
            self._taken(version.stored, version.record)
        yield from (version.record for version in versions if version.here.id is None)
        yield from (known for version in versions if (known := _with_origin(version)))
        for translate in (
            self._translation.params,
            self._translation.metrics,
            self._translation.version_tags,
        ):
            for version in versions:
                yield from translate(version.stored, version.record)

    def _new_aliases(
        self,
        models: Mapping[str, _Model],
        dangling: Container[tuple[str, int]],
    ) -> Iterator[AliasRecord]:
        ids = [model.here.id for model in models.values() if model.here.id is not None]
        last = LastAssignments(self._existing.last_assignments(ids))
        for name, model in models.items():
            for target in self._plan.targets(name, model.stored.aliases):
                alias = self._alias(name, target, dangling)
                here = last.of(name, target.name)
                if alias is not None and self._takes_alias(alias, target.label, here):
                    yield alias

    def _alias(
        self, model: str, target: Target, dangling: Container[tuple[str, int]]
    ) -> AliasRecord | None:
        """The record; None if the alias can't be kept or its version is left out."""
        if (model, target.version) in dangling:
            why = "The version that it points to is left out, or none."
            self._left_out.add(AliasRecord.type_name, target.label, why)
            return None
        return self._translation.alias(model, target.name, target.version, target.label)

    def _takes_alias(self, record: AliasRecord, label: str, last: Row[Any] | None) -> bool:
        """Whether the alias is new; notes an existing, moved or refused one."""
        verdict = alias_verdict(record, last)
        if verdict.left_out is not None:
            self._left_out.add(verdict.left_out, label, verdict.why)
        elif last is None:
            return True
        elif last.version_number == record.version:
            self.there[record.type_name] += 1
        else:
            move = MLModelAliasMove(
                model_name=record.model,
                name=last.name,
                version=record.version,
                expected_version=last.version_number,
            )
            self.moves.append(move)
        return False

    def _takes(self, entity: _Model | _Version, verdict: Verdict) -> bool:
        if verdict.left_out is not None:
            self._left_out.add(verdict.left_out, entity.label, verdict.why)
        elif entity.here.id is not None and not _with_origin(entity):
            self.there[entity.record.type_name] += 1
        return verdict.is_taken


def _with_origin(entity: _Model | _Version) -> VersionRecord | None:
    """An existing version as it is here, with an origin that is not known here yet."""
    record, here = entity.record, entity.here
    if not isinstance(record, VersionRecord) or here.id is None:
        return None
    news = {
        name: getattr(record, name)
        for name in ("run", "logged_model")
        if getattr(here, name) is None and getattr(record, name) is not None
    }
    if not news:
        return None
    kept = {name: getattr(here, name) for name in ("source", "device", "status", "description")}
    origin = {"run": None, "logged_model": None} | news
    return record.model_copy(update=kept | origin)


def _key(record: VersionRecord) -> tuple[str, int]:
    return record.model, record.number
