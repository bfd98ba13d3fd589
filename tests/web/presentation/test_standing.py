"""Values of metrics and their changes as text, and the macros that show them."""

import pytest

from mldb.schemas import MetricGoal, ModelStanding, VersionValue
from mldb.values.enums import Goal
from registry_app.web.charts.standing_line import StandingLine
from registry_app.web.macros import macro
from registry_app.web.presentation.numbers import THIN_SPACE
from registry_app.web.presentation.standing import Delta, change_of, exact_text, value_text
from registry_app.web.presentation.values import MINUS, NO_VALUE

UP, DOWN = Goal.MAXIMIZE, Goal.MINIMIZE


def standing(*values: float, champion: int | None = None) -> ModelStanding:
    recent = tuple(VersionValue(number, value) for number, value in enumerate(values, 1))
    in_use = next((one for one in recent if one.number == champion), None)
    return ModelStanding(
        model_name="m",
        metric="auc",
        goal=MetricGoal(UP),
        latest=recent[-1] if recent else None,
        best=None,
        champion=in_use,
        previous_champion=None,
        recent=recent,
        version_count=None,
        behind=0,
        champion_number=champion,
    )


class TestValues:
    """Unit and decimals of a goal."""

    @pytest.mark.parametrize(
        ("value", "goal", "text"),
        [
            (None, MetricGoal(), NO_VALUE),
            (0.9, None, "0.90000"),
            (0.9, UP, "0.90000"),
            (0.98765, MetricGoal(UP, "", 2), "0.99"),
            (12.0, MetricGoal(DOWN, "ms", 1), "12.0\N{NO-BREAK SPACE}ms"),
            (1234.5, 1, f"1{THIN_SPACE}234.5"),
            (1e-300, 2, "1.0000e-300"),
            (-1e300, 3, "-1.0000e+300"),
            (0.0, 2, "0.00"),
        ],
    )
    def test_they_are_written_with_decimals_and_unit(
        self, value: float | None, goal: MetricGoal | Goal | int | None, text: str
    ) -> None:
        assert value_text(value, goal) == text

    def test_the_exact_value_is_given_where_the_text_rounds(self) -> None:
        assert exact_text(0.98765, "0.99") == "0.98765"
        assert exact_text(0.5, "0.5") is None
        assert exact_text(None, NO_VALUE) is None


class TestDeltas:
    """What is better depends on the goal."""

    @pytest.mark.parametrize(
        ("change", "goal", "shown"),
        [
            (0.25, UP, ("▲", "+0.25000", "better")),
            (0.25, DOWN, ("▲", "+0.25000", "worse")),
            (-0.25, MetricGoal(DOWN), ("▼", MINUS + "0.25000", "better")),
            (-0.25, None, ("▼", MINUS + "0.25000", "")),
            (-0.256, MetricGoal(UP, "ms", 1), ("▼", MINUS + "0.3", "worse")),
            (0.0, UP, ("=", "0", "")),
        ],
    )
    def test_they_have_an_arrow_a_sign_and_a_verdict(
        self, change: float, goal: MetricGoal | Goal | None, shown: tuple[str, str, str]
    ) -> None:
        found = Delta.of(change, goal)

        assert (found.arrow, found.text, found.verdict) == shown

    def test_they_are_differences_of_the_decimal_numbers(self) -> None:
        assert change_of(0.3, 0.1) == 0.2
        assert change_of(None, 0.1) is change_of(0.3, None) is None


class TestLines:
    """Small lines of the newest values."""

    def test_the_champion_and_the_last_point_are_placed(self) -> None:
        line = StandingLine.of(standing(0.1, 0.9, 0.5, champion=2))

        assert line is not None
        assert line.path == "M3,17L36,3L69,10"
        assert (line.end, line.champion) == ((69, 10), (36, 3))

    def test_they_say_what_they_show(self) -> None:
        line = StandingLine.of(standing(0.1, 0.9, champion=2))

        assert line is not None
        assert line.summary == (
            "auc from 0.10000 (version 1) to 0.90000 (version 2); "
            "the champion, version 2, has 0.90000"
        )

    def test_without_values_there_is_none(self) -> None:
        assert StandingLine.of(standing()) is None
        assert macro("kit/standing.html", "spark")(standing()) == ""
        assert macro("kit/standing.html", "spark")(None) == ""

    @pytest.mark.parametrize("values", [(0.5,), (1e300, -1e300), (1e-300, 2e-300), (0.5, 0.5)])
    def test_extreme_values_stay_in_the_box(self, values: tuple[float, ...]) -> None:
        line = StandingLine.of(standing(*values))

        assert line is not None
        places = line.path[1:].removesuffix("h0.1").split("L")
        assert all(0 <= float(part) <= 72 for place in places for part in place.split(","))


class TestMacros:
    """Arrows and colours have words beside them."""

    def test_a_delta_says_whether_it_is_better(self) -> None:
        shown = macro("kit/standing.html", "delta")(-0.25, MetricGoal(DOWN, "ms", 1))

        assert f'class="standing-delta is-better" title="{MINUS}0.25"' in shown
        assert "(better)" in shown
        assert macro("kit/standing.html", "delta")(None) == ""

    def test_a_unit_is_text(self) -> None:
        assert "<b>" not in macro("kit/standing.html", "value")(1.5, MetricGoal(UP, "<b>", 1))

    def test_the_first_rank_has_a_star(self) -> None:
        assert "★" in macro("kit/standing.html", "rank")(1, 1200)
        assert "6 of 1,200" in macro("kit/standing.html", "rank")(6, 1200)
