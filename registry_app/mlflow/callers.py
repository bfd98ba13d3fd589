"""Who calls: a program with an API token, as bearer token or as the password of HTTP Basic."""

from base64 import b64decode
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from mldb.values.enums import Role
from mldb.values.names import ANONYMOUS
from registry_app.accounts.callers import Caller, caller_with_token, unauthenticated
from registry_app.core.refusal import Refusal

_ADVICE: Final = (
    "Send an API token: set MLFLOW_TRACKING_TOKEN to it, or MLFLOW_TRACKING_PASSWORD with any user "
    "name. You can make one on your account page."
)


async def caller_of(header: bytes | None) -> Caller:
    """The caller with this `Authorization`.

    Raises:
        Refusal: there is none, or its token is not valid.
    """
    if header is None:
        return _anonymous()
    scheme, _, given = header.decode("latin-1").partition(" ")
    given = given.strip()
    if scheme.lower() == "bearer":
        return await caller_with_token(given)
    if scheme.lower() == "basic":
        return await caller_with_token(_password(given))
    raise unauthenticated(_ADVICE)


def check_no_browser(caller: Caller, origin: bytes | None, host: bytes | None) -> None:
    """Refuse what a page of another site sends in the name of nobody.

    Browsers say where such a request comes from, or ask for a host that is not this site's.

    Raises:
        Refusal: a browser sent it.
    """
    if caller.username != ANONYMOUS:
        return
    name, _ = split_domain_port((host or b"").decode("latin-1").lower())
    if origin is not None or not validate_host(name, settings.ALLOWED_HOSTS):
        raise Refusal(HTTPStatus.FORBIDDEN, "Pages of other sites need a token, too.")


def check_allowed(caller: Caller, role: Role, *, is_safe: bool) -> None:
    """Refuse a caller whose role or token is not enough.

    Raises:
        Refusal: it is not.
    """
    if not caller.role.includes(role):
        detail = f"This needs the role {role}. This token allows no more than {caller.role}."
        raise Refusal(HTTPStatus.FORBIDDEN, detail)
    if not is_safe and not caller.may_write:
        raise Refusal(HTTPStatus.FORBIDDEN, "This token is for reading only.")


def check_model(caller: Caller, name: object) -> None:
    """Refuse a token that is limited to other models than the one of this name; None: of none.

    Raises:
        Refusal: it is limited to others.
    """
    if caller.model_names is not None and name not in list(caller.model_names):
        allowed = ", ".join(sorted(caller.model_names)) or "none of them is left"
        detail = f"This token is limited to some models: {allowed}."
        raise Refusal(HTTPStatus.FORBIDDEN, detail)


def _anonymous() -> Caller:
    """Who sends no token, as far as the settings let them.

    Raises:
        Refusal: they let nobody.
    """
    allowed = settings.MLFLOW_ANONYMOUS
    if not allowed:
        raise unauthenticated(_ADVICE)
    role = Role.EDITOR if allowed == "write" else Role.VIEWER
    return Caller(0, ANONYMOUS, role, may_write=allowed == "write")


def _password(given: str) -> str:
    try:
        return b64decode(given, validate=True).decode().partition(":")[2]
    except ValueError:
        raise unauthenticated(_ADVICE) from None
