"""URLs of models, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.models import views
from registry_app.web.models.card import preview
from registry_app.web.routes import MODEL

urlpatterns = [
    page("models", views.model_list, name="model-list", role=Role.VIEWER),
    page("card", preview, name="card-preview", role=Role.EDITOR),
    # A model can have any name, also "new", so other pages are outside "models/".
    page("new-model", views.model_create, name="model-create", role=Role.EDITOR),
    page(MODEL, views.model_detail, name="model-detail", role=Role.VIEWER),
    page(f"{MODEL}/card", views.model_card, name="model-card", role=Role.VIEWER),
    page(f"{MODEL}/use", views.model_use, name="model-use", role=Role.VIEWER),
    page(f"{MODEL}/edit", views.model_update, name="model-update", role=Role.EDITOR),
    page(f"{MODEL}/delete", views.model_delete, name="model-delete", role=Role.EDITOR),
    page(f"{MODEL}/history", views.model_history, name="model-history", role=Role.VIEWER),
]
