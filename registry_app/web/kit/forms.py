"""Forms that are validated by a Pydantic schema."""

from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from pydantic import BaseModel, ValidationError

from mldb.errors import ConflictError, QuerySyntaxError, RuleViolationError
from mldb.wording import sentence_of
from registry_app.core.line_ends import with_newlines
from registry_app.core.statuses import status_of
from registry_app.web.kit.mistake import Mistake
from registry_app.web.kit.widgets import LinesWidget
from registry_app.web.macros import macro

SchemaT = TypeVar("SchemaT", bound=BaseModel)


class Fault(NamedTuple):
    """A field with a mistake, for the summary above the form: its label, its id, the messages."""

    label: str
    id: str
    messages: list[str]


def dress(form: forms.BaseForm) -> None:
    """Give the widgets Tabler's classes."""
    for field in form.fields.values():
        css = "form-control"
        if isinstance(field.widget, forms.Select):
            css = "form-select"
        elif isinstance(field.widget, forms.CheckboxInput):
            css = "form-check-input"
        elif isinstance(field.widget, forms.RadioSelect):
            css = "choices"
        field.widget.attrs.setdefault("class", css)
        # Not of areas: Chromium takes minutes to find the direction of some megabytes.
        if isinstance(field.widget, forms.TextInput):
            field.widget.attrs.setdefault("dir", "auto")


