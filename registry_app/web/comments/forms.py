"""Forms for comments."""

from typing import Any

from django import forms

from mldb.schemas import MLCommentCreate, MLCommentUpdate
from registry_app.web.kit.forms import ReasonField, SchemaForm


class CommentWidget(forms.Textarea):
    """A few lines of Markdown."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "dir": "auto"} | (attrs or {}))


class CommentCreateForm(SchemaForm[MLCommentCreate]):
    """Write a comment."""

    schema = MLCommentCreate
    text = forms.CharField(
        label="Comment",
        strip=False,
        widget=CommentWidget,
        help_text="Markdown. @name tells that person.",
    )


class CommentUpdateForm(SchemaForm[MLCommentUpdate]):
    """Change a comment of one's own."""

    schema = MLCommentUpdate
    row_version = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label="Comment", strip=False, widget=CommentWidget)
    reason = ReasonField()
