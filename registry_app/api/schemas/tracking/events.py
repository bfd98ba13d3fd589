"""Events of a run."""

from typing import Annotated

from pydantic import BaseModel, Field

from mldb.schemas import MetricSeriesRead, MLRunRead
from mldb.schemas.item import PARAMS, TAGS


class RunEvent(BaseModel):
    """What changed of a run; what is left out has not changed."""

    run: MLRunRead | None = Field(None, description="The run.")
    params: Annotated[dict[str, str] | None, PARAMS] = None
    tags: Annotated[dict[str, str] | None, TAGS] = None
    cut: list[str] | None = Field(
        None, description="What is incomplete here: params, tags.", examples=[[]]
    )
    metrics: list[MetricSeriesRead] = Field(description="Metrics with new points, by name.")
