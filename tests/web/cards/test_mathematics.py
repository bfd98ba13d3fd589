"""Formulas as text that people can read."""
# ruff: noqa: RUF001  # the characters of mathematics look like letters

import pytest

from registry_app.web.cards.mathematics import readable


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (r"\alpha_i^2 \le 1", "α<sub>i</sub><sup>2</sup> ≤ 1"),
        (r"x^{n+1}", "x<sup>n+1</sup>"),
        (r"\frac{a+b}{2n}", "(a+b)/2n"),
        (r"\frac12", "1/2"),
        (r"\sqrt{x}", "√x"),
        (r"\sqrt{x^2 + 1}", "√(x<sup>2</sup> + 1)"),
        (r"\log p", "log p"),
        (r"\log(p)", "log(p)"),
        (r"\mathbb{E}[x] \in \mathbb R", "𝔼[x] ∈ ℝ"),
        (r"\hat y", "y\u0302"),
        (r"\hat{xy}", "(xy)\u0302"),
        (r"\text{if } a < b", "if a &lt; b"),
        (r"\left( x \right)", "( x )"),
        (r"\left\{ x \right.", "{ x"),
        (r"\mathbf{w}^\top x", "<b>w</b><sup>⊤</sup> x"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b <br> c = d"),
        (r"a \; b\,c", "a b c"),
        (r"\unknown{x}", r"\unknownx"),
        (r"100\%", "100%"),
        ("}x{", "x"),
        ("x^", "x<sup></sup>"),
        ("", ""),
        ("\\", ""),
        (r"<script>", "&lt;script&gt;"),
        (r"\text{<b>}", "&lt;b&gt;"),
        (r"\<b>", "&lt;b&gt;"),
    ],
)
def test_what_cards_use_is_readable(tex: str, html: str) -> None:
    assert readable(tex) == html


@pytest.mark.parametrize("tex", ["x" * 2_001, "{" * 50, "x^{" * 50, r"\frac" * 100])
def test_what_nobody_reads_stays_as_it_is(tex: str) -> None:
    assert readable(tex) is None
