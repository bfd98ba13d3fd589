"""URLs of the audit history, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.core.converters import ID
from registry_app.web.history import views

urlpatterns = [
    page("history", views.history, name="history", role=Role.VIEWER),
    page(f"history/<{ID}:event_id>", views.event, name="event", role=Role.VIEWER),
    page(
        f"history/<{ID}:event_id>/restore",
        views.text_restore,
        name="text-restore",
        role=Role.EDITOR,
    ),
]