class ReasonField(forms.CharField):
    """The reason for a change; it goes to the history, not to the schema."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Reason",
            required=False,
            help_text="Recorded in the history.",
            widget=LinesWidget,
            **options,
        )


class SchemaForm(forms.Form, Generic[SchemaT]):
    r"""A form with fields named as in the schema, whose messages are shown at the fields.

    `stored` is the row that the form changes. A field that comes back as the page showed it keeps
    its stored value, to the byte: characters that a browser can't send, such as `\r`, survive
    saving, and an old value that would be refused today does not block other changes. Line ends of
    all other fields become `\n`.
    """

    schema: type[SchemaT]
    # Fields in which no input means None, not an empty text or list.
    nullable: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        data: Any = None,
        *,
        stored: BaseModel | None = None,
        initial: dict[str, Any] | None = None,
        supplied: dict[str, Any] | None = None,
    ) -> None:
        self._stored = stored.model_dump(mode="json") if stored is not None else {}
        super().__init__(_as_typed(data), initial=self._stored | (initial or {}))
        self._supplied = supplied or {}
        self._refused_with = HTTPStatus.OK
        self.is_stale = False
        self.is_compared = False
        self.is_page = False
        self.payload: SchemaT
        for field in self.fields.values():
            # Whether a field may be empty is for the schema to say.
            field.required = False
            field.widget.is_required = False
        dress(self)
        for name in needed_fields(type(self)) & self.fields.keys():
            self.fields[name].widget.attrs["aria-required"] = "true"

    def clean(self) -> dict[str, Any]:
        """Build the schema; put its refusals at the fields."""
        values = {name: value for name, value in self.values().items() if name not in self.errors}
        try:
            self.payload = self.schema.model_validate(values | self._supplied)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._show(detail)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The typed values as the schema takes them; of untouched fields only the required ones."""
        values: dict[str, Any] = {}
        for name, field in self.schema.model_fields.items():
            if name not in self.cleaned_data:
                continue
            typed = self.cleaned_data[name]
            if not self._is_untouched(name):
                values[name] = None if name in self.nullable and typed in ("", []) else typed
            elif field.is_required():
                values[name] = self._stored[name]
        return values

    def _is_untouched(self, name: str) -> bool:
        """Whether the value is the stored one as the field shows it."""
        if name not in self._stored:
            return False
        field = self.fields[name]
        shown = field.prepare_value(self._stored[name])
        try:
            sent = field.clean(with_newlines(shown) if isinstance(shown, str) else shown)
        except forms.ValidationError:
            return False
        return bool(sent == self.cleaned_data.get(name))

    def refuse(self, violation: RuleViolationError) -> None:
        """Show the refusal of a service, at its field if the form has it."""
        self.add_error(self._visible(violation.field), str(violation))
        self.is_stale = isinstance(violation, ConflictError)
        self._refused_with = status_of(violation)

    def misread(self, error: QuerySyntaxError) -> None:
        """Show the mistake in the query at the field `query`."""
        mistake = Mistake.of(self.cleaned_data["query"], error)
        message = macro("kit/values.html", "mistake_in_field")(mistake)
        self.add_error("query", SafeString(message))  # the template escaped it

    def theirs(self, current: BaseModel) -> list[tuple[str, Any, Any]]:
        """Label, stored value and typed value of the fields in which they differ; [] if not stale.

        Shown when somebody else saved in the meantime. The form then carries the stored
        `row_version`: sending it again is the decision to keep what was typed.
        """
        if not self.is_stale:
            return []
        stored = current.model_dump(mode="json")
        self.carry("row_version", stored["row_version"])
        differing = [
            (str(field.label), stored[name], self.cleaned_data.get(name))
            for name, field in self.fields.items()
            if name in stored and not field.widget.is_hidden and not self._is_untouched(name)
        ]
        # The table of both values replaces the message.
        self.is_compared = bool(differing)
        return differing

    def carry(self, name: str, value: object) -> None:
        """Replace the value of a field in the form that is shown again."""
        self.data = {field: self.data[field] for field in self.data} | {name: str(value)}

    def get_context(self) -> dict[str, Any]:
        """The template's context: focus is on the first field with a mistake.

        Without one it is on the message for the whole form; a form that was not sent yet has it on
        its first field, if it has a page of its own.
        """
        shown = self.visible_fields()
        wrong = [field for field in shown if field.errors]
        if wrong:
            wrong[0].field.widget.attrs["autofocus"] = True
        elif self.is_page and not self.is_bound and shown and _takes_text(shown[0].field):
            shown[0].field.widget.attrs["autofocus"] = True
        faults = [
            Fault(str(one.label), one.id_for_label, [str(error) for error in one.errors])
            for one in wrong
        ]
        return super().get_context() | {
            "starts_at_alert": not wrong,
            "faults": faults if self.is_page else [],
        }

    @property
    def why(self) -> str | None:
        """The reason that was given."""
        return self.cleaned_data.get("reason") or None

    @property
    def http_status(self) -> int:
        """Of the page that shows the form: 200, or why it was refused."""
        if self._refused_with != HTTPStatus.OK:
            return self._refused_with
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    def _visible(self, name: str | None) -> str | None:
        """The field at which people can see a message; None for the form as a whole."""
        field = self.fields.get(name or "")
        return name if field is not None and not field.widget.is_hidden else None

    def _show(self, detail: Any) -> None:
        location = [str(part) for part in detail["loc"]]
        field = self._visible(location[0] if location else None)
        message = sentence_of(detail)
        if field is not None and len(location) > 1:
            # In a list the typed entry says more than its position.
            part = detail["input"] if isinstance(detail["loc"][1], int) else location[1]
            message = f"{part}: {message}"
        self.add_error(field, message)


@cache
def needed_fields(form: type[SchemaForm[Any]]) -> frozenset[str]:
    """The fields that the schema does not take without input."""
    empty = {
        name: None if name in form.nullable else field.to_python("")
        for name, field in form.base_fields.items()
        if name in form.schema.model_fields and not field.widget.is_hidden and _takes_text(field)
    }
    needed = {name for name in form.base_fields if name == "password"}
    try:
        form.schema.model_validate(empty)
    except ValidationError as error:
        faults = {str(one["loc"][0]) for one in error.errors(include_url=False) if one["loc"]}
        needed |= faults & empty.keys()
    return frozenset(needed)


def _takes_text(field: forms.Field) -> bool:
    typed = forms.TextInput | forms.Textarea | forms.PasswordInput | forms.NumberInput
    return isinstance(field.widget, typed)


def _as_typed(data: Any) -> Any:
    """The request's data with the line ends that were typed."""
    if data is None:
        return None
    if not isinstance(data, QueryDict):
        return {name: _line(value) for name, value in data.items()}
    typed = data.copy()
    for name, values in data.lists():
        typed.setlist(name, [_line(value) for value in values])
    return typed


def _line(value: Any) -> Any:
    return with_newlines(value) if isinstance(value, str) else value
