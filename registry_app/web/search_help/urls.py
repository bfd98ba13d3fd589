"""URLs of the help with searching, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.search_help.views import search_help

urlpatterns = [page("search-help", search_help, name="search-help", role=Role.VIEWER)]
