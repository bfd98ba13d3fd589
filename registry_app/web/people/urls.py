"""URLs of people, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.people import views
from registry_app.web.routes import MODEL

urlpatterns = [
    page("people", views.person_list, name="person-list", role=Role.VIEWER),
    # A username has no slash.
    page("people/<str:username>", views.person, name="person", role=Role.VIEWER),
    page(f"{MODEL}/watch", views.watch, name="watch", role=Role.VIEWER),
]
