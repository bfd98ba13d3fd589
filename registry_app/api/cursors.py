"""Cursors of lists whose places are plain numbers."""

from http import HTTPStatus

from mldb.types import MAX_ID
from registry_app.api.problems import ProblemDetail, Refusal


def number_of(cursor: str | None) -> int | None:
    """The number that the cursor is; None without one.

    Raises:
        Refusal: it came with another list.
    """
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) <= MAX_ID):
        sentence = "This cursor belongs to another list. Take one that came with a page of this."
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            sentence,
            [ProblemDetail(detail=sentence, parameter="cursor")],
        )
    return int(cursor)
