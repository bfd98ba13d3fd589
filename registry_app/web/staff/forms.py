"""Forms for staff users."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.hashers import make_password

from mldb.schemas import StaffUserCreate, StaffUserRead, StaffUserUpdate
from mldb.values.enums import Role
from registry_app.accounts.passwords import check_new_password
from registry_app.web.kit.forms import ReasonField, SchemaForm

_ROLES = [(role.value, role.value) for role in Role]


class PasswordField(forms.CharField):
    """A new password."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False)
        super().__init__(label="Password", strip=False, widget=widget, **options)


class StaffCreateForm(SchemaForm[StaffUserCreate]):
    """Add a staff user."""

    schema = StaffUserCreate
    nullable: ClassVar[tuple[str, ...]] = ("display_name",)

    username = forms.CharField(label="Username")
    display_name = forms.CharField(label="Name", help_text="As colleagues know them.")
    role = forms.ChoiceField(label="Role", choices=_ROLES)
    password = PasswordField(help_text="They have to choose another one when they log in.")
    reason = ReasonField()

    def clean_password(self) -> str:
        """The password, if it is hard enough to guess."""
        cleaned = self.cleaned_data
        check_new_password(
            cleaned["password"],
            username=cleaned.get("username", ""),
            display_name=cleaned.get("display_name"),
        )
        return str(cleaned["password"])

    def values(self) -> dict[str, Any]:
        """The schema takes the hash."""
        return super().values() | _hashed(self.cleaned_data)


class StaffUpdateForm(SchemaForm[StaffUserUpdate]):
    """Change a staff user's name, role or access."""

    schema = StaffUserUpdate
    row_version = forms.CharField(widget=forms.HiddenInput)
    display_name = forms.CharField(label="Name")
    role = forms.ChoiceField(label="Role", choices=_ROLES)
    is_active = forms.BooleanField(label="Active")
    reason = ReasonField()


class StaffPasswordForm(SchemaForm[StaffUserUpdate]):
    """Give a staff user another password."""

    schema = StaffUserUpdate
    row_version = forms.CharField(widget=forms.HiddenInput)
    password = PasswordField()
    keep_tokens = forms.BooleanField(
        label="Keep their API tokens",
        help_text="Otherwise they are revoked: whoever had the password may have made some.",
    )
    reason = ReasonField()

    def __init__(self, *args: Any, staff_user: StaffUserRead | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff_user = staff_user

    def clean_password(self) -> str:
        """The password, if it is hard enough to guess for who knows this staff user."""
        password, user = str(self.cleaned_data["password"]), self.staff_user
        if user is not None:
            check_new_password(password, username=user.username, display_name=user.display_name)
        return password

    def values(self) -> dict[str, Any]:
        """The schema takes the hash."""
        return super().values() | _hashed(self.cleaned_data)


def _hashed(cleaned: dict[str, Any]) -> dict[str, str]:
    # A refused password has its message already; the schema need not miss the hash as well.
    password = cleaned.get("password")
    return {"password_hash": make_password(password) if password else "refused"}
