"""Digests of files in headers."""

from base64 import b64encode
from hashlib import sha256

import pytest

from registry_app.serving.files.digest_headers import digest_header, sha256_of

DIGEST = sha256(b"abc")
GIVEN = f"sha-256=:{b64encode(DIGEST.digest()).decode()}:"


@pytest.mark.parametrize(
    "header",
    [GIVEN, f"sha-512=:YWJj:, {GIVEN}", f"{GIVEN},sha-512=:YWJj:", f"{GIVEN};a=1", f" {GIVEN} "],
)
def test_a_digest_is_read(header: str) -> None:
    assert sha256_of(header) == DIGEST.hexdigest()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha-256",
        "sha-256=YWJj",
        "sha-256=:YWJj:",
        "sha-256=:===:",
        "sha-512=:YWJj:",
        GIVEN[:-1],
        f"x{GIVEN}",
        f"{GIVEN}x",
    ],
)
def test_anything_else_is_none(header: str) -> None:
    assert sha256_of(header) is None


def test_a_digest_is_written() -> None:
    assert digest_header(DIGEST.hexdigest()) == GIVEN
