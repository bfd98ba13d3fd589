"""The rows that were selected in a list: by checkboxes, or all that the query finds."""

from dataclasses import dataclass
from typing import Final, Self

from django.http import HttpRequest

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import BulkOutcome, Skipped
from mldb.values.labels import version_pair
from registry_app.core.registry import Registry

_GONE: Final = "It no longer exists, or is in the trash."


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
        """The models or versions that this request selects.

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
        text = request.POST.get("q", "")
        if entities == "models":
            models = registry.models.search(text, cursor=cursor, limit=BATCH_LIMIT)
            labels = [one.name for one in models.rows]
            return cls._named(labels, registry, entities, models.next_cursor)
        name = request.POST.get("model") or None
        versions = registry.versions.search(text, model_name=name, cursor=cursor, limit=BATCH_LIMIT)
        labels = [f"{one.model_name}/{one.number}" for one in versions.rows]
        return cls._named(labels, registry, entities, versions.next_cursor)

    @classmethod
    def _named(
        cls, labels: list[str], registry: Registry, entities: str, following: str | None
    ) -> Self:
        if entities == "models":
            ids = registry.model_reader.get_ids(labels)
        else:
            pairs = [pair for label in labels if (pair := version_pair(label))]
            ids = registry.version_reader.get_ids(pairs)
        return cls(labels, [ids[label] for label in labels if label in ids], following)

    def with_lost(self, outcome: BulkOutcome) -> BulkOutcome:
        """The outcome with the selected rows that no longer exist."""
        reported = {*outcome.done, *(one.label for one in outcome.skipped)}
        lost = [Skipped(label, _GONE) for label in self.labels if label not in reported]
        return BulkOutcome(outcome.done, [*outcome.skipped, *lost])
