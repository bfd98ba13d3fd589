"""Digests of files in headers (RFC 9530)."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from typing import Final

_SHA256: Final = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([A-Za-z0-9+/=]*):\s*(?=[,;]|$)")
_BYTES: Final = 32


def digest_header(sha256: str) -> str:
    """The value of `Repr-Digest` or `Content-Digest` for this SHA-256 in hex."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"


def sha256_of(header: str) -> str | None:
    """The SHA-256 in hex that a header gives; None if it gives none that can be read."""
    match = _SHA256.search(header)
    if match is None:
        return None
    try:
        digest = b64decode(match.group(1), validate=True)
    except Error:
        return None
    return digest.hex() if len(digest) == _BYTES else None
