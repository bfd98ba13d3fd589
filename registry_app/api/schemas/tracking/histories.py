"""Metric histories in requests and responses."""

from typing import Final

from pydantic import BaseModel, Field, TypeAdapter

from mldb.values.names import Name
from registry_app.api.schemas.lists import PageQuery

POINTS_ON_PAGE: Final = 10_000


class SeriesQuery(PageQuery):
    """Selects a page of the metrics of a run."""

    contains: str = Field(
        "", max_length=255, description="Only metrics with this text in their names."
    )


class HistoryQuery(BaseModel):
    """Selects a metric, and a page of its history."""

    metric: str = Field(
        description="Name of the metric.",
        examples=["val/loss"],
        json_schema_extra=TypeAdapter(Name).json_schema(),
    )
    cursor: str | None = Field(
        None, description="Cursor from another page of this history; without it the first page."
    )
    limit: int = Field(1_000, ge=1, le=POINTS_ON_PAGE, description="Points on the page.")
