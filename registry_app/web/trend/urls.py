"""URLs of the trend of a metric, each with the minimum role."""

from mldb.values.enums import Role
from registry_app.accounts.access import page
from registry_app.web.routes import MODEL
from registry_app.web.trend.views import trend

urlpatterns = [page(f"{MODEL}/trend", trend, name="trend", role=Role.VIEWER)]
