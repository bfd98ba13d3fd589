"""What to search for instead."""

from mldb.search.advice import Advice, advice_on_language
from mldb.search.fields import ListType
from registry_app.core.registry import Registry
from registry_app.web.lists.found import Found
from registry_app.web.lists.state import ListState


def search_advice(
    registry: Registry,
    state: ListState,
    kind: ListType,
    found: Found,
    model_name: str | None = None,
) -> list[Advice]:
    """If the search is of another language, or if it finds nothing because of its names."""
    if not state.text or found.mistake is not None:
        return []
    foreign = advice_on_language(state.text, kind)
    if foreign is not None:
        return [foreign]
    if found.rows or state.cursor or kind is ListType.EVENTS:
        return []
    return registry.search_advice.get(state.text, kind, model_name=model_name)
