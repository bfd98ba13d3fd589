"""The header of a safetensors file: names, shapes and types of its tensors, and its metadata.

The format is described at https://huggingface.co/docs/safetensors: 8 bytes with the length of the
header, the header as JSON, the bytes of all tensors.
"""

import json
from collections import Counter
from dataclasses import dataclass
from math import prod
from typing import Any, Final, TypeGuard

from mldb.artifacts.facts.ranges import Ranges, UnreadableError

HEADER_LIMIT: Final = 4_194_304
"""Some tens of thousands of tensors: as objects, a header takes many times its size."""
_LENGTH_BYTES: Final = 8
_DIMENSIONS_LIMIT: Final = 64
_METADATA: Final = "__metadata__"
_LARGEST: Final = 2**63
_BITS: Final = 8


@dataclass(frozen=True)
class Tensor:
    """A tensor by name; `shape` is empty for a single number."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def shape_text(self) -> str:
        """The shape in one text."""
        return f"[{', '.join(map(str, self.shape))}]"

    @property
    def parameter_count(self) -> int:
        """How many numbers it has."""
        return prod(self.shape)


@dataclass(frozen=True)
class SafetensorsFacts:
    """What the header states, tensors in its order."""

    tensors: list[Tensor]
    metadata: dict[str, str]

    @property
    def parameter_count(self) -> int:
        """How many numbers all tensors have."""
        return sum(one.parameter_count for one in self.tensors)

    @property
    def parameters_by_dtype(self) -> dict[str, int]:
        """How many numbers have each type, the most frequent first."""
        counts: Counter[str] = Counter()
        for one in self.tensors:
            counts[one.dtype] += one.parameter_count
        return dict(counts.most_common())


def safetensors_facts(ranges: Ranges) -> SafetensorsFacts:
    """The facts of a safetensors file.

    Raises:
        UnreadableError: the header is damaged, or larger than `HEADER_LIMIT`.
    """
    header = _header(ranges)
    data_bytes = ranges.size_bytes - _LENGTH_BYTES - len(header)
    parsed = _json(header)
    metadata = parsed.pop(_METADATA, {})
    if not isinstance(metadata, dict):
        raise UnreadableError("Its metadata is no JSON object.")
    return SafetensorsFacts(
        [_tensor(name, entry, data_bytes) for name, entry in parsed.items()],
        {name: str(value) for name, value in metadata.items() if isinstance(value, str | int)},
    )


def _header(ranges: Ranges) -> bytes:
    if ranges.size_bytes < _LENGTH_BYTES:
        raise UnreadableError("The file is too short for a safetensors file.")
    length = int.from_bytes(ranges.read(0, _LENGTH_BYTES), "little")
    if length > ranges.size_bytes - _LENGTH_BYTES:
        raise UnreadableError(
            f"Its header says that it has {length} bytes; the file is shorter than that."
        )
    if length > HEADER_LIMIT:
        raise UnreadableError(
            f"Its header has {length} bytes; headers of up to {HEADER_LIMIT} bytes are read here."
        )
    return ranges.read(_LENGTH_BYTES, _LENGTH_BYTES + length)


def _json(header: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(header.decode())
    except (ValueError, RecursionError):
        raise UnreadableError("Its header is no JSON.") from None
    if not isinstance(parsed, dict):
        raise UnreadableError("Its header is no JSON object.")
    return parsed


def _tensor(name: str, entry: Any, data_bytes: int) -> Tensor:
    if not isinstance(entry, dict):
        raise UnreadableError("A tensor of its header is no JSON object.")
    dtype, shape = entry.get("dtype"), entry.get("shape")
    offsets = entry.get("data_offsets")
    if not (isinstance(dtype, str) and _are_sizes(shape) and _are_sizes(offsets)):
        raise UnreadableError("A tensor of its header has no type, shape or position.")
    if len(offsets) != 2 or not offsets[0] <= offsets[1] <= data_bytes:  # noqa: PLR2004  # start and end
        raise UnreadableError("A tensor of its header ends behind the file's end.")
    if prod(shape) > (offsets[1] - offsets[0]) * _BITS:
        raise UnreadableError("A tensor of its header has more numbers than bits.")
    return Tensor(name, dtype, tuple(shape))


def _are_sizes(value: Any) -> TypeGuard[list[int]]:
    return (
        isinstance(value, list)
        and len(value) <= _DIMENSIONS_LIMIT
        and all(type(one) is int and 0 <= one < _LARGEST for one in value)
    )
