"""URLs of the settings of lists, each with the minimum role.

Setting the default for all needs an admin: the view itself checks that.
"""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.lists import views

urlpatterns = [
    page("lists", views.list_preferences, name="list-preferences", role=Role.VIEWER),
]
