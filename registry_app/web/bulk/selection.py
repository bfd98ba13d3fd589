"""The rows that were selected in a list: by checkboxes, or all that the query finds."""

from collections.abc import Callable
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
    """The selected labels, and the ids of those that exist, in the same order.

    `following` is the cursor of the next batch, if the query finds more than one batch.
    """

    labels: list[str]
    ids: list[int]
    following: str | None = None

    @classmethod
    def of(cls, request: HttpRequest, registry: Registry, entities: str) -> Self:
        """The entities that this request selects.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: it names more than 1,000 one by one.
        """
        if "all" in request.POST:
            return cls.found(request, registry, entities)
        labels = list(dict.fromkeys(request.POST.getlist("v")))
        return cls._named(labels, registry, entities, request.POST.get("following") or None)

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
        return cls._named(labels, registry, entities, page.next_cursor)

    @classmethod
    def _named(
        cls, labels: list[str], registry: Registry, entities: str, following: str | None
    ) -> Self:
        ids = _IDS[entities](registry, labels)
        return cls(labels, [ids[label] for label in labels if label in ids], following)

    def with_lost(self, outcome: BulkOutcome) -> BulkOutcome:
        """The outcome with the selected rows that no longer exist."""
        reported = {*outcome.done, *(one.label for one in outcome.skipped)}
        lost = [Skipped(label, _GONE) for label in self.labels if label not in reported]
        return BulkOutcome(outcome.done, [*outcome.skipped, *lost])


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
