"""The facts that a file states about itself, kept by the digest of its content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from mldb.artifacts.facts.environments import conda_facts, requirements_facts
from mldb.artifacts.facts.mlmodel import mlmodel_facts
from mldb.artifacts.facts.onnx import onnx_facts
from mldb.artifacts.facts.ranges import Ranges, UnreadableError
from mldb.artifacts.facts.safetensors import safetensors_facts
from mldb.artifacts.facts.yaml_text import YAML_LIMIT
from mldb.schemas import ArtifactRead, Owner
from registry_app.core.registry import Registry
from registry_app.web.artifacts.content import StoredRanges

# Those of a file with many tensors take some megabytes.
_KEPT: Final = 16


@dataclass(frozen=True)
class Facts:
    """Facts of one type, or why there are none: the sentence `problem`."""

    facts_type: str
    stated: Any = None
    problem: str | None = None


_kept: dict[tuple[str, str], Facts] = {}
"""By digest and type: equal contents state equal facts."""


def facts_of(registry: Registry, owner: Owner, artifact: ArtifactRead) -> Facts | None:
    """The facts of a file; None if files of its name state none.

    Raises:
        StorageError: the store can't be read.
    """
    facts_type = facts_type_of(artifact.path)
    if facts_type is None:
        return None
    key = (artifact.sha256, facts_type)
    facts = _kept.get(key)
    if facts is None:
        facts = _read(facts_type, StoredRanges(registry, owner, artifact))
        _kept[key] = facts
        if len(_kept) > _KEPT:
            _kept.pop(next(iter(_kept)), None)
    return facts


def facts_type_of(path: str) -> str | None:
    """Which facts a file of this name states."""
    name = path.rpartition("/")[2].lower()
    if name in _NAMES:
        return _NAMES[name]
    is_requirements = name.startswith("requirements") and name.endswith(".txt")
    return "requirements" if is_requirements else _ENDINGS.get(name.rpartition(".")[2])


def _read(facts_type: str, ranges: Ranges) -> Facts:
    try:
        return Facts(facts_type, _READERS[facts_type](ranges))
    except UnreadableError as error:
        return Facts(facts_type, problem=str(error))


def _of_text(parse: Callable[[str], Any]) -> Callable[[Ranges], Any]:
    """A parser of a whole small text as one of ranges."""

    def read(ranges: Ranges) -> Any:
        if ranges.size_bytes > YAML_LIMIT:
            raise UnreadableError("The file is too long for its facts to be read.")
        return parse(ranges.read(0, ranges.size_bytes).decode(errors="replace"))

    return read


_NAMES: Final = {
    "mlmodel": "mlmodel",
    "conda.yaml": "conda",
    "conda.yml": "conda",
    "environment.yaml": "conda",
    "environment.yml": "conda",
}
_ENDINGS: Final = {"safetensors": "safetensors", "onnx": "onnx"}
_READERS: Final[dict[str, Callable[[Ranges], Any]]] = {
    "mlmodel": _of_text(mlmodel_facts),
    "conda": _of_text(conda_facts),
    "requirements": _of_text(requirements_facts),
    "safetensors": safetensors_facts,
    "onnx": onnx_facts,
}
