"""Whatever is done in whatever order, a registry holds what the book in plain Python holds."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mldb.config import SQLiteConfig
from mldb.errors import MLDBError, NotFoundError
from mldb.schemas import (
    MLMetricBatch,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
)
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelVersionParamService,
    MLModelVersionService,
)
from tests.mldb.services.book import Book, Model, Version

T = TypeVar("T")
NAMES = st.sampled_from(["churn", "fraud"])
NUMBERS = st.integers(1, 3)
ALIASES = st.sampled_from(["champion", "challenger"])
ALIAS_STEPS = st.tuples(
    st.sampled_from(["move", "move", "remove", "roll back"]),
    st.sampled_from([None, None, None, 0, 1, 2]),
)
DESCRIPTIONS = st.sampled_from(["", "A card.", "Another card."])
METRICS = st.dictionaries(st.sampled_from(["auc", "f1", "loss"]), st.sampled_from([0.0, 0.5, 1e9]))
PARAMS = st.dictionaries(st.sampled_from(["depth", "width"]), st.sampled_from(["1", "2"]))
NOWHERE = 999


class Registry(RuleBasedStateMachine):
    """Does the same to a database and to a book, and compares."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(shutil.copy(self.template, self.folder.name))
        # Nothing is killed here, so that nothing has to wait for the disk.
        self.database = Database(SQLiteConfig(db_path=path, synchronous="NORMAL"))
        self.models = MLModelService(self.database, actor="alice")
        self.versions = MLModelVersionService(self.database, actor="alice")
        self.metrics = MLMetricService(self.database, actor="alice")
        self.aliases = MLModelAliasService(self.database, actor="alice")
        self.audit = AuditEventService(self.database)
        self.params = MLModelVersionParamService(self.database)
        self.book = Book()

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def both(self, expected: Callable[[], T], done: Callable[[], Any]) -> tuple[T, Any] | None:
        """What book and registry gave; None if both refused for the same reason."""
        try:
            ours = expected()
        except MLDBError as refusal:
            try:
                done()
            except MLDBError as error:
                if type(error) is not type(refusal):
                    raise
                return None
            raise
        return ours, done()

    def model_id(self, name: str) -> int:
        return self.book.models[name].id if name in self.book.models else NOWHERE

    def version_id(self, name: str, number: int) -> int:
        model = self.book.models.get(name)
        version = model.versions.get(number) if model else None
        return version.id if version else NOWHERE

    def model_like(self, data: st.DataObject, *, trashed: bool) -> str:
        """Name of a model that is in the trash or isn't; now and then any name."""
        like = [model.name for model in self.book.models.values() if model.is_trashed == trashed]
        return str(data.draw(st.sampled_from(like * 6 + ["churn", "fraud"])))

    def version_like(self, data: st.DataObject, *, trashed: bool) -> tuple[str, int]:
        """A version that is in the trash or isn't; now and then any."""
        like = [
            (model.name, version.number)
            for model in self.book.models.values()
            for version in model.versions.values()
            if version.is_trashed == trashed and not model.is_trashed
        ]
        anything = [("churn", 1), ("fraud", 2), ("fraud", 9)]
        name, number = data.draw(st.sampled_from(like * 9 + anything))
        return str(name), int(number)

    @initialize(versions=st.integers(1, 3))
    def begin(self, versions: int) -> None:
        self.create("fraud", "")
        for number in range(versions):
            self.register("fraud", {"auc": number / 4}, {"depth": str(number)})

    @rule(name=NAMES, description=DESCRIPTIONS)
    def create(self, name: str, description: str) -> None:
        request = MLModelCreate(name=name, description=description)
        if both := self.both(
            lambda: self.book.check_new(name), lambda: self.models.create(request)
        ):
            self.book.add(Model(both[1].id, name, description))

    @rule(data=st.data(), metrics=METRICS, params=PARAMS)
    def register_some(
        self, data: st.DataObject, metrics: dict[str, float], params: dict[str, str]
    ) -> None:
        self.register(self.model_like(data, trashed=False), metrics, params)

    def register(self, name: str, metrics: dict[str, float], params: dict[str, str]) -> None:
        request = MLModelVersionCreate(
            model_name=name, source="s3://bucket", metrics=metrics, params=params
        )
        if both := self.both(lambda: self.book.live(name), lambda: self.versions.create(request)):
            model, version = both
            model.last_number += 1
            assert version.number == model.last_number
            model.versions[version.number] = Version(
                version.id, version.number, dict(metrics), dict(params)
            )
            self.book.events += 1

    @rule(data=st.data(), metrics=METRICS)
    def record(self, data: st.DataObject, metrics: dict[str, float]) -> None:
        name, number = self.version_like(data, trashed=False)
        request = MLMetricBatch(version_id=self.version_id(name, number), metrics=metrics)
        if both := self.both(
            lambda: self.book.record(self.book.live_version(name, number), metrics),
            lambda: self.metrics.record(request),
        ):
            assert both[0] == both[1]

    @rule(data=st.data(), description=DESCRIPTIONS, age=st.integers(0, 1))
    def update(self, data: st.DataObject, description: str, age: int) -> None:
        name = self.model_like(data, trashed=False)
        model = self.book.models.get(name)
        row_version = max(model.row_version - age, 1) if model else 1
        request = MLModelUpdate(row_version=row_version, description=description)
        model_id = self.model_id(name)
        if both := self.both(
            lambda: self.book.change(self.book.live(name), description, row_version),
            lambda: self.models.update(model_id, request),
        ):
            assert model is not None
            assert both[1].row_version == model.row_version

    @rule(data=st.data(), description=DESCRIPTIONS, age=st.integers(0, 1))
    def update_version(self, data: st.DataObject, description: str, age: int) -> None:
        name, number = self.version_like(data, trashed=False)
        model = self.book.models.get(name)
        version = model.versions.get(number) if model else None
        row_version = max(version.row_version - age, 1) if version else 1
        request = MLModelVersionUpdate(row_version=row_version, description=description)
        version_id = self.version_id(name, number)
        self.both(
            lambda: self.book.change(
                self.book.live_version(name, number), description, row_version
            ),
            lambda: self.versions.update(version_id, request),
        )

    @rule(data=st.data(), alias=ALIASES, steps=st.lists(ALIAS_STEPS, min_size=1, max_size=6))
    def change_alias(
        self, data: st.DataObject, alias: str, steps: list[tuple[str, int | None]]
    ) -> None:
        """Several changes in one step, because each needs the ones before."""
        for step, expected in steps:
            name, number = self.version_like(data, trashed=False)
            if step == "move":
                self.move(name, alias, number, expected)
            elif step == "remove":
                self.remove(name, alias, expected)
            else:
                self.roll_back(name, alias, expected)

    def move(self, name: str, alias: str, number: int, expected: int | None) -> None:
        request = MLModelAliasMove(
            model_name=name, name=alias, version=number, expected_version=expected
        )
        if both := self.both(
            lambda: self.book.check_move(name, alias, number, expected),
            lambda: self.aliases.move(request),
        ):
            moves, assignment = both
            if moves:
                self.book.point(name, alias, number, assignment.started_at)

    def remove(self, name: str, alias: str, expected: int | None) -> None:
        request = MLModelAliasRef(model_name=name, name=alias, expected_version=expected)
        if self.both(
            lambda: self.book.check_remove(name, alias, expected),
            lambda: self.aliases.remove(request),
        ):
            (newest,) = self.aliases.get_history(name, alias, limit=1)
            assert newest.ended_at is not None
            self.book.end(name, alias, newest.ended_at)
            self.book.events += 1

    def roll_back(self, name: str, alias: str, expected: int | None) -> None:
        request = MLModelAliasRef(model_name=name, name=alias, expected_version=expected)

        def target() -> tuple[int, bool]:
            number = self.book.roll_back_target(name, alias, expected)
            return number, self.book.check_move(name, alias, number, None)

        if both := self.both(target, lambda: self.aliases.roll_back(request)):
            (number, moves), assignment = both
            assert assignment.version_number == number
            if moves:
                self.book.point(name, alias, number, assignment.started_at)

    @rule(data=st.data())
    def trash(self, data: st.DataObject) -> None:
        name = self.model_like(data, trashed=False)
        model_id = self.model_id(name)
        self.both(lambda: self.book.trash(name), lambda: self.models.delete(model_id))

    @rule(data=st.data())
    def trash_version(self, data: st.DataObject) -> None:
        name, number = self.version_like(data, trashed=False)
        version_id = self.version_id(name, number)
        self.both(
            lambda: self.book.trash_version(name, number),
            lambda: self.versions.delete(version_id),
        )

    @precondition(lambda self: any(m.is_trashed for m in self.book.models.values()))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        name = self.model_like(data, trashed=True)
        model_id = self.model_id(name)
        self.both(
            lambda: self.book.set_trashed(self.book.trashed(name), is_trashed=False),
            lambda: self.models.restore(model_id),
        )

    @precondition(lambda self: any(m.is_trashed for m in self.book.models.values()))
    @rule(data=st.data(), numbers=st.sets(NUMBERS, max_size=2))
    def restore_with_versions(self, data: st.DataObject, numbers: set[int]) -> None:
        name = self.model_like(data, trashed=True)
        model_id = self.model_id(name)
        self.both(
            lambda: self.book.restore_with_versions(name, numbers),
            lambda: self.models.restore_with_versions(model_id, numbers),
        )

    @precondition(lambda self: self.book.has_trashed_versions())
    @rule(data=st.data())
    def restore_version(self, data: st.DataObject) -> None:
        name, number = self.version_like(data, trashed=True)
        version_id = self.version_id(name, number)
        self.both(
            lambda: self.book.restore_version(name, number),
            lambda: self.versions.restore(version_id),
        )

    @precondition(lambda self: any(m.is_trashed for m in self.book.models.values()))
    @rule(data=st.data(), confirmation=NAMES)
    def purge(self, data: st.DataObject, confirmation: str) -> None:
        name = self.model_like(data, trashed=True)
        model_id = self.model_id(name)
        self.both(
            lambda: self.book.purge(name, confirmation),
            lambda: self.models.purge(model_id, confirmation),
        )

    @precondition(lambda self: self.book.has_trashed_versions())
    @rule(data=st.data())
    def purge_version(self, data: st.DataObject) -> None:
        name, number = self.version_like(data, trashed=True)
        version_id = self.version_id(name, number)
        self.both(
            lambda: self.book.purge_version(name, number),
            lambda: self.versions.purge(version_id, f"{name}/{number}"),
        )

    @invariant()
    def models_are_listed(self) -> None:
        live = sorted(m.name for m in self.book.models.values() if not m.is_trashed)
        trashed = {m.name for m in self.book.models.values() if m.is_trashed}
        listed = self.models.get_all()

        assert [model.name for model in listed] == live
        assert {model.name for model in self.models.get_trashed()} == trashed
        for model in listed:
            ours = self.book.models[model.name]
            assert (model.id, model.description) == (ours.id, ours.description)
            assert (model.row_version, model.last_version_number) == (
                ours.row_version,
                ours.last_number,
            )

    @invariant()
    def versions_are_listed(self) -> None:
        for model in self.book.models.values():
            listed = self.versions.get_of_model(model.id)
            live = [v for v in model.versions.values() if model.is_live(v.number)]
            expected = [(v.number, v.id, v.description, v.row_version) for v in live]
            assert [
                (version.number, version.id, version.description, version.row_version)
                for version in listed
            ] == sorted(expected, reverse=True)

    @invariant()
    def trash_holds_versions_that_were_put_there(self) -> None:
        expected = {
            version.id
            for model in self.book.models.values()
            for version in model.versions.values()
            if version.is_trashed
        }

        assert {version.id for version in self.versions.get_trashed()} == expected

    @invariant()
    def metrics_and_params_are_kept(self) -> None:
        for model in self.book.models.values():
            for version in model.versions.values():
                metrics = self.metrics.get_of_owner(version.id)
                params = self.params.get_of_owner(version.id)
                is_live = model.is_live(version.number)
                assert {metric.name: metric.value for metric in metrics} == (
                    version.metrics if is_live else {}
                )
                assert {param.name: param.value for param in params} == (
                    version.params if is_live else {}
                )

    @invariant()
    def aliases_point_to_one_live_version(self) -> None:
        for model in self.book.models.values():
            current = {s.alias: s.number for s in model.spans if s.ended_at is None}
            listed = self.aliases.get_all(model.name)
            assert {alias.name: alias.version_number for alias in listed} == current
            assert len(listed) == len(current)
            for number in current.values():
                assert self.versions.get_by_number(model.name, number).number == number

    @invariant()
    def history_is_kept_and_answers_for_any_time(self) -> None:
        for model in self.book.models.values():
            history = self.aliases.get_history(model.name)
            assert [
                (span.name, span.version_number, span.started_at, span.ended_at)
                for span in history[::-1]
            ] == [(s.alias, s.number, s.started_at, s.ended_at) for s in model.spans]
            for span in model.spans[-4:]:
                for at in {span.started_at, span.ended_at or span.started_at}:
                    self.check_as_of(model, span.alias, at - timedelta(microseconds=1))
                    self.check_as_of(model, span.alias, at)

    def check_as_of(self, model: Model, alias: str, at: Any) -> None:
        held = [s.number for s in model.spans if s.alias == alias and s.holds_at(at)]
        try:
            found = [self.aliases.get_as_of(model.name, alias, at).version_number]
        except NotFoundError:
            found = []
        assert found == held

    @invariant()
    def every_change_has_one_event(self) -> None:
        events = self.audit.get_all(limit=1_000)

        assert len(events) == self.book.events
        assert all(event.changes for event in events)


def test_a_registry_holds_what_the_book_holds(sqlite_template: Path) -> None:
    Registry.template = sqlite_template
    run_state_machine_as_test(
        Registry,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
