"""Forms of the history."""

from typing import Annotated

from django import forms
from pydantic import BaseModel, Field

from registry_app.web.kit.forms import ReasonField, SchemaForm


class TextRestore(BaseModel):
    """The copy whose text is replaced by an earlier one."""

    row_version: Annotated[int, Field(ge=1)]


class TextRestoreForm(SchemaForm[TextRestore]):
    """Restore an earlier text."""

    schema = TextRestore

    row_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()
