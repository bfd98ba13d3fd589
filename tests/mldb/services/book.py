"""What a registry must hold after any sequence of operations, in plain Python."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from mldb.errors import (
    ConflictError,
    DuplicateError,
    InUseError,
    NotFoundError,
    RuleViolationError,
)


@dataclass
class Span:
    """An assignment of an alias."""

    alias: str
    number: int
    started_at: datetime
    ended_at: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)


@dataclass
class Version:
    id: int
    number: int
    metrics: dict[str, float]
    params: dict[str, str]
    description: str = ""
    row_version: int = 1
    is_trashed: bool = False


@dataclass
class Model:
    id: int
    name: str
    description: str
    row_version: int = 1
    is_trashed: bool = False
    last_number: int = 0
    versions: dict[int, Version] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)

    def current(self, alias: str) -> Span | None:
        return next((s for s in self.spans if s.alias == alias and s.ended_at is None), None)

    def is_live(self, number: int) -> bool:
        version = self.versions.get(number)
        return version is not None and not version.is_trashed and not self.is_trashed


@dataclass
class Book:
    """Models by name; each method says what its operation changes or raises what it refuses."""

    models: dict[str, Model] = field(default_factory=dict)
    given_up: dict[str, int] = field(default_factory=dict)
    """By name: the last number under it when a model gave it up."""
    events: int = 0

    def live(self, name: str) -> Model:
        model = self.models.get(name)
        if model is None or model.is_trashed:
            raise NotFoundError("model", name)
        return model

    def trashed(self, name: str) -> Model:
        model = self.models.get(name)
        if model is None or not model.is_trashed:
            raise NotFoundError("model", name, "in the trash")
        return model

    def live_version(self, name: str, number: int) -> Version:
        if name not in self.models or not self.models[name].is_live(number):
            raise NotFoundError("version", number)
        return self.models[name].versions[number]

    def trashed_version(self, name: str, number: int) -> Version:
        version = self.models[name].versions.get(number) if name in self.models else None
        if version is None or not version.is_trashed:
            raise NotFoundError("version", number, "in the trash")
        return version

    def has_trashed_versions(self) -> bool:
        return any(v.is_trashed for m in self.models.values() for v in m.versions.values())

    def check_new(self, name: str) -> None:
        if name in self.models and not self.models[name].is_trashed:
            raise DuplicateError("exists already")

    def add(self, model: Model) -> None:
        """The model under its name; one in the trash steps aside, and its numbers go on."""
        if model.name in self.models:
            self.step_aside(self.models.pop(model.name))
        model.last_number = self.given_up.get(model.name, 0)
        self.models[model.name] = model
        self.events += 1

    def step_aside(self, model: Model) -> None:
        self.given_up[model.name] = model.last_number
        names = (f"{model.name} ({number})" for number in count(2))
        model.name = next(
            name for name in names if name not in self.models and name not in self.given_up
        )
        model.row_version += 1
        self.models[model.name] = model
        self.events += 1

    def change(self, thing: Model | Version, description: str, row_version: int) -> None:
        if row_version != thing.row_version:
            raise ConflictError("stale")
        if description != thing.description:
            thing.description = description
            thing.row_version += 1
            self.events += 1

    def record(self, version: Version, metrics: dict[str, float]) -> int:
        changed = sum(version.metrics.get(name) != value for name, value in metrics.items())
        version.metrics |= metrics
        self.events += changed > 0
        return changed

    def check_expected(self, model: Model, alias: str, expected: int | None) -> Span | None:
        current = model.current(alias)
        if expected is not None and expected != (current.number if current else 0):
            raise ConflictError("moved")
        return current

    def check_move(self, name: str, alias: str, number: int, expected: int | None) -> bool:
        """Whether the move changes anything."""
        model = self.live(name)
        current = self.check_expected(model, alias, expected)
        self.live_version(name, number)
        return current is None or current.number != number

    def roll_back_target(self, name: str, alias: str, expected: int | None) -> int:
        model = self.live(name)
        current = self.check_expected(model, alias, expected)
        spans = [span for span in model.spans if span.alias == alias]
        if not spans:
            raise NotFoundError("alias", alias)
        came_from: list[int] = []
        for number in [span.number for span in spans]:
            came_from = (
                [*came_from[: came_from.index(number)], number]
                if (number in came_from)
                else [*came_from, number]
            )
        if current is not None:
            came_from.pop()
        if not came_from:
            raise RuleViolationError("never moved")
        return came_from[-1]

    def point(self, name: str, alias: str, number: int, at: datetime) -> None:
        self.end(name, alias, at)
        self.models[name].spans.append(Span(alias, number, at))
        self.events += 1

    def check_remove(self, name: str, alias: str, expected: int | None) -> None:
        if self.check_expected(self.live(name), alias, expected) is None:
            raise NotFoundError("alias", alias)

    def end(self, name: str, alias: str, at: datetime) -> None:
        current = self.models[name].current(alias)
        if current is not None:
            current.ended_at = at

    def trash(self, name: str) -> None:
        model = self.live(name)
        if any(span.ended_at is None for span in model.spans):
            raise InUseError("aliases")
        self.set_trashed(model, is_trashed=True)

    def trash_version(self, name: str, number: int) -> None:
        version = self.live_version(name, number)
        spans = self.models[name].spans
        if any(span.ended_at is None and span.number == number for span in spans):
            raise InUseError("alias")
        self.set_trashed(version, is_trashed=True)

    def restore_version(self, name: str, number: int) -> None:
        version = self.trashed_version(name, number)
        if self.models[name].is_trashed:
            raise RuleViolationError("model first")
        self.set_trashed(version, is_trashed=False)

    def restore_with_versions(self, name: str, numbers: set[int]) -> None:
        model = self.trashed(name)
        comes_back = {v.number for v in model.versions.values() if not v.is_trashed}
        if not numbers <= comes_back:
            raise RuleViolationError("unknown")
        for number in comes_back - numbers:
            self.set_trashed(model.versions[number], is_trashed=True)
        self.set_trashed(model, is_trashed=False)

    def purge(self, name: str, confirmation: str) -> None:
        model = self.trashed(name)
        if confirmation != name:
            raise RuleViolationError("confirmation")
        del self.models[model.name]
        self.given_up[model.name] = model.last_number
        self.events += 1

    def purge_version(self, name: str, number: int) -> None:
        version = self.trashed_version(name, number)
        del self.models[name].versions[version.number]
        self.events += 1

    def set_trashed(self, thing: Model | Version, *, is_trashed: bool) -> None:
        thing.is_trashed = is_trashed
        thing.row_version += 1
        self.events += 1


def refusal(check: Callable[[], object]) -> type[Exception] | None:
    """The kind of error with which the book refuses; None if it agrees."""
    try:
        check()
    except (NotFoundError, RuleViolationError) as error:
        return type(error)
    return None
