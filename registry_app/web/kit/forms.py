"""A form whose rules are those of a Pydantic schema."""

from http import HTTPStatus
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from pydantic import BaseModel, ValidationError

from mldb.errors import ConflictError, QuerySyntaxError, RuleViolationError
from mldb.wording import sentence_of
from registry_app.core.statuses import status_of
from registry_app.web.kit.line_ends import with_newlines
from registry_app.web.kit.mistake import Mistake
from registry_app.web.kit.widgets import LinesWidget

SchemaT = TypeVar("SchemaT", bound=BaseModel)


def dress(form: forms.BaseForm) -> None:
    """Give the widgets Tabler's classes."""
    for field in form.fields.values():
        kind = "form-control"
        if isinstance(field.widget, forms.Select):
            kind = "form-select"
        elif isinstance(field.widget, forms.CheckboxInput):
            kind = "form-check-input"
        elif isinstance(field.widget, forms.RadioSelect):
            kind = "choices"
        field.widget.attrs.setdefault("class", kind)
        # Not of areas: Chromium takes minutes to find the direction of some megabytes.
        if isinstance(field.widget, forms.TextInput):
            field.widget.attrs.setdefault("dir", "auto")


class ReasonField(forms.CharField):
    """Why; goes into the history, not into the schema."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Reason",
            required=False,
            help_text="Stands in the history, for those who ask why.",
            widget=LinesWidget,
            **options,
        )


class SchemaForm(forms.Form, Generic[SchemaT]):
    r"""Fields have the names of the schema's; whatever the schema refuses is shown at its field.

    `stored` is what the form changes. A field that comes back as the page showed it is left as it
    is stored, to the byte: what a browser can't send, such as `\r`, is not lost by saving, and what
    would be refused today does not keep others from being changed. Line ends of all other fields
    become `\n`.
    """

    schema: type[SchemaT]
    # Fields in which nothing typed means None, not an empty text or list.
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
        self.payload: SchemaT
        for field in self.fields.values():
            # Whether a field may be empty is for the schema to say.
            field.required = False
            field.widget.is_required = False
        dress(self)

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
        """What was typed, as the schema takes it; of untouched fields only what it needs."""
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
        """Whether what came back is what the field shows of the stored value."""
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
        """Show what the service refused, at its field if the form has it."""
        self.add_error(self._visible(violation.field), str(violation))
        self.is_stale = isinstance(violation, ConflictError)
        self._refused_with = status_of(violation)

    def misread(self, error: QuerySyntaxError) -> None:
        """Show at the field `query` what can't be read in it, and where."""
        mistake = Mistake.of(self.cleaned_data["query"], error)
        self.add_error("query", format_html("{} {}", mistake.message, mistake.query))

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
        # The table of both says what the refusal says.
        self.is_compared = bool(differing)
        return differing

    def carry(self, name: str, value: object) -> None:
        """Let the form, shown again, send this value instead of what was sent."""
        self.data = {field: self.data[field] for field in self.data} | {name: str(value)}

    def get_context(self) -> dict[str, Any]:
        """For the template; whoever is refused goes on at the first field with a mistake.

        If there is none, at what is said of the form as a whole.
        """
        wrong = [field for field in self.visible_fields() if field.errors]
        if wrong:
            wrong[0].field.widget.attrs["autofocus"] = True
        return super().get_context() | {"starts_at_alert": not wrong}

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
        place = [str(part) for part in detail["loc"]]
        field = self._visible(place[0] if place else None)
        message = sentence_of(detail)
        if field is not None and len(place) > 1:
            # Of a list its place would say less than what was typed there.
            part = detail["input"] if isinstance(detail["loc"][1], int) else place[1]
            message = f"{part}: {message}"
        self.add_error(field, message)


def _as_typed(data: Any) -> Any:
    """What was sent, with the line ends that were typed."""
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
