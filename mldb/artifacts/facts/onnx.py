"""The header of an ONNX file: who made it, what goes in and out, which weights it has.

Numbers of fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from dataclasses import dataclass, field
from math import prod
from typing import Final

from mldb.artifacts.facts.protobuf import Field, Message
from mldb.artifacts.facts.ranges import BoundReachedError, Ranges, UnreadableError, Window

WEIGHTS_LIMIT: Final = 10_000
"""Weights that are listed; all are counted."""
_NESTING_LIMIT: Final = 8
_DIMENSIONS_LIMIT: Final = 64
_LARGEST: Final = 2**63
_ELEMENT_TYPES: Final = (
    *("undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string"),
    *("bool", "float16", "double", "uint32", "uint64", "complex64", "complex128", "bfloat16"),
    *("float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4"),
    "float4e2m1",
)
_EXTERNAL: Final = 1


@dataclass(frozen=True)
class Value:
    """An input, an output or a weight; a dimension is a number, a name, or ? if it is free."""

    name: str
    dtype: str
    shape: tuple[str, ...] | None

    @property
    def shape_text(self) -> str:
        """The shape in one text; empty if it is not stated."""
        return "" if self.shape is None else f"[{', '.join(self.shape)}]"


@dataclass
class OnnxFacts:
    """What the file states. If it `is_cut`, only its beginning was read."""

    ir_version: int = 0
    producer: str = ""
    producer_version: str = ""
    domain: str = ""
    model_version: int = 0
    graph: str = ""
    opsets: list[tuple[str, int]] = field(default_factory=list)
    inputs: list[Value] = field(default_factory=list)
    outputs: list[Value] = field(default_factory=list)
    weights: list[Value] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    node_count: int = 0
    weight_count: int = 0
    parameter_count: int = 0
    has_external_data: bool = False
    is_cut: bool = False


def onnx_facts(ranges: Ranges) -> OnnxFacts:
    """The facts of an ONNX file.

    Raises:
        UnreadableError: it is no ONNX file, or a damaged one.
    """
    window = Window(ranges)
    reader = _Reader(Message(window), OnnxFacts())
    try:
        reader.read_model(ranges.size_bytes)
    except BoundReachedError:
        reader.facts.is_cut = True
    facts = reader.facts
    weights = {one.name for one in facts.weights}
    # Older files name their weights among the inputs.
    facts.inputs = [one for one in facts.inputs if one.name not in weights]
    if not facts.ir_version:
        raise UnreadableError("It is no ONNX file: it states no IR version.")
    return facts


class _Reader:
    """Fills the facts while it reads."""

    def __init__(self, message: Message, facts: OnnxFacts) -> None:
        self._message = message
        self.facts = facts

    def read_model(self, size_bytes: int) -> None:
        facts, text = self.facts, self._message.text
        for one in self._message.fields(0, size_bytes):
            match one.number, one.has_content:
                case 1, False:
                    facts.ir_version = one.value
                case 2, True:
                    facts.producer = text(one)
                case 3, True:
                    facts.producer_version = text(one)
                case 4, True:
                    facts.domain = text(one)
                case 5, False:
                    facts.model_version = one.value
                case 7, True:
                    self._read_graph(one)
                case 8, True:
                    facts.opsets.append(self._opset(one))
                case 14, True:
                    facts.metadata.update([self._pair(one)])

    def _read_graph(self, graph: Field) -> None:
        facts = self.facts
        for one in self._message.fields(graph.start, graph.end):
            match one.number, one.has_content:
                case 1, True:
                    facts.node_count += 1
                case 2, True:
                    facts.graph = self._message.text(one)
                case 5, True:
                    self._add_weight(one)
                case 11, True:
                    facts.inputs.append(self._value(one))
                case 12, True:
                    facts.outputs.append(self._value(one))

    def _add_weight(self, tensor: Field) -> None:
        name, dtype, shape = "", 0, list[int]()
        for one in self._message.fields(tensor.start, tensor.end):
            match one.number, one.has_content:
                case 1, _:
                    shape += self._message.numbers(one)
                case 2, False:
                    dtype = one.value
                case 8, True:
                    name = self._message.text(one)
                case 14, False:
                    self.facts.has_external_data |= one.value == _EXTERNAL
        is_wrong = len(shape) > _DIMENSIONS_LIMIT or any(size < 0 for size in shape)
        if is_wrong or prod(shape) > _LARGEST:
            raise UnreadableError("One of its weights has a shape that is none.")
        self.facts.weight_count += 1
        self.facts.parameter_count += prod(shape)
        if len(self.facts.weights) < WEIGHTS_LIMIT:
            self.facts.weights.append(Value(name, _element_type(dtype), tuple(map(str, shape))))

    def _opset(self, opset: Field) -> tuple[str, int]:
        domain, version = "", 0
        for one in self._message.fields(opset.start, opset.end):
            match one.number, one.has_content:
                case 1, True:
                    domain = self._message.text(one)
                case 2, False:
                    version = one.value
        return domain or "ai.onnx", version

    def _pair(self, pair: Field) -> tuple[str, str]:
        texts = {
            one.number: self._message.text(one)
            for one in self._message.fields(pair.start, pair.end)
            if one.has_content
        }
        return texts.get(1, ""), texts.get(2, "")

    def _value(self, value: Field) -> Value:
        name, dtype, shape = "", "", None
        for one in self._message.fields(value.start, value.end):
            match one.number, one.has_content:
                case 1, True:
                    name = self._message.text(one)
                case 2, True:
                    dtype, shape = self._type(one)
        return Value(name, dtype, shape)

    def _type(self, of: Field, depth: int = 0) -> tuple[str, tuple[str, ...] | None]:
        """The type of a value; of a sequence or an optional value the type of what is in it."""
        if depth > _NESTING_LIMIT:
            raise UnreadableError("It has a type with too many levels.")
        for one in self._message.fields(of.start, of.end):
            match one.number, one.has_content:
                case ((1 | 8), True):
                    return self._tensor_type(one)
                case (4 | 9) as number, True:
                    inner = next(self._message.fields(one.start, one.end), None)
                    inside = self._type(inner, depth + 1)[0] if inner else ""
                    return f"{'sequence' if number == 4 else 'optional'} of {inside}", None  # noqa: PLR2004
                case 5, True:
                    return "map", None
        return "", None

    def _tensor_type(self, tensor: Field) -> tuple[str, tuple[str, ...] | None]:
        dtype, shape = 0, None
        for one in self._message.fields(tensor.start, tensor.end):
            match one.number, one.has_content:
                case 1, False:
                    dtype = one.value
                case 2, True:
                    shape = tuple(
                        self._dimension(dimension)
                        for dimension in self._message.fields(one.start, one.end)
                        if dimension.number == 1 and dimension.has_content
                    )
        return _element_type(dtype), shape

    def _dimension(self, dimension: Field) -> str:
        for one in self._message.fields(dimension.start, dimension.end):
            match one.number, one.has_content:
                case 1, False:
                    return str(one.value)
                case 2, True:
                    return self._message.text(one)
        return "?"


def _element_type(number: int) -> str:
    return _ELEMENT_TYPES[number] if number < len(_ELEMENT_TYPES) else f"type {number}"
