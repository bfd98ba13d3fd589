"""URLs of versions, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.routes import MODEL, VERSION
from registry_app.web.versions import views

urlpatterns = [
    page("versions", views.version_list, name="version-list", role=Role.VIEWER),
    page(f"{MODEL}/new-version", views.version_create, name="version-create", role=Role.EDITOR),
    page(VERSION, views.version_detail, name="version-detail", role=Role.VIEWER),
    page(f"{VERSION}/edit", views.version_update, name="version-update", role=Role.EDITOR),
    page(f"{VERSION}/delete", views.version_delete, name="version-delete", role=Role.EDITOR),
]
