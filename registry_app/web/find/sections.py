"""What a search of everything finds, by type."""

from typing import Any, Final

from mldb.schemas import FoundType
from mldb.search.quoting import quoted
from mldb.values.enums import Role
from registry_app.core.registry import Registry
from registry_app.web.find.options import (
    Option,
    OptionGroup,
    actions_of_site,
    found_groups,
    pages_of_site,
)
from registry_app.web.presentation.links import (
    experiment_url,
    model_url,
    query_of,
    run_url,
    url,
)

_SHOWN: Final = 8
_SEARCHED: Final = {FoundType.MODEL, FoundType.EXPERIMENT, FoundType.RUN}
"""These have lists, which are searched whole."""


def sections(registry: Registry, text: str, user_id: int, role: Role) -> list[OptionGroup]:
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
        made.append(OptionGroup(heading, found, all_url=all_url))
    others = registry.finder.find(text, user_id, limit=_SHOWN)
    by_name = [one for one in others.found if one.type not in _SEARCHED]
    made += found_groups(by_name, {})
    made.append(OptionGroup("Pages", [*actions_of_site(role, text), *pages_of_site(role, text)]))
    return [section for section in made if section.options]


def _found(heading: str, row: Any) -> Option:
    if heading == "Models":
        return Option(row.name, model_url(row.name))
    if heading == "Experiments":
        return Option(row.name, experiment_url(row.id))
    note = f"{row.public_id[:8]} of {row.experiment_name}"
    return Option(row.name, run_url(row.public_id), note, row.status.value)
