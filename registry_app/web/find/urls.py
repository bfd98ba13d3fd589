"""URLs of the search of everything, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.find.completions import completions
from registry_app.web.find.facets import facets
from registry_app.web.find.palette import palette
from registry_app.web.find.views import find

urlpatterns = [
    page("find", find, name="find", role=Role.VIEWER),
    page("find/palette", palette, name="find-palette", role=Role.VIEWER),
    page("find/completions", completions, name="find-completions", role=Role.VIEWER),
    page("find/facets", facets, name="find-facets", role=Role.VIEWER),
]
