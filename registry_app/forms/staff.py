"""Forms for staff users."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from mldb.schemas import StaffUserCreate, StaffUserUpdate
from mldb.types import Role
from registry_app.forms.base import ReasonField, SchemaForm

_ROLES = [(role.value, role.value) for role in Role]


class PasswordField(forms.CharField):
    """A new password, held against Django's validators."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
        super().__init__(label="Password", strip=False, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The password, if it is good enough."""
        password = super().clean(value)
        validate_password(password)
        return password


class StaffCreateForm(SchemaForm[StaffUserCreate]):
    """Add a staff user."""

    schema = StaffUserCreate
    nullable: ClassVar[tuple[str, ...]] = ("display_name",)

    username = forms.CharField(label="Username")
    display_name = forms.CharField(label="Name", help_text="As colleagues know them.")
    role = forms.ChoiceField(label="Role", choices=_ROLES)
    password = PasswordField(help_text="They can change it on their account page.")
    reason = ReasonField()

    def values(self) -> dict[str, Any]:
        """The schema takes the hash."""
        return super().values() | _hashed(self.cleaned_data)


class StaffUpdateForm(SchemaForm[StaffUserUpdate]):
    """Change a staff user's name, role or access."""

    schema = StaffUserUpdate
    row_version = forms.CharField(widget=forms.HiddenInput)
    display_name = forms.CharField(label="Name")
    role = forms.ChoiceField(label="Role", choices=_ROLES)
    is_active = forms.BooleanField(label="May log in")
    reason = ReasonField()


class StaffPasswordForm(SchemaForm[StaffUserUpdate]):
    """Give a staff user another password."""

    schema = StaffUserUpdate
    row_version = forms.CharField(widget=forms.HiddenInput)
    password = PasswordField()
    reason = ReasonField()

    def values(self) -> dict[str, Any]:
        """The schema takes the hash."""
        return super().values() | _hashed(self.cleaned_data)


def _hashed(cleaned: dict[str, Any]) -> dict[str, str]:
    # A refused password has its message already; the schema need not miss the hash as well.
    password = cleaned.get("password")
    return {"password_hash": make_password(password) if password else "refused"}
