"""Addresses of the pages. Who may call each is in registry_app/accounts/permissions.py."""

from django.urls import path, re_path

from registry_app.accounts.permissions import LIVE_PATH
from registry_app.core.converters import ID
from registry_app.live import views as live
from registry_app.serving import health
from registry_app.web.account import confirm
from registry_app.web.account import views as account
from registry_app.web.aliases import matrix as alias_matrix
from registry_app.web.aliases import views as ml_model_alias
from registry_app.web.api_docs import views as api_docs
from registry_app.web.bulk import views as bulk
from registry_app.web.compare import views as compare
from registry_app.web.history import views as history
from registry_app.web.items.views import METRIC, MODEL_TAG, PARAM, VERSION_TAG, ItemViews
from registry_app.web.models import card
from registry_app.web.models import views as ml_model
from registry_app.web.saved_views import views as saved_view
from registry_app.web.search_help import views as search_help
from registry_app.web.staff import views as staff
from registry_app.web.start import views as start
from registry_app.web.trash import views as trash
from registry_app.web.trend import views as trend
from registry_app.web.versions import views as ml_model_version

MODEL = "models/<str:name>"
VERSION = f"{MODEL}/<{ID}:number>"


def _items(of: str, plural: str, word: str, views: ItemViews) -> list[object]:
    # Which one stands in the query: browsers resolve `.` and `..` in a path, also as `%2e`.
    return [
        path(f"{of}/{plural}/new", views.create(), name=f"{word}-create"),
        path(f"{of}/{plural}/edit", views.update(), name=f"{word}-update"),
        path(f"{of}/{plural}/delete", views.delete(), name=f"{word}-delete"),
    ]


app_name = "registry"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", start.start, name="start"),
    path(LIVE_PATH.removeprefix("/"), live.live, name="live"),
    path("login", account.Login.as_view(), name="login"),
    path("logout", account.Logout.as_view(), name="logout"),
    path("confirm", confirm.confirm, name="confirm"),
    path("theme", account.theme, name="theme"),
    path("account", account.account, name="account"),
    path("account/password", account.PasswordChange.as_view(), name="password-change"),
    path("account/sessions/end", account.session_end_others, name="session-end-others"),
    path(f"account/sessions/<{ID}:session_id>/end", account.session_end, name="session-end"),
    path("account/tokens", account.token_create, name="token-create"),
    path(f"account/tokens/<{ID}:token_id>/revoke", account.token_revoke, name="token-revoke"),
    path("staff", staff.staff_list, name="staff-list"),
    path("staff/new", staff.staff_create, name="staff-create"),
    path(f"staff/<{ID}:row_id>", staff.staff_update, name="staff-update"),
    path(f"staff/<{ID}:row_id>/password", staff.staff_password, name="staff-password"),
    path(f"staff/<{ID}:row_id>/access", staff.staff_access, name="staff-access"),
    path("api/docs", api_docs.api_docs, name="api-docs"),
    path("api/v1/openapi.json", api_docs.api_document, name="api-document"),
    # Last of those below api/v1: the API's own come before all pages.
    re_path("^api/v1/", api_docs.api_unknown, name="api-unknown"),
    path("history", history.history, name="history"),
    path(f"history/<{ID}:event_id>", history.event, name="event"),
    path("card", card.preview, name="card-preview"),
    path("trash", trash.trash, name="trash"),
    path(f"trash/models/<{ID}:row_id>/restore", trash.model_restore, name="model-restore"),
    path(f"trash/models/<{ID}:row_id>/purge", trash.model_purge, name="model-purge"),
    path(f"trash/versions/<{ID}:row_id>/restore", trash.version_restore, name="version-restore"),
    path(f"trash/versions/<{ID}:row_id>/purge", trash.version_purge, name="version-purge"),
    path("aliases", alias_matrix.alias_matrix, name="alias-matrix"),
    path("compare", compare.compare, name="compare"),
    path("search-help", search_help.search_help, name="search-help"),
    path("models", ml_model.model_list, name="model-list"),
    path("versions", ml_model_version.version_list, name="version-list"),
    path("v/<id:row_id>", saved_view.saved_view_open, name="saved-view-open"),
    path("views", saved_view.saved_view_list, name="saved-view-list"),
    path("views/new", saved_view.saved_view_create, name="saved-view-create"),
    path("views/<id:row_id>/edit", saved_view.saved_view_update, name="saved-view-update"),
    path("views/<id:row_id>/delete", saved_view.saved_view_delete, name="saved-view-delete"),
    path("bulk/models", bulk.bulk_models, name="bulk-models"),
    path("bulk/versions", bulk.bulk_versions, name="bulk-versions"),
    # Names of models may be anything, "new" too, so what is not a model lies outside "models/".
    path("new-model", ml_model.model_create, name="model-create"),
    path(MODEL, ml_model.model_detail, name="model-detail"),
    path(f"{MODEL}/edit", ml_model.model_update, name="model-update"),
    path(f"{MODEL}/delete", ml_model.model_delete, name="model-delete"),
    path(f"{MODEL}/history", ml_model.model_history, name="model-history"),
    path(f"{MODEL}/trend", trend.trend, name="trend"),
    path(f"{MODEL}/aliases", ml_model_alias.alias_history, name="alias-history"),
    path(f"{MODEL}/aliases/move", ml_model_alias.alias_move, name="alias-move"),
    path(f"{MODEL}/aliases/remove", ml_model_alias.alias_remove, name="alias-remove"),
    path(f"{MODEL}/aliases/roll-back", ml_model_alias.alias_roll_back, name="alias-roll-back"),
    *_items(MODEL, "tags", "model-tag", MODEL_TAG),
    path(f"{MODEL}/new-version", ml_model_version.version_create, name="version-create"),
    path(VERSION, ml_model_version.version_detail, name="version-detail"),
    path(f"{VERSION}/edit", ml_model_version.version_update, name="version-update"),
    path(f"{VERSION}/delete", ml_model_version.version_delete, name="version-delete"),
    *_items(VERSION, "metrics", "metric", METRIC),
    *_items(VERSION, "params", "param", PARAM),
    *_items(VERSION, "tags", "version-tag", VERSION_TAG),
]
