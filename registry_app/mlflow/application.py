"""The protocol as an ASGI application of its own.

Its calls are many and small, so they take a short way: no middleware of pages, no thread, and one
task from the first byte to the last.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from pydantic_core import to_json

from mldb.schemas import Owner
from mldb.security import note
from mldb.values.enums import Role
from registry_app.accounts.callers import CALLER, Caller
from registry_app.core.refusal import Refusal
from registry_app.core.registry import AsyncRegistry
from registry_app.core.root_path import inner_path
from registry_app.mlflow import parts, proxy
from registry_app.mlflow.callers import check_allowed, check_model, check_no_browser
from registry_app.mlflow.endpoint import Call, Endpoint
from registry_app.mlflow.errors import ProtocolError, protocol_error
from registry_app.mlflow.given import read_body, read_query, validated
from registry_app.mlflow.locations import Location, check_path
from registry_app.mlflow.operations.server import PROTOCOL_VERSION
from registry_app.mlflow.responses import send_content
from registry_app.serving.bodies import header

_CALLS: Final = re.compile(r"/(?:ajax-)?api/(?:2\.0/(?:preview/)?|3\.0/)mlflow/(.*)", re.DOTALL)
_FILES: Final = re.compile(r"/(?:ajax-)?api/2\.0/(?:preview/)?mlflow-artifacts/(.*)", re.DOTALL)
_PARTS: Final = re.compile(_FILES.pattern.replace("(.*)", "mpu/(.*)"), re.DOTALL)
_TEXTS: Final = {"/health": b"OK", "/version": PROTOCOL_VERSION.encode()}


class MLflowApplication:
    """Answers calls of endpoints and requests for files."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._fixed: dict[tuple[str, str], Endpoint] = {}
        self._patterns: list[tuple[re.Pattern[str], Endpoint]] = []
        for one in endpoints:
            if "{" in one.path:
                pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", one.path)
                self._patterns.append((re.compile(pattern), one))
            else:
                self._fixed[one.method, one.path] = one

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, whose body comes in one piece, unless it is a file."""
        begun = False

        async def sent(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._serve(scope, receive, sent)
        except Exception as error:
            if begun:
                raise
            _note_refusal(scope, error)
            refusal = protocol_error(error)
            await send_content(
                send, refusal.content, status=refusal.status, headers=refusal.headers
            )

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        path = _path(scope)
        if path in _TEXTS:
            await send_content(send, _TEXTS[path], "text/plain")
        elif match := _PARTS.fullmatch(path):
            await parts.serve(lambda: _call(scope), scope, receive, send, match[1])
        elif match := _FILES.fullmatch(path):
            await proxy.serve(_call(scope), scope, send, match[1])
        elif match := _CALLS.fullmatch(path):
            body = (await receive())["body"]
            answer = await self._answer(scope, match[1], body)
            await send_content(send, to_json(answer, inf_nan_mode="strings"))
        else:
            await _download(_call(scope), scope, send, path)

    async def _answer(self, scope: Any, path: str, body: bytes) -> Any:
        method = scope["method"]
        endpoint, in_path = self._endpoint(method, path)
        call = _call(scope)
        check_allowed(call.caller, endpoint.role, is_safe=endpoint.is_safe)
        reads = method == "GET"
        given = read_query(endpoint.schema, scope["query_string"]) if reads else read_body(body)
        check_model(call.caller, given.get("name") if endpoint.of_model else None)
        return await endpoint.view(call, validated(endpoint.schema, given | in_path))

    def _endpoint(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        found = self._fixed.get((method, path))
        if found is not None:
            return found, {}
        for pattern, endpoint in self._patterns:
            if endpoint.method == method and (match := pattern.fullmatch(path)):
                return endpoint, match.groupdict()
        raise ProtocolError.no_endpoint(method, path)


def _note_refusal(scope: Any, error: Exception) -> None:
    """Note in the security log what a known caller may not do."""
    caller = scope[CALLER]
    is_forbidden = isinstance(error, Refusal) and error.status is HTTPStatus.FORBIDDEN
    if is_forbidden and isinstance(caller, Caller):
        note(
            "refused",
            account=caller.username,
            token=caller.token_name,
            reason="not_allowed",
            method=scope["method"],
            path=scope["path"],
        )


def _call(scope: Any) -> Call:
    """Who calls, and the services that act for them.

    Raises:
        Refusal: the caller is unknown.
    """
    caller = scope[CALLER]
    if isinstance(caller, Refusal):
        raise caller
    check_no_browser(caller, header(scope, b"origin"), header(scope, b"host"))
    return Call(caller, AsyncRegistry(caller.username, caller.token_name))


async def _download(call: Call, scope: Any, send: Any, path: str) -> None:
    """Send a file by the id of its run, or by the name and number of its version."""
    check_allowed(call.caller, Role.VIEWER, is_safe=True)
    query = parse_qs(scope["query_string"].decode("latin-1"))
    given = {name: values[-1] for name, values in query.items()}
    file = check_path(given.get("path", ""))
    if path == "/get-artifact":
        owner = Owner.run(given.get("run_id") or given.get("run_uuid") or "")
        check_model(call.caller, None)
    elif path == "/model-versions/get-artifact" and given.get("version", "").isdecimal():
        owner = Owner.version(given.get("name", ""), int(given["version"]))
        check_model(call.caller, owner.name)
    else:
        raise ProtocolError.no_endpoint(scope["method"], path)
    await proxy.send_file(call, scope, send, Location(owner, file))


def streams(scope: Any) -> bool:
    """Whether the body of this request is a file, which is read as it comes."""
    return scope["method"] == "PUT" and _FILES.fullmatch(_path(scope)) is not None


def _path(scope: Any) -> str:
    """The path with one slash at its beginning."""
    path = inner_path(scope)
    return path[1:] if path.startswith("//") else path
