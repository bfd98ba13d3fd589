"""URLs of the API: its operations, its document, and all others."""

from typing import Any

from django.urls import re_path

from registry_app.accounts.access import ANYBODY, Access, guarded, page
from registry_app.api.app import NAMESPACE, api
from registry_app.api.document.openapi import DOCUMENT
from registry_app.api.document.views import api_document, unknown_url

# In front of each operation is a gate of its own.
_GATED = Access(ANYBODY)

app_name = NAMESPACE
# All but ninja's own page at the root, where the API has nothing.
_operations: list[Any] = [
    pattern for pattern in api.urls[0] if getattr(pattern, "name", None) != "api-root"
]
# Django tries one URL after the other, and no other requests are as many as those of runs that log.
_operations.sort(key=lambda pattern: not str(pattern.pattern).startswith("runs/"))
for _operation in _operations:
    guarded(_operation.callback, _GATED)

urlpatterns = [
    *_operations,
    page(DOCUMENT, api_document, name="document", role=ANYBODY),
    re_path("", guarded(unknown_url, _GATED), name="unknown"),
]
