"""Bad input is refused at the right field, in a sentence; everything else is accepted."""

import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, ValidationError

from mldb import schemas
from mldb.schemas import (
    APITokenCreate,
    LoggedModelCreate,
    LoggedModelUpdate,
    LoginAttemptCreate,
    MLCommentCreate,
    MLCommentUpdate,
    MLExperimentCreate,
    MLExperimentTagCreate,
    MLExperimentTagUpdate,
    MLExperimentUpdate,
    MLMetricBatch,
    MLMetricCreate,
    MLMetricGoalCreate,
    MLMetricGoalUpdate,
    MLMetricUpdate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelTagCreate,
    MLModelTagUpdate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionParamCreate,
    MLModelVersionParamUpdate,
    MLModelVersionTagCreate,
    MLModelVersionTagUpdate,
    MLModelVersionUpdate,
    MLRunCreate,
    MLRunUpdate,
    SavedViewCreate,
    SavedViewUpdate,
    StaffSessionCreate,
    StaffUserCreate,
    StaffUserUpdate,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

# A good request of every kind, to which a test does one bad thing.
GOOD: dict[type[BaseModel], dict[str, Any]] = {
    MLModelCreate: {"name": "fraud"},
    MLModelUpdate: {"row_version": 1},
    MLModelVersionCreate: {"model_name": "fraud", "source": "s3://bucket/model.onnx"},
    MLModelVersionUpdate: {"row_version": 1},
    MLCommentCreate: {"model_name": "fraud", "version": 1, "text": "Well done."},
    MLCommentUpdate: {"text": "Well done.", "row_version": 1},
    MLMetricGoalCreate: {"model_id": 1, "name": "f1", "value": "maximize digits:2"},
    MLMetricGoalUpdate: {"value": "minimize", "row_version": 1},
    MLMetricCreate: {"version_id": 1, "name": "auc", "value": 0.5},
    MLMetricUpdate: {"row_version": 1, "value": 0.5},
    MLMetricBatch: {"version_id": 1, "metrics": {"auc": 0.5}},
    MLModelVersionParamCreate: {"version_id": 1, "name": "depth", "value": "3"},
    MLModelVersionParamUpdate: {"row_version": 1, "value": "3"},
    MLModelVersionTagCreate: {"version_id": 1, "key": "stage"},
    MLModelVersionTagUpdate: {"row_version": 1, "value": "trial"},
    MLModelTagCreate: {"model_id": 1, "key": "team"},
    MLModelTagUpdate: {"row_version": 1, "value": "risk"},
    MLModelAliasRef: {"model_name": "fraud", "name": "champion"},
    MLModelAliasMove: {"model_name": "fraud", "name": "champion", "version": 1},
    MLExperimentCreate: {"name": "churn"},
    MLExperimentUpdate: {"row_version": 1},
    MLExperimentTagCreate: {"experiment_id": 0, "key": "team"},
    MLExperimentTagUpdate: {"row_version": 1, "value": "crm"},
    MLRunCreate: {},
    MLRunUpdate: {"row_version": 1},
    LoggedModelCreate: {},
    LoggedModelUpdate: {"row_version": 1},
    StaffUserCreate: {"username": "root", "password_hash": "hash"},
    StaffUserUpdate: {"row_version": 1},
    StaffSessionCreate: {"key": "12345678", "payload": "", "expires_at": NOW},
    SavedViewCreate: {"user_id": 1, "kind": "versions", "name": "best"},
    SavedViewUpdate: {"row_version": 1},
    APITokenCreate: {"user_id": 1, "name": "ci"},
    LoginAttemptCreate: {"username": "root", "address": "::1"},
}

BAD_LINES = ["", "   ", "a\x00b", "a\x1bb", "a\nb", "a\x85b", "a\u2028b", "x" * 256]
BAD_LINES += [f"a{mark}b" for mark in "\u200e\u200f\u202a\u202e\u2066\u2069"]
BAD_LINES += ["\u3164", "\u2800", "\ufe0f", "\u034f", "a\ufe0f", "\U000e0041x", "a\u200db"]
BAD_LINES += ["\u180e", "\ufff9", "\ufffb", "\u115f", "\u1160", "\uffa0", "\u200d", "\u0301"]
BAD_LINES += ["\ue000"]
BAD_LONG_LINES = [line for line in BAD_LINES if line != "x" * 256]
BAD_EMPTY_LINES = ["a\x00b", "a\nb", "a\u202eb", "x" * 2_001, None, 7]
BAD_RUN_IDS = ["", "1", "g" * 32, "A" * 32, "0" * 31, "0" * 33, "m-" + "0" * 32, 7]
BAD_MODEL_NAMES = [*BAD_LINES, "a/b", "a:b", ".", "..", "...", ". ."]
BAD_TEXTS = ["a\x00b", "a\x1bb", "x" * 100_001, "x" * 10_000_000]
BAD_VALUES = ["a\x00b", "a\x7fb", "x" * 100_001, None, [1], {"a": 1}, 1j]
BAD_PARAMS = [*BAD_VALUES, "x" * 16_001]
BAD_NUMBERS = [float("nan"), float("inf"), float("-inf"), "NaN", "high", None, [0.5]]
BAD_ALIASES = ["", "latest", "v1", "v0012", "Latest", "LATEST", "V2", "-a", "a b", "a\n"]
BAD_ALIASES += ["x" * 256, "\uff4catest", "\uff362", "v\uff12", "v\u0662", "late\u017ft", "\u0301a"]
BAD_ALIASES += ["a.b", "a\u200db", "\u3164"]
BAD_SOURCES = ["", "model.onnx", "/models/1", "s3 ://a", "C:\\m.pkl", "1s3://a", "s3:", "://a"]
BAD_SOURCES += ["s3://a\x00", "s3://a\u202eb", "s3://" + "x" * 2_000]
BAD_USERNAMES = ["", " ", "system", "SYSTEM", "-a", "a b", "a\x00", "x" * 151, "a/b"]
BAD_MOMENTS = [datetime(2026, 3, 1), "2026-03-01T12:00:00", "yesterday"]  # noqa: DTZ001  # naive
BAD_ROW_VERSIONS = [0, -1, 2**63, "one", None, 1.5]
BAD_VERSIONS = [0, -1, 2**31, "one", None]
TOO_MANY_METRICS = {f"metric-{number}": 1.0 for number in range(10_001)}
TOO_MANY_PARAMS = {f"param-{number}": "1" for number in range(1_001)}

FIELDS: list[tuple[type[BaseModel], str, list[Any]]] = [
    (MLModelCreate, "name", BAD_MODEL_NAMES),
    (MLModelCreate, "description", BAD_TEXTS),
    (MLModelCreate, "primary_metric_goal", ["up", ""]),
    (MLModelCreate, "primary_metric", BAD_LINES),
    (MLModelUpdate, "name", BAD_MODEL_NAMES),
    (MLModelUpdate, "description", BAD_TEXTS),
    (MLModelUpdate, "row_version", BAD_ROW_VERSIONS),
    (MLModelVersionCreate, "model_name", BAD_MODEL_NAMES),
    (MLModelVersionCreate, "source", BAD_SOURCES),
    (MLModelVersionCreate, "device", ["abacus", "", None]),
    (MLModelVersionCreate, "status", ["done", "", None]),
    (MLModelVersionCreate, "description", BAD_TEXTS),
    (MLModelVersionCreate, "metrics", [TOO_MANY_METRICS, [("auc", 1), ("auc", 2)], [("auc",)]]),
    (MLModelVersionCreate, "params", [TOO_MANY_PARAMS, [("a", "1"), ("a", "1")], "a=1"]),
    (MLModelVersionCreate, "tags", [TOO_MANY_PARAMS, [("a", "1"), ("a", "2")], 7]),
    (MLModelVersionUpdate, "source", BAD_SOURCES),
    (MLModelVersionUpdate, "row_version", BAD_ROW_VERSIONS),
    (MLMetricCreate, "name", BAD_LINES),
    (MLMetricCreate, "value", BAD_NUMBERS),
    (MLMetricUpdate, "value", BAD_NUMBERS),
    (MLMetricBatch, "metrics", [TOO_MANY_METRICS, [("auc", 1), ("auc", 1)], None, "auc"]),
    (MLModelVersionParamCreate, "name", BAD_LINES),
    (MLModelVersionParamCreate, "value", BAD_PARAMS),
    (MLModelVersionParamUpdate, "value", BAD_PARAMS),
    (MLModelVersionTagCreate, "key", BAD_LINES),
    (MLModelVersionTagCreate, "value", BAD_VALUES),
    (MLModelVersionTagUpdate, "value", BAD_VALUES),
    (MLModelTagCreate, "key", BAD_LINES),
    (MLModelTagCreate, "value", BAD_VALUES),
    (MLModelTagUpdate, "value", BAD_VALUES),
    (MLModelAliasRef, "name", BAD_ALIASES),
    (MLModelAliasRef, "expected_version", [-1, 2**31, "x"]),
    (MLModelAliasMove, "name", BAD_ALIASES),
    (MLModelAliasMove, "model_name", BAD_MODEL_NAMES),
    (MLModelAliasMove, "version", BAD_VERSIONS),
    (MLExperimentCreate, "name", [*BAD_LONG_LINES, "x" * 501]),
    (MLExperimentCreate, "description", BAD_TEXTS),
    (MLExperimentCreate, "tags", [TOO_MANY_PARAMS, [("a", "1"), ("a", "2")], 7]),
    (MLExperimentUpdate, "name", [*BAD_LONG_LINES, "x" * 501]),
    (MLExperimentTagCreate, "key", BAD_LINES),
    (MLExperimentTagCreate, "value", BAD_VALUES),
    (MLExperimentTagUpdate, "value", BAD_VALUES),
    (MLRunCreate, "experiment", [*BAD_LONG_LINES, "x" * 501, None]),
    (MLRunCreate, "name", BAD_LINES),
    (MLRunCreate, "status", ["finished", "failed", "killed", "done", None]),
    (MLRunCreate, "started_at", BAD_MOMENTS),
    (MLRunCreate, "parent", BAD_RUN_IDS),
    (MLRunCreate, "description", BAD_TEXTS),
    (MLRunCreate, "user_name", BAD_EMPTY_LINES),
    (MLRunCreate, "source", [*BAD_EMPTY_LINES, "x" * 2_001]),
    (MLRunCreate, "git_commit", BAD_EMPTY_LINES),
    (MLRunCreate, "params", [TOO_MANY_PARAMS, [("a", "1"), ("a", "1")], "a=1"]),
    (MLRunCreate, "tags", [TOO_MANY_PARAMS, [("a", "1"), ("a", "2")], 7]),
    (MLRunUpdate, "name", BAD_LINES),
    (MLRunUpdate, "parent", BAD_RUN_IDS),
    (MLRunUpdate, "row_version", BAD_ROW_VERSIONS),
    (LoggedModelCreate, "experiment", [*BAD_LONG_LINES, "x" * 501]),
    (LoggedModelCreate, "run", BAD_RUN_IDS),
    (LoggedModelCreate, "name", BAD_LINES),
    (LoggedModelCreate, "model_type", BAD_EMPTY_LINES),
    (LoggedModelCreate, "status", ["done", "", None]),
    (LoggedModelCreate, "step", [2**63, -(2**63) - 1, 1.5, "1", True]),
    (LoggedModelUpdate, "name", BAD_LINES),
    (StaffUserCreate, "username", BAD_USERNAMES),
    (StaffUserCreate, "display_name", BAD_LINES),
    (StaffUserCreate, "role", ["king", ""]),
    (StaffUserCreate, "password_hash", ["", "x" * 1_001]),
    (StaffUserUpdate, "role", ["king", None]),
    (StaffSessionCreate, "key", ["1234567", "x" * 256]),
    (StaffSessionCreate, "payload", ["x" * 100_001]),
    (StaffSessionCreate, "expires_at", BAD_MOMENTS),
    (SavedViewCreate, "name", BAD_LINES),
    (SavedViewCreate, "kind", ["metrics", "events", "", None]),
    (SavedViewCreate, "columns", [[""], ["a\nb"], [str(number) for number in range(31)], None]),
    (SavedViewCreate, "page_size", [0, -1, 1_001, "many"]),
    (SavedViewCreate, "model_name", BAD_MODEL_NAMES),
    (SavedViewUpdate, "name", BAD_LINES),
    (SavedViewUpdate, "query", [None, 7]),
    (SavedViewUpdate, "row_version", BAD_ROW_VERSIONS),
    (APITokenCreate, "name", BAD_LINES),
    (APITokenCreate, "scope", ["everything"]),
    (APITokenCreate, "expires_at", BAD_MOMENTS),
]
CASES = [
    pytest.param(schema, field, value, id=f"{schema.__name__}-{field}-{str(value)[:16]!a}")
    for schema, field, values in FIELDS
    for value in values
]


def refused(schema: type[BaseModel], values: dict[str, Any]) -> Any:
    """The first error."""
    with pytest.raises(ValidationError) as caught:
        schema.model_validate(values)
    return caught.value.errors()[0]


def test_every_schema_that_is_sent_is_tested_here() -> None:
    sent = {
        schema
        for name, schema in vars(schemas).items()
        if name.endswith(("Create", "Update", "Batch", "Ref", "Move"))
        and name not in {"EntityRef", "RunRef"}
    }

    assert GOOD.keys() == sent


@pytest.mark.parametrize("schema", GOOD)
def test_a_good_request_is_accepted(schema: type[BaseModel]) -> None:
    schema.model_validate(GOOD[schema])


@pytest.mark.parametrize(("schema", "field", "value"), CASES)
def test_a_bad_value_is_refused_at_its_field(
    schema: type[BaseModel], field: str, value: Any
) -> None:
    error = refused(schema, GOOD[schema] | {field: value})

    assert error["loc"][0] == field
    assert error["msg"][0].isupper() or error["msg"][0] == "'"
    assert "regex" not in error["msg"]
    assert "pattern" not in error["msg"]


@pytest.mark.parametrize("schema", GOOD)
def test_an_unknown_field_is_refused(schema: type[BaseModel]) -> None:
    error = refused(schema, GOOD[schema] | {"descripton": "a typing error"})

    assert error["loc"] == ("descripton",)


@pytest.mark.parametrize(
    "schema",
    [
        schema
        for schema in GOOD
        if "name" in schema.model_fields
        and not schema.__name__.endswith("Update")
        # A name is made up for these.
        and schema not in {MLRunCreate, LoggedModelCreate}
    ],
)
def test_a_name_is_never_missing(schema: type[BaseModel]) -> None:
    error = refused(schema, {key: value for key, value in GOOD[schema].items() if key != "name"})

    assert error["loc"] == ("name",)
    assert error["msg"] == "Field required"


def test_names_are_not_among_what_an_update_changes() -> None:
    fixed = {"name", "model_name", "number", "username", "key"}
    updates = [schema for schema in GOOD if schema.__name__.endswith("Update")]
    # Those of models and experiments are checked against all others; those of runs may repeat.
    renamed = {SavedViewUpdate, MLModelUpdate, MLExperimentUpdate, MLRunUpdate, LoggedModelUpdate}
    updates = [schema for schema in updates if schema not in renamed]

    assert [schema for schema in updates if fixed & schema.model_fields.keys()] == []


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        (MLModelCreate, "name"),
        (MLModelVersionCreate, "model_name"),
        (MLMetricCreate, "name"),
        (MLModelVersionParamCreate, "name"),
        (MLModelVersionTagCreate, "key"),
        (MLModelTagCreate, "key"),
        (MLModelAliasMove, "name"),
        (APITokenCreate, "name"),
        (StaffUserCreate, "display_name"),
    ],
)
def test_a_name_may_have_255_characters(schema: type[BaseModel], field: str) -> None:
    stored = schema.model_validate(GOOD[schema] | {field: "x" * 255})

    assert getattr(stored, field) == "x" * 255


