"""URLs of the start page, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.start.views import start

urlpatterns = [page("", start, name="start", role=Role.VIEWER)]
