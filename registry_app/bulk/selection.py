"""What was chosen in a list: by its boxes, or all that the query finds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

from django.http import HttpRequest

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import BulkOutcome, Skipped
from registry_app.labels import version_pair
from registry_app.registry import Registry

_GONE: Final = "It is not there any more, or lies in the trash."


@dataclass(frozen=True)
class Selection:
    """Labels as they were chosen, and the ids of those that exist, in their order.

    `is_cut` if the query finds more than can be done at once.
    """

    labels: list[str]
    ids: list[int]
    is_cut: bool = False

    @classmethod
    def of(cls, request: HttpRequest, registry: Registry, kind: str) -> Self:
        """What this request chose of `models` or `versions`."""
        if "all" not in request.POST:
            labels = list(dict.fromkeys(request.POST.getlist("v")))
            return cls._of_labels(labels, registry, kind)
        found = _found(request.POST.get("q", ""), request.POST.get("model"), registry, kind)
        labels = [label for label, _ in zip(found, range(BATCH_LIMIT + 1), strict=False)]
        selection = cls._of_labels(labels[:BATCH_LIMIT], registry, kind)
        return replace(selection, is_cut=len(labels) > BATCH_LIMIT)

    @classmethod
    def _of_labels(cls, labels: list[str], registry: Registry, kind: str) -> Self:
        labels, is_cut = labels[:BATCH_LIMIT], len(labels) > BATCH_LIMIT
        if kind == "models":
            ids = registry.overview.get_model_ids(labels)
        else:
            pairs = [pair for label in labels if (pair := version_pair(label))]
            ids = registry.overview.get_version_ids(pairs)
        return cls(labels, [ids[label] for label in labels if label in ids], is_cut)

    def with_lost(self, outcome: BulkOutcome) -> BulkOutcome:
        """The outcome, and what was chosen but is no more."""
        told = {*outcome.done, *(one.label for one in outcome.skipped)}
        lost = [Skipped(label, _GONE) for label in self.labels if label not in told]
        return BulkOutcome(outcome.done, [*outcome.skipped, *lost])


def _found(text: str, model: str | None, registry: Registry, kind: str) -> Iterable[str]:
    if kind == "models":
        for models in registry.models.search_all(text):
            yield from (one.name for one in models)
        return
    for versions in registry.versions.search_all(text, model_name=model or None):
        yield from (f"{one.model_name}/{one.number}" for one in versions)
