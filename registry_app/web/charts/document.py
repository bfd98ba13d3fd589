"""Charts as files that need no style sheet."""

from collections.abc import Sequence

from registry_app.web.charts.curve import Curve
from registry_app.web.charts.figure import Figure
from registry_app.web.charts.options import ChartOptions
from registry_app.web.charts.palette import ON_DARK, ON_LIGHT
from registry_app.web.macros import macro


def svg_document(
    curves: Sequence[Curve], options: ChartOptions, title: str = "", *, is_dark: bool = False
) -> str:
    """The chart as an SVG file (`image/svg+xml`), with its colours and without styles."""
    figure = Figure.of(curves, options, title)
    document = macro("charts/document.html", "document")
    return str(document(figure, ON_DARK if is_dark else ON_LIGHT)).strip()
