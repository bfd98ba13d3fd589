"""Lists as files."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from tests.over_asgi import read
from tests.web.page import text


def fill(registry: Registry) -> None:
    """Two models, one of them with names and texts that a spreadsheet might compute."""
    registry.models.create(MLModelCreate(name="fraud"))
    risky = registry.models.create(MLModelCreate(name="=1+1"))
    registry.model_tags.create(MLModelTagCreate(model_id=risky.id, key="@team", value="-risk"))
    for auc in (-0.5, 0.75):
        registry.versions.create(
            MLModelVersionCreate(
                model_name="fraud",
                source="s3://b/1",
                metrics={"auc": auc},
                params={"rate": "-1"},
                tags={"note": "+A1"},
            )
        )
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))


def test_a_list_of_models_as_csv(viewer: Client, registry: Registry) -> None:
    fill(registry)
    response = viewer.get("/models?format=csv&col=aliases&col=tags&col=latest&q=sort:-name")
    rows = list(csv.reader(io.StringIO(text(response))))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="models-')
    assert rows == [
        ["name", "aliases", "tags", "latest"],
        ["fraud", "champion=1", "", "2"],
        ["'=1+1", "", "'@team=-risk", ""],
    ]


def test_numbers_stay_numbers_and_texts_become_no_formulas(
    viewer: Client, registry: Registry
) -> None:
    fill(registry)
    address = "/models/fraud?format=csv&col=metric.auc&col=param.rate&col=tag.note&q=number:1"

    assert text(viewer.get(address)).splitlines() == [
        "model,number,metric.auc,param.rate,tag.note",
        "fraud,1,-0.5,-1,'+A1",
    ]


def test_versions_as_json_are_all_that_the_query_finds(viewer: Client, registry: Registry) -> None:
    fill(registry)
    address = "/versions?format=json&size=25&col=metric.auc&col=aliases&q=sort:metric.auc"

    assert json.loads(text(viewer.get(address))) == [
        {"model": "fraud", "number": 1, "metric.auc": -0.5, "aliases": ["champion"]},
        {"model": "fraud", "number": 2, "metric.auc": 0.75, "aliases": []},
    ]
    assert json.loads(text(viewer.get("/versions?format=json&q=number>9"))) == []


def test_it_has_more_rows_than_a_page(viewer: Client, registry: Registry) -> None:
    names = [f"model-{number:04}" for number in range(1_001)]
    for some in (names[:501], names[501:]):
        registry.models.create_many([MLModelCreate(name=name) for name in some])
    rows = text(viewer.get("/models?format=csv&col=by&size=25")).splitlines()

    assert len(rows) == 1_002
    assert rows[-1] == "model-1000,alice"


def test_a_query_that_cannot_be_read_makes_no_file(viewer: Client) -> None:
    response = viewer.get("/models?format=csv&q=(")

    assert response.status_code == 400
    assert "attachment" not in response.get("Content-Disposition", "")


def test_there_are_no_other_formats(viewer: Client) -> None:
    assert viewer.get("/models?format=xml").status_code == 404


NOT_FORMULAS = [
    "-1",
    "+3",
    "-1e5",
    "-1.5E-07",
    "+.5",
    "-1,5",
    "-1.234.567,89",
    "-5%",
    "-inf",
    "+Infinity",
    "-nan",
    "-",
    "1=1",
    "a@b.org",
    "2026-01-01",
    "a;-1;b",
    "layers\n-1\n2",
    "a = b; c",
    "\ttab",
    "'=1",
]
FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+A1", "'+A1"),
    ("-A1", "'-A1"),
    ("-1+1", "'-1+1"),
    ("-1 cmd", "'-1 cmd"),
    ("--1", "'--1"),
    ("@SUM(1)", "'@SUM(1)"),
    ("  =1+1", "'  =1+1"),
    ("\u00a0=1", "'\u00a0=1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("\t=1+1", "\t'=1+1"),
    ("\r=1+1", "\r'=1+1"),
    ("\n=1+1", "\n'=1+1"),
    ("a;=1+1", "a;'=1+1"),
    ("a; =1+1;b", "a;' =1+1;b"),
    ('a;"=1+1"', 'a;\'"=1+1"'),
    ("a\t=1", "a\t'=1"),
    ("a\r\n@x", "a\r\n'@x"),
    ("-1;-A1;+2;=3", "'-1;'-A1;+2;'=3"),
    ("\uff1d1+1", "'\uff1d1+1"),
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ("- item\n- item", "'- item\n'- item"),
]


def cells(*values: object) -> list[str]:
    """What a program reads of a table with these values in its one row."""
    table = Table("x", [str(number) for number in range(len(values))], [values])
    _, row = csv.reader(io.StringIO(sent(table, "csv"), newline=""))
    return row


def sent(table: Table, file_format: str) -> str:
    response: Any = download(RequestFactory().get("/"), table, file_format)
    return b"".join(read(response.streaming_content)).decode()


@pytest.mark.parametrize("value", NOT_FORMULAS)
def test_what_is_no_formula_stays_as_it_is(value: str) -> None:
    assert cells(value) == [value]


@pytest.mark.parametrize(("value", "cell"), FORMULAS)
def test_what_a_spreadsheet_would_compute_becomes_text(value: str, cell: str) -> None:
    assert cells(value) == [cell]
    assert cells({value: 1})[0].startswith(cell)
    assert cells([value, "b"])[0].startswith(cell.split("\r", maxsplit=1)[0][:2])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(("value", "cell"), FORMULAS)
def test_no_cell_is_a_formula_whatever_separates(value: str, cell: str, separator: str) -> None:
    """A program that takes another separator sees other cells and other rows."""
    table = Table("x", ["a", "b", "c"], [["first", value, "last"]])
    source = sent(table, "csv")
    found = [
        one.lstrip(' "\u00a0\ufeff')
        for row in csv.reader(io.StringIO(source, newline=""), delimiter=separator)
        for one in row
    ]

    assert not [one for one in found if one[:1] in set("=@\uff1d")]
    assert not [one for one in found if one[:1] in set("+-") and not one.strip('"')[1:].isdigit()]


def test_numbers_are_written_with_all_their_digits() -> None:
    assert cells(0.1 + 0.2, -1e-300, -5, 99_999.999) == [
        "0.30000000000000004",
        "-1e-300",
        "-5",
        "99999.999",
    ]


@pytest.mark.parametrize(
    "address", ["/models", "/versions", "/history", "/trash", "/aliases", "/models/fraud/aliases"]
)
def test_excel_is_told_the_encoding_on_demand(
    viewer: Client, registry: Registry, address: str
) -> None:
    fill(registry)
    plain = viewer.get(f"{address}?format=csv").getvalue()
    marked = viewer.get(f"{address}?format=csv&bom=1").getvalue()

    assert not plain.startswith(b"\xef\xbb\xbf")
    assert marked == b"\xef\xbb\xbf" + plain
    assert "bom=1" in text(viewer.get(address)) or address == "/trash"


def test_json_has_no_mark(viewer: Client) -> None:
    assert viewer.get("/models?format=json&bom=1").getvalue() == b"[]\n"


def test_names_of_every_script_are_kept(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="\u043c\u043e\u0434\u0435\u043b\u044c"))
    source = viewer.get("/models?format=csv&bom=1&col=by").getvalue()

    assert source.decode("utf-8-sig") == "name,by\n\u043c\u043e\u0434\u0435\u043b\u044c,alice\n"


def test_an_error_on_the_way_cuts_the_file_off() -> None:
    def rows() -> Iterator[list[int]]:
        yield [1]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        sent(Table("x", ["a"], rows()), "json")
