"""Forms for the trash."""

from typing import Any, ClassVar

from django import forms
from pydantic import BaseModel, ConfigDict

from mldb.values.numbers import VersionNumber
from registry_app.web.kit.forms import ReasonField, SchemaForm


class PurgeConfirmation(BaseModel):
    """The typed name that confirms a purge; the service compares it."""

    model_config = ConfigDict(extra="forbid")

    confirmation: str


class RestoredVersions(BaseModel):
    """Numbers of the versions to restore with their model; None for all."""

    model_config = ConfigDict(extra="forbid")

    numbers: list[VersionNumber] | None = None


class ModelRestoreForm(SchemaForm[RestoredVersions]):
    """Take a model out of the trash, with all or some of its versions."""

    schema = RestoredVersions
    nullable: ClassVar[tuple[str, ...]] = ("numbers",)
    numbers = forms.CharField(
        label="Only these versions",
        help_text="Numbers such as 3, 7; the others stay in the trash. Empty: all.",
    )
    reason = ReasonField()

    def clean_numbers(self) -> Any:
        """The numbers one by one, as the schema takes them."""
        typed = self.cleaned_data["numbers"]
        return [part.strip() for part in typed.split(",") if part.strip()] or ""


class PurgeForm(SchemaForm[PurgeConfirmation]):
    """Purge for good, with the name typed."""

    schema = PurgeConfirmation
    confirmation = forms.CharField(
        label="Type its name", strip=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = ReasonField()
