"""Versions in requests and responses."""

from typing import Annotated, Final

from pydantic import Field

from mldb.schemas import MLModelVersionContent, MLModelVersionRead, MLModelVersionSummary
from mldb.schemas.item import METRICS, PARAMS, TAGS
from mldb.values.mappings import Params, Tags
from registry_app.api.schemas.lists import SearchQuery
from registry_app.api.schemas.strict import OBJECT, MeasuredByName

ITEMS_LIMIT: Final = 50
Include = Annotated[
    list[Annotated[str, Field(pattern=r"^(metric|param|tag)\..+$", max_length=300)]],
    Field(max_length=ITEMS_LIMIT),
]


class VersionBody(MLModelVersionContent):
    """Content of a new version, with its parameters, metrics and tags."""

    params: Annotated[Params, OBJECT, PARAMS] = Field(default_factory=dict)
    metrics: Annotated[MeasuredByName, OBJECT, METRICS] = Field(default_factory=dict)
    tags: Annotated[Tags, OBJECT, TAGS] = Field(default_factory=dict)


class VersionListed(MLModelVersionRead, MLModelVersionSummary):
    """A version in a list, with the aliases that point to it and the included items."""


class VersionQuery(SearchQuery):
    """Selects a page of versions, and the items that are listed with each."""

    include: Include = Field(
        default_factory=list,
        description="Metrics, parameters and tags to list: metric.auc, param.depth, tag.team.",
    )

    def names(self, item_type: str) -> list[str]:
        """Names of the included items of a type: `metric`, `param` or `tag`."""
        start = f"{item_type}."
        return [name.removeprefix(start) for name in self.include if name.startswith(start)]
