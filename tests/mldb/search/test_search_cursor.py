"""Cursors: an encoded position can be decoded again, only by the list that it belongs to."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.errors import RuleViolationError
from mldb.search import cursor
from mldb.search.cursor import END, START, KeyType, Position, decode, encode
from mldb.values.limits import EXPERIMENT_NAME_LENGTH as LENGTH
from mldb.values.limits import MAX_ID

STRETCHES: tuple[tuple[KeyType, ...], ...] = ((float, int), (datetime, int), (str,))
LIST = "versions None Query(…)"
IDS = st.integers(-MAX_ID, MAX_ID)
MOMENTS = st.datetimes(timezones=st.just(UTC))
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
PLACES = st.builds(
    lambda keys, is_backwards: Position(is_backwards, *keys),
    st.tuples(st.just(0), st.tuples(st.floats(allow_nan=False), IDS))
    | st.tuples(st.just(1), st.tuples(MOMENTS, IDS))
    | st.tuples(st.just(2), st.tuples(NAMES.filter(lambda name: len(name) <= LENGTH))),
    st.booleans(),
)


def refused(text: Any, list_name: str = LIST) -> None:
    with pytest.raises(RuleViolationError, match="Go to the first page") as caught:
        decode(text, list_name, STRETCHES)
    assert caught.value.field == "cursor"


def forged(payload: bytes) -> str:
    """With the digest that fits."""
    return urlsafe_b64encode(cursor._digest(payload, LIST) + payload).decode()


@given(PLACES)
def test_a_position_survives_encoding(position: Position) -> None:
    text = encode(position, LIST)

    assert decode(text, LIST, STRETCHES) == position
    assert text.replace("-", "").replace("_", "").isalnum()
    refused(text, "models Query(…)")
    refused(text, LIST + " ")


def test_a_name_of_any_length_fits() -> None:
    position = Position(is_backwards=False, stretch=2, keys=("\U0001f600" * LENGTH,))

    assert decode(encode(position, LIST), LIST, STRETCHES) == position


@pytest.mark.parametrize(("text", "is_backwards"), [(None, False), (START, False), (END, True)])
def test_the_ends_belong_to_every_list(text: str | None, *, is_backwards: bool) -> None:
    position = decode(text, LIST, STRETCHES)

    assert position == Position(is_backwards=is_backwards)
    assert decode(encode(position, LIST), "other", STRETCHES) == position


@given(PLACES, st.data())
def test_a_cursor_edited_by_hand_is_refused(position: Position, data: st.DataObject) -> None:
    text = encode(position, LIST)
    at = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.sampled_from("AZaz09_-=%.é\x00 "))
    changed = text[:at] + character + text[at + 1 :]

    if _decoded(changed) != _decoded(text):
        refused(changed)
    refused(text[:at])
    refused(text + text)


def _decoded(text: str) -> bytes | None:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None


@given(st.text() | st.binary().map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_any_other_text_is_refused(text: str) -> None:
    if text not in {START, END}:
        refused(text)


@pytest.mark.parametrize("text", ["", "=", "A" * 4_001, "A" * 1_000_000, "START", "\ud800"])
def test_what_no_cursor_looks_like_is_refused(text: str) -> None:
    refused(text)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"1",
        b"null",
        b"{}",
        b"[]",
        b"[0]",
        b"[0,0]",
        b"[0,0,1.0]",
        b"[0,0,1.0,1,1]",
        b"[0,0,1,1]",
        b"[0,0,1.0,1.0]",
        b"[0,0,true,1]",
        b"[0,0,NaN,1]",
        b"[0,0,1.0,9223372036854775808]",
        b"[0,0,1.0," + b"9" * 2_000 + b"]",
        b"[true,0,1.0,1]",
        b"[2,0,1.0,1]",
        b"[-1,0,1.0,1]",
        b"[0,-1,1.0,1]",
        b"[0,3,1.0,1]",
        b'[0,"0",1.0,1]',
        b"[0,1,9223372036854775807,1]",
        b'[0,1,"2026",1]',
        b"[0,2,1]",
        b'[0,2,"a\\u0000"]',
        b'[0,2,"\\ud800"]',
        b'[0,2,"' + b"a" * (cursor._KEY_LENGTH + 1) + b'"]',
        b"[0,2,null]",
        b"\xff",
        b"[" * 2_000,
    ],
)
def test_a_forged_cursor_with_keys_that_no_row_has_is_refused(payload: bytes) -> None:
    refused(forged(payload))


def test_a_forged_cursor_with_possible_keys_is_a_position() -> None:
    """The digest is no secret: it keeps the lists apart, and their content is checked anyway."""
    payload = json.dumps([1, 1, 1_000_000, 5]).encode()

    assert decode(forged(payload), LIST, STRETCHES) == Position(
        is_backwards=True,
        stretch=1,
        keys=(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=1), 5),
    )
