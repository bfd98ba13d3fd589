"""The item types: URL, service and schemas of each."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from mldb.schemas import (
    MLExperimentTagCreate,
    MLExperimentTagRead,
    MLExperimentTagUpdate,
    MLMetricCreate,
    MLMetricGoalCreate,
    MLMetricGoalRead,
    MLMetricGoalUpdate,
    MLMetricRead,
    MLMetricUpdate,
    MLModelTagCreate,
    MLModelTagRead,
    MLModelTagUpdate,
    MLModelVersionParamCreate,
    MLModelVersionParamRead,
    MLModelVersionParamUpdate,
    MLModelVersionTagCreate,
    MLModelVersionTagRead,
    MLModelVersionTagUpdate,
)
from registry_app.api.base.parameters import NameOfModel, NumberOfVersion, RowId
from registry_app.api.operations.tracking.experiments import EXPERIMENT
from registry_app.api.operations.versions import VERSION
from registry_app.api.schemas.items import GoalBody, MetricBody, ParamBody, TagBody
from registry_app.core.registry import AsyncRegistry


class OwnerPath(BaseModel, ABC):
    """Path parameters that select the owner of items."""

    @abstractmethod
    async def owner_id(self, registry: AsyncRegistry) -> int:
        """The `id` of the selected owner.

        Raises:
            NotFoundError: there is none.
        """


class ModelPath(OwnerPath):
    """Path parameters that select a model."""

    name: NameOfModel

    async def owner_id(self, registry: AsyncRegistry) -> int:
        """The `id` of the selected owner.

        Raises:
            NotFoundError: there is none.
        """
        return (await registry.models.get_by_name(self.name)).id


class VersionPath(ModelPath):
    """Path parameters that select a version."""

    number: NumberOfVersion

    async def owner_id(self, registry: AsyncRegistry) -> int:
        """The `id` of the selected owner.

        Raises:
            NotFoundError: there is none.
        """
        return (await registry.versions.get_by_number(self.name, self.number)).id


class ExperimentPath(OwnerPath):
    """Path parameters that select an experiment."""

    row_id: RowId

    async def owner_id(self, registry: AsyncRegistry) -> int:
        """The `id` of the selected owner.

        Raises:
            NotFoundError: there is none.
        """
        return (await registry.experiments.get(self.row_id)).id


@dataclass(frozen=True)
class ItemType:
    """An item type, with the service and the schemas of its items."""

    singular: str
    plural: str
    path: str
    owner: type[OwnerPath]
    owner_field: str
    name_field: str
    service: str
    create: type[Any]
    update: type[Any]
    read: type[Any]
    body: type[BaseModel]

    def of(self, registry: AsyncRegistry) -> Any:
        """The service."""
        return getattr(registry, self.service)

    @property
    def words(self) -> str:
        """The singular in a sentence."""
        return self.singular.replace("_", " ")


ITEM_TYPES: Final = (
    ItemType(
        singular="metric",
        plural="metrics",
        path=f"{VERSION}/metrics",
        owner=VersionPath,
        owner_field="version_id",
        name_field="name",
        service="metrics",
        create=MLMetricCreate,
        update=MLMetricUpdate,
        read=MLMetricRead,
        body=MetricBody,
    ),
    ItemType(
        singular="parameter",
        plural="parameters",
        path=f"{VERSION}/params",
        owner=VersionPath,
        owner_field="version_id",
        name_field="name",
        service="params",
        create=MLModelVersionParamCreate,
        update=MLModelVersionParamUpdate,
        read=MLModelVersionParamRead,
        body=ParamBody,
    ),
    ItemType(
        singular="version_tag",
        plural="version_tags",
        path=f"{VERSION}/tags",
        owner=VersionPath,
        owner_field="version_id",
        name_field="key",
        service="version_tags",
        create=MLModelVersionTagCreate,
        update=MLModelVersionTagUpdate,
        read=MLModelVersionTagRead,
        body=TagBody,
    ),
    ItemType(
        singular="model_tag",
        plural="model_tags",
        path="/models/{str:name}/tags",
        owner=ModelPath,
        owner_field="model_id",
        name_field="key",
        service="model_tags",
        create=MLModelTagCreate,
        update=MLModelTagUpdate,
        read=MLModelTagRead,
        body=TagBody,
    ),
    ItemType(
        singular="metric_goal",
        plural="metric_goals",
        path="/models/{str:name}/goals",
        owner=ModelPath,
        owner_field="model_id",
        name_field="name",
        service="metric_goals",
        create=MLMetricGoalCreate,
        update=MLMetricGoalUpdate,
        read=MLMetricGoalRead,
        body=GoalBody,
    ),
    ItemType(
        singular="experiment_tag",
        plural="experiment_tags",
        path=f"{EXPERIMENT}/tags",
        owner=ExperimentPath,
        owner_field="experiment_id",
        name_field="key",
        service="experiment_tags",
        create=MLExperimentTagCreate,
        update=MLExperimentTagUpdate,
        read=MLExperimentTagRead,
        body=TagBody,
    ),
)
