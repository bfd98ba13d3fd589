"""Headers of safetensors files."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.artifacts.facts.ranges import UnreadableError
from mldb.artifacts.facts.safetensors import HEADER_LIMIT, safetensors_facts
from tests.mldb.artifacts.facts.files import TENSORS, InMemory, safetensors

WHOLE = safetensors(TENSORS, bytes(30))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def test_names_shapes_types_and_metadata_are_read() -> None:
    facts = safetensors_facts(InMemory(WHOLE))

    assert [(one.name, one.dtype, one.shape) for one in facts.tensors] == [
        ("layer.weight", "F32", (2, 3)),
        ("layer.bias", "F16", (3,)),
    ]
    assert facts.parameter_count == 9
    assert facts.parameters_by_dtype == {"F32": 6, "F16": 3}
    assert facts.metadata == {"format": "pt"}


def test_the_tensors_are_not_read() -> None:
    content = safetensors({"w": {"dtype": "U8", "shape": [10**9], "data_offsets": [0, 10**9]}})
    file = InMemory(content, claimed_bytes=len(content) + 10**9)
    facts = safetensors_facts(file)

    assert facts.parameter_count == 10**9
    assert max(end for _, end in file.reads) == len(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "too short"),
        (b"1234567", "too short"),
        ((2**64 - 1).to_bytes(8, "little") + b"{}", "shorter"),
        ((3).to_bytes(8, "little") + b"{]}", "no JSON"),
        ((2).to_bytes(8, "little") + b"[]", "no JSON object"),
        ((2).to_bytes(8, "little") + b"\xff\xff", "no JSON"),
        ((100_000).to_bytes(8, "little") + b"[" * 100_000, "no JSON"),
        (safetensors({"__metadata__": 1}), "metadata"),
        (safetensors({"w": 1}), "no JSON object"),
        (safetensors({"w": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 0]}}), "shape"),
        (safetensors({"w": {"dtype": "F32", "shape": [True], "data_offsets": [0, 0]}}), "shape"),
        (safetensors({"w": {"dtype": "F32", "shape": [1] * 65, "data_offsets": [0, 0]}}), "shape"),
        (safetensors({"w": {"dtype": "F32", "shape": [10**30], "data_offsets": [0, 0]}}), "shape"),
        (safetensors({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}), "behind"),
        (safetensors({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}), "behind"),
        (
            safetensors({"w": {"dtype": "F32", "shape": [9], "data_offsets": [0, 1]}}, b"x"),
            "more numbers",
        ),
    ],
)
def test_a_damaged_header_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        safetensors_facts(InMemory(content))


def test_a_huge_header_is_not_read() -> None:
    size = HEADER_LIMIT + 1
    file = InMemory(size.to_bytes(8, "little"), claimed_bytes=size + 8)

    with pytest.raises(UnreadableError, match="up to"):
        safetensors_facts(file)
    assert file.reads == [(0, 8)]


def test_a_number_with_too_many_digits_is_refused() -> None:
    text = b'{"w":{"dtype":"F32","shape":[' + b"9" * 5_000 + b'],"data_offsets":[0,0]}}'

    with pytest.raises(UnreadableError, match="no JSON"):
        safetensors_facts(InMemory(len(text).to_bytes(8, "little") + text))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_give_facts_or_a_refusal(content: bytes) -> None:
    _facts_or_refusal(content)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_gives_facts_or_a_refusal(value: Any) -> None:
    text = json.dumps(value).encode()
    _facts_or_refusal(len(text).to_bytes(8, "little") + text)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(0, len(WHOLE)))
def test_a_damaged_file_gives_facts_or_a_refusal(at: int, byte: int, end: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] = byte
    _facts_or_refusal(bytes(damaged[:end]))


def _facts_or_refusal(content: bytes) -> None:
    with suppress(UnreadableError):
        assert safetensors_facts(InMemory(content)).parameter_count >= 0
