"""URLs of aliases, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.aliases import views
from registry_app.web.aliases.differences import alias_compare
from registry_app.web.aliases.matrix import alias_matrix
from registry_app.web.routes import MODEL

ALIASES = f"{MODEL}/aliases"

urlpatterns = [
    page("aliases", alias_matrix, name="alias-matrix", role=Role.VIEWER),
    page("aliases/compare", alias_compare, name="alias-compare", role=Role.VIEWER),
    page(ALIASES, views.alias_history, name="alias-history", role=Role.VIEWER),
    page(f"{ALIASES}/move", views.alias_move, name="alias-move", role=Role.EDITOR),
    page(f"{ALIASES}/remove", views.alias_remove, name="alias-remove", role=Role.EDITOR),
    page(f"{ALIASES}/roll-back", views.alias_roll_back, name="alias-roll-back", role=Role.EDITOR),
]
