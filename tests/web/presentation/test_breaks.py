"""Where long names may break."""

import pytest
from markupsafe import Markup

from registry_app.web.presentation.breaks import SHORT, breakable


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("auc", "auc"),
        ("fraud-detector", "fraud-detector"),
        ("auc_segment/desktop_de", "auc_<wbr>segment/<wbr>desktop_<wbr>de"),
        ("validation__loss..of_all", "validation__<wbr>loss..<wbr>of_<wbr>all"),
        ("<b>_</b>.&lt;-'\"-------", None),
        ("異常検知モデル" * 4, "異常検知モデル" * 4),
    ],
)
def test_a_long_name_breaks_behind_the_joints_of_its_parts(name: str, expected: str | None) -> None:
    html = breakable(name)

    assert isinstance(html, Markup)
    assert html.replace(Markup("<wbr>"), Markup("")).unescape() == name
    assert "<b>" not in html
    assert expected is None or html == expected


def test_a_short_name_is_never_broken() -> None:
    assert "wbr" not in breakable("a_" * (SHORT // 2))
