"""Metrics: what to give, what to get."""

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfVersionRead
from mldb.types import Metrics, MetricValue, Name


class MLMetricCreate(WriteSchema):
    """A new metric of a version."""

    version_id: int
    name: Name
    value: MetricValue


class MLMetricBatch(WriteSchema):
    """Metrics of one version to insert or update together, also given as pairs."""

    version_id: int
    metrics: Metrics


class MLMetricUpdate(UpdateSchema):
    """Another value for a metric."""

    value: MetricValue


class MLMetricRead(OfVersionRead):
    """A metric."""

    name: str
    value: float
