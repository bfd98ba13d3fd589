"""Secrets of sessions and tokens: made at random, kept as hashes."""

import secrets
from hashlib import sha256
from typing import Final

PREFIX: Final = "mb_"
"""Lets people and secret scanners recognise an API token."""


def new_secret() -> str:
    """256 random bits as text."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """The hash to store instead of the secret. Random secrets need no slow hash and no salt."""
    return sha256(secret.encode(errors="surrogatepass")).hexdigest()