@pytest.mark.parametrize(
    "name",
    [
        "é" * 255,
        "模型",
        "a b",
        ".hidden",
        "a.b",
        "👍🏽",
        "O'Reilly; --",
        "👩\u200d🚀",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "\u0645\u06cc\u200c\u062e",
    ],
)
def test_a_model_may_have_any_readable_name(name: str) -> None:
    assert MLModelCreate(name=name).name == name


@pytest.mark.parametrize(
    "alias",
    [
        "champion",
        "v1-beta",
        "vNext",
        "a_b-c",
        "x",
        "2026-q1",
        "1st",
        "_shadow",
        "3",
        "чемпион",
        "चैंपियन",
    ],
)
def test_an_alias_may_be_any_word_that_is_not_reserved(alias: str) -> None:
    assert MLModelAliasRef(model_name="fraud", name=alias).name == alias


@pytest.mark.parametrize(
    "source",
    [
        "s3://bucket/a.onnx",
        "file:///a",
        "models:/fraud/1",
        "https://h/?a=b#c",
        "urn:x:y",
        "s3://b/my model.pkl",
        "gs://b/My Model (v2)/m%20x",
        "runs:/r/m",
        "hf://o/m",
        "dbfs:/x",
    ],
)
def test_a_source_may_be_any_uri(source: str) -> None:
    assert MLModelVersionCreate(model_name="fraud", source=source).source == source


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/data/my m.pkl", "file:///data/my m.pkl"),
        ("C:\\m.pkl", "file:///C:/m.pkl"),
        ("c:/m.pkl", "file:///c:/m.pkl"),
        ("\\\\server\\share\\m", "file://server/share/m"),
        ("m.pkl", "file:///data/model.onnx"),
    ],
)
def test_a_path_is_refused_with_the_uri_to_write(path: str, uri: str) -> None:
    assert uri in refused(MLModelVersionUpdate, {"row_version": 1, "source": path})["msg"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (100, "100"),
        (10**30, str(10**30)),
        (0.01, "0.01"),
        (1e-05, "1e-05"),
        (True, "true"),
        (False, "false"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (Decimal("0.10"), "0.10"),
        (np.int64(7), "7"),
        (np.float64(0.1), "0.1"),
        (np.float32(0.1), "0.1"),
        (np.bool_(True), "true"),  # noqa: FBT003  # the case
        (np.array(0.5), "0.5"),
        ("0.010", "0.010"),
    ],
)
def test_numbers_and_truth_values_are_kept_as_their_text(given: object, kept: str) -> None:
    version = GOOD[MLModelVersionCreate] | {"params": {"a": given}, "tags": {"b": given}}
    made = MLModelVersionCreate.model_validate(version)

    assert (made.params, made.tags) == ({"a": kept}, {"b": kept})
    assert (
        MLModelTagCreate.model_validate({"model_id": 1, "key": "a", "value": given}).value == kept
    )


