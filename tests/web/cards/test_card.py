"""Model cards: Markdown that can do no harm."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.values.limits import TEXT_LENGTH
from registry_app.core.registry import Registry
from registry_app.web.cards import card_contents, card_html
from registry_app.web.cards.cleaning import BLOCKS, FORMATTING, HEADINGS, VOID
from tests.web.page import text
from tests.web.serving.test_csp import faults

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
    "<details open ontoggle=alert(1)>\n\nx\n\n</details>",
    "<p style='position:fixed' class=x>x</p>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<img src='javascript:alert(1)' alt='x'>",
    "<img src='https://evil.example/x.png' srcset='https://evil.example/y.png 2x'>",
    "<picture><source srcset='https://evil.example/x'><img src='https://evil.example/y'></picture>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form action='https://evil.example'><input name=x><button>x</button></form>",
    "<base href='https://evil.example'>",
    "<meta http-equiv=refresh content='0;https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example'>",
    "<object data='x'></object><embed src='x'>",
    "<video src='https://evil.example/x' autoplay></video>",
    "<b onmouseover=alert(1)>x</b>",
    "<b\nonmouseover=alert(1)>x</b>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "$<img src=x onerror=alert(1)>$",
    "$$\n</code><script>alert(1)</script>\n$$",
    "\\(<script>alert(1)</script>\\)",
    "---\nx: </pre><script>alert(1)</script>\n---\n",
    "x[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    '# <a id="content"></a><script>',
    "![<script>alert(1)</script>](https://evil.example/x.png)",
    "<a title='\"><script>alert(1)</script>'>x</a>",
    # Into what the renderer makes itself: facts, formulas, boxes of tables, alerts, tasks.
    "---\n'<script>alert(1)</script>': '<img src=x onerror=alert(1)>'\n---\n",
    '---\nx: https://evil.example/"onmouseover=alert(1)\n---\n',
    "---\nx: javascript:alert(1)//https://x\n---\n",
    "---\nx: [{<script>: </code></pre><script>}]\n---\n",
    "---\nx: !!python/object/apply:os.system ['true']\n---\n",
    "$\\text{<script>alert(1)</script>}$",
    "$\\<script>alert(1)\\</script>$",
    '$x^{<img src=x onerror=alert(1)>}\\frac{<b onclick=x>}{"}$',
    '$a" onmouseover="alert(1)$',
    '$$\n" onmouseover="alert(1)\n$$',
    "$\\begin{<style>}x\\end{</style>}$",
    "| <table><tr><td onclick=alert(1)> | </table></div></div> |\n|---|---|\n| x | y |",
    "<table onclick=alert(1) style=position:fixed class='md-table btn'><td>x</td></table>",
    "</div></div></table></main><h1>x</h1>",
    "<div class='modal' id=content tabindex=5 role=alert aria-label='Log in'>x</div>",
    "<div tabindex=0 role=group autofocus contenteditable hx-get=/x data-live=x>x</div>",
    "<div hx-on:load='alert(1)' data-hx-get='/logout' hx-trigger=load>x</div>",
    "> [!NOTE]<script>alert(1)</script>\n> x",
    "- [x] <input type=checkbox onclick=alert(1)>",
    "<label for=x>x</label><textarea></textarea><select><option>x</select>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<a href='&#x6a;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='https://evil.example' target=_blank ping='https://evil.example'>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext>",
    "<table background='https://evil.example/x'><td background='https://evil.example/y'>x",
    "<img src='/models/a' srcset='/logout 1x'>",
    "![x](/account/logout)",
    "![x](//evil.example/x.png)",
    "![x](\\\\evil.example/x.png)",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></math>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<details open><summary onclick=alert(1)>x</summary></details>",
    "x[^1]\n\n[^1]: <style>@import 'https://evil.example'</style>",
    "[x]( javascript:alert(1) )",
    "[x](<java\tscript:alert(1)>)",
    "[x](feed:javascript:alert(1))",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
]


TAGS = FORMATTING | BLOCKS | VOID | HEADINGS
ATTRIBUTES = {
    *("align", "aria-label", "class", "colspan", "datetime", "dir", "href", "id", "name", "open"),
    *("rel", "role", "rowspan", "scope", "span", "start", "tabindex", "title", "value"),
}
VALUES = {
    "class": {"md-table", "md-facts", "md-math", "md-task", "md-note"},
    "role": {"group"},
    "tabindex": {"0"},
    "aria-label": {"Table"},
    "dir": {"auto"},
    "rel": {"noopener noreferrer"},
}


class Read(HTMLParser):
    """The tags and attributes of what was cleaned, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("source", HOSTILE)
