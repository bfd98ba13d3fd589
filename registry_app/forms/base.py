"""A form whose rules are those of a Pydantic schema."""

from http import HTTPStatus
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.utils.html import format_html
from pydantic import BaseModel, ValidationError

from mldb.errors import ConflictError, QuerySyntaxError, RuleViolationError
from registry_app.mistake import Mistake
from registry_app.statuses import status_of

SchemaT = TypeVar("SchemaT", bound=BaseModel)

# Pydantic speaks to programmers; these are its messages that people meet.
_WORDS = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_too_long": "Write at most {max_length:,} characters.",
    "finite_number": "Enter a finite number.",
    "float_parsing": "Enter a number, such as 0.93.",
    "int_parsing": "Enter a whole number.",
    "enum": "Choose one of the values on offer.",
}


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


class ReasonField(forms.CharField):
    """Why; goes into the history, not into the schema."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Reason",
            required=False,
            help_text="Stands in the history, for those who ask why.",
            **options,
        )


class SchemaForm(forms.Form, Generic[SchemaT]):
    """Fields have the names of the schema's; whatever the schema refuses is shown at its field."""

    schema: type[SchemaT]
    # Fields in which nothing typed means None, not an empty text or list.
    nullable: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, supplied: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        """What was typed, as the schema takes it."""
        typed = {
            name: self.cleaned_data[name]
            for name in self.schema.model_fields
            if name in self.cleaned_data
        }
        return {
            name: None if name in self.nullable and value in ("", []) else value
            for name, value in typed.items()
        }

    def refuse(self, violation: RuleViolationError) -> None:
        """Show what the service refused, at its field if the form has it."""
        self.add_error(self._visible(violation.field), str(violation))
        self.is_stale = isinstance(violation, ConflictError)
        self._refused_with = status_of(violation)

    def misread(self, error: QuerySyntaxError) -> None:
        """Show at the field `query` what can't be read in it, and where."""
        mistake = Mistake.of(self.cleaned_data["query"], error)
        self.add_error("query", format_html("{} {}", mistake.message, mistake.query))

    def theirs(self, current: BaseModel) -> list[tuple[str, str, str]]:
        """Label, stored value and typed value of the fields in which they differ; [] if not stale.

        Shown when somebody else saved in the meantime. The form then carries the stored
        `row_version`: sending it again is the decision to keep what was typed.
        """
        if not self.is_stale:
            return []
        stored = current.model_dump(mode="json")
        self.carry("row_version", stored["row_version"])
        rows = [
            (str(field.label), _text(stored[name]), _text(self.cleaned_data.get(name)))
            for name, field in self.fields.items()
            if name in stored and not field.widget.is_hidden
        ]
        differing = [(label, saved, typed) for label, saved, typed in rows if saved != typed]
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
        words = _WORDS.get(detail["type"])
        message = words.format(**detail.get("ctx", {})) if words else detail["msg"]
        if field is not None and len(place) > 1:
            # Of a list its place would say less than what was typed there.
            part = detail["input"] if isinstance(detail["loc"][1], int) else place[1]
            message = f"{part}: {message}"
        self.add_error(field, message)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
