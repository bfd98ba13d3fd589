"""URLs of the comparison, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.compare.views import compare

urlpatterns = [page("compare", compare, name="compare", role=Role.VIEWER)]
