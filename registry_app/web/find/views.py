"""The search of everything by name."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mldb.errors import NotFoundError, QuerySyntaxError
from mldb.values.enums import Role
from mldb.values.labels import version_pair
from mldb.values.names import is_run_id
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.find.options import OptionGroup
from registry_app.web.find.sections import sections
from registry_app.web.presentation.links import run_url, version_url


@require_safe
def find(request: RegistryRequest) -> HttpResponse:
    """Everything by a part of its name, runs also by the beginning of their id.

    What names exactly one run, version or alias leads to its page.
    """
    text = request.GET.get("q", "").strip()
    found: list[OptionGroup] = []
    mistake = None
    if text:
        try:
            with request.registry.frozen() as registry:
                target = _named_exactly(registry, text)
                if target is None:
                    found = sections(registry, text, request.user.id, Role(request.user.role))
        except QuerySyntaxError as error:
            mistake = str(error)
        else:
            if target is not None:
                return redirect(target)
    context = {"text": text, "sections": found, "mistake": mistake}
    status = HTTPStatus.OK if mistake is None else HTTPStatus.BAD_REQUEST
    return render(request, "find/find.html", context, status=status)


def _named_exactly(registry: Registry, text: str) -> str | None:
    """The page of the run with this id, or of the version with this label or alias, or None."""
    try:
        if is_run_id(text.lower()):
            return run_url(registry.runs.get_by_public_id(text.lower()).public_id)
        if (pair := version_pair(text)) is not None:
            version = registry.versions.get_by_number(*pair)
            return version_url(version.model_name, version.number)
        model_name, _, alias = text.rpartition("@")
        if model_name and alias:
            assignment = registry.aliases.get(model_name, alias)
            return version_url(assignment.model_name, assignment.version_number)
    except NotFoundError:
        return None
    return None