def test_a_setting_of_none_is_kept_and_a_tag_of_none_refused() -> None:
    version = GOOD[MLModelVersionCreate]

    made = MLModelVersionCreate.model_validate(version | {"params": {"max_depth": None}})

    assert made.params == {"max_depth": "null"}
    assert (
        "leave out what has no value"
        in refused(MLModelVersionCreate, version | {"tags": {"a": None}})["msg"]
    )


def test_values_may_be_as_long_as_mlflow_lets_them_be() -> None:
    version = GOOD[MLModelVersionCreate]
    made = MLModelVersionCreate(**version, params={"a": "x" * 16_000}, tags={"b": "x" * 100_000})

    assert (len(made.params["a"]), len(made.tags["b"])) == (16_000, 100_000)


def test_names_have_one_spelling_and_a_name_in_two_is_given_twice() -> None:
    twice = [("cafe\u0301", 1.0), ("caf\u00e9", 2.0)]

    assert MLModelCreate(name="cafe\u0301").name == "caf\u00e9"
    assert "is given twice" in refused(MLMetricBatch, {"version_id": 1, "metrics": twice})["msg"]
    assert MLModelCreate(name="e\u0301" * 255).name == "\u00e9" * 255


def test_blanks_around_names_are_dropped_and_usernames_lower_case() -> None:
    assert MLModelCreate(name="  fraud ").name == "fraud"
    assert StaffUserCreate(username=" Alice@Example.org ", password_hash="hash").username == (
        "alice@example.org"
    )


