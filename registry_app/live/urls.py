"""URL of the live updates, with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.live.views import live

app_name = "live"
urlpatterns = [page("", live, name="live", role=Role.VIEWER)]
