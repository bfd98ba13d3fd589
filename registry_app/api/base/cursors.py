"""Cursors of lists whose places are plain numbers."""

import re
from http import HTTPStatus
from typing import Final

from registry_app.api.base.problems import ProblemDetail, Refusal

# What a database can hold; nothing comes later in a list.
_NUMBER: Final = re.compile("[0-9]{1,18}")


def number_of(cursor: str | None) -> int | None:
    """The number that the cursor is; None without one.

    Raises:
        Refusal: it came with another list.
    """
    if cursor is None:
        return None
    if not _NUMBER.fullmatch(cursor):
        sentence = "This cursor belongs to another list. Take one that came with a page of this."
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            sentence,
            [ProblemDetail(detail=sentence, parameter="cursor")],
        )
    return int(cursor)
