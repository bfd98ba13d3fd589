"""URLs of changes to many models or versions, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.bulk import views

urlpatterns = [
    page("bulk/models", views.bulk_models, name="bulk-models", role=Role.EDITOR),
    page("bulk/versions", views.bulk_versions, name="bulk-versions", role=Role.EDITOR),
]
