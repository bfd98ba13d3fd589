"""A time in the past in a page's URL."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from registry_app.web.kit.as_of import AsOf, preset_days

TODAY = datetime.now(UTC).date()


def as_of(text: str) -> AsOf:
    return AsOf.of(RequestFactory().get("/", {"at": text}))


def test_a_day_is_its_last_moment() -> None:
    found = as_of(" 2026-03-01 ")

    assert found.at == datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC)
    assert (found.text, found.http_status, found.is_unfinished) == ("2026-03-01", 200, False)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("2026-03-01", "2026-02-28", "2026-03-02"),
        ("0001-01-01", None, "0001-01-02"),
        (str(TODAY - timedelta(days=1)), str(TODAY - timedelta(days=2)), None),
        ("", None, None),
        ("nonsense", None, None),
    ],
)
def test_its_neighbours_are_days_that_are_over(
    text: str, before: str | None, after: str | None
) -> None:
    assert (as_of(text).day_before, as_of(text).day_after) == (before, after)


@pytest.mark.parametrize("text", [str(TODAY), f"{TODAY:%Y}", f"{TODAY:%Y-%m}"])
def test_a_period_that_lasts_is_now(text: str) -> None:
    found = as_of(text)

    assert (found.at, found.mistake, found.is_unfinished) == (None, None, True)


@pytest.mark.parametrize("text", ["2999", "9998-12-31", str(TODAY + timedelta(days=2))])
def test_the_future_is_refused(text: str) -> None:
    found = as_of(text)

    assert found.mistake is not None
    assert "in the future" in found.mistake
    assert (found.text, found.at, found.http_status) == (text, None, 400)


def test_the_days_that_are_asked_for_most_often_are_over() -> None:
    labels = [label for label, _ in preset_days()]

    assert labels == ["Yesterday", "A week ago", "A month ago"]
    assert all(as_of(day).at is not None for _, day in preset_days())
