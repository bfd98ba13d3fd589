"""The page for a request beyond the outer limits."""

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from registry_app.serving.limits import Limit
from registry_app.serving.middleware import InLoop
from registry_app.serving.pages import EXCEEDED
from registry_app.web.kit.errors import error_page


class OuterLimits(InLoop):
    """Comes before sessions: who is there doesn't matter, and nothing is asked of the database."""

    def process_request(self, request: ASGIRequest) -> HttpResponse | None:
        """The refusal, if there is one."""
        limit: Limit | None = request.scope.get(EXCEEDED)
        if limit is None:
            return None
        response = error_page(request, limit.status, limit.title, limit.advice)
        if limit.retry_seconds is not None:
            response["Retry-After"] = str(limit.retry_seconds)
        # The rest of the body is not read, so the connection can't be used again.
        response["Connection"] = "close"
        add_never_cache_headers(response)
        return response