def test_what_could_do_harm_is_text_or_gone(source: str) -> None:
    html = card_html(source)

    assert faults(html) == []
    read = Read(html)
    assert read.tags <= TAGS
    assert {name for name, _ in read.attributes} <= ATTRIBUTES
    for name, value in read.attributes:
        # The renderer's own, and none that a card could make up.
        if name in VALUES:
            assert value in VALUES[name]
        if name == "href":
            assert re.match(r"(?:https?://|mailto:|#user-content-)", value)
        if name in {"id", "name"}:
            assert value.startswith("user-content-")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Title", '<h3 dir="auto" id="user-content-title">Title</h3>'),
        ("*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <s>c</s> <code>d</code>"),
        ("- a\n- b", "<li>a</li>"),
        ("| a |\n|---|\n| b |", '<td dir="auto">b</td>'),
        ("| a |\n|--:|\n| b |", '<td dir="auto" align="right">b</td>'),
        ("| a |\n|:-:|\n| b |", '<th dir="auto" align="center">a</th>'),
        ("- [x] a", '<li class="md-task">☑ a</li>'),
        ("- [ ] b\n- c", '<li class="md-task">☐ b</li>\n<li>c</li>'),
        ("> [!WARNING]\n> Not for *children*", 'class="md-warning">'),
        ("> [!TIP]\n> Use it", "<strong>Tip</strong><br>\nUse it"),
        ("> [!NOTICE]\n> x", "[!NOTICE]"),
        ("> [!NOTE] x", '<blockquote dir="auto">'),
        ("H<sub>2</sub>O<br>x <kbd>y</kbd>", "H<sub>2</sub>O<br>x <kbd>y</kbd>"),
        (
            "<details>\n<summary>S</summary>\n\n**x**\n\n</details>",
            '<details>\n<summary>S</summary>\n<p dir="auto"><strong>x</strong></p>\n</details>',
        ),
        (
            "See https://example.org/a_b, and",
            '<a href="https://example.org/a_b" rel="noopener noreferrer">https://example.org/a_b</a>,',
        ),
        ("run train.py", '<p dir="auto">run train.py</p>'),
        (
            "$L = -\\sum_i y_i *a* p_i$",
            '<span class="md-math" title="L = -\\sum_i y_i *a* p_i">L = -∑<sub>i</sub>',
        ),
        ("$$\na_i *b* c\n$$", '<p class="md-math" title="a_i *b* c">a<sub>i</sub> *b* c</p>'),
        ("\\\\(a_i * b_i *\\\\)", ">a<sub>i</sub> * b<sub>i</sub> *</span>"),
        ("from $5 to $6 each", "from $5 to $6 each"),
        ("[our notes](./NOTES.md)", '<span title="./NOTES.md (not kept here)">our notes</span>'),
        ("[x](NOTES)", "<span title="),
        ("[x](/models/fraud)", "<span title="),
        ("[x](//example.org)", "<span title="),
        ("[x](?q=1)", "<span title="),
        ("[x](#nowhere)", "<span title="),
        ("# A b!\n\n[x](#a-b)", '<a href="#user-content-a-b"'),
        ("# A b!\n\n[x](#A-b)", '<a href="#user-content-a-b"'),
        ("# A\n\n# A\n\n[x](#a-1)", '<a href="#user-content-a-1"'),
        ("# Größe 模型\n\n[x](#größe-模型)", '<a href="#user-content-größe-模型"'),
        ("<a id='top'></a>\n\n[x](#top)", '<a href="#user-content-top"'),
        ("a[^1]\n\n[^1]: note", '<a href="#user-content-fn1"'),
        ("![Confusion matrix](https://example.org/a.png)", '<a href="https://example.org/a.png"'),
        ("![Confusion matrix](https://example.org/a.png)", ">Picture: Confusion matrix</a>"),
        ("![](./a/plot%20b.png)", "Picture: plot b.png</span>"),
        ("[![build](https://s.io/x.svg)](https://ci.org)", '<a href="https://ci.org" rel='),
        ("<img src='https://a.org/x.png' alt='Logo' width=40>", ">Picture: Logo</a>"),
        ("a <!-- hidden --> b", "a  b"),
        ("a\n\n<!-- hidden\n\nlines -->\n\nb", '<p dir="auto">a</p>\n\n<p dir="auto">b</p>'),
        (
            "---\nlicense: mit\n---\n# T",
            "license</th><td><bdi>mit</bdi></td></tr></tbody></table></details>\n<h3",
        ),
        (
            "\ufeff---\r\n# c\r\ntags:\r\n- a\r\n...\r\nx",
            "<bdi>a</bdi></td></tr></tbody></table></details>\n<p",
        ),
        ("---\na: [x, 'y, z']\n---\n", "<td><bdi>x</bdi>, <bdi>y, z</bdi></td>"),
        ("---\na:\n- b: 1\n  c: [2]\n---\n", "<pre><code>- b: '1'\n  c:\n  - '2'\n</code></pre>"),
        ("---\na: https://example.org/x\n---\n", '<a href="https://example.org/x" rel='),
        ("---\na: javascript:alert(1)\n---\n", "<bdi>javascript:alert(1)</bdi>"),
        ("---\na: [not, closed\n---\n", "<pre><code>a: [not, closed\n</code></pre></details>"),
        ("---\na: &x 1\nb: *x\n---\n", "<bdi>*x</bdi>"),
        ("---\na: !!python/object/apply:os.system [x]\n---\n", "<bdi>x</bdi>"),
        (
            "---\n\nA rule above: and below\n\n---",
            '<hr>\n<p dir="auto">A rule above: and below</p>',
        ),
        ("---\nlicense: not closed", "<hr>\n<p"),
        ("List<int> and <your-name>", "List&lt;int&gt; and &lt;your-name&gt;"),
        ("<b>open", "&lt;b&gt;open"),
        ("<p align='center'>x</p>", '<p align="center">x</p>'),
        ("<?php echo 1 ?> and <!DOCTYPE x>", "&lt;?php echo 1 ?&gt; and &lt;!DOCTYPE x&gt;"),
        ("<!-- not closed\n\n*a*", "&lt;!-- not closed"),
        ("```\nx < y\n```", "x &lt; y"),
        ("[x](mailto:a@example.org)", 'href="mailto:a@example.org"'),
        (
            "[x](https://example.org)",
            '<a href="https://example.org" rel="noopener noreferrer">x</a>',
        ),
        ("<b>raw</b>", "<b>raw</b>"),
        ("<blink>raw</blink>", "&lt;blink&gt;raw&lt;/blink&gt;"),
    ],
)
def test_what_people_write_is_rendered(source: str, html: str) -> None:
    assert html in card_html(source)


