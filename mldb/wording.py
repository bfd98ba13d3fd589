"""Sentences for Pydantic's errors, for pages, API and commands.

A `PydanticCustomError` has its own sentence.
"""

from collections.abc import Mapping
from typing import Any, Final

OTHERWISE: Final = "This value can't be used."

_TYPES_BY_SENTENCE: Final[dict[str, tuple[str, ...]]] = {
    "Fill this in.": (
        "missing",
        "missing_argument",
        "missing_keyword_only_argument",
        "missing_positional_only_argument",
    ),
    "There is no such field. Check how it is spelt.": (
        "extra_forbidden",
        "unexpected_keyword_argument",
        "unexpected_positional_argument",
        "no_such_attribute",
    ),
    "This is given twice.": ("multiple_argument_values",),
    "This can't be changed.": ("frozen_field", "frozen_instance"),
    "Give text.": ("string_type", "bytes_type"),
    "This text is not encoded in UTF-8.": ("string_unicode", "bytes_invalid_encoding"),
    "Write at least {min_length} characters.": ("string_too_short", "bytes_too_short"),
    "Write at most {max_length} characters.": ("string_too_long", "bytes_too_long", "url_too_long"),
    "This is not written as it has to be.": ("string_pattern_mismatch",),
    "Use letters without accents, digits and signs only.": ("string_not_ascii",),
    "Choose one of {expected}.": ("enum", "literal_error"),
    "Enter true or false.": ("bool_type", "bool_parsing"),
    "Enter a whole number.": ("int_type", "int_parsing", "int_from_float"),
    "This number is too large.": ("int_parsing_size",),
    "Enter a number, such as 0.93.": (
        "float_type",
        "float_parsing",
        "decimal_type",
        "decimal_parsing",
        "fraction_type",
        "fraction_parsing",
        "complex_type",
        "complex_str_parsing",
    ),
    "Enter a finite number.": ("finite_number",),
    "Enter a number above {gt}.": ("greater_than",),
    "Enter a number that is not below {ge}.": ("greater_than_equal",),
    "Enter a number below {lt}.": ("less_than",),
    "Enter a number that is not above {le}.": ("less_than_equal",),
    "Enter a multiple of {multiple_of}.": ("multiple_of",),
    "Use at most {max_digits} digits.": ("decimal_max_digits",),
    "Use at most {decimal_places} digits behind the decimal point.": ("decimal_max_places",),
    "Use at most {whole_digits} digits before the decimal point.": ("decimal_whole_digits",),
    "Give at least {min_length} of them.": ("too_short",),
    "Give at most {max_length} of them at once.": ("too_long",),
    "Give a list.": (
        "list_type",
        "tuple_type",
        "set_type",
        "frozen_set_type",
        "deque_type",
        "iterable_type",
        "iteration_error",
        "arguments_type",
    ),
    "Give an object: names with their values.": (
        "dict_type",
        "frozen_dict_type",
        "ordered_dict_type",
        "counter_type",
        "mapping_type",
        "model_type",
        "model_attributes_type",
        "dataclass_type",
        "dataclass_exact_type",
        "named_tuple_type",
        "invalid_key",
    ),
    "Leave this out.": ("none_required", "missing_sentinel_error", "ellipsis_error"),
    "Write a time, such as 2026-03-01T12:00:00Z.": (
        "datetime_type",
        "datetime_parsing",
        "datetime_object_invalid",
        "datetime_from_date_parsing",
        "time_type",
        "time_parsing",
    ),
    "Write a date, such as 2026-03-01.": (
        "date_type",
        "date_parsing",
        "date_from_datetime_parsing",
        "date_from_datetime_inexact",
    ),
    "Give a time in the past.": ("date_past", "datetime_past"),
    "Give a time in the future.": ("date_future", "datetime_future"),
    "The time needs a time zone, such as +00:00.": ("timezone_aware", "timezone_offset"),
    "Write the time without a time zone.": ("timezone_naive",),
    "Write a length of time, such as P1D.": ("time_delta_type", "time_delta_parsing"),
    "This is no JSON: {error}.": ("json_invalid",),
    "Give JSON.": ("json_type",),
    "This is nested too deeply.": ("recursion_loop", "recursion_depth_exceeded"),
    "Write a URL, such as https://example.org/.": (
        "url_type",
        "url_parsing",
        "url_syntax_violation",
        "url_scheme",
    ),
    "Write a UUID, such as 7f3d1a54-2f0b-4f3e-9d0c-0a1b2c3d4e5f.": (
        "uuid_type",
        "uuid_parsing",
        "uuid_version",
    ),
    "{error}": ("value_error", "assertion_error"),
    OTHERWISE: (
        "needs_python_object",
        "get_attribute_error",
        "default_factory_not_called",
        "set_item_not_hashable",
        "is_instance_of",
        "is_subclass_of",
        "callable_type",
        "union_tag_invalid",
        "union_tag_not_found",
    ),
}
_SENTENCES: Final = {
    error_type: sentence
    for sentence, error_types in _TYPES_BY_SENTENCE.items()
    for error_type in error_types
}
OF_PYDANTIC: Final = frozenset(_SENTENCES)
"""Types of error with a message of Pydantic's own."""


def sentence_of(error: Mapping[str, Any]) -> str:
    """The sentence for one of the errors that `ValidationError.errors()` lists."""
    error_type, context = error["type"], error.get("ctx", {})
    if error_type not in _SENTENCES:
        return str(error["msg"])
    if error_type == "string_too_short":
        count = context["min_length"]
        return "Fill this in." if count == 1 else f"Write at least {count:,} characters."
    shown = {name: _shown(value) for name, value in context.items()}
    return _SENTENCES[error_type].format_map(shown)


def first_sentence(errors: list[Any]) -> str:
    """The sentence for the first error, after the field that it is about, if any."""
    first = errors[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {sentence_of(first)}" if field else sentence_of(first)


def _shown(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,}" if is_number else str(value)
