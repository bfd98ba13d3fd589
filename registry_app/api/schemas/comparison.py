"""Comparisons and trends in requests and responses."""

from typing import Annotated

from pydantic import BaseModel, Field

from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import ComparedVersion
from mldb.values.limits import MAX_ID

Label = Annotated[str, Field(json_schema_extra={"pattern": "^.+/[0-9]{1,18}$"})]


class CompareQuery(BaseModel):
    """Selects versions."""

    v: Annotated[list[Label], Field(min_length=1, max_length=COMPARED_LIMIT)] = Field(
        description="Versions as model/number; repeat it.", examples=[["fraud/3", "fraud/5"]]
    )


class Comparison(BaseModel):
    """Versions side by side."""

    versions: list[ComparedVersion] = Field(
        description="The versions, in the order of the request."
    )
    missing: list[str] = Field(
        description="Requested versions that don't exist.", examples=[["fraud-detector/9"]]
    )


class MetricQuery(BaseModel):
    """Selects a metric of versions."""

    metric: str = Field(max_length=255, description="Name of the metric.", examples=["auc"])
    before: int | None = Field(
        None, ge=1, le=MAX_ID, description="Only versions with a number below this one."
    )