@pytest.mark.parametrize(
    "unit",
    [
        *["[", "![", "(", "*", "`", "> ", "[a](", "<", "|", "&", "- ", "[a][", "[\n\n", "<b>"],
        *["<b>\n\n", "<b id=1>a\n\n", "<div>", "<div>\n\n", "</b>", "<!--", "<?", "<!A ", "<p>"],
        *["<![CDATA[", "$", "$$", "$a", "\\(", "[^", "[^1]\n\n[^1]: a\n\n", "^[", "://", "http://"],
        *["x://", "a@b.", "# a\n", "- [x] a\n", '<a b="', "<b><p>", "<a><table>", "---\n", "<i"],
        *["---\na:\n", "---\n\n#\n"],
        *["|a|b|\n|-|-|\n", "<details>\n\n", "  - a\n", "> - "],
    ],
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


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# A\n## B\n### C", [3, 4, 5]),
        ("## A\n#### B\n###### C\n## D", [3, 4, 5, 3]),
        ("# A\n## B\n### C\n#### D\n##### E", [3, 4, 5, 6, 6]),
        ("<h1 align='center'>A</h1>\n\n## B", [3, 4]),
        ("Title\n=====\n\nOther\n-----", [3, 4]),
    ],
)
def test_headings_stand_below_the_page_s_own(source: str, levels: list[int]) -> None:
    found = re.findall(r"<h([1-6])", card_html(source))

    assert [int(level) for level in found] == levels


@pytest.mark.parametrize("source", ["# Content", "<a id='content' name=live></a>", "a[^content]"])
def test_no_id_is_one_of_the_page_s(source: str) -> None:
    ids = re.findall(r'\s(?:id|name)="([^"]*)"', card_html(f"{source}\n\n[^content]: x"))

    assert ids
    assert all(one.startswith("user-content-") for one in ids)


@pytest.mark.parametrize(
    "source", ["مرحبا (v2)!", "1. أول\n2. ثان", "> שלום", "# שלום", "- [x] أول"]
)
def test_each_part_goes_the_way_its_letters_go(source: str) -> None:
    assert re.match(r'<(?:p|ol|ul|blockquote|h3) dir="auto"', card_html(source))


def test_pages_have_one_first_heading(editor: Client, registry: Registry) -> None:
    card = "# First\n\n## Second"
    registry.models.create(MLModelCreate(name="fraud", description=card))
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", description=card)
    )
    for page in (
        editor.get("/models/fraud/card"),
        editor.get("/models/fraud/1"),
        editor.post("/card", {"description": card}),
    ):
        levels = [int(level) for level in re.findall(r"<h([1-6])", text(page))]

        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert card_html(card) in page.content.decode()


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
    assert "Nothing is written yet." in text(editor.post("/card"))


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


def test_a_wide_table_scrolls_in_its_own_box() -> None:
    box = '<div class="md-table" tabindex="0" role="group" aria-label="Table"><table>'

    assert f"{box}\n<thead>" in card_html("| a |\n|---|\n| b |")
    assert card_html("| a |\n|---|\n| b |").rstrip().endswith("</table>\n</div>")
    assert f"{box}<tbody><tr><td>x</td></tr></tbody></table></div>" in card_html(
        "<table><tr><td>x</td></tr></table>"
    )


def test_the_contents_are_the_headings_of_two_levels() -> None:
    contents = card_contents("# A\n\n## `B` *c*\n\n### D\n\n# A\n\n<h2>E</h2>")

    assert [(one.level, one.words, one.id) for one in contents] == [
        (1, "A", "user-content-a"),
        (2, "B c", "user-content-b-c"),
        (1, "A", "user-content-a-1"),
    ]
    assert all(f'id="{one.id}"' in card_html("# A\n\n## `B` *c*\n\n# A") for one in contents)


def test_a_short_card_needs_no_contents() -> None:
    assert card_contents("# A\n\n## B") == ()
