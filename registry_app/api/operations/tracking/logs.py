"""What runs log, and its tags."""

from django.http import HttpResponse

from mldb.schemas import LogReceipt
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import RunPath
from registry_app.api.base.responses import json_response
from registry_app.api.operations.tracking.runs import RUN
from registry_app.api.schemas.tracking.logs import LogBody

group = Group("Logs", "What runs log: points of metrics, parameters, tags and datasets.")


@group.post(f"{RUN}/log", role=Role.EDITOR, response=LogReceipt)
async def log_run(request: APIRequest, public_id: RunPath, body: LogBody) -> HttpResponse:
    """Store up to 10,000 points, with parameters and tags: all of them, or none.

    The response comes when they are stored for good. The same request again stores nothing, so it
    can be repeated without an Idempotency-Key.
    """
    return json_response(await request.registry.run_logs.log(public_id, body))
