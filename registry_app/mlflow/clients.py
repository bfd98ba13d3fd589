"""Clients of the protocol: who they are, and how they are refused before they are answered."""

from typing import Any, Final

from registry_app.accounts.callers import CALLER, Caller
from registry_app.core.refusal import Refusal
from registry_app.mlflow.callers import caller_of
from registry_app.mlflow.errors import protocol_error
from registry_app.mlflow.responses import JSON
from registry_app.serving.client_limits import ClientProtocol, Rendered


async def _look_up(header: bytes | None) -> Caller | Refusal | None:
    try:
        return await caller_of(header)
    except Refusal as refusal:
        return refusal


async def _admit(scope: Any) -> None:
    """Let a caller send more than a little.

    Raises:
        Refusal: the caller is unknown.
    """
    if isinstance(scope[CALLER], Refusal):
        raise scope[CALLER]


def _rendered(error: Exception) -> Rendered:
    refusal = protocol_error(error)
    return Rendered(refusal.status, {"Content-Type": JSON} | refusal.headers, refusal.content)


MLFLOW_CLIENTS: Final = ClientProtocol(_look_up, _admit, _rendered)
