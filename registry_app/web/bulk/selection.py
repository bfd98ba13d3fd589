"""The rows that were selected in a list: by checkboxes, or all that the query finds."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Self

from django.http import HttpRequest

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import BulkOutcome, Skipped
from mldb.schemas.registry.search import SearchPage
from mldb.values.labels import version_pair
from registry_app.core.registry import Registry

_GONE: Final = "It no longer exists, or is in the trash."
_ID_DIGITS: Final = 18


@dataclass(frozen=True)
class Selection:
    """A batch of the selected labels, and the ids of those that exist, in the same order.

    `rest` are the labels of the next batches. `following` is the cursor of the next batch, if the
    query finds more than one. `lost` counts those of earlier batches that had nothing that exists.
    """

    labels: list[str]
    ids: list[int]
    following: str | None = None
    rest: tuple[str, ...] = ()
    lost: int = 0

    @classmethod
    def of(cls, request: HttpRequest, registry: Registry, entities: str) -> Self:
        """The entities that this request selects.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        if "all" in request.POST:
            return cls.found(request, registry, entities)
        following = request.POST.get("following") or None
        return cls.named(_named_labels(request), registry, entities, following)

    def next(self, request: HttpRequest, registry: Registry, entities: str) -> Self | None:
        """The batch after this one; None if this is the last.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        if self.rest:
            return self.named(self.rest, registry, entities, self.following)
        if self.following is None:
            return None
        return self.found(request, registry, entities, self.following)

    @property
    def to_come(self) -> str:
        """The labels of the next batches for a hidden field."""
        return json.dumps(self.rest, ensure_ascii=False) if self.rest else ""

    @classmethod
    def found(
        cls, request: HttpRequest, registry: Registry, entities: str, cursor: str | None = None
    ) -> Self:
        """The first 1,000 that the request's query finds, or the next ones after the cursor.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        page = _SEARCHES[entities](request, registry, cursor)
        labels = [_label(one, entities) for one in page.rows]
        return cls.named(labels, registry, entities, page.next_cursor)

    @classmethod
    def named(
        cls,
        labels: Iterable[str],
        registry: Registry,
        entities: str,
        following: str | None = None,
    ) -> Self:
        """The first batch of these that has something that exists, or the last one."""
        waiting, lost = list(labels), 0
        while True:
            batch, waiting = waiting[:BATCH_LIMIT], waiting[BATCH_LIMIT:]
            ids = _IDS[entities](registry, batch)
            if ids or not waiting:
                found = [ids[label] for label in batch if label in ids]
                return cls(batch, found, following, tuple(waiting), lost)
            lost += len(batch)

    def with_lost(self, outcome: BulkOutcome) -> BulkOutcome:
        """The outcome with the selected rows that no longer exist."""
        reported = {*outcome.done, *(one.label for one in outcome.skipped)}
        lost = [Skipped(label, _GONE) for label in self.labels if label not in reported]
        return BulkOutcome(outcome.done, [*outcome.skipped, *lost])


def _named_labels(request: HttpRequest) -> list[str]:
    """The boxes that were ticked, then the labels that were selected on other pages."""
    try:
        others = json.loads(request.POST.get("selected") or "[]")
    except ValueError:
        others = []
    if not isinstance(others, list):
        others = []
    texts = (one for one in others if isinstance(one, str))
    return list(dict.fromkeys([*request.POST.getlist("v"), *texts]))


def _label(one: Any, entities: str) -> str:
    if entities == "versions":
        return f"{one.model_name}/{one.number}"
    return str(one.public_id if entities == "runs" else one.name)


def _versions(request: HttpRequest, registry: Registry, cursor: str | None) -> SearchPage[Any]:
    name = request.POST.get("model") or None
    return registry.versions.search(
        _text(request), model_name=name, cursor=cursor, limit=BATCH_LIMIT
    )


def _runs(request: HttpRequest, registry: Registry, cursor: str | None) -> SearchPage[Any]:
    typed = request.POST.get("experiment", "")
    is_id = typed.isascii() and typed.isdigit() and len(typed) <= _ID_DIGITS
    experiment = int(typed) if is_id else None
    return registry.runs.search(
        _text(request), experiment=experiment, cursor=cursor, limit=BATCH_LIMIT
    )


def _text(request: HttpRequest) -> str:
    return request.POST.get("q", "")


def _version_ids(registry: Registry, labels: list[str]) -> dict[str, int]:
    pairs = [pair for label in labels if (pair := version_pair(label))]
    return registry.version_reader.get_ids(pairs)


_SEARCHES: Final[dict[str, Callable[[HttpRequest, Registry, str | None], SearchPage[Any]]]] = {
    "models": lambda request, registry, cursor: registry.models.search(
        _text(request), cursor=cursor, limit=BATCH_LIMIT
    ),
    "versions": _versions,
    "experiments": lambda request, registry, cursor: registry.experiments.search(
        _text(request), cursor=cursor, limit=BATCH_LIMIT
    ),
    "runs": _runs,
}
_IDS: Final[dict[str, Callable[[Registry, list[str]], dict[str, int]]]] = {
    "models": lambda registry, labels: registry.model_reader.get_ids(labels),
    "versions": _version_ids,
    "experiments": lambda registry, labels: registry.tracking_lists.experiment_ids(labels),
    "runs": lambda registry, labels: registry.tracking_lists.run_ids(labels),
}
