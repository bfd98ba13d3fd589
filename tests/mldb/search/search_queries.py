"""Random queries as people could type them."""

from hypothesis import strategies as st

from mldb.search.fields import Field, FieldType, ListType, fields_of, sortable_fields
from tests.mldb.search.random_registries import (
    METRIC_NAMES,
    PARAM_NAMES,
    PARAM_VALUES,
    TAG_KEYS,
    TEXTS,
)
from tests.mldb.search.random_runs import run_id
from tests.mldb.search.search_events import FIELDS

OPERATORS = [":", "=", "!=", "<", "<=", ">", ">=", ":>"]
KEYS = {
    "metric": METRIC_NAMES,
    "min": METRIC_NAMES,
    "max": METRIC_NAMES,
    "param": PARAM_NAMES,
    "tag": TAG_KEYS,
}
_RUN_IDS = [*map(run_id, range(1, 4)), run_id(1).upper(), "a*", "*1", "*", "a", "A%"]
TEXT_FIELDS = {
    "by": ["alice", "ALICE", "élise", "Élise", "*li*", "b"],
    "via": ["alice", "ALICE", "*li*", "*"],
    "updated_by": ["alice", "bob"],
    "active_by": ["alice", "BOB"],
    "alias": ["champion", "CHAMPION", "ch*", "past", "*"],
    "entity": ["version", "MODEL", "staff user", "*e*", "API token"],
    "field": [*FIELDS, "METRICS.AUC", "metrics.*", "*.*"],
    "id": _RUN_IDS,
    "parent": _RUN_IDS,
    "user": ["alice", "ALICE", "*li*", ""],
    "source": ["s3://a", "S3:", "_", "%", "é"],
}
VALUES: dict[FieldType, list[str]] = {
    FieldType.NUMBER: ["0", "-0.5", "0.3", "0.30000000000000004", "1e300", "5e-324", "-1e300"],
    FieldType.WHOLE_NUMBER: ["0", "1", "2", "3", str(2**63 - 1)],
    FieldType.MOMENT: [
        "2026",
        "2026-01",
        "2026-01-01",
        "2025-12-31",
        "2026-01-01T00:00",
        "2026-01-01T23:59:59",
        "2026-01-01T00:00:00.000001Z",
        "2026-01-01T02:00+02:00",
        "0001",
        "9998",
    ],
    FieldType.TEXT_OR_NUMBER: ["8", "8.0", "10", "-3", "1e999", *PARAM_VALUES],
}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bare(text: str) -> bool:
    return text != "" and not set(text) & set(' \t\n()"')


def _written(texts: list[str]) -> st.SearchStrategy[str]:
    quoted = [_quoted(text) for text in texts]
    bare = [text for text in texts if _bare(text)]
    return st.sampled_from([*quoted, *bare])


def _operators(field: Field) -> list[str]:
    if field.type in {FieldType.CHOICE, FieldType.ANYWHERE}:
        return [":", "=", "!="]
    return OPERATORS


def _values(field: Field) -> st.SearchStrategy[str]:
    if field.type is FieldType.CHOICE:
        return st.sampled_from([*field.choices, field.choices[0].upper()])
    if field.type in VALUES:
        return _written(VALUES[field.type])
    return _written(TEXT_FIELDS.get(field.name, [*TEXTS, "", "a*", "*b*", "*A", "a/1"]))


def _named(field: Field) -> st.SearchStrategy[str]:
    if field.key is None:
        return st.just(field.name)
    return st.sampled_from(KEYS[field.name]).map(
        lambda key: f"{field.name}.{key if _bare(key) else _quoted(key)}"
    )


@st.composite
def _comparison(draw: st.DrawFn, kind: ListType) -> str:
    fields = [field for field in fields_of(kind) if field.type is not FieldType.SORT]
    field = draw(st.sampled_from(fields))
    sign, value = draw(st.sampled_from(_operators(field))), draw(_values(field))
    if field.key is not None and draw(st.integers(0, 5)) == 0:
        sign, value = draw(st.sampled_from([":", "!="])), "*"
    is_order = sign not in {":", "=", "!="}
    if is_order and "*" in value and not value.startswith('"'):
        value = _quoted(value)
    # A value can't begin with a character of an operator; here none does.
    return f"{draw(_named(field))}{sign}{value}"


def _words() -> st.SearchStrategy[str]:
    bare = [text for text in TEXTS if _bare(text) and text not in {"or", "-a"}]
    return st.sampled_from([*bare, *(_quoted(text) for text in TEXTS), '""', "a*b", "*"])


def _terms(kind: ListType) -> st.SearchStrategy[str]:
    return st.recursive(
        _comparison(kind) | _words(),
        lambda parts: (
            parts.map(lambda part: f"-({part})")
            | parts.map(lambda part: f"not ({part})")
            | st.tuples(parts, parts).map(lambda pair: f"({pair[0]} or {pair[1]})")
            | st.tuples(parts, parts).map(lambda pair: f"({pair[0]} AND {pair[1]})")
            | st.tuples(parts, parts).map(lambda pair: f"({pair[0]} {pair[1]})")
        ),
        max_leaves=5,
    )


def _sorts(kind: ListType) -> st.SearchStrategy[str]:
    names = []
    for field in sortable_fields(kind):
        keys = KEYS[field.name] if field.key else [None]
        names += [field.name if key is None else f"{field.name}.{key}" for key in keys]
    orders = [sign + name for name in names for sign in ("", "-")]
    return st.sampled_from([f"sort:{name if _bare(name) else _quoted(name)}" for name in orders])


def queries(kind: ListType) -> st.SearchStrategy[str]:
    """Valid queries about the content of the random registries."""
    terms = st.lists(_terms(kind), max_size=3).map(" ".join)
    return st.tuples(terms, st.just("") | _sorts(kind)).map(" ".join)
