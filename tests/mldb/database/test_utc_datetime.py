"""Times on their way into the database."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects import sqlite

from mldb.models.base import UTCDateTime

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0)
WINTER = SUMMER.replace(fold=1)


@pytest.fixture
def convert() -> Callable[[Any], Any]:
    dialect = sqlite.dialect()
    processor = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert processor is not None
    return processor


def test_hour_that_comes_twice_stays_two_moments(convert: Callable[[Any], Any]) -> None:
    """To Python the two are equal, so no conversion may be looked up by value."""
    moments = [SUMMER, WINTER, WINTER, SUMMER]

    assert SUMMER == WINTER
    assert [convert(moment)[11:16] for moment in moments] == ["00:30", "01:30", "01:30", "00:30"]


def test_no_moment_is_converted_to_none(convert: Callable[[Any], Any]) -> None:
    assert [convert(None), convert(SUMMER)[:10], convert(None)] == [None, "2026-10-25", None]
