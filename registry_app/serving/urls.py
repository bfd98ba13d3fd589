"""URLs of the probes, each with the minimum role."""

from registry_app.accounts.access import ANYBODY, page
from registry_app.serving import health

urlpatterns = [
    page(health.ALIVE, health.healthz, name="healthz", role=ANYBODY),
    page(health.READY, health.readyz, name="readyz", role=ANYBODY),
]
