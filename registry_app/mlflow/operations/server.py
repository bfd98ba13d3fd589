"""What the server is."""

from typing import Final

from mldb.values.enums import Role
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.given import Given

endpoints = Endpoints()

PROTOCOL_VERSION: Final = "3.17.2"
"""The version of the protocol that this site speaks."""

_INFO: Final[Answer] = {
    "store_type": "SqlStore",
    "workspaces_enabled": False,
    "multipart_uploads_enabled": False,
    "multipart_downloads_enabled": False,
    "trace_archival_enabled": False,
    "presigned_upload_run_id_supported": False,
    "presigned_upload_model_id_supported": False,
    "features_enabled": {"gateway": False},
}


@endpoints.answer("GET server-info", role=Role.VIEWER)
async def server_info(_: Call, given: Given) -> Answer:  # noqa: ARG001  # it takes none
    """Which parts of the protocol the server speaks."""
    return _INFO
