"""Another search to try."""

from mldb.search.advice import Advice, advice_on_language
from mldb.search.fields import ListType
from registry_app.core.registry import Registry
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.results import ListResults


def search_advice(
    registry: Registry, listing: ListRequest, results: ListResults, model_name: str | None = None
) -> list[Advice]:
    """Advice on a query in another language, or on names in it that match nothing."""
    if not listing.text or results.mistake is not None:
        return []
    foreign = advice_on_language(listing.text, listing.list_type)
    if foreign is not None:
        return [foreign]
    if results.rows or listing.cursor or listing.list_type is ListType.EVENTS:
        return []
    return registry.search_advice.get(listing.text, listing.list_type, model_name=model_name)
