"""Forms for saved views."""

from typing import Any, ClassVar

from django import forms

from mldb.schemas import SavedViewCreate, SavedViewUpdate
from registry_app.forms.base import SchemaForm
from registry_app.forms.widgets import CardWidget
from registry_app.pages import SIZES

_SIZES = [("", "As many as usual"), *((str(size), str(size)) for size in SIZES)]


class ColumnsField(forms.CharField):
    """Names of columns, one per line; cleaned to a list."""

    widget = CardWidget(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        """The names as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The names one by one, as the schema takes them."""
        lines = str(super().to_python(value)).splitlines()
        return [line.strip() for line in lines if line.strip()]


class _SavedViewFields(forms.Form):
    """What saving and changing share."""

    name = forms.CharField(label="Name")
    is_shared = forms.BooleanField(
        label="Shared", help_text="Everybody finds it in the list's views."
    )
    query = forms.CharField(label="Search", widget=forms.TextInput(attrs={"spellcheck": "false"}))
    columns = ColumnsField(
        label="Columns",
        help_text="One per line: status, metric.auc, param.depth, tag.team. Empty: the usual ones.",
    )
    page_size = forms.ChoiceField(label="Rows on a page", choices=_SIZES)

    def keep_personal(self) -> None:
        """Offer no sharing to who may not; what is sent all the same is not looked at."""
        del self.fields["is_shared"]


class SavedViewCreateForm(_SavedViewFields, SchemaForm[SavedViewCreate]):
    """Save a state of a list as a view."""

    schema = SavedViewCreate
    nullable: ClassVar[tuple[str, ...]] = ("page_size",)


class SavedViewUpdateForm(_SavedViewFields, SchemaForm[SavedViewUpdate]):
    """Change a view."""

    schema = SavedViewUpdate
    nullable: ClassVar[tuple[str, ...]] = ("page_size",)
    row_version = forms.CharField(widget=forms.HiddenInput)
