"""Paths of artifacts and of the directories that they are in."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError, PydanticKnownError

from mldb.values.json_schema import HIDDEN_PATTERN, json_pattern
from mldb.values.limits import (
    ARTIFACT_PATH_BYTES,
    ARTIFACT_PATH_LENGTH,
    ARTIFACT_SEGMENT_BYTES,
)
from mldb.values.spelling import has_hidden, spelling

# Programs on Windows would read it as another drive.
_DRIVE: Final = r"[A-Za-z]:"
_SEGMENT: Final = rf"(?!\.{{1,2}}(/|$))[^/\\{HIDDEN_PATTERN}]{{1,{ARTIFACT_SEGMENT_BYTES}}}"
_PATH: Final = rf"(?![A-Za-z]:){_SEGMENT}(/{_SEGMENT})*"


def _path(text: str) -> str:
    path = spelling(text)
    if not path:
        raise PydanticCustomError("artifact_path", "A path needs at least one character.")
    if len(path) > ARTIFACT_PATH_LENGTH:
        raise PydanticKnownError("string_too_long", {"max_length": ARTIFACT_PATH_LENGTH})
    if has_hidden(path) or any("\ud800" <= character <= "\udfff" for character in path):
        raise PydanticCustomError(
            "hidden_character",
            "Control characters, and characters that can't be seen, are not allowed in a path.",
        )
    if len(path.encode()) > ARTIFACT_PATH_BYTES:
        raise PydanticCustomError(
            "artifact_path",
            "A path has at most {limit} bytes in UTF-8.",
            {"limit": ARTIFACT_PATH_BYTES},
        )
    if path.startswith("/") or re.match(_DRIVE, path):
        raise PydanticCustomError(
            "artifact_path",
            "A path is relative: it begins with neither '/' nor the letter of a drive.",
        )
    if "\\" in path:
        raise PydanticCustomError("artifact_path", "Separate directories by '/', not by '\\'.")
    for segment in path.split("/"):
        _check_segment(segment)
    return path


def _check_segment(segment: str) -> None:
    if not segment:
        raise PydanticCustomError(
            "artifact_path", "A path has no '/' at its end, and no two of them in a row."
        )
    if segment in {".", ".."}:
        raise PydanticCustomError("artifact_path", "A path can't contain '.' or '..' as a name.")
    if len(segment.encode()) > ARTIFACT_SEGMENT_BYTES:
        raise PydanticCustomError(
            "artifact_path",
            "Each name in a path has at most {limit} bytes in UTF-8.",
            {"limit": ARTIFACT_SEGMENT_BYTES},
        )


def _directory(text: str) -> str:
    return _path(text) if text else text


ArtifactPath = Annotated[
    str,
    AfterValidator(_path),
    json_pattern(rf"^{_PATH}$", minLength=1, maxLength=ARTIFACT_PATH_LENGTH),
]
"""Relative path of a file in NFC: names of up to 255 bytes, separated by `/`."""

ArtifactDirectory = Annotated[
    str,
    AfterValidator(_directory),
    json_pattern(rf"^({_PATH})?$", maxLength=ARTIFACT_PATH_LENGTH),
]
"""Path of a directory; empty: the root, which holds all files of an owner."""
