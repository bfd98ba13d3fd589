"""Translates searches in the syntax of MLflow or SQL into our query language."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from mldb.search.fields import FieldType, ListType, find_field
from mldb.search.quoting import quoted

_FIELDS: Final = {
    "version": "number",
    "version_number": "number",
    "model_name": "name",
    "registered_model_name": "name",
    "creation_timestamp": "created",
    "creation_time": "created",
    "created_at": "created",
    "updated_at": "updated",
    "last_updated_timestamp": "updated",
    "user_id": "by",
    "created_by": "by",
    "source_path": "source",
    "source_uri": "source",
    "aliases": "alias",
    "actor": "by",
    "user": "by",
    "timestamp": "at",
}
_FIELDS_OF: Final = {
    ListType.RUNS: {
        "user_id": "user",
        "user": "user",
        "run_id": "id",
        "run_uuid": "id",
        "run_name": "name",
        "run name": "name",
        "start_time": "started",
        "end_time": "ended",
        "dataset.name": "dataset",
        "datasets.name": "dataset",
    },
    ListType.EXPERIMENTS: {"last_update_time": "updated", "experiment_name": "name"},
}
"""Where a name means something else in one of the lists."""
_KEYED: Final = {"metric": "metric", "param": "param", "parameter": "param", "tag": "tag"}
_BEFORE_ATTRIBUTE: Final = re.compile(r"^(?:attr(?:ibute)?s?|run)\.", re.IGNORECASE)
_MARKS: Final = re.compile(
    r"`|(?:[=<>]|\b(?:I?LIKE|IN)\b[\s(]*)\s*'|==|<>|&&|\|\||\bORDER\s+BY\b|\bIS\s+(?:NOT\s+)?NULL\b"
    r"|^\s*SELECT\s.*\sFROM\s|^\s*WHERE\s+\S+\s*(?:[=<>!]|I?LIKE\b|IN\b)|\bI?LIKE\s+\""
    r"|\w\s+(?:NOT\s+)?IN\s*\(|\bBETWEEN\s+\S+\s+AND\b"
    r"|\battr(?:ibute)?s?\.\w|\b(?:version_number|creation_timestamp|last_updated_timestamp|user_id"
    r"|source_path|model_name|run_id|current_stage)\s*[=<>!]",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<field>(?:[^\s()'"`<>=!,;:&|]+\.)(?:`[^`]*`|"(?:\\.|[^"\\])*"))
    |(?P<text>'(?:[^']|'')*'|"(?:\\.|[^"\\])*")
    |(?P<name>`[^`]*`)
    |(?P<sign><=|>=|!=|<>|==|[=<>:])
    |(?P<mark>&&|\|\||[(),;])
    |(?P<word>[^\s()'"`<>=!,;:&|]+)
    )""",
    re.VERBOSE,
)
_NOT_IN_PATTERNS: Final = re.compile(r'[%*\s()"]+')
_SIGNS: Final = {"=": ":", "==": ":", ":": ":", "<>": "!="}
_MILLISECONDS: Final = re.compile("[0-9]{12,14}")
_SECONDS_DIVISOR: Final = 1_000


def looks_foreign(text: str) -> bool:
    """Whether the text has syntax of MLflow or SQL that our query language lacks."""
    return _MARKS.search(text) is not None


def translated(text: str, kind: ListType) -> str | None:
    """The search in our query language; None if it can't be expressed."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    try:
        return _Translator(tokens, kind).query()
    except (_UntranslatableError, IndexError, OverflowError, ValueError, RecursionError):
        return None


class _UntranslatableError(Exception):
    """The text has no equivalent in our query language, or can't be read at all."""


Token = tuple[str, str]
_END: Final[Token] = ("end", "")


