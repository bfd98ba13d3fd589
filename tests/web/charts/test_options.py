"""Choices in the query of a URL."""

import pytest

from registry_app.web.charts.options import ChartOptions, XAxis


def test_choices_come_from_the_query_and_go_back_to_it() -> None:
    query = {"x": "time", "y": "log", "smooth": "0.6", "low": "-5", "high": "10"}

    options = ChartOptions.of_query(query)

    assert options == ChartOptions(XAxis.TIME, True, 0.6, -5, 10)  # noqa: FBT003  # in its order
    assert options.query == query


def test_defaults_are_not_in_the_query() -> None:
    assert ChartOptions.of_query({"x": "step", "y": "linear", "smooth": "0"}).query == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"x": "wall", "y": "LOG", "smooth": "much"}, ChartOptions()),
        ({"smooth": "nan"}, ChartOptions()),
        ({"smooth": "-1"}, ChartOptions()),
        ({"smooth": "inf"}, ChartOptions(smooth=0.99)),
        ({"low": "1.5", "high": "٣"}, ChartOptions()),
        ({"low": "--1", "high": ""}, ChartOptions()),
        ({"low": "9" * 5000}, ChartOptions()),
        ({"high": "9" * 19}, ChartOptions(high=2**63 - 1)),
        ({"low": "10", "high": "5"}, ChartOptions(low=5, high=10)),
    ],
)
def test_what_can_not_be_read_is_left_out(query: dict[str, str], expected: ChartOptions) -> None:
    assert ChartOptions.of_query(query) == expected
