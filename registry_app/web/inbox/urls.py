"""URLs of the inbox, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.core.converters import ID
from registry_app.web.inbox import views

urlpatterns = [
    page("inbox", views.inbox, name="inbox", role=Role.VIEWER),
    page("inbox/read", views.inbox_read, name="inbox-read", role=Role.VIEWER),
    page("inbox/mail", views.inbox_mail, name="inbox-mail", role=Role.VIEWER),
    page(f"inbox/<{ID}:entry_id>", views.inbox_open, name="inbox-open", role=Role.VIEWER),
]
