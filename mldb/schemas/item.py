"""Base classes and fields of metrics, parameters and tags."""

from typing import Any, Final

from pydantic import Field

from mldb.schemas.base import AttributedRead

METRICS: Final[Any] = Field(description="Metric values by name.", examples=[{"auc": 0.931}])
PARAMS: Final[Any] = Field(
    description="Parameter values by name.", examples=[{"learning_rate": "0.01"}]
)
TAGS: Final[Any] = Field(description="Tag values by name.", examples=[{"dataset": "2026-02"}])


class OfVersionRead(AttributedRead):
    """A named value of a version."""

    version_id: int = Field(description="The `id` of its version.", examples=[12])


class OfExperimentRead(AttributedRead):
    """A named value of an experiment."""

    experiment_id: int = Field(description="The `id` of its experiment.", examples=[12])


class OfModelRead(AttributedRead):
    """A named value of a model."""

    model_id: int = Field(description="The `id` of its model.", examples=[12])
