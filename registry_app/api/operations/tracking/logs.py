"""What runs log, and its tags."""

from django.http import HttpResponse
from ninja import Query

from mldb.schemas import LogReceipt
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import RunPath
from registry_app.api.base.responses import json_response, no_content
from registry_app.api.operations.tracking.runs import RUN
from registry_app.api.schemas.items import ItemChangeQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.tracking.logs import (
    InputsBody,
    InputsReceipt,
    LogBody,
    LogOutcome,
    LogOutcomes,
    ManyLogs,
)

group = Group("Logs", "What runs log: points of metrics, parameters, tags and datasets.")


@group.post(f"{RUN}/log", role=Role.EDITOR, response=LogReceipt)
async def log_run(request: APIRequest, public_id: RunPath, body: LogBody) -> HttpResponse:
    """Store up to 10,000 points, with parameters and tags: all of them, or none.

    The response comes when they are stored for good. The same request again stores nothing, so it
    can be repeated without an Idempotency-Key, if all points have a time: others get the current
    one.
    """
    return json_response(await request.registry.run_logs.log(public_id, body))


@group.post("/runs/log", role=Role.EDITOR, response=LogOutcomes)
async def log_runs(request: APIRequest, body: ManyLogs) -> HttpResponse:
    """Store the logs of several runs; one that is refused takes no other down.

    The same request again stores nothing, so it can be repeated without an Idempotency-Key, if all
    points have a time: others get the current one.
    """
    outcomes = await request.registry.run_logs.log_many([(log.run, log) for log in body.logs])
    return json_response(
        LogOutcomes(
            outcomes=[
                LogOutcome(run=log.run, receipt=None, refusal=str(outcome))
                if isinstance(outcome, Exception)
                else LogOutcome(run=log.run, receipt=outcome, refusal=None)
                for log, outcome in zip(body.logs, outcomes, strict=True)
            ]
        )
    )


@group.post(f"{RUN}/inputs", role=Role.EDITOR, response=InputsReceipt)
async def log_run_inputs(
    request: APIRequest, public_id: RunPath, body: InputsBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Store which datasets a run reads. The same request again stores nothing."""
    count = await request.registry.run_logs.log_inputs(
        public_id, body.datasets, reason=query.reason
    )
    return json_response(InputsReceipt(inputs=count))


@group.delete(f"{RUN}/tag", role=Role.EDITOR, response={204: None})
async def delete_run_tag(
    request: APIRequest, public_id: RunPath, query: Query[ItemChangeQuery]
) -> HttpResponse:
    """Delete a tag of a run; to set one, log it."""
    await request.registry.run_logs.delete_tag(public_id, query.item, reason=query.reason)
    return no_content()
