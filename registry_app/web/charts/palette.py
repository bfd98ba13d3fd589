"""Colours and dashes of curves. The style sheet has the same: a test compares them."""

from dataclasses import dataclass
from typing import Final

LIGHT: Final = (
    "#1668c7", "#c2410c", "#15803d", "#8b3fc7", "#be185d",
    "#0e7490", "#8a5a00", "#4b5a73", "#d32f2f", "#5b7a0c",
)  # fmt: skip
DARK: Final = (
    "#6db1ff", "#ff9d5c", "#5ad17f", "#c99bff", "#ff7fb2",
    "#4fd0e0", "#e0b44c", "#b3bfd4", "#ff7b72", "#b5d44a",
)  # fmt: skip
DASHES: Final = ("", "9 5", "2 4", "10 4 2 4", "5 3")
"""In pixels; the first is a solid line."""


def colour_of(index: int) -> int:
    """The number of a curve's colour."""
    return index % len(LIGHT)


def dash_of(index: int) -> int:
    """The number of a curve's dash; twenty indexes have different pairs of colour and dash."""
    return (index + index // len(LIGHT)) % len(DASHES)


def curve_class(index: int) -> str:
    """The classes of a curve's colour and dash in the style sheet."""
    return f"curve-{colour_of(index)} dash-{dash_of(index)}"


@dataclass(frozen=True)
class Paint:
    """Colours that are written into a drawing, for files without a style sheet."""

    ground: str = "#ffffff"
    text: str = "#1f2933"
    quiet: str = "#5c6570"
    grid: str = "#dce1e7"
    colours: tuple[str, ...] = LIGHT

    def line(self, index: int) -> str:
        """The colour of a curve."""
        return self.colours[colour_of(index)]

    def dash(self, index: int) -> str:
        """The dashes of a curve, empty for a solid line."""
        return DASHES[dash_of(index)]


ON_LIGHT: Final = Paint()
ON_DARK: Final = Paint("#262626", "#e5e5e5", "#b0b4ba", "#3d3d3d", DARK)
