"""URLs of a run, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.routes import RUN
from registry_app.web.run import charts, views

urlpatterns = [
    page(RUN, views.run_detail, name="run-detail", role=Role.VIEWER),
    page(f"{RUN}/charts", charts.run_charts, name="run-charts", role=Role.VIEWER),
    # The name of a metric is in the query: it can have slashes and dots.
    page(f"{RUN}/chart", charts.run_chart, name="run-chart", role=Role.VIEWER),
    page(f"{RUN}/status", views.run_status, name="run-status", role=Role.EDITOR),
    page(f"{RUN}/register", views.run_register, name="run-register", role=Role.EDITOR),
]
