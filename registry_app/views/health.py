"""Answers for load balancers and monitoring."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mldb.errors import StorageError
from mldb.sync_db import default_database


@require_safe
def healthz(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_: HttpRequest) -> HttpResponse:
    """The database answers too, and has the schema of this version."""
    try:
        default_database().check()
    except StorageError as error:
        return HttpResponse(f"{error}\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
