"""Digests of files."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from mldb.values.json_schema import json_pattern
from mldb.values.limits import SHA256_LENGTH


def _sha256(text: str) -> str:
    if not is_sha256(text):
        raise PydanticCustomError("sha256", "A SHA-256 is 64 digits of 0-9 and a-f.")
    return text


def is_sha256(text: str) -> bool:
    """Whether it has the form of a SHA-256; otherwise a lookup is needless."""
    return re.fullmatch(rf"[0-9a-f]{{{SHA256_LENGTH}}}", text) is not None


SHA256 = Annotated[
    str,
    AfterValidator(_sha256),
    json_pattern(r"^[0-9a-f]+$", minLength=SHA256_LENGTH, maxLength=SHA256_LENGTH),
]
"""SHA-256 of a file's bytes: 64 hex digits in lower case."""
