"""URLs of logged models, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.logged_models.views import logged_model_detail
from registry_app.web.routes import LOGGED_MODEL

urlpatterns = [
    page(LOGGED_MODEL, logged_model_detail, name="logged-model-detail", role=Role.VIEWER)
]
