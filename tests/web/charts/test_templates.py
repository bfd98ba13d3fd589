"""Charts as HTML and as files."""

import json
import re
from math import inf, nan
from xml.etree import ElementTree as ET

import pytest
from django.template import engines

from registry_app.web.charts.columns import chart_json
from registry_app.web.charts.curve import Curve
from registry_app.web.charts.document import svg_document
from registry_app.web.charts.options import ChartOptions
from registry_app.web.charts.parallel import RunValues
from registry_app.web.charts.scatter import RunPoint
from tests.web.charts.histories import START_MS, curve

HOSTILE = "</script><script>alert(1)</script>\"'<img src=x onerror=alert(1)>&{{ 7*7 }}"
PAGE = """{% from "charts/chart.html" import assets, chart, controls, small, spark %}
{% from "charts/runs.html" import parallel, scatter %}"""


def rendered(template: str, **context: object) -> str:
    page = engines["jinja2"].env.from_string(PAGE + template)  # type: ignore[attr-defined]  # Jinja2's
    return str(page.render(options=ChartOptions(), **context))


def test_a_chart_has_drawing_summary_data_and_links() -> None:
    page = rendered(
        """{{ chart(curves, options, title="val/loss", data_url="/data?m=a", svg_url="/svg?m=a",
        csv_url="/csv") }}""",
        curves=[curve([1, 2, 3])],
    )

    assert 'role="img" aria-label="val/loss: 3 points, from 1 (step 0) to 3 (step 2);' in page
    assert '<figcaption class="chart-summary">val/loss: 3 points' in page
    assert 'data-url="/data?m=a"' in page
    assert 'href="/svg?m=a" download' in page
    data = re.search(r'<script type="application/json">(.*?)</script>', page)
    assert data
    assert json.loads(data[1])["curves"][0]["buckets"][1] == [1, 0, 1, START_MS + 1000, 2.0]
    assert "curve-legend" not in page


def test_links_of_files_carry_the_options() -> None:
    page = rendered(
        '{{ chart(curves, chosen, svg_url="/svg?m=a") }}',
        curves=[curve([1, 2, 3])],
        chosen=ChartOptions.of_query({"x": "time", "y": "log", "low": "1"}),
    )

    assert 'href="/svg?m=a&amp;x=time&amp;y=log&amp;low=1"' in page
    assert 'data-x="time" data-y="log" data-smooth="0.0" data-low="1"' in page


def test_several_curves_have_a_legend_and_labels() -> None:
    curves = [curve([1, n], label=f"run {n}", index=n, url=f"/runs/{n}/") for n in (1, 2)]

    page = rendered("{{ chart(curves, options) }}", curves=curves)

    assert page.count("<li data-key") == 2
    assert '<a href="/runs/2/" dir="auto">run 2</a>' in page
    assert page.count('<tspan class="name">run') == 2


def test_a_chart_has_no_inline_style() -> None:
    curves = [curve([1, nan, inf, n], index=n) for n in range(20)]
    runs = [RunValues("a", {"x": 1.0, "y": None}), RunValues("b", {"x": 2.0, "y": "c"}, 1)]

    page = rendered(
        """{{ controls(options) }}{{ chart(curves, options) }}{{ small(curves, options) }}
        {{ spark(sparkline(curves[0].buckets)) }}{{ parallel(parallel_figure(runs, ["x", "y"])) }}
        {{ scatter(scatter_figure(points, "x", "y")) }}""",
        curves=curves,
        runs=runs,
        points=[RunPoint("a", 1.0, 2.0)],
    )

    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)


def test_marks_have_titles() -> None:
    page = rendered("{{ chart(curves, options) }}", curves=[curve([1, nan, inf, -inf])])

    assert "<title>loss: NaN at step 1</title>" in page
    assert "<title>loss: ∞ at step 2</title>" in page
    assert "<title>loss: -∞ at step 3</title>" in page


def test_hostile_names_are_text() -> None:
    curves = [curve([1, nan], label=HOSTILE, url=f"/x?{HOSTILE}"), curve([1, 2], label="b")]
    runs = [RunValues(HOSTILE, {HOSTILE: HOSTILE})]

    page = rendered(
        """{{ chart(curves, options, title=title, data_url=title, svg_url=title) }}
        {{ small(curves, options, title=title, url=title) }}
        {{ spark(sparkline(curves[0].buckets, title)) }}
        {{ scatter(scatter_figure(points, title, title)) }}
        {{ parallel(parallel_figure(runs, [title])) }}
        {{ controls(options, [(title, title)]) }}""",
        curves=curves,
        title=HOSTILE,
        points=[RunPoint(HOSTILE, HOSTILE, 1.0, url=HOSTILE)],
        runs=runs,
    )

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "49" not in re.sub(r"[\d.]{3,}", "", page)
    data = re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert [json.loads(text)["curves"][0]["label"] for text in data] == [HOSTILE]


@pytest.mark.parametrize("is_dark", [False, True])
def test_a_file_is_xml_with_its_colours(is_dark: bool) -> None:  # noqa: FBT001  # a parameter
    curves = [curve([1, nan, inf, -inf, n], label=HOSTILE, index=n) for n in range(3)]

    document = svg_document(curves, ChartOptions(smooth=0.5), HOSTILE, is_dark=is_dark)

    root = ET.fromstring(document)  # noqa: S314  # our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    ground = root.find("{*}rect")
    assert ground is not None
    assert ground.get("fill") == ("#262626" if is_dark else "#ffffff")
    paths = root.findall(".//{*}path")
    assert paths
    assert all(path.get("stroke") or path.get("fill") for path in paths)
    assert all(text.get("fill") for text in root.findall(".//{*}text"))
    assert "var(" not in document
    assert "style" not in document


def test_a_file_without_points_says_so() -> None:
    assert "No points" in svg_document([], ChartOptions(), "loss")


def test_json_is_exact() -> None:
    big = 2**63 - 1
    curves = [curve([0.1, nan, inf, -inf], first_step=big - 3), Curve("empty", [])]

    found = json.loads(json.dumps(chart_json(curves, ChartOptions(), "loss"), allow_nan=False))

    full, empty = found["curves"]
    assert [bucket[4] for bucket in full["buckets"]] == [0.1, "NaN", "Infinity", "-Infinity"]
    assert full["buckets"][-1][2] == str(big)
    assert [full["zero"], full["run"], full["dash"]] == [START_MS, "f" * 32, ""]
    assert empty["buckets"] == []


def test_json_of_a_bucket_has_all_that_is_known() -> None:
    found = chart_json([curve([2, nan, 9, 1], at_most=1)], ChartOptions(), "loss")

    end = START_MS + 3000
    assert found["curves"][0]["buckets"] == [
        [4, 1, 3, end, 1.0, 0, START_MS, 2.0, 3, end, 1.0, 2, START_MS + 2000, 9.0]
    ]
    assert found["summary"].startswith("loss: 4 points")


def test_json_of_nothing_but_nan_has_no_extremes() -> None:
    found = chart_json([curve([nan, nan], at_most=1)], ChartOptions())

    assert found["curves"][0]["buckets"][0][-6:] == [None] * 6


def test_json_of_a_range_is_that_part() -> None:
    found = chart_json([curve([1, 0, 3, 4])], ChartOptions(low=1, high=2))

    assert [bucket[2] for bucket in found["curves"][0]["buckets"]] == [1, 2]
    assert found["curves"][0]["zero"] == START_MS
    assert found["without_logarithm"].startswith("1 point is 0 or less")
