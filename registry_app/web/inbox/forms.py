"""The form of the address for mail."""

from typing import ClassVar

from django import forms

from mldb.schemas import StaffUserUpdate
from registry_app.web.kit.forms import SchemaForm


class MailForm(SchemaForm[StaffUserUpdate]):
    """Say where mail about the inbox goes."""

    schema = StaffUserUpdate
    nullable: ClassVar[tuple[str, ...]] = ("email",)

    row_version = forms.CharField(widget=forms.HiddenInput)
    email = forms.CharField(
        label="Mail address",
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
        help_text="News of your inbox go there as well. Empty: no mail.",
    )
