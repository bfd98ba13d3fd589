"""URLs of saved views, each with the minimum role.

Sharing a view needs an editor, and deleting a view that somebody else shares an admin: the views
themselves check that.
"""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.saved_views import views

urlpatterns = [
    page("v/<id:row_id>", views.saved_view_open, name="saved-view-open", role=Role.VIEWER),
    page("views", views.saved_view_list, name="saved-view-list", role=Role.VIEWER),
    page("views/new", views.saved_view_create, name="saved-view-create", role=Role.VIEWER),
    page(
        "views/<id:row_id>/edit",
        views.saved_view_update,
        name="saved-view-update",
        role=Role.VIEWER,
    ),
    page(
        "views/<id:row_id>/delete",
        views.saved_view_delete,
        name="saved-view-delete",
        role=Role.VIEWER,
    ),
]