def test_text_of_several_lines_is_kept_as_it_is() -> None:
    card = "# Card\r\n\tindented\n\n" + "x" * 99_000

    assert MLModelCreate(name="fraud", description=card).description == card


def test_10_000_metrics_are_accepted_in_one_call() -> None:
    metrics = {f"metric-{number}": 1.0 for number in range(10_000)}

    assert MLMetricBatch(version_id=1, metrics=metrics).metrics == metrics


@pytest.mark.parametrize("metrics", [{"auc": 0.5}, [("auc", 0.5)], [["auc", "0.5"]], (), {}])
def test_metrics_are_given_as_a_mapping_or_as_pairs(metrics: Any) -> None:
    batch = MLMetricBatch.model_validate({"version_id": 1, "metrics": metrics})

    assert batch.metrics == ({"auc": 0.5} if metrics else {})


@pytest.mark.parametrize("value", [0.0, -0.0, 1e308, -1e308, 5e-324, 2**53, "0.5"])
def test_a_metric_may_be_any_finite_number(value: Any) -> None:
    batch = MLMetricBatch.model_validate({"version_id": 1, "metrics": {"auc": value}})

    assert batch.metrics == {"auc": float(value)}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_a_bad_metric_of_a_batch_is_named(value: Any) -> None:
    metrics = {"auc": 0.5, "loss": value}

    error = refused(MLMetricBatch, {"version_id": 1, "metrics": metrics})

    assert error["loc"] == ("metrics", "loss")


