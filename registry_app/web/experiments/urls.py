"""URLs of experiments, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.experiments import views
from registry_app.web.routes import EXPERIMENT

urlpatterns = [
    page("experiments", views.experiment_list, name="experiment-list", role=Role.VIEWER),
    page("experiments/new", views.experiment_create, name="experiment-create", role=Role.EDITOR),
    page(EXPERIMENT, views.experiment_detail, name="experiment-detail", role=Role.VIEWER),
    page(f"{EXPERIMENT}/edit", views.experiment_update, name="experiment-update", role=Role.EDITOR),
    page(
        f"{EXPERIMENT}/delete",
        views.experiment_delete,
        name="experiment-delete",
        role=Role.EDITOR,
    ),
]
