"""The message after a form was saved."""

from django.contrib import messages
from django.http import HttpRequest

from mldb.schemas.base import AttributedRead


def say_saved(
    request: HttpRequest, before: AttributedRead, after: AttributedRead, sentence: str
) -> None:
    """Say that it is saved; or that nothing was, when the form was sent as it came."""
    if after.row_version == before.row_version:
        messages.info(request, "Nothing was changed, so the history has nothing new.")
    else:
        messages.success(request, sentence)
