"""Clients of the API: who they are, and how they are refused before an operation is called."""

from typing import Any, Final

from registry_app.accounts.callers import CALLER
from registry_app.accounts.identity import is_open_session
from registry_app.api.base.callers import look_up, unknown_caller
from registry_app.api.base.problems import problem_response
from registry_app.core.refusal import Refusal
from registry_app.serving.client_limits import ClientProtocol, Rendered


async def _admit(scope: Any) -> None:
    """Let a caller send more than a little.

    Raises:
        Refusal: the caller is unknown.
    """
    caller = scope[CALLER]
    if isinstance(caller, Refusal):
        raise caller
    if caller is None and not await is_open_session(scope):
        raise unknown_caller()


def _rendered(error: Exception) -> Rendered:
    response = problem_response(None, error)
    return Rendered(response.status_code, dict(response.items()), response.content)


API_CLIENTS: Final = ClientProtocol(look_up, _admit, _rendered)
