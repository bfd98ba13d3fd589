"""What a search of everything finds, by type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from mldb.search.quoting import quoted
from registry_app.core.registry import Registry
from registry_app.web.presentation.links import (
    experiment_url,
    model_url,
    query_of,
    run_url,
    url,
)

_SHOWN: Final = 8


@dataclass(frozen=True)
class Found:
    """A model, an experiment or a run; `note` tells those of one name apart."""

    name: str
    url: str
    note: str = ""
    status: str = ""


@dataclass(frozen=True)
class Section:
    """The first entities of one type; `all_url` lists all, None if there are no others."""

    heading: str
    found: Sequence[Found]
    all_url: str | None


def sections(registry: Registry, text: str) -> list[Section]:
    """What has the text in its name, by type; types without any are left out.

    Raises:
        QuerySyntaxError: the text is too long, or has characters that no name has.
    """
    query = quoted(text)
    pages: dict[str, tuple[Any, str]] = {
        "Models": (registry.models.search, "registry:model-list"),
        "Experiments": (registry.experiments.search, "registry:experiment-list"),
        "Runs": (registry.runs.search, "registry:run-list"),
    }
    made = []
    for heading, (search, view) in pages.items():
        page = search(query, cursor=None, limit=_SHOWN)
        all_url = f"{url(view)}{query_of({'q': query})}" if page.next_cursor else None
        found = [_found(heading, row) for row in page.rows]
        made.append(Section(heading, found, all_url))
    return [section for section in made if section.found]


def _found(heading: str, row: Any) -> Found:
    if heading == "Models":
        return Found(row.name, model_url(row.name))
    if heading == "Experiments":
        return Found(row.name, experiment_url(row.id))
    note = f"{row.public_id[:8]} of {row.experiment_name}"
    return Found(row.name, run_url(row.public_id), note, row.status.value)
