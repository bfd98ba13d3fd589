"""The preview of a file: its form, what it shows, and what it leaves out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry_app.web.artifacts.previews.choice import (
    IMAGE_BYTES,
    NOTEBOOK_BYTES,
    PREVIEW_BYTES,
    Preview,
    PreviewType,
    bytes_to_read,
    preview_of,
    preview_type_of,
)
from registry_app.web.artifacts.previews.json_text import pretty_json
from registry_app.web.artifacts.previews.notebook import CELLS_SHOWN
from registry_app.web.artifacts.previews.table import COLUMNS_SHOWN, ROWS_SHOWN

TEXT = "text/plain"


def shown(path: str, content: bytes, size_bytes: int | None = None) -> Preview:
    """The preview of a file with this beginning."""
    size = len(content) if size_bytes is None else size_bytes
    return preview_of(preview_type_of(path, TEXT), path, content, size)


@pytest.mark.parametrize(
    ("path", "media_type", "expected"),
    [
        ("a.png", "image/png", PreviewType.IMAGE),
        ("a.svg", "image/svg+xml", PreviewType.TEXT),
        ("a.html", "text/html", PreviewType.TEXT),
        ("a.CSV", TEXT, PreviewType.TABLE),
        ("a/README.md", TEXT, PreviewType.MARKDOWN),
        ("a.ipynb", TEXT, PreviewType.NOTEBOOK),
        ("a.json", TEXT, PreviewType.JSON),
        ("MLmodel", TEXT, PreviewType.TEXT),
        ("csv", TEXT, PreviewType.TABLE),
    ],
)
def test_the_form_follows_from_type_and_ending(
    path: str, media_type: str, expected: PreviewType
) -> None:
    assert preview_type_of(path, media_type) is expected


def test_what_is_read_is_bounded() -> None:
    assert bytes_to_read(PreviewType.TEXT, 10**12) == PREVIEW_BYTES
    assert bytes_to_read(PreviewType.TEXT, 5) == 5
    assert bytes_to_read(PreviewType.IMAGE, 5) == 0
    assert bytes_to_read(PreviewType.NOTEBOOK, NOTEBOOK_BYTES) == NOTEBOOK_BYTES
    assert bytes_to_read(PreviewType.NOTEBOOK, NOTEBOOK_BYTES + 1) == PREVIEW_BYTES


def test_json_is_pretty_and_its_values_stay_as_written() -> None:
    preview = shown("a.json", b'{"a":[1.50,{}],"b":"x, y: {","b":[[2e9]]}')

    assert preview.preview_type is PreviewType.JSON
    assert preview.lines.lines == [
        *("{", '  "a": [', "    1.50,", "    {}", "  ],", '  "b": "x, y: {",'),
        *('  "b": [', "    [", "      2e9", "    ]", "  ]", "}"),
    ]


@pytest.mark.parametrize("text", [b"{", b"[" * 100_000, b"9" * 5_000])
def test_json_that_is_none_is_text(text: bytes) -> None:
    assert shown("a.json", text).preview_type is PreviewType.TEXT


def test_the_beginning_of_a_large_json_is_text() -> None:
    preview = shown("a.json", b"[1, 2", 10_000_000)

    assert preview.preview_type is PreviewType.TEXT
    assert (preview.lines.total, preview.read_bytes) == (None, 5)


def test_a_table_is_cut_and_says_so() -> None:
    preview = shown("a.csv", b'a,b\n1,"x\ny"\n' + b"2,3\n" * ROWS_SHOWN)
    table = preview.table

    assert table is not None
    assert (table.head, table.rows[0]) == (["a", "b"], ["1", "x\ny"])
    assert (len(table.rows), table.row_count, table.is_whole) == (ROWS_SHOWN, ROWS_SHOWN + 1, False)
    wide = shown("a.tsv", b"\t".join([b"c"] * (COLUMNS_SHOWN + 1)) + b"\n").table
    assert wide is not None
    assert (len(wide.head), wide.column_count, wide.is_whole) == (
        COLUMNS_SHOWN,
        COLUMNS_SHOWN + 1,
        False,
    )


def test_half_a_row_at_the_end_of_what_was_read_is_left_out() -> None:
    table = shown("a.csv", b"a,b\n1,2\n3,", 1_000).table

    assert table is not None
    assert (table.rows, table.row_count) == ([["1", "2"]], None)


@pytest.mark.parametrize("content", [b"", b"a," + b"x" * 200_000])
def test_no_table_is_text(content: bytes) -> None:
    assert shown("a.csv", content).preview_type is PreviewType.TEXT


def test_markdown_is_rendered_by_the_renderer_of_cards() -> None:
    preview = shown("a.md", b"# Title\n\nwords <script>alert(1)</script> **bold**")

    assert preview.preview_type is PreviewType.MARKDOWN
    assert "<strong>bold</strong>" in str(preview.html)
    assert "<script" not in str(preview.html)
    assert preview.can_be_source


def test_a_notebook_is_its_cells_in_order() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "words"]},
        {
            "cell_type": "code",
            "execution_count": 3,
            "source": "print(1)\nfig",
            "outputs": [
                {"output_type": "stream", "text": ["1\n"]},
                {"data": {"image/png": "abc", "text/html": "<script>"}},
                {"data": {"text/plain": "<Figure>"}},
                {"ename": "ValueError", "evalue": "no", "traceback": []},
                "no output",
            ],
        },
    ]
    text = json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}})
    notebook = shown("a.ipynb", text.encode()).notebook

    assert notebook is not None
    assert (notebook.cell_count, notebook.language) == (2, "python")
    assert notebook.cells[0].source.lines == ["# Title", "words"]
    code = notebook.cells[1]
    assert (code.number, code.left_out) == (3, 2)
    assert [one.lines for one in code.outputs] == [["1"], ["<Figure>"], ["ValueError: no"]]


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 1}', '{"worksheets": []}', "[" * 100_000])
def test_no_notebook_is_text(text: str) -> None:
    assert shown("a.ipynb", text.encode()).preview_type is PreviewType.TEXT


def test_a_notebook_of_odd_cells_is_shown_as_far_as_it_goes() -> None:
    cells = [1, {"source": 5, "outputs": 5}, *[{"cell_type": "raw"}] * CELLS_SHOWN]
    notebook = shown("a.ipynb", json.dumps({"cells": cells, "metadata": 1}).encode()).notebook

    assert notebook is not None
    assert (len(notebook.cells), notebook.cell_count) == (CELLS_SHOWN - 1, CELLS_SHOWN + 2)


def test_an_image_is_shown_unless_it_is_huge() -> None:
    small = preview_of(PreviewType.IMAGE, "a.png", b"", 10)
    huge = preview_of(PreviewType.IMAGE, "a.png", b"", IMAGE_BYTES + 1)

    assert (small.preview_type, huge.preview_type) == (PreviewType.IMAGE, PreviewType.NOTHING)


def test_bytes_have_no_preview() -> None:
    assert shown("a.bin", bytes(10)).preview_type is PreviewType.NOTHING


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(JSON, st.booleans())
def test_pretty_json_means_the_same(value: object, ascii_only: bool) -> None:  # noqa: FBT001
    pretty = pretty_json(json.dumps(value, ensure_ascii=ascii_only))

    assert pretty is not None
    assert json.loads(pretty) == value
    assert pretty == json.dumps(value, ensure_ascii=ascii_only, indent=2)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60) | st.text(alphabet='[]{}",:a1#\n\t-', max_size=60).map(str.encode),
    st.sampled_from(["a.csv", "a.tsv", "a.json", "a.ipynb", "a.md", "a.txt"]),
    st.integers(0, 5),
)
def test_any_content_has_a_preview(content: bytes, path: str, unread: int) -> None:
    preview = shown(path, content, len(content) + unread)

    assert preview.read_bytes == len(content)
    assert preview.preview_type is not PreviewType.IMAGE
