"""Metrics: input and output."""

from pydantic import Field

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfVersionRead
from mldb.values.mappings import Metrics
from mldb.values.names import Name
from mldb.values.numbers import MetricValue


class MLMetricCreate(WriteSchema):
    """A new metric of a version."""

    version_id: int
    name: Name
    value: MetricValue


class MLMetricValues(WriteSchema):
    """Metrics to insert or update together, also given as pairs."""

    metrics: Metrics


class MLMetricBatch(MLMetricValues):
    """Metrics to insert or update on this version."""

    version_id: int


class MLMetricUpdate(UpdateSchema):
    """Another value for a metric."""

    value: MetricValue


class MLMetricRead(OfVersionRead):
    """A metric."""

    name: str = Field(description="Name of the metric.", examples=["auc"])
    value: float = Field(description="Value of the metric.", examples=[0.931])