def test_a_metric_given_twice_is_named() -> None:
    error = refused(MLMetricBatch, {"version_id": 1, "metrics": [("auc", 1), ("auc", 2)]})

    assert error["msg"] == "'auc' is given twice."


@pytest.mark.parametrize("metrics", [{"auc": 1, " auc": 2}, [("auc", 1), ("auc ", 2)]])
def test_a_metric_given_twice_but_for_blanks_is_refused(metrics: Any) -> None:
    """Names lose the blanks around them, and one value must not swallow the other."""
    error = refused(MLMetricBatch, {"version_id": 1, "metrics": metrics})

    assert error["loc"] == ("metrics",)
    assert error["msg"] == "'auc' is given twice."


@pytest.mark.parametrize("pairs", [[([], 1)], [({"a": 1}, 1)], ["ab"], [("a", 1, 2)], [1], {1: 2}])
def test_what_is_no_list_of_pairs_is_refused(pairs: Any) -> None:
    error = refused(MLMetricBatch, {"version_id": 1, "metrics": pairs})

    assert error["loc"][0] == "metrics"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"primary_metric": "auc"}, "Say whether the primary metric is to be maximized"),
        ({"primary_metric_goal": "maximize"}, "Name the primary metric that the goal is for."),
    ],
)
def test_a_primary_metric_comes_with_its_goal(given: dict[str, str], message: str) -> None:
    error = refused(MLModelCreate, {"name": "fraud"} | given)

    assert error["msg"].startswith(message)


