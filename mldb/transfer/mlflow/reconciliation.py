"""What of MLflow's registry an import has to add to this one."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from mldb.schemas import MLModelAliasMove
from mldb.transfer.mlflow.known import Known
from mldb.transfer.mlflow.left_out import LeftOutThings
from mldb.transfer.mlflow.store import MLflowStore, StoredModel, StoredVersion
from mldb.transfer.mlflow.translation import Translation
from mldb.transfer.mlflow.verdict import Verdict, alias_verdict, model_verdict, version_verdict
from mldb.transfer.records import AliasRecord, ModelRecord, Record, VersionRecord

Progress = Callable[[int, int], None]
"""Is told from time to time how many versions were read, and of how many."""


class _Model(NamedTuple):
    stored: StoredModel
    record: ModelRecord
    here: Row[Any] | None


class _Version(NamedTuple):
    stored: StoredVersion
    record: VersionRecord
    here: Row[Any] | None


class Reconciliation:
    """MLflow's registry as records, without the models and versions that are here already.

    Those stay as they are, even where they differ: people go on describing them in both places.
    What belongs to them is given all the same, so that what is new of it gets here. `there` counts,
    by kind, what is here already, and `moves` are those of aliases, to be made afterwards.
    """

    def __init__(
        self,
        store: MLflowStore,
        known: Known,
        translation: Translation,
        left_out: LeftOutThings,
        progress: Progress,
    ) -> None:
        self.there: Counter[str] = Counter()
        self.moves: list[MLModelAliasMove] = []
        self._store = store
        self._known = known
        self._translation = translation
        self._left_out = left_out
        self._progress = progress

    def records(self) -> Iterator[Record]:
        """Each thing after what it belongs to, many of a kind in a row."""
        read, total = 0, self._store.count_versions()
        for stored in self._store.models():
            models = self._models(stored)
            yield from (model.record for model in models.values() if model.here is None)
            for model in models.values():
                yield from self._translation.model_tags(model.stored, model.record)
            reached: set[tuple[str, int]] = set()
            for some in self._store.versions(models):
                read += len(some)
                self._progress(read, total)
                versions = self._versions(some, models)
                reached |= {(each.record.model, each.record.number) for each in versions}
                yield from self._of_versions(versions)
            yield from self._aliases(models, reached)

    def _models(self, stored: Sequence[StoredModel]) -> dict[str, _Model]:
        pairs = [(each, self._translation.model(each)) for each in stored]
        here = self._known.models([record.name for _, record in pairs if record])
        models = [_Model(each, record, here.get(record.name)) for each, record in pairs if record]
        return {
            model.record.name: model
            for model in models
            if self._takes(model, model.record.name, model_verdict(model.record, model.here))
        }

    def _versions(
        self, stored: Sequence[StoredVersion], models: Mapping[str, _Model]
    ) -> list[_Version]:
        here = self._known.versions(
            {each.row.name for each in stored if models[each.row.name].here},
            {each.row.version for each in stored},
        )
        versions = []
        for each in stored:
            record = self._translation.version(each)
            if record is not None:
                version = _Version(each, record, here.get((record.model, record.number)))
                verdict = version_verdict(record, version.here, models[record.model].here)
                if self._takes(version, f"{record.model}/{record.number}", verdict):
                    versions.append(version)
        return versions

    def _of_versions(self, versions: Sequence[_Version]) -> Iterator[Record]:
        yield from (version.record for version in versions if version.here is None)
        for translate in (
            self._translation.params,
            self._translation.metrics,
            self._translation.version_tags,
        ):
            for version in versions:
                yield from translate(version.stored, version.record)

    def _aliases(
        self, models: Mapping[str, _Model], reached: set[tuple[str, int]]
    ) -> Iterator[AliasRecord]:
        last = self._known.last_assignments([name for name, each in models.items() if each.here])
        for model in models.values():
            for record in self._translation.aliases(model.stored, model.record):
                label = f"{record.model} {record.name}"
                if (record.model, record.version) not in reached:
                    why = "The version that it points to is left out, or none."
                    self._left_out.add(record.kind, label, why)
                elif self._takes_alias(record, label, last.get((record.model, record.name))):
                    yield record

    def _takes_alias(self, record: AliasRecord, label: str, last: Row[Any] | None) -> bool:
        """Whether it is new."""
        verdict = alias_verdict(record, last)
        if verdict.left_out is not None:
            self._left_out.add(verdict.left_out, label, verdict.why)
        elif last is None:
            return True
        elif last.version_number == record.version:
            self.there[record.kind] += 1
        else:
            move = MLModelAliasMove(
                model_name=record.model,
                name=record.name,
                version=record.version,
                expected_version=last.version_number,
            )
            self.moves.append(move)
        return False

    def _takes(self, thing: _Model | _Version, label: str, verdict: Verdict) -> bool:
        if verdict.left_out is not None:
            self._left_out.add(verdict.left_out, label, verdict.why)
        elif thing.here is not None:
            self.there[thing.record.kind] += 1
        return verdict.is_taken
