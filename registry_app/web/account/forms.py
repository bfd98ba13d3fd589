"""Forms for one's own account."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from mldb.errors import ThrottledError
from mldb.schemas import APITokenCreate
from mldb.security import note
from mldb.values.enums import TokenScope
from registry_app.accounts.attempts import looked_at
from registry_app.accounts.confirming import is_own_password
from registry_app.accounts.devices import known_device
from registry_app.web.kit.forms import SchemaForm, dress
from registry_app.web.kit.widgets import CardWidget, NamesField

_DEFAULT_LIFE: Final = timedelta(days=90)


class ThrottledForm:
    """A form with a password that is wrong too often has to wait."""

    blocked_until: datetime | None = None

    def throttled(self, error: ThrottledError) -> ValidationError:
        """The refusal to show; from when on to try again is kept."""
        self.blocked_until = error.until
        return ValidationError(str(error), code="throttled")

    def is_own(self, request: Any, password: str) -> bool:
        """Whether this is the password of whoever is logged in.

        Raises:
            ValidationError: too many were wrong.
        """
        try:
            is_right = is_own_password(request, password)
        except ThrottledError as error:
            raise self.throttled(error) from error
        if not is_right:
            note("confirmation_failed", account=request.user.username)
        return is_right

    @property
    def retry_seconds(self) -> int | None:
        """For how long trying again is no use; None: it is not throttled."""
        if self.blocked_until is None:
            return None
        return max(int((self.blocked_until - datetime.now(UTC)).total_seconds()) + 1, 1)


class LoginForm(ThrottledForm, AuthenticationForm):
    """Name and password; too many failures have to wait."""

    request: HttpRequest
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "This name and password don't belong together. Passwords know case.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def clean(self) -> dict[str, Any]:
        """Count the attempt, whatever it is; while blocked, look at no password."""
        username = self.cleaned_data.get("username")
        password = self.cleaned_data.get("password")
        if username and password:
            self.user_cache = self._found(username, password)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data

    def _found(self, username: str, password: str) -> Any:
        device = known_device(self.request, username)
        try:
            return looked_at(
                self.request,
                username,
                lambda: authenticate(self.request, username=username, password=password),
                budget=device and f"device:{device}",
            )
        except ThrottledError as error:
            raise self.throttled(error) from error


class ConfirmForm(ThrottledForm, forms.Form):
    """The password of whoever is logged in, once more."""

    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        dress(self)

    def clean_password(self) -> str:
        """The password, if it is right."""
        password = str(self.cleaned_data["password"])
        if not self.is_own(self.request, password):
            raise ValidationError("This is not your password.", code="password_incorrect")
        return password


def _default_expiry() -> date:
    return (datetime.now(UTC) + _DEFAULT_LIFE).date()


class TokenCreateForm(SchemaForm[APITokenCreate]):
    """Make an API token."""

    schema = APITokenCreate
    nullable: ClassVar[tuple[str, ...]] = ("model_names",)
    name = forms.CharField(
        label="Name", help_text="The program that uses it, such as nightly-training."
    )
    scope = forms.ChoiceField(
        label="Scope",
        choices=[(scope.value, scope.value) for scope in TokenScope],
        help_text="The most that it may do, within your own role.",
    )
    model_names = NamesField(
        label="Models",
        widget=CardWidget(attrs={"rows": 3}),
        help_text="Limits it to these models, one name per line. Empty: all models.",
    )
    expires_at = forms.DateField(
        label="Expires",
        initial=_default_expiry,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Until the end of that day, UTC. Empty: it does not expire.",
    )

    def clean_expires_at(self) -> datetime | None:
        """The end of the day."""
        day: date | None = self.cleaned_data["expires_at"]
        return None if day is None else datetime.combine(day, time.max, tzinfo=UTC)


class OwnPasswordForm(ThrottledForm, PasswordChangeForm):
    """Change one's own password."""

    revoke_tokens = forms.BooleanField(
        label="Revoke my API tokens, too",
        required=False,
        help_text="If somebody else may have had the password. Programs then need new tokens.",
    )

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        # In sentences: Django's own help is HTML.
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
        dress(self)

    def clean_old_password(self) -> str:
        """The password, if it is right; wrong ones are counted."""
        password = str(self.cleaned_data["old_password"])
        if not self.is_own(self.request, password):
            raise ValidationError(
                self.error_messages["password_incorrect"], code="password_incorrect"
            )
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuse the old password as the new one."""
        cleaned = super().clean()
        old = self.cleaned_data.get("old_password")
        if old and old == self.cleaned_data.get("new_password1"):
            self.add_error("new_password1", "This is your old password. Choose another one.")
        return cleaned
