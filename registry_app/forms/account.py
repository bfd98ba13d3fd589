"""Forms for one's own account."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils import timezone

from mldb.schemas import APITokenCreate, LoginAttemptCreate
from mldb.types import TokenScope
from registry_app.forms.base import SchemaForm, dress
from registry_app.forms.widgets import CardWidget, NamesField
from registry_app.registry import Registry

_USUAL_LIFE: Final = timedelta(days=90)


class LoginForm(AuthenticationForm):
    """Name and password; too many failures have to wait."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "This name and password don't belong together. Passwords know case.",
        "throttled": "Too many failed logins. Try again after %(time)s UTC.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def clean(self) -> dict[str, Any]:
        """Count the attempt, whatever it was; while blocked, look at no password."""
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return super().clean()
        attempts, address = Registry().login_attempts, self._address()
        blocked_until = attempts.get_blocked_until(username, address)
        if blocked_until is not None:
            raise forms.ValidationError(
                self.error_messages["throttled"],
                code="throttled",
                params={"time": timezone.localtime(blocked_until).strftime("%H:%M")},
            )
        succeeded = False
        try:
            cleaned = super().clean()
            succeeded = True
        finally:
            attempts.create(
                LoginAttemptCreate(username=username, address=address, succeeded=succeeded)
            )
        return cleaned

    def _address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""


def _usual_last_day() -> date:
    return (datetime.now(UTC) + _USUAL_LIFE).date()


class TokenCreateForm(SchemaForm[APITokenCreate]):
    """Make an API token."""

    schema = APITokenCreate
    nullable: ClassVar[tuple[str, ...]] = ("model_names",)
    name = forms.CharField(label="Name", help_text="What will use it, such as nightly-training.")
    scope = forms.ChoiceField(
        label="Scope",
        choices=[(scope.value, scope.value) for scope in TokenScope],
        help_text="What it may do at most; it never may more than you.",
    )
    model_names = NamesField(
        label="Models",
        widget=CardWidget(attrs={"rows": 3}),
        help_text="The only ones it is for, one name per line. Empty: everything.",
    )
    expires_at = forms.DateField(
        label="Last day",
        initial=_usual_last_day,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Until the end of that day, UTC. Empty: it does not expire.",
    )

    def clean_expires_at(self) -> datetime | None:
        """The end of the day."""
        day: date | None = self.cleaned_data["expires_at"]
        return None if day is None else datetime.combine(day, time.max, tzinfo=UTC)


class OwnPasswordForm(PasswordChangeForm):
    """Change one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In sentences: Django's own help is HTML.
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
        dress(self)
