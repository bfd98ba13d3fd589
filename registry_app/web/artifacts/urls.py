"""URLs of files, each with the minimum role.

The path of a file is in the query: it can have slashes, and browsers change dots in paths.
"""

from collections.abc import Iterator

from django.urls import URLPattern

from mldb.values.enums import OwnerKind, Role
from registry_app.accounts.access import page
from registry_app.web.artifacts import views
from registry_app.web.artifacts.uploads.views import uploading
from registry_app.web.routes import LOGGED_MODEL, RUN, VERSION


def _pages(route: str, name: str, kind: OwnerKind) -> Iterator[URLPattern]:
    for part, view, role in (
        ("files", views.file_list, Role.VIEWER),
        ("file", views.file_detail, Role.VIEWER),
        ("file-delete", views.file_delete, Role.EDITOR),
        ("files-verify", views.file_verify, Role.ADMIN),
    ):
        path = part.replace("-", "/")
        yield page(f"{route}/{path}", views.of(kind, view), name=f"{name}-{part}", role=role)
    yield page(
        f"{route}/files/upload", uploading(kind), name=f"{name}-files-upload", role=Role.EDITOR
    )


urlpatterns = [
    *_pages(RUN, "run", OwnerKind.RUN),
    *_pages(LOGGED_MODEL, "logged-model", OwnerKind.LOGGED_MODEL),
    *_pages(VERSION, "version", OwnerKind.VERSION),
    page(
        f"{LOGGED_MODEL}/complete",
        views.of(OwnerKind.LOGGED_MODEL, views.files_complete),
        name="logged-model-complete",
        role=Role.EDITOR,
    ),
    page(
        f"{VERSION}/complete",
        views.of(OwnerKind.VERSION, views.files_complete),
        name="version-complete",
        role=Role.EDITOR,
    ),
]
