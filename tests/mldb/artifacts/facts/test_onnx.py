"""Headers of ONNX files."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.artifacts.facts.onnx import WEIGHTS_LIMIT, onnx_facts
from mldb.artifacts.facts.ranges import READS_LIMIT, WINDOW_BYTES, UnreadableError
from tests.mldb.artifacts.facts.files import (
    ONNX,
    InMemory,
    number,
    onnx,
    part,
    value_info,
    varint,
    weight,
)


def test_all_facts_are_read() -> None:
    facts = onnx_facts(InMemory(ONNX))

    assert (facts.ir_version, facts.producer, facts.producer_version) == (9, "pytorch", "2.9")
    assert (facts.graph, facts.node_count, facts.opsets) == ("net", 3, [("ai.onnx", 19)])
    assert facts.metadata == {"author": "me"}
    assert [(one.name, one.dtype, one.shape_text) for one in facts.inputs] == [
        ("x", "float", "[batch, 4]")
    ]
    assert [(one.name, one.dtype, one.shape_text) for one in facts.outputs] == [
        ("y", "int64", "[?, 2]")
    ]
    assert [(one.name, one.dtype, one.shape_text) for one in facts.weights] == [
        ("w", "float", "[4, 2]"),
        ("b", "float16", "[2]"),
    ]
    assert (facts.weight_count, facts.parameter_count) == (2, 10)
    assert not facts.is_cut
    assert not facts.has_external_data


def test_weights_are_skipped_not_read() -> None:
    content = onnx(weight("w", 1, (10_000_000,), bytes(10_000_000)))
    file = InMemory(content)

    assert onnx_facts(file).parameter_count == 10_000_000
    assert sum(end - start for start, end in file.reads) <= 3 * WINDOW_BYTES


def test_after_so_many_reads_the_facts_say_that_they_are_cut() -> None:
    weights = [weight("w", 1, (1,), bytes(WINDOW_BYTES)) for _ in range(READS_LIMIT)]
    facts = onnx_facts(InMemory(onnx(*weights)))

    assert facts.is_cut
    assert 0 < facts.weight_count <= READS_LIMIT


def test_more_weights_than_are_listed_are_counted() -> None:
    facts = onnx_facts(InMemory(onnx(*[weight("w", 1, (2,), b"")] * (WEIGHTS_LIMIT + 1))))

    assert (len(facts.weights), facts.weight_count) == (WEIGHTS_LIMIT, WEIGHTS_LIMIT + 1)


def test_external_data_packed_shapes_and_other_types_are_understood() -> None:
    packed = part(1, varint(3) + varint(5)) + number(2, 99) + part(8, "w") + number(14, 1)
    inner = part(1, number(1, 1))
    graph = part(5, packed)
    graph += part(11, part(1, "s") + part(2, part(4, part(1, inner))))
    graph += part(11, part(1, "o") + part(2, part(9, part(1, inner))))
    graph += part(11, part(1, "m") + part(2, part(5, b"")))
    graph += part(11, part(1, "none"))
    facts = onnx_facts(InMemory(number(1, 8) + part(7, graph)))

    assert facts.has_external_data
    assert [(one.dtype, one.shape) for one in facts.weights] == [("type 99", ("3", "5"))]
    assert [(one.name, one.dtype) for one in facts.inputs] == [
        ("s", "sequence of float"),
        ("o", "optional of float"),
        ("m", "map"),
        ("none", ""),
    ]


def test_a_long_text_is_cut() -> None:
    facts = onnx_facts(InMemory(number(1, 8) + part(2, "p" * 10_000)))

    assert facts.producer == f"{'p' * 500}…"


def nested(levels: int) -> bytes:
    """A sequence of sequences."""
    inner = part(1, number(1, 1))
    for _ in range(levels):
        inner = part(4, part(1, inner))
    return number(1, 8) + part(7, part(11, part(2, inner)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no IR version"),
        (part(2, "pytorch"), "no IR version"),
        (b"\xff" * 20, "does not end"),
        (varint(1 << 3 | 3), "unknown type"),
        (varint(2 << 3 | 2) + varint(2**63) + b"x", "longer than the whole"),
        (part(7, varint(1 << 3 | 2) + varint(100)), "longer than the whole"),
        (number(1, 8) + varint(9 << 3 | 1), "longer than the whole"),
        (number(1, 8) + varint(9 << 3), "middle"),
        (nested(200), "levels"),
        (number(1, 8) + part(7, part(5, part(1, varint(1) * 65))), "shape"),
        (number(1, 8) + part(7, part(5, number(1, -1))), "shape"),
        (number(1, 8) + part(7, part(5, number(1, 2**62) * 2)), "shape"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        onnx_facts(InMemory(content))


def test_a_store_that_gives_too_few_bytes_is_noticed() -> None:
    with pytest.raises(UnreadableError, match="shorter"):
        onnx_facts(InMemory(ONNX, claimed_bytes=len(ONNX) + 1))


def test_a_file_of_countless_fields_is_given_up() -> None:
    facts = onnx_facts(InMemory(number(1, 8) * 300_000))

    assert facts.is_cut


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_give_facts_or_a_refusal(content: bytes) -> None:
    _facts_or_refusal(content)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(ONNX) - 1), st.integers(0, 255), st.integers(0, len(ONNX)))
def test_a_file_with_a_changed_byte_gives_facts_or_a_refusal(at: int, byte: int, end: int) -> None:
    damaged = bytearray(ONNX)
    damaged[at] = byte
    _facts_or_refusal(bytes(damaged[:end]))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**64 - 1), st.sampled_from([1, 2, 5, 7, 8, 11, 12, 14]))
def test_any_length_gives_facts_or_a_refusal(length: int, at: int) -> None:
    _facts_or_refusal(number(1, 8) + varint(at << 3 | 2) + varint(length) + b"abc")
    graph = varint(at << 3 | 2) + varint(length) + value_info("x", 1, 2)
    _facts_or_refusal(number(1, 8) + part(7, graph))


def _facts_or_refusal(content: bytes) -> None:
    file = InMemory(content)
    with suppress(UnreadableError):
        assert str(onnx_facts(file).parameter_count)
    assert len(file.reads) <= READS_LIMIT
