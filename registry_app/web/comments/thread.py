"""The comments on one subject, as a page shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from django.utils.safestring import SafeString

from mldb.schemas import MLCommentRead, MLModelAliasRead, MLModelVersionRead
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from registry_app.web.comments.text import comment_html, mentioned
from registry_app.web.presentation.links import url

SHOWN: Final = 50


@dataclass(frozen=True)
class ShownComment:
    """A comment, its text as HTML, and what whoever looks at it may do."""

    comment: MLCommentRead
    html: SafeString
    may_edit: bool
    may_delete: bool


@dataclass(frozen=True)
class Thread:
    """The newest comments on a version or a move, the oldest of them first.

    `add_url` takes a new one; `all_url` is the page with all of them.
    """

    comments: list[ShownComment]
    has_older: bool
    add_url: str
    all_url: str

    @classmethod
    def of_version(
        cls, registry: Registry, user: StaffAccount, version: MLModelVersionRead
    ) -> Self:
        """The comments on a version."""
        page = url("registry:version-comments", version.model_name, version.number)
        rows = registry.comments.get_of_version(version.id, limit=SHOWN + 1)
        return cls._of(registry, user, rows, page)

    @classmethod
    def of_move(cls, registry: Registry, user: StaffAccount, assignment: MLModelAliasRead) -> Self:
        """The comments on a move of an alias."""
        page = url("registry:move-comments", assignment.model_name, assignment.id)
        rows = registry.comments.get_of_assignment(assignment.id, limit=SHOWN + 1)
        return cls._of(registry, user, rows, page)

    @classmethod
    def _of(
        cls, registry: Registry, user: StaffAccount, rows: Sequence[MLCommentRead], page: str
    ) -> Self:
        comments = shown(registry, user, rows[:SHOWN])
        return cls(comments, len(rows) > SHOWN, page, page)


def shown(
    registry: Registry, user: StaffAccount, newest_first: Sequence[MLCommentRead]
) -> list[ShownComment]:
    """The comments for this user, the oldest first; one statement more if they mention anybody."""
    names = mentioned([comment.text for comment in newest_first])
    known = registry.people.get_known(sorted(names)[:1_000]) if names else set()
    return [
        ShownComment(
            comment,
            comment_html(comment.text, known),
            may_edit=comment.created_by == user.username,
            may_delete=comment.created_by == user.username or user.is_admin,
        )
        for comment in reversed(newest_first)
    ]


ListComments = Callable[..., Sequence[MLCommentRead]]
