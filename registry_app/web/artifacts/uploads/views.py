"""The upload of files by a form."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mldb.values.enums import OwnerKind
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.interface import Failure, fail
from registry_app.core.registry import AsyncRegistry
from registry_app.serving.bodies import GoneError
from registry_app.serving.limits import LimitError
from registry_app.serving.streamed_bodies import streamed_body
from registry_app.web.artifacts.owners import OWNERS, FilesOwner
from registry_app.web.artifacts.uploads.multipart import DamagedFormError, MultipartForm, Part
from registry_app.web.artifacts.uploads.storing import Upload, store
from registry_app.web.presentation.sizes import count

TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field
_NO_FILES: Final = "Choose a file first."


def uploading(kind: OwnerKind) -> Callable[..., Awaitable[HttpResponseBase]]:
    """The view that stores the files of a form, for owners of one type."""

    @csrf_exempt  # it is checked below, when the field that has the token has come
    @require_POST
    @wraps(_upload)
    async def upload(request: RegistryRequest, **key: Any) -> HttpResponseBase:
        registry = AsyncRegistry(request.user.username)
        files = FilesOwner.of(await OWNERS[kind](registry, **key))
        return await _upload(request, registry, files)

    return upload


async def _upload(
    request: RegistryRequest, registry: AsyncRegistry, files: FilesOwner
) -> HttpResponseBase:
    """Store the files of a form; a client that asks for JSON gets the outcome of each."""
    try:
        form = MultipartForm(_body(request), request.headers.get("Content-Type", ""))
        parts = form.parts()
        refusal = await _foreign(request, parts)
        if refusal is not None:
            return refusal
        upload = await store(parts, registry, files.owner)
    except DamagedFormError as error:
        upload = Upload(failed=[("", str(error))])
    except LimitError as error:
        limit = error.limit
        return fail(request, Failure(limit.status, limit.title, limit.advice))
    except GoneError:
        # Nobody is there to read it.
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return _outcome(request, files, upload)


async def _foreign(request: RegistryRequest, parts: AsyncIterator[Part]) -> HttpResponseBase | None:
    """The refusal of a form that another site sent; its token is in the first field."""
    first = await anext(parts, None)
    token = await first.text() if first is not None and first.name == TOKEN else ""
    request.POST = QueryDict(urlencode({TOKEN: token}))
    return _CHECK.process_view(request, _checked, (), {})


def _outcome(request: RegistryRequest, files: FilesOwner, upload: Upload) -> HttpResponseBase:
    if not upload.has_files:
        upload.failed.append(("", _NO_FILES))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if upload.failed else HTTPStatus.CREATED
    if "application/json" in request.headers.get("Accept", ""):
        failed = [{"path": path, "message": sentence} for path, sentence in upload.failed]
        return JsonResponse({"stored": upload.stored, "failed": failed}, status=status)
    if upload.failed:
        context = {"files": files, "upload": upload}
        return render(request, "artifacts/upload_failed.html", context, status=status)
    named = upload.stored[0] if len(upload.stored) == 1 else count(len(upload.stored), "file")
    verb = "is" if len(upload.stored) == 1 else "are"
    messages.success(request, f"{named} {verb} stored.")
    return redirect(files.page("files", upload.directory))


async def _body(request: Any) -> AsyncIterator[bytes]:
    """The body as it comes; whole, where nothing before Django lets it through piece by piece."""
    try:
        body = streamed_body(request)
    except KeyError:
        yield request.body
        return
    async for chunk in body.parts():
        yield chunk


def _checked(_: HttpRequest) -> HttpResponse:
    raise NotImplementedError


_CHECK: Final = CsrfViewMiddleware(_checked)
