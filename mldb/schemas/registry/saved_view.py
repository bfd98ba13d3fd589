"""Saved views of lists: input and output."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mldb.rules.saved_view import KINDS
from mldb.schemas.base import UNCHANGED, AttributedRead, UpdateSchema, WriteSchema
from mldb.search.fields import ListType
from mldb.values.enums import Grouping
from mldb.values.limits import COLUMNS_LIMIT, PAGE_SIZE_LIMIT
from mldb.values.names import ModelName, Name
from mldb.values.texts import QueryText


def _few_distinct(names: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(names))
    if len(distinct) > COLUMNS_LIMIT:
        raise PydanticCustomError("columns", f"Choose at most {COLUMNS_LIMIT} columns.")
    return distinct


def _has_views(kind: object) -> object:
    if kind not in KINDS:
        raise PydanticCustomError("kind", f"Choose one of {', '.join(KINDS)}.")
    return kind


ListKind = Annotated[
    Literal[ListType.MODELS, ListType.VERSIONS, ListType.RUNS, ListType.EXPERIMENTS],
    BeforeValidator(_has_views),
]
"""The lists of which views can be saved, spelt out for the JSON schema."""

ColumnNames = Annotated[list[Name], AfterValidator(_few_distinct)]
"""Names as in the URL of a list, such as `status` or `metric.auc`."""

PageSize = Annotated[int, Field(ge=1, le=PAGE_SIZE_LIMIT)]

LIST: Final[Any] = Field(description="Type of the list.", examples=["versions"])
MODEL_NAME: Final[Any] = Field(
    description="Name of the model whose versions are listed; null: versions of all models.",
    examples=["fraud-detector"],
)
NAME: Final[Any] = Field(description="Name of the view.", examples=["Good ones"])
QUERY: Final[Any] = Field(
    description="Query of the list, with its order.",
    examples=["metric.auc>=0.9 sort:-metric.auc"],
)
COLUMNS: Final[Any] = Field(
    description="Columns of the list, such as status or metric.auc; empty: its default columns.",
    examples=[["status", "metric.auc"]],
)
ROWS: Final[Any] = Field(description="Rows on a page; null: the default page size.", examples=[50])
EXPERIMENT_ID: Final[Any] = Field(
    description="The `id` of the experiment whose runs are listed; null: runs of all experiments.",
    examples=[12],
)
CURVE: Final[Any] = Field(
    description="Metric whose curves a list of runs shows; null: the list's own choice; -: none.",
    examples=["val/loss"],
)
GROUP_BY: Final[Any] = Field(
    description="How a list of runs is grouped; null: not at all.", examples=["parent"]
)
IS_SHARED: Final[Any] = Field(
    description="Whether everybody can use it, or only its owner.", examples=[False]
)


class SavedViewContent(WriteSchema):
    """A view of a list: models, versions (or a model's), experiments, runs (or an experiment's)."""

    kind: Annotated[ListKind, LIST]
    model_name: Annotated[ModelName | None, MODEL_NAME] = None
    experiment_id: Annotated[int | None, EXPERIMENT_ID] = None
    name: Annotated[Name, NAME]
    query: Annotated[QueryText, QUERY] = ""
    columns: Annotated[ColumnNames, COLUMNS] = Field(default_factory=list)
    page_size: Annotated[PageSize | None, ROWS] = None
    curve: Annotated[Name | None, CURVE] = None
    group_by: Annotated[Grouping | None, GROUP_BY] = None
    is_shared: Annotated[StrictBool, IS_SHARED] = False

    @model_validator(mode="after")
    def _model_has_versions(self) -> Self:
        if self.model_name is not None and self.kind is not ListType.VERSIONS:
            raise PydanticCustomError(
                "model_name", "Only a list of versions can be limited to one model."
            )
        return self

    @model_validator(mode="after")
    def _experiment_has_runs(self) -> Self:
        if self.experiment_id is not None and self.kind is not ListType.RUNS:
            raise PydanticCustomError(
                "experiment_id", "Only a list of runs can be limited to one experiment."
            )
        return self


class SavedViewCreate(SavedViewContent):
    """A new view of this staff user."""

    user_id: int


class SavedViewChanges(WriteSchema):
    """Changes to a saved view; its owner and its list never change."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "metric.auc>=0.92 sort:-metric.auc"}]}
    )

    name: Annotated[Name, NAME] = UNCHANGED
    query: Annotated[QueryText, QUERY] = UNCHANGED
    columns: Annotated[ColumnNames, COLUMNS] = UNCHANGED
    page_size: Annotated[PageSize | None, ROWS] = UNCHANGED
    curve: Annotated[Name | None, CURVE] = UNCHANGED
    group_by: Annotated[Grouping | None, GROUP_BY] = UNCHANGED
    is_shared: Annotated[StrictBool, IS_SHARED] = UNCHANGED


class SavedViewUpdate(SavedViewChanges, UpdateSchema):
    """Changes to the copy of a saved view that has this `row_version`."""


class SavedViewRead(AttributedRead):
    """A saved view, with the names of its owner and of the model or experiment that it is about."""

    user_id: int = Field(description="The `id` of its owner.", examples=[12])
    owner: str = Field(description="Username of its owner.", examples=["alice"])
    kind: Annotated[ListKind, LIST]
    model_id: int | None = Field(
        description="The `id` of its model; null: it lists all models or versions.", examples=[12]
    )
    model_name: Annotated[str | None, MODEL_NAME]
    is_model_trashed: bool = Field(
        description="Whether its model is in the trash, so that the list is empty.",
        examples=[False],
    )
    experiment_id: Annotated[int | None, EXPERIMENT_ID]
    experiment_name: str | None = Field(description="Name of that experiment.", examples=["churn"])
    is_experiment_trashed: bool = Field(
        description="Whether its experiment is in the trash, so that the list is not there.",
        examples=[False],
    )
    name: Annotated[str, NAME]
    query: Annotated[str, QUERY]
    columns: Annotated[list[str], COLUMNS]
    page_size: Annotated[int | None, ROWS]
    curve: Annotated[str | None, CURVE]
    group_by: Annotated[Grouping | None, GROUP_BY]
    is_shared: Annotated[bool, IS_SHARED]
