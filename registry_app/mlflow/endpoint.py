"""Endpoints of the protocol, each declared with its minimum role where it is written."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from mldb.values.enums import Role
from registry_app.accounts.callers import Caller
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.given import Given

Answer = dict[str, Any]
"""The JSON object of a response; what is None or empty is left out by whoever makes it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an endpoint: who calls, and the services that act for them."""

    caller: Caller
    registry: AsyncRegistry


View = Callable[[Call, Any], Awaitable[Answer]]
ViewT = TypeVar("ViewT", bound=Callable[..., Awaitable[Answer]])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method at a path below the protocol's prefix, such as `GET runs/get`.

    A segment in braces is a parameter: `logged-models/{model_id}`. If it is `of_model`, its
    parameter `name` is that of a registered model, and tokens that are limited to it may use it.
    """

    method: str
    path: str
    role: Role
    view: View
    schema: type[Given]
    of_model: bool

    @property
    def is_safe(self) -> bool:
        """Whether it changes nothing: some reads are POST, as their parameters are long."""
        return self.role is Role.VIEWER


class Endpoints:
    """The endpoints of one module; `of_model`: of registered models, by name."""

    def __init__(self, *, of_model: bool = False) -> None:
        self._of_model = of_model
        self._endpoints: list[Endpoint] = []

    def __iter__(self) -> Iterator[Endpoint]:
        """The endpoints, in the order of their declaration."""
        return iter(self._endpoints)

    def answer(self, *routes: str, role: Role) -> Callable[[ViewT], ViewT]:
        """Declare a view for these routes, such as `POST runs/create`.

        The annotation of its second argument is the schema of its parameters.
        """

        def declare(view: ViewT) -> ViewT:
            schema = get_type_hints(view)["given"]
            for route in routes:
                method, _, path = route.partition(" ")
                endpoint = Endpoint(method, path, role, view, schema, self._of_model)
                self._endpoints.append(endpoint)
            return view

        return declare
