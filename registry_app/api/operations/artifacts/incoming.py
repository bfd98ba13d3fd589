"""Bytes that a request sends, and what its headers say of them."""

from typing import Final

from mldb.rules.artifact import check_size
from registry_app.api.base.gate import APIRequest
from registry_app.core.refusal import Refusal
from registry_app.serving.files.digest_headers import sha256_of
from registry_app.serving.streamed_bodies import streamed_body

DIGESTS: Final = ("Content-Digest", "Repr-Digest")
# Programs send them without having been told to.
_SAY_NOTHING: Final = {"", "application/octet-stream", "application/x-www-form-urlencoded"}


def check_announced_size(request: APIRequest, limit: int) -> None:
    """Refuse a body that says beforehand that it is too large.

    Raises:
        RuleViolationError: at `size_bytes`.
    """
    check_size(streamed_body(request).announced_bytes or 0, limit)


def given_media_type(request: APIRequest) -> str | None:
    """The media type of the body; None if the request doesn't say it."""
    given = request.headers.get("Content-Type", "").strip()
    return None if given.partition(";")[0].strip().lower() in _SAY_NOTHING else given


def given_sha256(request: APIRequest) -> str | None:
    """The SHA-256 that the body must have; None: any.

    Raises:
        Refusal: a header can't be read, or says that the body is not the file itself.
    """
    _check_encoding(request)
    found = {}
    for name in DIGESTS:
        if name in request.headers:
            found[name] = sha256_of(request.headers[name])
            if found[name] is None:
                raise Refusal.of_parameters("Give the digest as sha-256=:…: in base64.", name)
    if len(set(found.values())) > 1:
        raise Refusal.of_parameters("The two digests differ.", *found)
    return next(iter(found.values()), None)


def name_of_digest(request: APIRequest) -> str:
    """Name of the header that gives the digest."""
    return next((name for name in DIGESTS if name in request.headers), DIGESTS[0])


def _check_encoding(request: APIRequest) -> None:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal.of_parameters("Send the file as it is, not encoded.", "Content-Encoding")
    if "Content-Range" in request.headers:
        sentence = "Send the whole file; for parts of a file begin an upload."
        raise Refusal.of_parameters(sentence, "Content-Range")
