"""Path and header parameters of the operations, with their documentation."""

from typing import Annotated, Any, Final

from ninja import Path
from pydantic import TypeAdapter, WithJsonSchema

from mldb.schemas.tracking.ml_logged_model import LOGGED_MODEL_ID
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.limits import MAX_ID, UPLOAD_PARTS
from mldb.values.names import AliasName, LoggedModelId, ModelName, Name, RunId, Username
from mldb.values.paths import ArtifactPath


def _documented(description: str, example: Any, **schema: Any) -> WithJsonSchema:
    """Documentation of a path parameter.

    Its limits are documented and not validated: a value beyond them is simply not found.
    """
    return WithJsonSchema({**schema, "description": description, "examples": [example]})


def _schema_of(constrained: Any) -> dict[str, Any]:
    return TypeAdapter(constrained).json_schema()


UPLOAD_ID: Final = "5b0c1f0e9d3f4a52b0b65c8d1a6f7e90"
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
IdOfRun = Annotated[str, _documented("The `public_id` of the run.", RUN_ID, **_schema_of(RunId))]
_Username = Annotated[
    str, _documented("Name under which they log in.", "alice", **_schema_of(Username))
]
IdOfLoggedModel = Annotated[
    str,
    _documented(
        "The `public_id` of the logged model.", LOGGED_MODEL_ID, **_schema_of(LoggedModelId)
    ),
]
_Artifact = Annotated[
    str,
    _documented(
        "Path of the file below its owner.", "model/weights.bin", **_schema_of(ArtifactPath)
    ),
]
_Upload = Annotated[
    str,
    _documented(
        "The `public_id` of the upload.",
        UPLOAD_ID,
        type="string",
        pattern="^[0-9a-f]{32}$",
    ),
]
_Part = Annotated[
    int,
    _documented("Number of the part.", 1, type="integer", minimum=1, maximum=UPLOAD_PARTS),
]
ModelNamePath = Path[NameOfModel]
VersionNumberPath = Path[NumberOfVersion]
ItemPath = Path[_Item]
AliasPath = Path[_Alias]
RowIdPath = Path[RowId]
RunPath = Path[IdOfRun]
LoggedModelPath = Path[IdOfLoggedModel]
UsernamePath = Path[_Username]
ArtifactPathPath = Path[_Artifact]
UploadPath = Path[_Upload]
PartNumberPath = Path[_Part]

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
_FILE_ETAG: Final = '"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"'
IF_MATCH_FILE: Final = IF_MATCH | {
    "description": "ETag of the file that is meant; if it is another one, the status is 412."
}
IF_NONE_MATCH_FILE: Final = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string", "enum": ["*"]},
    "description": "`*` stores the file only if none is at the path; else the status is 412.",
    "example": "*",
}
RANGE: Final = {
    "in": "header",
    "name": "Range",
    "schema": {"type": "string"},
    "description": (
        "The part that is wanted: `bytes=0-1023`, `bytes=1024-` or `bytes=-1024`. The response to "
        "a request for several parts is the whole file."
    ),
    "example": "bytes=0-1023",
}
IF_RANGE: Final = {
    "in": "header",
    "name": "If-Range",
    "schema": {"type": "string"},
    "description": "ETag of the file of which `Range` is a part; of another file all is sent.",
    "example": _FILE_ETAG,
}
CONTENT_DIGEST: Final = {
    "in": "header",
    "name": "Content-Digest",
    "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
    "description": (
        "SHA-256 of the body (RFC 9530); if it is another one, nothing is stored. `Repr-Digest` is "
        "checked, too."
    ),
    "example": "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:",
}
