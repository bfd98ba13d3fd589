"""From a request over a form to a service."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, QueryDict

from mldb.errors import NotFoundError, QuerySyntaxError, RuleViolationError
from registry_app.web.kit.forms import SchemaForm

ResultT = TypeVar("ResultT")


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST request, possibly empty; None for other methods."""
    return request.POST if request.method == "POST" else None


def submit(form: SchemaForm[Any], act: Callable[[], ResultT]) -> tuple[bool, ResultT | None]:
    """Whether the form was valid and the service accepted it, and the service's result.

    The form shows a refusal of the service, and the absence of something that its input names.
    """
    if not form.is_valid():
        return False, None
    try:
        return True, act()
    except RuleViolationError as violation:
        form.refuse(violation)
    except QuerySyntaxError as error:
        form.misread(error)
    except NotFoundError as error:
        form.refuse(RuleViolationError(str(error), error.entity))
    return False, None
