"""The values by which the rows of a list can be filtered."""

from collections.abc import Sequence
from typing import Any, Final

from mldb.async_db.repositories.registry.readers.facets import FacetRepository
from mldb.async_db.services.base import Service
from mldb.schemas.registry.readers.facets import Facet, Facets, FacetValue
from mldb.search.fields import ListType
from mldb.statements.registry.readers.facets import LOOKED_AT
from mldb.statements.search.listing import Listing
from mldb.values.texts import is_storable

_SHOWN: Final = 10
_ORDER: Final = ("status", "alias", "tag", "device", "by", "user", "experiment", "metric")
FACETED: Final = frozenset({ListType.MODELS, ListType.VERSIONS, ListType.RUNS})
"""The lists that have facets."""


class FacetReader(Service):
    """Counts statuses, aliases, tags, people and others in what a query finds."""

    async def get(
        self,
        text: str,
        kind: ListType,
        *,
        model_name: str | None = None,
        experiment_id: int | None = None,
    ) -> Facets:
        """The most frequent values, 10 of each facet, in the first 5,000 rows.

        Of versions of all models or of one, of runs of all experiments or of one, or of models;
        other lists have none.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        if kind not in FACETED:
            return Facets((), 0, is_cut=False)
        listing = _listing(text, kind, model_name, experiment_id)
        async with self.database.snapshot() as session:
            rows = await FacetRepository(session).values(listing, kind, _SHOWN + 1)
        found = next(row.number for row in rows if row.facet == "found")
        names = [
            name for name in _ORDER if not (name == "experiment" and experiment_id is not None)
        ]
        facets = (_facet(name, [row for row in rows if row.facet == name]) for name in names)
        shown = tuple(facet for facet in facets if facet.values)
        return Facets(shown, found, is_cut=found >= LOOKED_AT)


def _facet(name: str, rows: Sequence[Any]) -> Facet:
    values = [_value(name, row) for row in rows[:_SHOWN]]
    return Facet(name, values, has_more=len(rows) > _SHOWN)


def _value(name: str, row: Any) -> FacetValue:
    if name != "tag":
        return FacetValue(name, row.value, row.number)
    # A tag without a value is found by its key.
    field, value = (f"tag.{row.key}", row.value) if row.value else ("tag", row.key)
    return FacetValue(field, value, row.number)


def _listing(
    text: str, kind: ListType, model_name: str | None, experiment_id: int | None
) -> Listing:
    # Most users of mldb never search.
    from mldb.search.parser import parse  # noqa: PLC0415
    from mldb.statements.search.models import listed_models  # noqa: PLC0415
    from mldb.statements.search.runs import listed_runs  # noqa: PLC0415
    from mldb.statements.search.versions import listed_versions  # noqa: PLC0415

    query = parse(text, kind)
    if kind is ListType.MODELS:
        return listed_models(query)
    if kind is ListType.RUNS:
        return listed_runs(query, experiment_id)
    name = model_name if model_name is None or is_storable(model_name) else ""
    return listed_versions(query, name)