def _tokens(text: str) -> list[Token] | None:
    tokens: list[Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            return None
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


class _Translator:
    """Reads tokens from left to right and writes the query."""

    def __init__(self, tokens: list[Token], kind: ListType) -> None:
        self.tokens = tokens
        self.kind = kind
        self.at = 0
        self.keywords: dict[str, Callable[[str, bool], str]] = {
            "LIKE": self._like,
            "ILIKE": self._like,
            "IN": self._in,
            "IS": self._is,
            "BETWEEN": self._between,
        }

    def query(self) -> str:
        """The whole query."""
        self._skip_select()
        condition = "" if self._is_end() else self._any_of()
        order = self._order()
        if not self._is_end():
            raise _UntranslatableError
        return f"{condition} {order}".strip()

    def _skip_select(self) -> None:
        words = [text.upper() for _, text in self.tokens]
        if words[:1] == ["SELECT"]:
            self.at = next(
                index + 1
                for index, word in enumerate([*words, "WHERE"])
                if word == "WHERE" or index == len(words)
            )
        elif words[:1] == ["WHERE"]:
            self.at = 1

    def _any_of(self) -> str:
        parts = [self._all_of()]
        while self._takes("OR", "||"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"

    def _all_of(self) -> str:
        parts = [self._term()]
        while self._takes("AND", "&&") or self._goes_on():
            parts.append(self._term())
        return " ".join(parts)

    def _goes_on(self) -> bool:
        symbol, text = self._next()
        is_word = symbol in {"word", "field", "name", "text"} and text.upper() not in {
            "OR",
            "ORDER",
            "LIMIT",
        }
        return is_word or text == "("

    def _term(self) -> str:
        if self._takes("NOT"):
            return f"-({self._term()})"
        if self._takes("("):
            inner = self._any_of()
            self._expect(")")
            return inner if inner.startswith("(") else f"({inner})"
        symbol, text = self._take()
        if symbol not in {"word", "field", "name", "text"}:
            raise _UntranslatableError
        return self._compared(symbol, text)

    def _compared(self, symbol: str, text: str) -> str:
        following, sign = self._next()
        if following == "sign":
            self.at += 1
            field = self._field(symbol, text)
            return self._comparison(field, _SIGNS.get(sign, sign), self._value())
        is_negated = sign.upper() == "NOT" and self._next(1)[1].upper() in self.keywords
        self.at += is_negated
        keyword = self._next()[1].upper()
        if keyword in self.keywords:
            self.at += 1
            return self.keywords[keyword](self._field(symbol, text), is_negated)
        return quoted(_content(symbol, text))

    def _comparison(self, field: str, sign: str, value: str) -> str:
        field_type = self._type(field)
        if field_type is FieldType.CHOICE:
            value = value.lower()
        if field_type is FieldType.MOMENT and _MILLISECONDS.fullmatch(value):
            value = datetime.fromtimestamp(int(value) / _SECONDS_DIVISOR, UTC).strftime(
                "%Y-%m-%dT%H:%M:%S"
            )
        return f"{field}{sign}{quoted(value)}"

    def _like(self, field: str, is_negated: bool) -> str:  # noqa: FBT001  # as all keywords
        text = self._value()
        minus = "-" if is_negated else ""
        if self._type(field) is FieldType.ANYWHERE:
            return f"{minus}{field}:{quoted(text.strip('%'))}"
        if "%" not in text:
            return f"{minus}{field}:{quoted(text)}"
        # A pattern can't be quoted: * replaces the characters that would need quotes.
        pattern = _NOT_IN_PATTERNS.sub("*", text)
        return f"{minus}{field}:{pattern}"

    def _in(self, field: str, is_negated: bool) -> str:  # noqa: FBT001
        self._expect("(")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._expect(")")
        parts = " or ".join(self._comparison(field, ":", value) for value in values)
        return f"{'-' if is_negated else ''}({parts})"

    def _is(self, field: str, is_negated: bool) -> str:  # noqa: FBT001
        is_negated = self._takes("NOT") or is_negated
        self._expect("NULL")
        if "." not in field:
            raise _UntranslatableError
        return f"{field}:*" if is_negated else f"-{field}:*"

    def _between(self, field: str, is_negated: bool) -> str:  # noqa: FBT001
        low = self._value()
        self._expect("AND")
        both = f"{field}>={quoted(low)} {field}<={quoted(self._value())}"
        return f"-({both})" if is_negated else both

    def _order(self) -> str:
        order = ""
        if self._takes("ORDER"):
            self._expect("BY")
            field = self._field(*self._take())
            minus = "-" if self._takes("DESC") else ""
            self._takes("ASC")
            order = f"sort:{quoted(minus + field)}" if '"' not in field else f"sort:{minus}{field}"
        if self._takes("LIMIT"):
            self._take()
        self._takes(";")
        return order

    def _field(self, symbol: str, text: str) -> str:
        text = re.sub(
            r"^(?:attr(?:ibute)?s?|run)\.", "", _content(symbol, text), flags=re.IGNORECASE
        )
        own = _FIELDS_OF.get(self.kind, {})
        head, dot, key = text.partition(".")
        if not dot or text.lower() in own:
            name = own.get(text.lower()) or _FIELDS.get(text.lower(), text.lower())
            if name == "updated" and self.kind is ListType.MODELS:
                name = "active"
            if find_field(self.kind, name, with_key=False) is None:
                raise _UntranslatableError
            return name
        name = _KEYED.get(head.lower().removesuffix("s"), "")
        key = _content("text" if key.startswith('"') else "name", key)
        if not key or find_field(self.kind, name, with_key=True) is None:
            raise _UntranslatableError
        # An unquoted name ends at the first of these characters.
        is_plain = re.fullmatch(r"[^\s()\":<>=!*]+", key) is not None
        return f"{name}.{key}" if is_plain else f"{name}.{_between_quotes(key)}"

    def _type(self, field: str) -> FieldType | None:
        head, dot, _ = field.partition(".")
        found = find_field(self.kind, head, with_key=bool(dot))
        return found.type if found else None

    def _value(self) -> str:
        symbol, text = self._take()
        if symbol not in {"text", "word", "name"}:
            raise _UntranslatableError
        return _content(symbol, text)

    def _next(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else _END

    def _take(self) -> Token:
        token = self._next()
        self.at += 1
        return token

    def _takes(self, *words: str) -> bool:
        symbol, text = self._next()
        is_one = symbol in {"word", "mark"} and text.upper() in words
        self.at += is_one
        return is_one

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise _UntranslatableError

    def _is_end(self) -> bool:
        symbol, text = self._next()
        return symbol == "end" or (symbol == "word" and text.upper() in {"ORDER", "LIMIT"})


def _between_quotes(text: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{escaped}"'


def _content(symbol: str, text: str) -> str:
    """The token's text without its quotes or backticks."""
    if symbol == "text" and text[:1] == "'":
        return text[1:-1].replace("''", "'")
    if symbol == "text" and text[:1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    return text.strip("`") if symbol == "name" else text
