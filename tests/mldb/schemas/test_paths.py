"""Paths, digests and media types: the validator, and the pattern that its JSON schema gives."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from mldb.artifacts.media_types import media_type_of
from mldb.values.digests import SHA256
from mldb.values.media_types import MediaType
from mldb.values.paths import ArtifactDirectory, ArtifactPath

GOOD = ["a", "a/b", "model/weights.bin", "a b#?%/日本", "..a/b..", ".hidden", "ab:c", "x" * 255]
BAD = ["/a", "a/", "a//b", ".", "..", "a/../b", "./a", "C:/a", "c:", "a\\b", "a\0", "x" * 256]


def pattern_of(value_type: Any) -> str:
    pattern: str = TypeAdapter(value_type).json_schema()["pattern"]
    return pattern


@pytest.mark.parametrize("path", GOOD)
def test_a_path(path: str) -> None:
    for value_type in (ArtifactPath, ArtifactDirectory):
        assert TypeAdapter(value_type).validate_python(path) == path
        assert re.search(pattern_of(value_type), path)


@pytest.mark.parametrize("path", BAD)
def test_no_path(path: str) -> None:
    for value_type in (ArtifactPath, ArtifactDirectory):
        with pytest.raises(ValidationError):
            TypeAdapter(value_type).validate_python(path)
        assert not re.search(pattern_of(value_type), path)


def test_the_root_is_a_directory() -> None:
    assert TypeAdapter(ArtifactDirectory).validate_python("") == ""
    assert re.search(pattern_of(ArtifactDirectory), "")
    with pytest.raises(ValidationError):
        TypeAdapter(ArtifactPath).validate_python("")


@pytest.mark.parametrize(
    ("media_type", "is_one"),
    [
        ("text/csv", True),
        ('text/plain; charset="utf-8"', True),
        ("application/vnd.a+json;v=1", True),
        ("text", False),
        ("text/html\r\nX: y", False),
        ("text/html\n", False),
        ("a/" + "b" * 254, False),
    ],
)
def test_a_media_type(media_type: str, *, is_one: bool) -> None:
    adapter = TypeAdapter(MediaType)
    if is_one:
        assert adapter.validate_python(media_type) == media_type
        return
    with pytest.raises(ValidationError):
        adapter.validate_python(media_type)


def test_a_digest() -> None:
    assert TypeAdapter(SHA256).validate_python("0" * 64) == "0" * 64
    for wrong in ("0" * 63, "A" * 64, "0" * 64 + "\n"):
        with pytest.raises(ValidationError):
            TypeAdapter(SHA256).validate_python(wrong)


def test_media_types_are_known_by_name() -> None:
    known = {"a/B.CSV": "text/csv", "model/MLmodel": "application/yaml", "a.svg": "image/svg+xml"}

    assert {path: media_type_of(path) for path in known} == known
    assert (
        media_type_of("weights.pkl")
        == media_type_of("no.csv/suffix")
        == ("application/octet-stream")
    )
