"""The API: all groups of operations, its parser and its error handlers."""

from typing import Any, Final

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from pydantic_core import from_json

from registry_app.api.base.errors import FORESEEN
from registry_app.api.base.gate import Operation
from registry_app.api.base.problems import problem_response
from registry_app.api.operations import (
    accounts,
    aliases,
    artifacts,
    bulk,
    comparison,
    history,
    items,
    models,
    people,
    saved_views,
    staff,
    trash,
    versions,
)
from registry_app.api.operations.tracking import (
    events,
    experiments,
    histories,
    logged_models,
    logs,
    runs,
)

VERSION: Final = "1"
NAMESPACE: Final = "api"
"""Of the operations' URL names."""
GROUPS: Final = (
    models.group,
    versions.group,
    items.group,
    aliases.group,
    experiments.group,
    # Before the runs, whose URLs would match `/runs/log`.
    logs.group,
    runs.group,
    histories.group,
    events.group,
    logged_models.group,
    artifacts.group,
    comparison.group,
    bulk.group,
    trash.group,
    history.group,
    people.group,
    saved_views.group,
    accounts.group,
    staff.group,
)
"""In the order of the documentation."""

OPERATIONS: Final[dict[str, Operation]] = {
    operation.name: operation for group in GROUPS for operation in group
}


class _Parser(Parser):
    """Reads JSON several times as fast as the standard library."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's JSON, with NaN and infinities, which the schemas refuse."""
        return from_json(request.body, allow_inf_nan=True)


def _api() -> NinjaAPI:
    made = NinjaAPI(
        title="Modelbook",
        version=VERSION,
        urls_namespace=NAMESPACE,
        docs_url=None,
        openapi_url=None,
        parser=_Parser(),
    )
    for group in GROUPS:
        made.add_router("", group.router)
    for error_type in FORESEEN:
        made.add_exception_handler(error_type, problem_response)
    return made


api = _api()
