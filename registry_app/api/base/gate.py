"""Lets a request through to its operation if its caller may use it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from mldb.security import note
from mldb.values.enums import Role
from registry_app.accounts.callers import Caller
from registry_app.api.base.callers import SAFE, caller_of
from registry_app.core.refusal import Refusal
from registry_app.core.registry import AsyncRegistry

_LEAKED: Final = (
    "An API token belongs into the header Authorization, never into a URL, which is kept in logs. "
    "Revoke this one."
)


class APIRequest(HttpRequest):
    """A request of a caller who may use the operation, with the services that act for them."""

    auth: Caller
    registry: AsyncRegistry


@dataclass(frozen=True)
class Operation:
    """One method at one URL, with its permissions.

    If it `is_confirmed`, a caller in a browser must have given the password some minutes ago. A
    token that is limited to some models opens the URLs below these models, and the operations that
    are `open_to_limited_tokens`. If it `streams_body`, its view reads the body itself.
    """

    name: str
    method: str
    path: str
    role: Role
    """The minimum role."""
    parameters: frozenset[str]
    """Names of the query parameters."""
    is_confirmed: bool = False
    open_to_limited_tokens: bool = False
    streams_body: bool = False


@dataclass(frozen=True)
class Gate:
    """Authentication of one operation; ninja calls it before it reads the request."""

    operation: Operation

    async def __call__(self, request: HttpRequest) -> Caller:
        """The caller; `request.registry` then acts for them.

        Raises:
            Refusal: the caller is unknown, or may not use the operation.
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
        request.registry = AsyncRegistry(caller.username, caller.token_name)  # type: ignore[attr-defined]  # an APIRequest now
        return caller

    def _check_parameters(self, request: HttpRequest) -> None:
        """A misspelt parameter must not be ignored, and a token in a URL ends up in logs."""
        expected = self.operation.parameters
        unknown = [name for name in request.GET if name not in expected]
        if not unknown:
            return
        if any("token" in name.lower() for name in unknown):
            raise Refusal.of_parameters(_LEAKED, *unknown)
        names = ", ".join(sorted(expected)) or "none"
        raise Refusal.of_parameters(f"This takes no such parameter; it takes: {names}.", *unknown)

    def _check_caller(self, request: HttpRequest, caller: Caller) -> None:
        if not caller.role.includes(self.operation.role):
            raise Refusal(HTTPStatus.FORBIDDEN, self._too_low(caller))
        if request.method not in SAFE and not caller.may_write:
            raise Refusal(HTTPStatus.FORBIDDEN, "This token is for reading only.")
        if self.operation.is_confirmed and not caller.is_confirmed:
            raise Refusal(
                HTTPStatus.FORBIDDEN, f"Give your password first, at {reverse('registry:confirm')}."
            )
        self._check_model(request, caller)

    def _too_low(self, caller: Caller) -> str:
        who = "This token allows" if caller.token_name else "You have"
        return (
            f"This needs the role {self.operation.role}. {who} no more than the role {caller.role}."
        )

    def _check_model(self, request: HttpRequest, caller: Caller) -> None:
        if not self.operation.open_to_limited_tokens:
            match = request.resolver_match
            check_model(caller, match.kwargs.get("name") if match else None)


def check_model(caller: Caller, name: str | None) -> None:
    """Refuse a token that is limited to other models than this one; None: something else.

    Raises:
        Refusal: it is limited to others.
    """
    if caller.model_names is not None and name not in caller.model_names:
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            f"This token is limited to some models, with URLs below {_models_url()}/NAME: "
            f"{', '.join(sorted(caller.model_names)) or 'none of them is left'}.",
        )


def _models_url() -> str:
    return reverse("api:list_models")