def test_the_json_schema_says_that_a_primary_metric_needs_its_goal() -> None:
    assert MLModelCreate.model_json_schema()["anyOf"] == [
        {
            "required": ["primary_metric", "primary_metric_goal"],
            "properties": {
                "primary_metric": {"type": "string"},
                "primary_metric_goal": {"type": "string"},
            },
        },
        {
            "properties": {
                "primary_metric": {"type": "null"},
                "primary_metric_goal": {"type": "null"},
            }
        },
    ]


def test_a_moment_is_kept_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    token = APITokenCreate(user_id=1, name="ci", expires_at=datetime(2026, 3, 1, 14, tzinfo=east))

    assert token.expires_at == NOW
    assert token.expires_at is not None
    assert token.expires_at.tzinfo is UTC


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "x" * 1_000_000, "ROOT", ""])
def test_whatever_a_stranger_types_is_counted(typed: str) -> None:
    attempt = LoginAttemptCreate(username=typed, address=typed)

    assert len(attempt.username) <= 255
    assert attempt.username == attempt.username.lower()
    attempt.username.encode()


@pytest.mark.parametrize(
    ("schema", "secret"),
    [
        (StaffUserCreate, "password_hash"),
        (StaffUserUpdate, "password_hash"),
        (StaffSessionCreate, "key"),
        (StaffSessionCreate, "payload"),
    ],
)
def test_secrets_are_not_shown(schema: type[BaseModel], secret: str) -> None:
    shown = repr(schema.model_validate(GOOD[schema] | {secret: "dont-show-me"}))

    assert "dont-show-me" not in shown


def test_a_number_that_python_does_not_write_is_refused() -> None:
    error = refused(MLModelTagCreate, {"model_id": 1, "key": "a", "value": 10**5_000})

    assert error["msg"] == "This number has too many digits."
