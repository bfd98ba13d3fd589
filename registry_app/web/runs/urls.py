"""URLs of runs, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.routes import RUN
from registry_app.web.runs import views

urlpatterns = [
    page("runs", views.run_list, name="run-list", role=Role.VIEWER),
    page(f"{RUN}/edit", views.run_update, name="run-update", role=Role.EDITOR),
    page(f"{RUN}/delete", views.run_delete, name="run-delete", role=Role.EDITOR),
]
