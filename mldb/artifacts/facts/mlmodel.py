"""What the file `MLmodel`, which MLflow writes beside every model, states about the model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mldb.artifacts.facts.ranges import UnreadableError
from mldb.artifacts.facts.yaml_text import loaded_yaml

COLUMNS_LIMIT: Final = 1_000
"""Columns of a signature that are read."""
_SHOWN: Final = 300
_FLAVORS_LIMIT: Final = 50
_TENSOR: Final = "tensor-spec"


@dataclass(frozen=True)
class Flavor:
    """A way to load the model, with its settings by name."""

    name: str
    settings: dict[str, str]


@dataclass(frozen=True)
class Column:
    """A column, tensor or parameter of a signature; without a name it is the only one."""

    name: str
    dtype: str
    shape: str = ""
    is_required: bool = True
    default: str | None = None


@dataclass(frozen=True)
class MLmodelFacts:
    """Flavours, signature, and all other plain values by name, as they are written."""

    flavors: list[Flavor]
    inputs: list[Column]
    outputs: list[Column]
    params: list[Column]
    has_signature: bool
    values: dict[str, str]

    @property
    def python_version(self) -> str | None:
        """Version of Python that the model was saved with, None if it is not stated."""
        versions = (one.settings.get("python_version") for one in self.flavors)
        return next((version for version in versions if version), None)

    @property
    def model_size_bytes(self) -> int | None:
        """Size of the model, None if it is not stated."""
        text = self.values.get("model_size_bytes", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004  # digits


def mlmodel_facts(text: str) -> MLmodelFacts:
    """The facts of an `MLmodel` file.

    Raises:
        UnreadableError: it is none.
    """
    document = loaded_yaml(text)
    if not isinstance(document, dict) or not isinstance(document.get("flavors"), dict):
        raise UnreadableError("It names no flavours, as a file of MLflow would.")
    signature = document.get("signature")
    parts = signature if isinstance(signature, dict) else {}
    return MLmodelFacts(
        flavors=[
            Flavor(_short(name), _texts(settings) if isinstance(settings, dict) else {})
            for name, settings in list(document["flavors"].items())[:_FLAVORS_LIMIT]
        ],
        inputs=_columns(parts.get("inputs")),
        outputs=_columns(parts.get("outputs")),
        params=_columns(parts.get("params")),
        has_signature=bool(parts),
        values=_texts(document),
    )


def _texts(settings: Mapping[Any, Any]) -> dict[str, str]:
    """The settings that are plain texts."""
    texts = {key: value for key, value in settings.items() if isinstance(value, str)}
    return {_short(key): _short(value) for key, value in texts.items() if value != "null"}


def _short(text: Any) -> str:
    shown = str(text) if isinstance(text, str) else type(text).__name__
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _columns(listed: Any) -> list[Column]:
    """The columns of one part of a signature, which is JSON in a text of the file."""
    if not isinstance(listed, str) or listed == "null":
        return []
    try:
        columns = json.loads(listed)
    except (ValueError, RecursionError):
        raise UnreadableError("Its signature is no JSON.") from None
    if not isinstance(columns, list):
        raise UnreadableError("Its signature is no list of columns.")
    return [_column(one) for one in columns[:COLUMNS_LIMIT] if isinstance(one, dict)]


def _column(column: dict[str, Any]) -> Column:
    tensor = column.get(_TENSOR)
    stated = tensor if isinstance(tensor, dict) else column
    shape = stated.get("shape")
    return Column(
        name=_short(column["name"]) if isinstance(column.get("name"), str) else "",
        dtype=_dtype(stated.get("dtype", column.get("type", ""))),
        shape=_short(json.dumps(shape)) if isinstance(shape, list) else "",
        is_required=column.get("required") is not False and column.get("optional") is not True,
        default=_short(json.dumps(column["default"])) if "default" in column else None,
    )


def _dtype(stated: Any) -> str:
    return _short(stated if isinstance(stated, str) else json.dumps(stated))
