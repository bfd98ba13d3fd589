"""Widgets and fields that forms share."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString

from registry_app.core.line_ends import with_newlines

_MOST_ROWS = 12
_LINES_NAMED = 10


class CardWidget(forms.Textarea):
    """Text of many lines, in a monospaced font."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10, "class": "form-control font-monospace"} | (attrs or {}))


class LinesWidget(forms.TextInput):
    """One line, sent by Enter; a text of several lines gets the area that keeps them.

    site.js makes the area also where somebody pastes several lines or presses Shift and Enter.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field with this value."""
        text = "" if value is None else str(value)
        if "\n" not in text and "\r" not in text:
            lines = {"data-lines": ""} | (attrs or {})
            return super().render(name, value, lines, renderer)
        rows = min(with_newlines(text).count("\n") + 2, _MOST_ROWS)
        area = forms.Textarea(self.attrs | {"rows": rows})
        return area.render(name, value, attrs, renderer)


class NamesField(forms.CharField):
    """Names, one per line; cleaned to a list."""

    widget = CardWidget(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        """The names as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The names one by one, as the schema takes them."""
        lines = with_newlines(str(super().to_python(value))).split("\n")
        return [line.strip() for line in lines if line.strip()]


class PairsWidget(forms.Textarea):
    """One `name = value` per line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "class": "form-control font-monospace"} | (attrs or {}))


class PairsField(forms.CharField):
    """Names and values, one `name = value` per line; cleaned to a list of pairs."""

    widget = PairsWidget

    def to_python(self, value: Any) -> Any:
        """Pairs, not a mapping, so that the schema can refuse a name given twice."""
        text = super().to_python(value)
        pairs, wrong = [], []
        for number, line in enumerate(with_newlines(str(text)).split("\n"), start=1):
            if not line.strip():
                continue
            name, separator, named = line.partition("=")
            if not separator:
                wrong.append(number)
            pairs.append((name.strip(), named.strip()))
        if wrong:
            raise forms.ValidationError(_lines_to_mend(wrong))
        return pairs


def _lines_to_mend(numbers: list[int]) -> str:
    """The refusal of lines without a value; of very many the first are named."""
    first = [str(number) for number in numbers[:_LINES_NAMED]]
    more = len(numbers) - len(first)
    if more:
        first.append(f"{more} more")
    named = first[0] if len(first) == 1 else f"{', '.join(first[:-1])} and {first[-1]}"
    return f"Line{'s' if len(numbers) > 1 else ''} {named}: write name = value."
