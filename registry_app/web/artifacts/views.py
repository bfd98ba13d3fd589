"""Pages of the files of a run, a logged model or a version."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mldb.artifacts.facts.code import disguised_code
from mldb.errors import NotFoundError, StorageError
from mldb.schemas import ArtifactRead, MLModelVersionUpdate
from mldb.values.enums import OwnerKind, VersionStatus
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.core.unavailable import public_sentence
from registry_app.web.artifacts.content import beginning
from registry_app.web.artifacts.facts import facts_of
from registry_app.web.artifacts.listing import crumbs_of, directory_context
from registry_app.web.artifacts.owners import OWNERS, FilesOwner
from registry_app.web.artifacts.previews.choice import (
    Preview,
    PreviewType,
    bytes_to_read,
    preview_of,
    preview_type_of,
)
from registry_app.web.artifacts.verifying import verification
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.reason import act_with_reason

FilesView = Callable[[RegistryRequest, Callable[[Registry], FilesOwner]], HttpResponse]
_HEAD_BYTES: Final = 4_096


def of(kind: OwnerKind, view: FilesView) -> Callable[..., HttpResponse]:
    """The view for owners of one type, which the parameters of the URL name."""

    @wraps(view)
    def of_owner(request: RegistryRequest, **key: Any) -> HttpResponse:
        return view(request, lambda registry: FilesOwner.of(OWNERS[kind](registry, **key)))

    return of_owner


@require_safe
def file_list(request: RegistryRequest, owner_of: Callable[[Registry], FilesOwner]) -> HttpResponse:
    """A directory of files; the path of a file leads to the file."""
    path = request.GET.get("path", "")
    with request.registry.frozen() as registry:
        files = owner_of(registry)
        try:
            context = directory_context(request, registry, files, path)
        except NotFoundError as error:
            if error.entity != "directory":
                raise
            registry.artifacts.get(files.owner, path)
            return redirect(files.page("file", path))
    return render(request, "artifacts/file_list.html", context)


@require_safe
def file_detail(
    request: RegistryRequest, owner_of: Callable[[Registry], FilesOwner]
) -> HttpResponse:
    """A file: its facts, and the beginning of its content."""
    path = request.GET.get("path", "")
    with request.registry.frozen() as registry:
        files = owner_of(registry)
        artifact = registry.artifacts.get(files.owner, path)
        shown = _shown(request, registry, files, artifact)
    context = shown | {
        "files": files,
        "artifact": artifact,
        "crumbs": crumbs_of(path),
        "as_source": request.GET.get("as") == "source",
    }
    return render(request, "artifacts/file_detail.html", context)


def _shown(
    request: RegistryRequest, registry: Registry, files: FilesOwner, artifact: ArtifactRead
) -> dict[str, Any]:
    """Facts and preview; what is known without the bytes is shown even if they can't be read."""
    try:
        facts = facts_of(registry, files.owner, artifact)
        preview, head = _preview(request, registry, files, artifact)
        unreadable = None
    except StorageError as error:
        facts, preview, head = None, Preview(PreviewType.NOTHING), b""
        unreadable = public_sentence(error)
    return {
        "facts": facts,
        "preview": preview,
        "code": disguised_code(artifact.path, head),
        "unreadable": unreadable,
    }


def _preview(
    request: RegistryRequest, registry: Registry, files: FilesOwner, artifact: ArtifactRead
) -> tuple[Preview, bytes]:
    """The preview, and the first bytes of the file."""
    preview_type = preview_type_of(artifact.path, artifact.media_type)
    if request.GET.get("as") == "source":
        preview_type = PreviewType.TEXT
    size = bytes_to_read(preview_type, artifact.size_bytes)
    content = beginning(registry, files.owner, artifact, size)
    return (
        preview_of(preview_type, artifact.path, content, artifact.size_bytes),
        content[:_HEAD_BYTES],
    )


@require_http_methods(["GET", "POST"])
def file_delete(
    request: RegistryRequest, owner_of: Callable[[Registry], FilesOwner]
) -> HttpResponse:
    """Delete a file, which can't be undone."""
    path = request.GET.get("path", "")
    files = owner_of(request.registry)
    artifacts = request.registry.artifacts
    artifact = artifacts.get(files.owner, path)
    accepted, form = act_with_reason(
        request, lambda reason: artifacts.delete(files.owner, path, reason=reason)
    )
    if accepted:
        messages.success(request, f"{path} is deleted.")
        return redirect(files.page("files", path.rpartition("/")[0]))
    return form_page(
        request,
        "artifacts/file_delete.html",
        form,
        files=files,
        artifact=artifact,
        crumbs=crumbs_of(path),
    )


@require_POST
def file_verify(
    request: RegistryRequest, owner_of: Callable[[Registry], FilesOwner]
) -> HttpResponse:
    """Read all files of an owner back and compare their digests with the recorded ones."""
    files = owner_of(request.registry)
    level, sentence = verification(request.registry, files)
    messages.add_message(request, level, sentence)
    return redirect(files.page("files"))


@require_POST
def files_complete(
    request: RegistryRequest, owner_of: Callable[[Registry], FilesOwner]
) -> HttpResponse:
    """Make a pending version or logged model ready: its files are complete."""
    files = owner_of(request.registry)
    _make_ready(request.registry, files)
    messages.success(request, f"{files.title} is ready: its files never change from now on.")
    return redirect(files.home)


def _make_ready(registry: Registry, files: FilesOwner) -> None:
    if files.owner.kind is OwnerKind.LOGGED_MODEL:
        registry.logged_models.finish(files.owner.name, VersionStatus.READY)
        return
    changes = MLModelVersionUpdate(row_version=files.row.row_version, status=VersionStatus.READY)
    registry.versions.update(files.row.id, changes)
