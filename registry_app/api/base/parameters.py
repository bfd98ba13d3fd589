"""Path and header parameters of the operations, with their documentation."""

from typing import Annotated, Any, Final

from ninja import Path
from pydantic import TypeAdapter, WithJsonSchema

from mldb.schemas.tracking.ml_logged_model import LOGGED_MODEL_ID
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.limits import MAX_ID
from mldb.values.names import AliasName, LoggedModelId, ModelName, Name, RunId, Username


def _documented(description: str, example: Any, **schema: Any) -> WithJsonSchema:
    """Documentation of a path parameter.

    Its limits are documented and not validated: a value beyond them is simply not found.
    """
    return WithJsonSchema({**schema, "description": description, "examples": [example]})


def _schema_of(constrained: Any) -> dict[str, Any]:
    return TypeAdapter(constrained).json_schema()


NameOfModel = Annotated[
    str, _documented("Name of the model.", "fraud-detector", **_schema_of(ModelName))
]
NumberOfVersion = Annotated[
    int,
    _documented("Number of the version.", 3, type="integer", minimum=1, maximum=2**31 - 1),
]
_Item = Annotated[
    str,
    _documented(
        "Name of the metric, parameter or tag; a slash in it is written %2F. For a name with `.` "
        "or `..` between slashes use the operations `…_by_name`, which take it as a parameter.",
        "auc",
        **_schema_of(Name),
    ),
]
_Alias = Annotated[str, _documented("Name of the alias.", "champion", **_schema_of(AliasName))]
RowId = Annotated[
    int, _documented("The `id` from the list.", 2, type="integer", minimum=0, maximum=MAX_ID)
]
_Run = Annotated[str, _documented("The `public_id` of the run.", RUN_ID, **_schema_of(RunId))]
_Username = Annotated[
    str, _documented("Name under which they log in.", "alice", **_schema_of(Username))
]
_LoggedModel = Annotated[
    str,
    _documented(
        "The `public_id` of the logged model.", LOGGED_MODEL_ID, **_schema_of(LoggedModelId)
    ),
]
ModelNamePath = Path[NameOfModel]
VersionNumberPath = Path[NumberOfVersion]
ItemPath = Path[_Item]
AliasPath = Path[_Alias]
RowIdPath = Path[RowId]
RunPath = Path[_Run]
LoggedModelPath = Path[_LoggedModel]
UsernamePath = Path[_Username]

IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "ETag of the state on which the change was decided, or * for any state.",
    "example": "*",
}
IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "ETag of a cached copy; if it is still valid, the status is 304.",
    "example": '"12-3-5f0c2a9b1e44"',
}
IDEMPOTENCY_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": _schema_of(Name),
    "description": (
        "Makes it safe to send the request again: within a day it is carried out once, and each "
        "repetition gets the first response. Every request needs its own key."
    ),
    "example": "5f0c2a9b-1e44-4c1d-9d0e-6f6a4a1d7c11",
}
