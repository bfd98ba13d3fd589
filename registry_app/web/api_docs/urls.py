"""URLs of the API's documentation, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.api_docs.views import api_docs

urlpatterns = [page("api/docs", api_docs, name="api-docs", role=Role.VIEWER)]
