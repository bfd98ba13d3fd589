"""Every URL of the site but the operations of the API, with its access."""

from typing import Final

from mldb.values.enums import Role
from registry_app.accounts.access import Access, accesses
from registry_app.api.urls import urlpatterns as api
from registry_app.live.urls import urlpatterns as live
from registry_app.web.urls import urlpatterns as pages

ACCESS: Final[dict[str, Access]] = {
    **{f"registry:{name}": access for name, access in accesses(pages)},
    **{f"live:{name}": access for name, access in accesses(live)},
    **{f"api:{name}": access for name, access in accesses(api[-2:])},
}
MINIMUM_ROLE: Final[dict[str, Role | None]] = {name: one.role for name, one in ACCESS.items()}
