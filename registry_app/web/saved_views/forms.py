"""Forms for saved views."""

from typing import Any, ClassVar

from django import forms

from mldb.schemas import SavedViewCreate, SavedViewUpdate
from mldb.search.fields import ListType
from mldb.values.enums import Grouping
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.paging import SIZES
from registry_app.web.kit.widgets import LinesWidget, NamesField

_SIZES = [("", "Default"), *((str(size), str(size)) for size in SIZES)]
_GROUPS = [("", "nothing"), (Grouping.PARENT.value, "parent")]


class _SavedViewFields(forms.Form):
    """The fields of both forms."""

    name = forms.CharField(label="Name")
    is_shared = forms.BooleanField(
        label="Shared", help_text="Everybody sees it in the menu of the list's views."
    )
    query = forms.CharField(label="Search", widget=LinesWidget(attrs={"spellcheck": "false"}))
    columns = NamesField(
        label="Columns",
        help_text="One per line: status, metric.auc, param.depth, tag.team. Empty: default.",
    )
    page_size = forms.ChoiceField(label="Rows on a page", choices=_SIZES)

    curve = forms.CharField(
        label="Curve",
        help_text="Metric whose curves the list shows. Empty: the one with most points; -: none.",
    )
    group_by = forms.ChoiceField(label="Grouped by", choices=_GROUPS)

    def keep_to(self, list_type: ListType) -> None:
        """Remove the fields that a list of this type has not."""
        if list_type is not ListType.RUNS:
            del self.fields["curve"], self.fields["group_by"]

    def keep_personal(self) -> None:
        """Remove the field for sharing; a value in the request is ignored."""
        del self.fields["is_shared"]


class SavedViewCreateForm(_SavedViewFields, SchemaForm[SavedViewCreate]):
    """Save a state of a list as a view."""

    schema = SavedViewCreate
    nullable: ClassVar[tuple[str, ...]] = ("page_size", "curve", "group_by")


class SavedViewUpdateForm(_SavedViewFields, SchemaForm[SavedViewUpdate]):
    """Change a view."""

    schema = SavedViewUpdate
    nullable: ClassVar[tuple[str, ...]] = ("page_size", "curve", "group_by")
    row_version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        size = self._stored.get("page_size")
        if size is not None and size not in SIZES:
            # A program chose it; the list of sizes must not change it to another one.
            field = self.fields["page_size"]
            field.choices = [*_SIZES, (str(size), str(size))]  # type: ignore[attr-defined]  # it is a ChoiceField
