"""Curves can be told apart, on both grounds and without colours."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from registry_app.web.charts.palette import (
    DARK,
    DASHES,
    LIGHT,
    ON_DARK,
    ON_LIGHT,
    Paint,
    colour_of,
    curve_class,
    dash_of,
)

STYLE = Path("registry_app/static/registry/site.css").read_text()


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#f9fafb", "#fafafa"])
def test_lines_and_their_labels_are_seen_on_light_grounds(ground: str) -> None:
    # Labels have the colour of their line, and text needs 4.5:1.
    assert min(contrast(colour, ground) for colour in LIGHT) >= 4.5


@pytest.mark.parametrize("ground", ["#262626", "#171717", "#1e1e1e"])
def test_lines_and_their_labels_are_seen_on_dark_grounds(ground: str) -> None:
    assert min(contrast(colour, ground) for colour in DARK) >= 4.5


@pytest.mark.parametrize("paint", [ON_LIGHT, ON_DARK])
def test_texts_of_files_are_read(paint: Paint) -> None:
    assert contrast(paint.text, paint.ground) >= 4.5
    assert contrast(paint.quiet, paint.ground) >= 4.5


def test_twenty_curves_have_different_pairs_of_colour_and_dash() -> None:
    pairs = [(colour_of(index), dash_of(index)) for index in range(20)]

    assert len(set(pairs)) == 20
    for before, after in pairwise(pairs):
        assert before[0] != after[0]
        assert before[1] != after[1]


def test_the_style_sheet_has_the_same_colours_and_dashes() -> None:
    light, dark, dark_of_the_system = (
        re.findall(r"--curve-\d: (#\w{6});", line)
        for line in STYLE.splitlines()
        if "--curve-0: #" in line
    )
    dashes = dict(re.findall(r"\.dash-(\d) { --dash: ([\d, ]+); }", STYLE))

    assert tuple(light) == LIGHT
    assert tuple(dark) == tuple(dark_of_the_system) == DARK
    assert ["", *(dashes[str(number)].replace(",", "") for number in range(1, 5))] == list(DASHES)
    assert curve_class(13) == "curve-3 dash-4"
    assert all(
        f".curve-{number} {{ --curve: var(--curve-{number}); }}" in STYLE for number in range(10)
    )
