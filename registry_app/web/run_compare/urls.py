"""URL of the comparison of runs, with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.run_compare.views import run_compare

urlpatterns = [page("runs/compare", run_compare, name="run-compare", role=Role.VIEWER)]
