"""Jupyter notebooks as source: their cells in order, with the text of their outputs."""

import json
from dataclasses import dataclass
from typing import Any, Final

from registry_app.web.artifacts.previews.text import Lines, lines_of

CELLS_SHOWN: Final = 200
_OUTPUTS_SHOWN: Final = 20
_OUTPUT_LENGTH: Final = 5_000


@dataclass(frozen=True)
class Cell:
    """A cell as it was typed; `left_out` is the number of outputs that are no text."""

    cell_type: str
    number: int | None
    source: Lines
    outputs: list[Lines]
    left_out: int


@dataclass(frozen=True)
class Notebook:
    """The first cells of a notebook, and how many it has; `language` is empty if not stated."""

    cells: list[Cell]
    cell_count: int
    language: str


def notebook_of(text: str) -> Notebook | None:
    """The notebook; None if the text is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        return None
    shown = [_cell(one) for one in cells[:CELLS_SHOWN] if isinstance(one, dict)]
    return Notebook(shown, len(cells), _language(document))


def _cell(cell: dict[str, Any]) -> Cell:
    outputs = cell.get("outputs")
    listed = outputs if isinstance(outputs, list) else []
    texts = [text for one in listed if (text := _output(one))]
    number = cell.get("execution_count")
    return Cell(
        str(cell.get("cell_type"))[:20],
        number if type(number) is int and abs(number) < 10**9 else None,
        lines_of(_joined(cell.get("source")), is_whole=True),
        [lines_of(text[:_OUTPUT_LENGTH], is_whole=True) for text in texts[:_OUTPUTS_SHOWN]],
        len(listed) - min(len(texts), _OUTPUTS_SHOWN),
    )


def _output(output: Any) -> str:
    """The text of an output; empty if it has none."""
    if not isinstance(output, dict):
        return ""
    found = output.get("data")
    plain = found.get("text/plain") if isinstance(found, dict) else None
    error = (output.get("ename"), output.get("evalue"))
    if isinstance(error[0], str) and isinstance(error[1], str):
        return f"{error[0]}: {error[1]}"
    return _joined(output.get("text") or plain)


def _joined(text: Any) -> str:
    """A text, which notebooks may have as a list of lines."""
    if isinstance(text, list):
        return "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""


def _language(document: dict[str, Any]) -> str:
    found: Any = document
    for key in ("metadata", "language_info", "name"):
        found = found.get(key) if isinstance(found, dict) else None
    return found[:50] if isinstance(found, str) else ""
