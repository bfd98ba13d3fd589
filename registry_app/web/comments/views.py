"""Comments: their pages, and writing, changing and deleting them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mldb.schemas import MLCommentRead, MLModelAliasRead, MLModelVersionRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.comments.forms import CommentCreateForm, CommentUpdateForm
from registry_app.web.comments.thread import shown
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import Page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.presentation.links import url, version_url


@require_http_methods(["GET", "POST"])
def version_comments(request: RegistryRequest, name: str, number: int) -> HttpResponse:
    """All comments on a version, in pages; a POST adds one."""
    version = request.registry.versions.get_by_number(name, number)
    supplied = {"model_name": version.model_name, "version": version.number}
    form = CommentCreateForm(posted(request), supplied=supplied)
    accepted, comment = submit(form, lambda: request.registry.comments.create(form.payload))
    if accepted and comment is not None:
        return redirect(comment_url(comment))
    return _page(request, request.registry, form, version=version)


@require_http_methods(["GET", "POST"])
def move_comments(request: RegistryRequest, name: str, assignment_id: int) -> HttpResponse:
    """A move of an alias with all comments on it, in pages; a POST adds one."""
    move = request.registry.comments.get_assignment(name, assignment_id)
    supplied = {"model_name": move.model_name, "assignment_id": move.id}
    form = CommentCreateForm(posted(request), supplied=supplied)
    accepted, comment = submit(form, lambda: request.registry.comments.create(form.payload))
    if accepted and comment is not None:
        return redirect(comment_url(comment))
    return _page(request, request.registry, form, move=move)


@require_http_methods(["GET", "POST"])
def comment_update(request: RegistryRequest, comment_id: int) -> HttpResponse:
    """Change a comment of one's own."""
    comments = request.registry.comments
    comment = comments.get(comment_id)
    if comment.created_by != request.user.username:
        raise PermissionDenied(f"This comment is {comment.created_by}'s. Answer it instead.")
    form = CommentUpdateForm(posted(request), stored=comment)
    accepted, saved = submit(
        form, lambda: comments.update(comment_id, form.payload, reason=form.why)
    )
    if accepted and saved is not None:
        say_saved(request, comment, saved, "Saved.")
        return redirect(comment_url(saved))
    return form_page(
        request,
        "comments/comment_update.html",
        form,
        comment=comment,
        back=comment_url(comment),
        theirs=form.theirs(comment),
    )


@require_http_methods(["GET", "POST"])
def comment_delete(request: RegistryRequest, comment_id: int) -> HttpResponse:
    """Delete a comment of one's own; admins also delete those of others."""
    comments = request.registry.comments
    comment = comments.get(comment_id)
    if comment.created_by != request.user.username and not request.user.is_admin:
        raise PermissionDenied(
            f"This comment is {comment.created_by}'s. They or an admin can delete it."
        )
    accepted, form = act_with_reason(
        request, lambda reason: comments.delete(comment_id, reason=reason)
    )
    if accepted:
        messages.success(request, "The comment is deleted. The history keeps it.")
        return redirect(subject_url(comment))
    (one,) = shown(request.registry, request.user, [comment])
    return form_page(
        request, "comments/comment_delete.html", form, one=one, back=comment_url(comment)
    )


def subject_url(comment: MLCommentRead) -> str:
    """The page of what the comment is about."""
    if comment.assignment_id is not None:
        return url("registry:move-comments", comment.model_name, comment.assignment_id)
    return version_url(comment.model_name, comment.version_number)


def comment_url(comment: MLCommentRead) -> str:
    """The comment on the page of its subject."""
    return f"{subject_url(comment)}#comment-{comment.id}"


def _page(
    request: RegistryRequest,
    registry: Registry,
    form: CommentCreateForm,
    *,
    version: MLModelVersionRead | None = None,
    move: MLModelAliasRead | None = None,
) -> HttpResponse:
    get: Any = partial(registry.comments.get_of_assignment, move.id) if move else None
    if version is not None:
        get = partial(registry.comments.get_of_version, version.id)
    page = Page.of(request, get)
    context = {
        "form": form,
        "page": page,
        "version": version,
        "move": move,
        "comments": shown(registry, request.user, page.rows),
    }
    return render(request, "comments/comment_list.html", context, status=form.http_status)
