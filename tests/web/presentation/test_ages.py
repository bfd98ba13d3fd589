"""How long something lasted, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from registry_app.web.presentation.ages import age

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lasted", "words"),
    [
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=2, minutes=59), "2 hours"),
        (timedelta(days=13), "1 week"),
        (timedelta(days=800), "2 years"),
        (timedelta(days=-3), "less than a minute"),
    ],
)
def test_it_is_counted_until_a_moment(lasted: timedelta, words: str) -> None:
    assert age(START, START + lasted).replace("\xa0", " ") == words


def test_without_a_moment_it_is_counted_until_now() -> None:
    assert age(datetime.now(UTC) - timedelta(days=2)).replace("\xa0", " ") == "2 days"
