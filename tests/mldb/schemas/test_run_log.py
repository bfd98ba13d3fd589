"""Bad logs are refused at the entry that is wrong, in a sentence."""

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mldb.schemas import DatasetInput, LoggedPoint, RunLog
from mldb.values.limits import MAX_TIME_MS, MIN_TIME_MS
from mldb.wording import sentence_of

GOOD = {"name": "loss", "value": 0.5}


def refusal(point: dict[str, Any]) -> tuple[tuple[Any, ...], str]:
    """Location and sentence of the only error of a log whose second point is this."""
    with pytest.raises(ValidationError) as caught:
        RunLog.model_validate({"metrics": [GOOD, GOOD | point]})
    (error,) = caught.value.errors(include_url=False)
    return error["loc"], sentence_of(error)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "a\x00b", "Control characters"),
        ("name", "a\nb", "Control characters"),
        ("name", "", "Fill this in"),
        ("name", "x" * 256, "at most 255"),
        ("value", "NaN", "Give a number"),
        ("value", "0.5", "Give a number"),
        ("value", None, "Enter a number"),
        ("value", True, "Enter a number"),
        ("value", [1.0], "Enter a number"),
        ("value", 10**400, "Enter a number"),
        ("step", 2**63, "not above"),
        ("step", -(2**63) - 1, "not below"),
        ("step", 1.5, "whole number"),
        ("step", "1", "whole number"),
        ("step", True, "whole number"),
        ("step", None, "whole number"),
        ("time_ms", 1_772_366_400, "multiply them by 1,000"),
        ("time_ms", 0, "before 1971"),
        ("time_ms", MIN_TIME_MS - 1, "before 1971"),
        ("time_ms", MAX_TIME_MS + 1, "after the year 2999"),
        ("time_ms", "now", "whole number"),
        ("epoch", 1, "no such field"),
    ],
)
def test_wrong_entry_of_a_point(field: str, value: Any, words: str) -> None:
    location, sentence = refusal({field: value})

    assert location == ("metrics", 1, field)
    assert words in sentence


def test_too_many_points() -> None:
    with pytest.raises(ValidationError) as caught:
        RunLog.model_validate({"metrics": [GOOD] * 10_001})

    (error,) = caught.value.errors(include_url=False)
    assert error["loc"] == ("metrics",)
    assert "at most 10,000" in sentence_of(error)


@pytest.mark.parametrize("field", ["params", "tags"])
def test_too_many_items(field: str) -> None:
    items = {f"name-{number}": "x" for number in range(1_001)}

    with pytest.raises(ValidationError) as caught:
        RunLog.model_validate({field: items})

    assert caught.value.errors()[0]["loc"] == (field,)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.25, 0.25),
        (3, 3.0),
        (math.inf, math.inf),
        (np.float64(0.25), 0.25),
        (np.float32(0.25), 0.25),
        (np.int64(3), 3.0),
        (np.array(0.25), 0.25),
    ],
)
def test_values_that_are_numbers(value: Any, expected: float) -> None:
    stored = LoggedPoint(name="loss", value=value).value

    assert type(stored) is float
    assert stored == expected


@pytest.mark.parametrize("step", [7, 7.0, np.int64(7), -(2**63), 2**63 - 1])
def test_steps_that_are_whole_numbers(step: Any) -> None:
    assert LoggedPoint(name="loss", value=1, step=step).step == int(step)


def test_json_writes_what_is_no_number_as_text() -> None:
    text = '{"metrics": [{"name": "a", "value": "NaN"}, {"name": "b", "value": "-Infinity"}]}'

    log = RunLog.model_validate_json(text)

    assert math.isnan(log.metrics[0].value)
    assert log.metrics[1].value == -math.inf


@pytest.mark.parametrize("text", ["nan", "inf", "1.5", "+Infinity", ""])
def test_json_knows_no_other_texts(text: str) -> None:
    with pytest.raises(ValidationError):
        LoggedPoint.model_validate_json(f'{{"name": "a", "value": "{text}"}}')


def test_dataset() -> None:
    dataset = DatasetInput(name="loans", digest="9f86", schema='{"a": 1}', context=" training ")

    assert (dataset.schema_, dataset.context) == ('{"a": 1}', "training")
    with pytest.raises(ValidationError):
        DatasetInput(name="loans", digest="9f86", source="\x00")
    with pytest.raises(ValidationError):
        DatasetInput(name="x" * 501, digest="9f86")
