"""The API as a whole: its routers, each operation behind its gate."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser
from pydantic_core import from_json

from registry_app.accounts.permissions import API, API_MINIMUM_ROLE
from registry_app.api.base.gate import Gate
from registry_app.api.base.problems import problem
from registry_app.api.base.refusals import FORESEEN, refusal_of
from registry_app.api.operations import (
    accounts,
    aliases,
    bulk,
    history,
    items,
    models,
    named_items,
    saved_views,
    trash,
    versions,
)
from registry_app.api.operations import (
    comparison as judging,
)

VERSION = "1"
ROUTERS = (
    models,
    versions,
    items,
    named_items,
    aliases,
    judging,
    history,
    bulk,
    trash,
    saved_views,
    accounts,
)


class _Parser(Parser):
    """Reads JSON several times as fast as the standard library."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's JSON, in which NaN and infinities are left for the schemas to refuse."""
        return from_json(request.body, allow_inf_nan=True)


def _api() -> NinjaAPI:
    api = NinjaAPI(
        title="Modelbook",
        version=VERSION,
        urls_namespace=API,
        docs_url=None,
        openapi_url=None,
        parser=_Parser(),
    )
    for module in ROUTERS:
        for operation in _operations(module.router):
            _prepare(operation)
        api.add_router("", module.router)
    for kind in FORESEEN:
        api.add_exception_handler(kind, _refused)
    return api


def _operations(router: Any) -> list[Operation]:
    return [operation for view in router.path_operations.values() for operation in view.operations]


def _prepare(operation: Operation) -> None:
    """Put the gate before it, and tell its documentation's first line from the rest."""
    name = operation.operation_id = operation.operation_id or operation.view_func.__name__
    operation.url_name = name
    if name not in API_MINIMUM_ROLE:
        raise ImproperlyConfigured(f"{name!r} has no row in API_MINIMUM_ROLE.")
    operation.auth_callbacks = operation.auth_param = [Gate(operation, API_MINIMUM_ROLE[name])]
    operation.summary, _, rest = operation.description.partition("\n")
    operation.description = rest.strip()


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(refusal_of(request, error))


api = _api()
