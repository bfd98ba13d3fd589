"""Checks a login against mldb's staff users."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from mldb.errors import NotFoundError
from mldb.security import note
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry


class StaffBackend(BaseBackend):
    """Name and password of an active staff user."""

    def authenticate(  # type: ignore[override]  # names the credentials, as Django's own backends do
        self,
        request: HttpRequest | None,  # noqa: ARG002  # Django's signature
        username: str | None = None,
        password: str | None = None,
    ) -> StaffAccount | None:
        """The account, or None; an unknown name takes as long as a wrong password."""
        if not username or password is None:
            return None
        try:
            account = StaffAccount.of(Registry().staff.get_credentials(username))
        except NotFoundError:
            make_password(password)
            note("login_failed", account=username, reason="unknown_account")
            return None
        is_right = account.check_password(password)
        if is_right and account.is_active:
            return account
        reason = "inactive_account" if is_right else "wrong_password"
        note("login_failed", account=account.username, reason=reason)
        return None

    def get_user(self, user_id: int) -> StaffAccount | None:
        """The active account with this id, or None."""
        try:
            account = StaffAccount.of(Registry().staff.get_credentials_by_id(user_id))
        except NotFoundError:
            return None
        return account if account.is_active else None
