"""Charts of curves with JavaScript: zoom, tooltip, choices for all charts, live data."""

import json
import re
from math import inf, nan
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.template import engines
from playwright.sync_api import Page, Route, expect

from mldb.points.buckets import buckets_of
from mldb.points.columns import Points
from registry_app.web.charts.columns import chart_json
from registry_app.web.charts.curve import Curve
from registry_app.web.charts.document import svg_document
from registry_app.web.charts.options import ChartOptions
from registry_app.web.charts.parallel import RunValues
from tests.browser.conftest import NewContext, box_of

POINTS = 10_000
DATA = "**/charts/data*"
START_MS = 1_764_300_000_000
HEADERS = {"Content-Security-Policy": "default-src 'self'; img-src 'self' data:"}
PAGE = """{% from "charts/chart.html" import assets, chart, controls, small %}
{% from "charts/runs.html" import parallel %}<!doctype html>
<html lang="en"><head><title>Charts</title>
<link rel="stylesheet" href="{{ static('registry/bundle.css') }}">
<script src="{{ static('registry/theme.js') }}"></script></head><body><main>
{{ controls(options) }}
<div id="one">{{ chart(one, options, title="loss", data_url="/charts/data?m=loss",
    svg_url="/charts/svg", is_main=true) }}</div>
<div id="two">{{ chart(two, options, title="loss of two runs") }}</div>
<div id="far">{{ chart(far, options, title="far") }}</div>
<div id="small" class="small-multiples">
{{ small(one, options, data_url="/charts/data?m=small") }}</div>
<div id="runs">{{ parallel(parallel_figure(runs, ["x", "y"])) }}</div>
{{ assets() }}</main></body></html>"""


def history(label: str, index: int = 0, length: int = POINTS) -> Curve:
    """A loss with a spike, a NaN and an infinity."""
    values = [index + 1 / (1 + number) for number in range(length)]
    values[4321], values[5000], values[6000] = 7.5, nan, inf
    rows = [(number, START_MS + number * 1000, value) for number, value in enumerate(values)]
    return Curve(label, buckets_of(Points.of(rows), 100), index, url=f"/runs/{label}/")


class Server:
    """Answers to a page of charts; notes the queries of the requests for points."""

    def __init__(self) -> None:
        self.queries: list[dict[str, str]] = []
        self.length = POINTS

    def answer(self, route: Route) -> None:
        """The page, points or a file, with the options of the query."""
        url = urlsplit(route.request.url)
        query = dict(parse_qsl(url.query))
        options = ChartOptions.of_query(query)
        if url.path == "/charts/data":
            self.queries.append(query)
            found = chart_json([history("loss", length=self.length)], options, "loss")
            route.fulfill(body=json.dumps(found), content_type="application/json")
        elif url.path == "/charts/svg":
            document = svg_document([history("loss")], options, "loss")
            route.fulfill(body=document, content_type="image/svg+xml", headers=HEADERS)
        else:
            route.fulfill(body=self.page(options), content_type="text/html", headers=HEADERS)

    def page(self, options: ChartOptions) -> str:
        """A page with every sort of chart."""
        far = Points.of([(0, 0, 1.7e308), (1, 1, -1.7e308)])
        template = engines["jinja2"].env.from_string(PAGE)  # type: ignore[attr-defined]  # Jinja2's
        return str(
            template.render(
                options=options,
                one=[history("loss")],
                two=[history("calm-otter-1"), history("brave-fox-2", 1)],
                far=[Curve("far", buckets_of(far, 9))],
                runs=[RunValues("a", {"x": 1, "y": 2}), RunValues("b", {"x": 2, "y": 1}, 1)],
            )
        )

    @property
    def ranges(self) -> list[tuple[str | None, str | None]]:
        """The ranges of steps that were asked for, for the first chart."""
        return [(q.get("low"), q.get("high")) for q in self.queries if q["m"] == "loss"]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def charts(new_context: NewContext, empty_site: str, server: Server) -> Page:
    """The page of charts on a large screen."""
    context = new_context(base_url=empty_site, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.route(re.compile(r"^http://[\d.:]+/charts"), server.answer)
    page.goto("/charts")
    expect(page.locator("#one canvas")).to_be_visible()
    return page


def point(page: Page, chart: str, at: float) -> None:
    """Move the pointer over a chart, to this part of its width."""
    box = box_of(page.locator(f"{chart} .u-over"))
    page.mouse.move(box["x"] + box["width"] * at, box["y"] + 30)


def drag(page: Page, start: float, end: float) -> None:
    """Draw the pointer over the first chart, from one part of its width to another."""
    box = box_of(page.locator("#one .u-over"))
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, y, steps=3)
    page.mouse.up()


def expect_svg(page: Page, query: str) -> None:
    """The first chart's SVG is offered with the options of this query."""
    link = page.get_by_role("link", name="SVG of loss", exact=True)
    expect(link).to_have_attribute("href", re.compile(f"/charts/svg{re.escape(f'?{query}')}$"))


