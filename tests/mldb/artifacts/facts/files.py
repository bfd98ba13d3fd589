"""Small files of the formats whose headers are read, and how tests read them."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class InMemory:
    """A file in memory; it counts the bytes that are read."""

    content: bytes
    claimed_bytes: int | None = None
    reads: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size_bytes(self) -> int:
        """Its size, or the size that it is claimed to have."""
        return len(self.content) if self.claimed_bytes is None else self.claimed_bytes

    def read(self, start: int, end: int) -> bytes:
        """The bytes of a range."""
        self.reads.append((start, end))
        assert 0 <= start <= end <= self.size_bytes
        return self.content[start:end]


def safetensors(header: Any, data: bytes = b"") -> bytes:
    """A safetensors file with this header."""
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


TENSORS = {
    "__metadata__": {"format": "pt"},
    "layer.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    "layer.bias": {"dtype": "F16", "shape": [3], "data_offsets": [24, 30]},
}


def varint(value: int) -> bytes:
    """A number as protobuf writes it."""
    value &= 2**64 - 1
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def number(at: int, value: int) -> bytes:
    """A field with a number."""
    return varint(at << 3) + varint(value)


def part(at: int, content: bytes | str) -> bytes:
    """A field with a text, bytes or a message."""
    encoded = content.encode() if isinstance(content, str) else content
    return varint(at << 3 | 2) + varint(len(encoded)) + encoded


def value_info(name: str, dtype: int, *dimensions: int | str | None) -> bytes:
    """An input or output of an ONNX graph."""
    shape = b""
    for one in dimensions:
        dimension = b"" if one is None else number(1, one) if isinstance(one, int) else part(2, one)
        shape += part(1, dimension)
    return part(1, name) + part(2, part(1, number(1, dtype) + part(2, shape)))


def weight(name: str, dtype: int, shape: tuple[int, ...], data: bytes) -> bytes:
    """A weight of an ONNX graph."""
    dimensions = b"".join(number(1, one) for one in shape)
    return dimensions + number(2, dtype) + part(8, name) + part(9, data)


def onnx(*weights: bytes) -> bytes:
    """A small ONNX file."""
    graph = b"".join(part(1, part(4, "Gemm")) for _ in range(3)) + part(2, "net")
    graph += b"".join(part(5, one) for one in weights)
    graph += part(11, value_info("x", 1, "batch", 4)) + part(11, value_info("w", 1, 4, 2))
    graph += part(12, value_info("y", 7, None, 2))
    header = number(1, 9) + part(2, "pytorch") + part(3, "2.9") + part(8, number(2, 19))
    return header + part(7, graph) + part(14, part(1, "author") + part(2, "me"))


ONNX = onnx(weight("w", 1, (4, 2), bytes(32)), weight("b", 10, (2,), bytes(4)))

MLMODEL = """\
artifact_path: model
flavors:
  python_function:
    env:
      conda: conda.yaml
    loader_module: mlflow.sklearn
    python_version: 3.12.4
  sklearn:
    pickled_model: model.pkl
    sklearn_version: 1.8.0
mlflow_version: 3.8.0
model_size_bytes: 1024
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "string", "name":
    "city", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
  params: '[{"name": "top_k", "default": 5, "shape": null, "type": "long"}]'
"""
REQUIREMENTS = """\
# made by mlflow
mlflow==3.8.0
scikit-learn>=1.5,<2 ; python_version >= "3.11"
uvicorn[standard]
--extra-index-url https://example.com/simple
torch @ https://example.com/torch.whl
"""
CONDA = """\
channels:
- conda-forge
dependencies:
- python=3.12.4
- pip<=26
- pip:
  - mlflow==3.8.0
name: mlflow-env
"""
