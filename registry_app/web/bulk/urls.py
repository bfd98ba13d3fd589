"""URLs of changes to many entities of one type, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.bulk import views

urlpatterns = [
    page("bulk/models", views.bulk_models, name="bulk-models", role=Role.EDITOR),
    page("bulk/versions", views.bulk_versions, name="bulk-versions", role=Role.EDITOR),
    page("bulk/experiments", views.bulk_experiments, name="bulk-experiments", role=Role.EDITOR),
    page("bulk/runs", views.bulk_runs, name="bulk-runs", role=Role.EDITOR),
]
