"""Answers for load balancers and monitoring."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mldb.errors import StorageError
from mldb.sync_db import default_database
from registry_app.unavailable import public_sentence


# Async, so that it takes no thread: it answers even when all threads are busy.
@require_safe
async def healthz(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_: HttpRequest) -> HttpResponse:
    """The database answers too, and has the schema of this version."""
    try:
        check_database()
    except StorageError as error:
        return HttpResponse(f"{public_sentence(error)}\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def check_database() -> None:
    """Ask the site's database whether it answers and has the schema of this version.

    Raises:
        StorageError: it doesn't; the message says what to do.
    """
    default_database().check()