def test_a_drag_zooms_and_fetches_finer_buckets_and_a_button_resets(
    charts: Page, server: Server
) -> None:
    drag(charts, 0.25, 0.75)
    expect(charts.locator("#one .chart-summary")).to_contain_text("5\u2009200 points")
    reset = charts.get_by_role("button", name="Reset zoom").first
    expect(reset).to_be_visible()

    low, high = server.ranges[0]
    assert low is not None
    assert high is not None
    assert 2400 < int(low) < 2600
    assert 7400 < int(high) < 7600
    expect(charts).to_have_url(re.compile(f"low={low}&high={high}$"))
    expect_svg(charts, f"low={low}&high={high}")

    reset.click()
    expect(charts.locator("#one .chart-summary")).to_contain_text("10\u2009000 points")
    expect(charts).to_have_url(re.compile("/charts$"))
    expect(reset).to_be_hidden()
    assert server.ranges[1:] == [(None, None)]


def test_the_tooltip_has_exact_values_and_other_charts_the_cursor(charts: Page) -> None:
    point(charts, "#one", 4321 / 9999)

    tooltip = charts.locator("#one .chart-tooltip")
    expect(tooltip).to_contain_text("Step 4\u2009300 \u2013 4\u2009399")
    expect(tooltip).to_contain_text("Maximum7.5 at 4\u2009321")
    expect(tooltip).to_contain_text("Last0.00022727272727272727")
    expect(charts.locator("#two .chart-tooltip")).to_be_hidden()
    expect(charts.locator("#two .u-cursor-x")).not_to_have_css("transform", "none")


def test_choices_are_for_all_charts_and_in_the_url(charts: Page, server: Server) -> None:
    charts.get_by_label("Horizontal axis").select_option("relative")
    charts.get_by_label("Log scale").check()
    charts.get_by_label("Smoothing").fill("0.6")

    expect(charts).to_have_url(re.compile("x=relative&y=log&smooth=0.6$"))
    expect_svg(charts, "x=relative&y=log&smooth=0.6")
    # Nothing is fetched for that.
    assert server.ranges == []


def test_smoothing_leaves_the_tooltip_as_it_is(charts: Page) -> None:
    charts.get_by_label("Smoothing").fill("0.9")
    point(charts, "#one", 4321 / 9999)

    expect(charts.locator("#one .chart-tooltip")).to_contain_text("Last0.00022727272727272727")


def test_options_of_the_url_are_chosen_at_the_start(charts: Page) -> None:
    charts.goto("/charts?x=time&y=log&smooth=0.5")

    expect(charts.get_by_label("Horizontal axis")).to_have_value("time")
    expect(charts.get_by_label("Log scale")).to_be_checked()
    expect(charts.get_by_label("Smoothing")).to_have_value("0.5")


def test_the_legend_hides_curves(charts: Page) -> None:
    button = charts.get_by_role("button", name="Show brave-fox-2")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    point(charts, "#two", 0.5)

    # One curve is left: the tooltip needs no names.
    expect(charts.locator("#two .chart-tooltip")).to_contain_text("Minimum")
    expect(charts.locator("#two .chart-tooltip")).not_to_contain_text("brave-fox-2")


def test_values_are_read_and_zoomed_by_keyboard(charts: Page, server: Server) -> None:
    drawing = charts.locator("#one .chart-drawing")
    drawing.focus()
    charts.keyboard.press("ArrowRight")
    expect(charts.locator("#one [role=status]")).to_contain_text("Step 5")

    with charts.expect_response(DATA):
        charts.keyboard.press("+")
    expect(charts.get_by_role("button", name="Reset zoom").first).to_be_visible()
    with charts.expect_response(DATA):
        charts.keyboard.press("0")
    expect(charts.get_by_role("button", name="Reset zoom").first).to_be_hidden()
    expect(drawing).to_be_focused()
    assert len(server.ranges) == 2


def test_refreshing_shows_new_points(charts: Page, server: Server) -> None:
    server.length = 2 * POINTS

    charts.evaluate("window.modelbookCharts.refresh()")

    expect(charts.locator("#one .chart-summary")).to_contain_text("20\u2009000 points")


def test_small_charts_fetch_their_points_when_they_come_into_sight(
    charts: Page, server: Server
) -> None:
    charts.locator("#small").scroll_into_view_if_needed()

    expect(charts.locator("#small canvas")).to_be_visible()
    assert [query for query in server.queries if query["m"] == "small"] == [{"m": "small"}]


def test_where_doubles_fail_the_drawing_of_the_server_stays(charts: Page) -> None:
    charts.locator("#far").scroll_into_view_if_needed()

    expect(charts.locator("#far svg.curves")).to_be_visible()
    expect(charts.locator("#far canvas")).to_have_count(0)


def test_a_picture_is_saved(charts: Page) -> None:
    with charts.expect_download() as waiting:
        charts.get_by_role("button", name="PNG of loss of two runs").click()

    assert waiting.value.suggested_filename == "loss_of_two_runs.png"
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")


def test_the_legend_of_parallel_coordinates_lights_a_line(charts: Page) -> None:
    charts.locator("#runs li[data-key='2']").hover()

    expect(charts.locator("#runs g[data-key='2']")).to_have_class(re.compile("is-lit"))
    expect(charts.locator("#runs g[data-key='1']")).not_to_have_class(re.compile("is-lit"))


def test_a_change_of_the_theme_keeps_the_charts(charts: Page) -> None:
    charts.evaluate("document.documentElement.dataset.bsTheme = 'dark'")

    expect(charts.locator("#one canvas")).to_have_count(1)


def test_running_the_script_again_changes_nothing(charts: Page) -> None:
    charts.evaluate("window.modelbookCharts.start()")

    expect(charts.locator("#one canvas")).to_have_count(1)
    expect(charts.locator("#two .curve-legend button")).to_have_count(2)
