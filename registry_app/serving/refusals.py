"""The error response to a request beyond the outer limits."""

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from registry_app.core.interface import Failure, fail
from registry_app.serving.limits import Limit
from registry_app.serving.middleware import InLoop
from registry_app.serving.pages import EXCEEDED


class OuterLimits(InLoop):
    """Comes before sessions: the refusal depends on no user and needs no database."""

    def process_request(self, request: ASGIRequest) -> HttpResponse | None:
        """The refusal, if the request exceeds a limit."""
        limit: Limit | None = request.scope.get(EXCEEDED)
        if limit is None:
            return None
        failure = Failure(
            limit.status, limit.title, limit.advice, retry_seconds=limit.retry_seconds
        )
        response = fail(request, failure)
        # The rest of the body is not read, so the connection can't be used again.
        response["Connection"] = "close"
        add_never_cache_headers(response)
        return response
