"""Who sends a request: session and account, looked up together and once."""

from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare

from mldb.errors import NotFoundError, StorageError
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.sessions import SessionStore
from registry_app.core.registry import AsyncRegistry


def user_of(request: Any) -> StaffAccount | AnonymousUser:
    """The user of a request in a thread, kept where Django's own middleware keeps it."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = _account_of(request.session) or get_user(request)  # noqa: SLF001
    user: StaffAccount | AnonymousUser = request._cached_user  # noqa: SLF001
    return user


async def auser_of(request: Any) -> StaffAccount | AnonymousUser:
    """The user of a request in an event loop; without a session the database is not asked."""
    if request.session.session_key is None or hasattr(request, "_cached_user"):
        return user_of(request)
    return await sync_to_async(user_of)(request)


async def is_open_session(scope: Any) -> bool:
    """Whether the cookies of this ASGI scope name a session of somebody who may use it.

    For decisions before Django sees the request; while the database is away nobody is known.
    """
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    key = parse_cookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    try:
        account = await account_of_session(key)
    except StorageError:
        return False
    return account is not None and account.is_active


async def account_of_session(key: str) -> StaffAccount | None:
    """Whose session this is now; None: nobody's, it is over or nobody is logged in with it."""
    try:
        stored = await AsyncRegistry().sessions.get_with_user(key)
    except NotFoundError:
        return None
    return StaffAccount.of(stored.user) if stored.user else None


def may_go_on(session: SessionBase, account: StaffAccount | None) -> bool:
    """Whether what this session began may go on, now that this is its account."""
    return _usable(account, session.get(HASH_SESSION_KEY, "")) is not None


def _account_of(session: SessionStore) -> StaffAccount | None:
    """The account that was read with the session, if it may still use it.

    Django asks for the account once more; None leaves all that is unusual to it.
    """
    given = session.get(HASH_SESSION_KEY, "")
    return _usable(session.account, given)


def _usable(account: StaffAccount | None, given: str) -> StaffAccount | None:
    """The account, if it is active and its password is the one of the session."""
    if account is None or not account.is_active:
        return None
    return account if constant_time_compare(given, account.get_session_auth_hash()) else None
