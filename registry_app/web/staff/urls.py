"""URLs of staff users, each with the minimum role."""

from functools import partial

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.core.converters import ID
from registry_app.web.staff import views

STAFF = f"staff/<{ID}:row_id>"
_change = partial(page, role=Role.ADMIN, is_sensitive=True)

urlpatterns = [
    page("staff", views.staff_list, name="staff-list", role=Role.ADMIN),
    _change("staff/new", views.staff_create, name="staff-create"),
    _change(STAFF, views.staff_update, name="staff-update"),
    _change(f"{STAFF}/password", views.staff_password, name="staff-password"),
    _change(f"{STAFF}/access", views.staff_access, name="staff-access"),
]
