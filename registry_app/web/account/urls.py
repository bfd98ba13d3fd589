"""URLs of the user's own account, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import ANYBODY, page
from registry_app.core.converters import ID
from registry_app.web.account import views
from registry_app.web.account.confirm import confirm

urlpatterns = [
    page("login", views.Login.as_view(), name="login", role=ANYBODY),
    page(
        "logout",
        views.Logout.as_view(),
        name="logout",
        role=Role.VIEWER,
        with_given_password=True,
    ),
    page("confirm", confirm, name="confirm", role=Role.VIEWER),
    page("theme", views.theme, name="theme", role=ANYBODY, with_given_password=True),
    page("account", views.account, name="account", role=Role.VIEWER),
    page(
        "account/password",
        views.PasswordChange.as_view(),
        name="password-change",
        role=Role.VIEWER,
        with_given_password=True,
    ),
    page(
        "account/sessions/end",
        views.session_end_others,
        name="session-end-others",
        role=Role.VIEWER,
        is_sensitive=True,
    ),
    page(
        f"account/sessions/<{ID}:session_id>/end",
        views.session_end,
        name="session-end",
        role=Role.VIEWER,
        is_sensitive=True,
    ),
    page(
        "account/tokens",
        views.token_create,
        name="token-create",
        role=Role.VIEWER,
        is_sensitive=True,
    ),
    page(
        f"account/tokens/<{ID}:token_id>/revoke",
        views.token_revoke,
        name="token-revoke",
        role=Role.VIEWER,
    ),
]
