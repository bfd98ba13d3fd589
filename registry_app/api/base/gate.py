"""Lets a request through to its operation if its caller may use it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja.operation import Operation

from mldb.security import note
from mldb.values.enums import Role
from registry_app.accounts.permissions import API_CONFIRMED
from registry_app.api.base.callers import SAFE, Caller, caller_of
from registry_app.api.base.problems import ProblemDetail, Refusal
from registry_app.core.registry import AsyncRegistry

# A token for chosen models may always ask what it is.
_ASKS_WHO = "get_caller"


class APIRequest(HttpRequest):
    """A request of somebody who may use the operation, with the services that act for them."""

    auth: Caller
    registry: AsyncRegistry


class Gate:
    """Stands before one operation; ninja calls it before anything of the request is read."""

    is_async = True

    def __init__(self, operation: Operation, minimum: Role) -> None:
        self.name = operation.operation_id or operation.view_func.__name__
        self.minimum = minimum
        self.parameters = frozenset(
            name
            for model in operation.models
            if model.__ninja_param_source__ == "query"
            for name in _names(model)
        )

    async def __call__(self, request: Any) -> Caller:
        """The caller, whose services the request then has.

        Raises:
            Refusal: the caller is unknown, or may not do this.
        """
        self._check_parameters(request)
        caller = await caller_of(request)
        try:
            self._check_caller(request, caller)
        except Refusal:
            note(
                "refused",
                account=caller.username,
                token=caller.token_name,
                reason="not_allowed",
                method=request.method,
                path=request.path,
            )
            raise
        request.registry = AsyncRegistry(caller.username, caller.token_name)
        return caller

    def _check_caller(self, request: HttpRequest, caller: Caller) -> None:
        if not caller.role.includes(self.minimum):
            raise Refusal(HTTPStatus.FORBIDDEN, self._too_low(caller))
        if request.method not in SAFE and not caller.may_write:
            raise Refusal(HTTPStatus.FORBIDDEN, "This token is for reading only.")
        if self.name in API_CONFIRMED and not caller.is_confirmed:
            raise Refusal(
                HTTPStatus.FORBIDDEN, f"Give your password first, at {reverse('registry:confirm')}."
            )
        self._check_model(request, caller)

    def _check_parameters(self, request: HttpRequest) -> None:
        """A misspelt parameter must not be swallowed, and a token in an address ends up in logs."""
        unknown = [name for name in request.GET if name not in self.parameters]
        if not unknown:
            return
        known = ", ".join(sorted(self.parameters)) or "none"
        sentence = f"This takes no such parameter; it takes: {known}."
        if any("token" in name.lower() for name in unknown):
            sentence = (
                "An API token belongs into the header Authorization, never into an address, which "
                "is kept in logs. Revoke this one."
            )
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            sentence,
            [ProblemDetail(detail=sentence, parameter=name) for name in unknown],
        )

    def _too_low(self, caller: Caller) -> str:
        who = "This token" if caller.token_name else "You"
        verb = "allows" if caller.token_name else "have"
        return (
            f"This needs the role {self.minimum}. {who} {verb} no more than the role {caller.role}."
        )

    def _check_model(self, request: HttpRequest, caller: Caller) -> None:
        if caller.model_names is None or self.name == _ASKS_WHO:
            return
        match = request.resolver_match
        name = match.kwargs.get("name") if match else None
        if name not in caller.model_names:
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                "This token is for chosen models only, with addresses below /api/v1/models/NAME: "
                f"{', '.join(sorted(caller.model_names)) or 'none of them is left'}.",
            )


def _names(model: Any) -> Any:
    return getattr(model, "__ninja_flatten_map__", None) or model.model_fields
