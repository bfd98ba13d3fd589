"""Headers and error form of the interface to which a request was sent."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers

from registry_app.core.interface import interface_of
from registry_app.serving.errors import not_allowed
from registry_app.serving.middleware import InLoop


class InterfaceHeaders(InLoop):
    """Comes after Django's authentication."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The response with the headers of its interface; 405 in the interface's error form.

        Browsers keep no page: after logging out nobody goes back to it, and a part of a page that
        htmx asked for never stands where the whole page should.
        """
        interface = interface_of(request.path_info)
        if isinstance(response, HttpResponseNotAllowed):
            response = not_allowed(request, response["Allow"])
        if interface.cache_control is None:
            add_never_cache_headers(response)
        else:
            response.headers.setdefault("Cache-Control", interface.cache_control)
        if interface.content_security_policy is not None:
            response.headers.setdefault(
                "Content-Security-Policy", interface.content_security_policy
            )
            # django-csp leaves the response alone, as its own decorator would have it.
            response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001
        return response
