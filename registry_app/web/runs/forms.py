"""Forms for runs."""

from typing import ClassVar

from django import forms

from mldb.schemas import MLRunUpdate
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.widgets import CardWidget


class RunUpdateForm(SchemaForm[MLRunUpdate]):
    """Change a run."""

    schema = MLRunUpdate
    nullable: ClassVar[tuple[str, ...]] = ("parent",)

    name = forms.CharField(label="Name")
    description = forms.CharField(
        label="Description",
        strip=False,
        widget=CardWidget(attrs={"rows": 5}),
        help_text="Markdown.",
    )
    parent = forms.CharField(
        label="Parent",
        help_text="Id of the run that this one is a part of, 32 digits. Empty: of none.",
    )
    row_version = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()
