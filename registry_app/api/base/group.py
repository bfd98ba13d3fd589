"""Groups of operations, registered together with the role that each of them needs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from inspect import cleandoc
from typing import Any, Final, NotRequired, TypedDict, TypeVar, Unpack, get_args

from ninja import Router

from mldb.values.enums import Role
from registry_app.api.base.gate import Gate, Operation

ViewT = TypeVar("ViewT", bound=Callable[..., Any])


class Options(TypedDict):
    """Properties of an operation.

    `name` and `description` are the view's own, unless one view serves several operations;
    `headers` are the header parameters of the OpenAPI document. `texts` are the media types other
    than JSON that a response can have, each with a description and an example. `part` is the
    description of the responses with a part of that only.
    """

    role: Role
    response: Any
    is_confirmed: NotRequired[bool]
    open_to_limited_tokens: NotRequired[bool]
    streams_body: NotRequired[bool]
    headers: NotRequired[Sequence[dict[str, Any]]]
    texts: NotRequired[Mapping[str, tuple[str, str]]]
    part: NotRequired[str]
    name: NotRequired[str]
    description: NotRequired[str]


class Group:
    """A group of operations in the documentation."""

    def __init__(self, name: str, description: str) -> None:
        self.name = name
        self.description = description
        self.router = Router(tags=[name])
        self._operations: list[Operation] = []

    def __iter__(self) -> Iterator[Operation]:
        """The operations, in the order of their registration."""
        return iter(self._operations)

    def get(self, path: str, **options: Unpack[Options]) -> Callable[[ViewT], ViewT]:
        """Register a view for GET."""
        return self._registering("GET", path, options)

    def post(self, path: str, **options: Unpack[Options]) -> Callable[[ViewT], ViewT]:
        """Register a view for POST."""
        return self._registering("POST", path, options)

    def put(self, path: str, **options: Unpack[Options]) -> Callable[[ViewT], ViewT]:
        """Register a view for PUT."""
        return self._registering("PUT", path, options)

    def patch(self, path: str, **options: Unpack[Options]) -> Callable[[ViewT], ViewT]:
        """Register a view for PATCH."""
        return self._registering("PATCH", path, options)

    def delete(self, path: str, **options: Unpack[Options]) -> Callable[[ViewT], ViewT]:
        """Register a view for DELETE."""
        return self._registering("DELETE", path, options)

    def _registering(self, method: str, path: str, options: Options) -> Callable[[ViewT], ViewT]:
        def register(view: ViewT) -> ViewT:
            operation = Operation(
                name=options.get("name", view.__name__),
                method=method,
                path=path,
                role=options["role"],
                parameters=_query_parameters(view),
                is_confirmed=options.get("is_confirmed", False),
                open_to_limited_tokens=options.get("open_to_limited_tokens", False),
                streams_body=options.get("streams_body", False),
            )
            self._operations.append(operation)
            return self._routed(operation, view, options)

        return register

    def _routed(self, operation: Operation, view: ViewT, options: Options) -> ViewT:
        text = cleandoc(options.get("description") or view.__doc__ or "")
        summary, _, rest = text.partition("\n")
        return self.router.api_operation(
            [operation.method],
            operation.path,
            auth=Gate(operation),
            response=options["response"],
            operation_id=operation.name,
            url_name=operation.name,
            summary=summary,
            description=f"{rest}\n\nNeeds the role {operation.role}.".strip(),
            openapi_extra=_extra(options),
        )(view)


def _extra(options: Options) -> dict[str, Any]:
    """Additions to the operation in the OpenAPI document."""
    extra: dict[str, Any] = {"parameters": list(options.get("headers", ()))}
    if "texts" in options:
        content = {
            media_type: {
                "schema": {"type": "string", "description": description},
                "example": example,
            }
            for media_type, (description, example) in options["texts"].items()
        }
        extra["responses"] = {HTTPStatus.OK.value: {"content": content}}
        if "part" in options:
            part = {"description": options["part"], "content": content}
            extra["responses"][HTTPStatus.PARTIAL_CONTENT.value] = part
    if options.get("streams_body"):
        extra["requestBody"] = _BYTES
    return extra


_BYTES: Final = {
    "description": "The bytes as they are, of any media type.",
    "required": True,
    "content": {
        "application/octet-stream": {
            "schema": {"type": "string", "format": "binary"},
            "example": "0123456789",
        }
    },
}


def _query_parameters(view: Callable[..., Any]) -> frozenset[str]:
    """Fields of the schema with which the view's argument `query` is annotated."""
    annotation = view.__annotations__.get("query")
    return frozenset(get_args(annotation)[0].model_fields) if annotation else frozenset()
