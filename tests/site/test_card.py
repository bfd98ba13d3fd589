"""Model cards: Markdown that can do no harm."""

import pytest
from django.test import Client

from mldb.types import TEXT_LENGTH
from registry_app.cards import card_html
from tests.site.page import text
from tests.site.test_csp import faults

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='x' onclick='alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<iframe src='https://evil.example'></iframe>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://evil.example/count.png)",
    '[x](https://example.org "onclick=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "| a |\n|---|\n| <script>1</script> |",
    "```<script>\n</script>\n```",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_what_could_do_harm_is_text_or_gone(source: str) -> None:
    html = card_html(source)

    assert faults(html) == []
    assert "<img" not in html
    for scheme in ("javascript:", "vbscript:", "data:"):
        assert f'href="{scheme}' not in html.lower()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Title", "<h1>Title</h1>"),
        ("*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <s>c</s> <code>d</code>"),
        ("- a\n- b", "<li>a</li>"),
        ("| a |\n|---|\n| b |", "<td>b</td>"),
        ("```\nx < y\n```", "x &lt; y"),
        ("[x](mailto:a@example.org)", 'href="mailto:a@example.org"'),
        (
            "[x](https://example.org)",
            '<a href="https://example.org" rel="noopener noreferrer">x</a>',
        ),
        ("<b>raw</b>", "&lt;b&gt;raw&lt;/b&gt;"),
    ],
)
def test_what_people_write_is_rendered(source: str, html: str) -> None:
    assert html in card_html(source)


@pytest.mark.parametrize(
    "unit", ["[", "![", "(", "*", "`", "> ", "[a](", "<", "|", "&", "- ", "[a][", "[\n\n"]
)
def test_nothing_that_fits_on_a_card_keeps_the_parser_busy(unit: str) -> None:
    """Some of these would need minutes without a bound."""
    assert card_html(unit * (TEXT_LENGTH // len(unit)))


def test_many_links_are_links() -> None:
    html = card_html("- [a](https://example.org/a/rather/long/address)\n" * 1_500)

    assert html.count("<a ") == 1_500


def test_what_would_take_too_long_is_shown_as_text() -> None:
    html = card_html("*a*\n\n" + "[" * 20_000 + "<b>\n\n*z*")

    assert "<em>a</em>" in html
    assert "[[[&lt;b&gt;" in html
    assert "<em>z</em>" in html


def test_the_preview_shows_the_card_as_it_will_look(editor: Client) -> None:
    typed = {"description": "*good* <script>"}
    part = text(editor.post("/card", typed, headers={"HX-Request": "true"}))
    page = text(editor.post("/card", typed))

    assert "<em>good</em>" in part
    assert "<html" not in part
    # Without JavaScript it is a page of its own.
    assert "<em>good</em>" in page
    assert "How the card will look" in page


def test_an_empty_card_says_so(editor: Client) -> None:
    assert "The card is empty." in text(editor.post("/card"))


def test_the_preview_is_cut_where_the_card_would_be_refused(editor: Client) -> None:
    card = {"description": "x" * (TEXT_LENGTH + 1)}
    page = text(editor.post("/card", card, headers={"HX-Request": "true"}))

    assert page.count("x") < TEXT_LENGTH + 100


@pytest.mark.parametrize("address", ["/card", "/new-model"])
def test_ten_megabytes_are_refused_in_words(editor: Client, address: str) -> None:
    response = editor.post(address, {"name": "fraud", "description": "x" * 10_000_000})

    assert response.status_code == 413
    assert "This is too much at once" in text(response)


def test_the_preview_is_only_for_who_writes_cards(viewer: Client, editor: Client) -> None:
    assert viewer.post("/card", {"description": "x"}).status_code == 403
    assert editor.get("/card").status_code == 405
