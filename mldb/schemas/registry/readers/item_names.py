"""Names of metrics, parameters and tags."""

from pydantic import BaseModel, ConfigDict


class MLModelVersionItemNames(BaseModel):
    """Names of the items of some versions, sorted, at most 1,000 of each item type.

    `cut` lists the item types that have more: `metrics`, `params`, `tags`.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    metrics: list[str]
    params: list[str]
    tags: list[str]
    cut: frozenset[str] = frozenset()
