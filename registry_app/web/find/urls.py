"""URLs of the search of everything, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.find.views import find

urlpatterns = [page("find", find, name="find", role=Role.VIEWER)]
