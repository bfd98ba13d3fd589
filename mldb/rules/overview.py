"""What stands for a model where there is room for one version."""

from bisect import insort
from collections.abc import Iterable
from typing import Any, Final

METRICS_SHOWN: Final = 8
"""How many metrics a table of versions shows unless told which."""

EVENTS_SHOWN: Final = 20
"""How many events of its history stand on the page of a version."""

NAMES_LIMIT: Final = 1_000
"""How many names of each kind are offered to choose columns from."""

NEWEST_VERSIONS: Final = 1_000
"""Of so many versions the metrics are known to who did not ask for those of all."""

Thing = tuple[str, int]
"""`model` or `version`, and its id."""


class Whereabouts(dict[Thing, Thing | None]):
    """Of things that exist None, or what has to be restored for them to be seen; and their labels.

    Labels of the history are those of their time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[Thing, str] = {}


def trash_entry(
    thing: Thing, model_id: int, model_deleted_at: object, deleted_at: object
) -> Thing | None:
    """What has to be restored for the thing to be seen; first the model, if it is about both."""
    if model_deleted_at is not None:
        return "model", model_id
    return None if deleted_at is None else thing


def ranked_first(primary: str | None, others: Iterable[str]) -> list[str]:
    """The primary metric first, recorded or not, then the others."""
    names = [primary] if primary else []
    return [*names, *(name for name in others if name != primary)]


def item_lists(found: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Names by kind, from pairs of kind and name."""
    names: dict[str, list[str]] = {"metrics": [], "params": [], "tags": []}
    for kind, name in found:
        names[kind].append(name)
    return names


def by_name(pairs: dict[str, Any] | None) -> dict[str, Any]:
    """What a database has gathered of names and values, in the order of the names."""
    if pairs is None:
        return {}
    return dict(sorted(pairs.items())) if len(pairs) > 1 else pairs


def parts_of_versions(
    version_ids: Iterable[int],
    items: Iterable[tuple[str, int, str, float | None, str | None]],
) -> dict[int, dict[str, Any]]:
    """What belongs to each version: its aliases by name, and its metrics, params and tags.

    The items come as kind, version, name, number and text; a metric has a number, params and tags
    have text, an alias has neither.
    """
    parts: dict[int, dict[str, Any]] = {
        version_id: {"aliases": [], "metrics": {}, "params": {}, "tags": {}}
        for version_id in version_ids
    }
    for kind, version_id, name, number, text in items:
        if kind == "aliases":
            insort(parts[version_id][kind], name)
        else:
            parts[version_id][kind][name] = number if kind == "metrics" else text
    return parts
