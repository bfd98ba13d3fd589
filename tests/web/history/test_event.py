"""The page of one event: all that it changed."""

import csv
import io
import json

import pytest
from django.test import Client

from mldb.schemas import (
    MLModelCreate,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
)
from registry_app.core.registry import Registry
from tests.web.page import seen, text
from tests.web.statements import statements, transactions

CARD = "".join(f"## Section {number}\n\nWords of it.\n\n" for number in range(1, 40))


def change(registry: Registry, before: str, after: str, reason: str | None = None) -> str:
    """The URL of the event that changed a card from this to that."""
    model = registry.models.create(MLModelCreate(name="fraud", description=before))
    update = MLModelUpdate(row_version=1, description=after)
    registry.models.update(model.id, update, reason=reason)
    return f"/history/{registry.audit.get_all()[0].id}"


def test_a_long_text_is_compared_line_by_line(viewer: Client, registry: Registry) -> None:
    address = change(registry, CARD, CARD.replace("## Section 30", "## Section thirty"), "A typo")
    response = viewer.get(address)
    page = text(response)

    assert '## Section <span class="changed">30</span>' in page
    assert '## Section <span class="changed">thirty</span>' in page
    assert "113 equal lines" in page
    assert "alice edited the card of fraud" in seen(response)
    assert "A typo" in page
    # Both stand there whole as well.
    assert f"{CARD}</pre>" in page


def test_the_history_shows_what_differs_and_leads_to_the_event(
    viewer: Client, registry: Registry
) -> None:
    address = change(registry, CARD, CARD.replace("## Section 30", "## Section thirty"))
    assert f'href="{address}"' in text(viewer.get("/"))
    for list_address in ("/history", "/models/fraud/history"):
        page = text(viewer.get(list_address))

        assert '## Section <span class="changed">30</span>…</del>' in page
        assert '## Section <span class="changed">thirty</span>…</ins>' in page
        assert f'href="{address}"' in page
        assert 'Show the difference<span class="visually-hidden">: card</span></a>' in page


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "new", "(empty) → new"),
        ("new", "", "new → (empty)"),
        ("a", "a ", "·"),
        ("a\r\nb", "a\nb", "␍"),
        ("a\u200bb", "ab", "U+200B"),
    ],
)
def test_what_shows_nothing_is_marked(
    viewer: Client, registry: Registry, before: str, after: str, found: str
) -> None:
    assert found in seen(viewer.get(change(registry, before, after)))


def test_a_key_without_a_value_is_told_of(viewer: Client, registry: Registry) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="deprecated"))

    assert "tagged fraud deprecated" in seen(viewer.get("/history"))
    assert "tag deprecated (empty)" in seen(
        viewer.get(f"/history/{registry.audit.get_all()[0].id}")
    )


def test_a_registered_version_shows_its_lines(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    lines = "Layer 1\n  dense\n"
    created = MLModelVersionCreate(
        model_name="fraud", source="s3://b/1", params={"layers": lines}, description=lines
    )
    registry.versions.create(created)

    assert f">{lines}<" in text(viewer.get("/models/fraud/1"))
    assert f">{lines}<" in text(viewer.get("/history"))
    assert f"<ins>{lines}</ins>" in text(viewer.get(f"/history/{registry.audit.get_all()[0].id}"))


def test_what_was_typed_is_no_markup(viewer: Client, registry: Registry) -> None:
    hostile = "<script>alert(1)</script>\n"
    page = viewer.get(change(registry, hostile, hostile * 20, reason=hostile))

    assert b"<script>alert" not in page.content


def test_it_is_a_file_of_all_that_changed(viewer: Client, registry: Registry) -> None:
    after = f"{CARD}\nnew"
    address = change(registry, CARD, after)

    assert json.loads(text(viewer.get(f"{address}?format=json"))) == [
        {"field": "description", "before": CARD, "after": after}
    ]
    table = list(csv.reader(io.StringIO(text(viewer.get(f"{address}?format=csv")))))
    assert table == [["field", "before", "after"], ["description", CARD, after]]


@pytest.mark.parametrize("event_id", [0, 99, 999_999_999_999_999_999])
def test_an_event_that_is_not_there_is_told_in_words(viewer: Client, event_id: int) -> None:
    response = viewer.get(f"/history/{event_id}")

    assert response.status_code == 404
    assert f"There is no audit event {event_id}." in text(response)


def test_it_is_only_looked_at(viewer: Client, registry: Registry) -> None:
    assert viewer.post(change(registry, "a", "b")).status_code == 405


def test_it_is_of_one_moment_and_asks_little(viewer: Client, registry: Registry) -> None:
    address = change(registry, CARD, "")
    with transactions() as taken:
        viewer.get(address)
    with statements() as asked:
        viewer.get(address)

    assert len(taken) == 2
    assert len(asked) == 3


def test_it_leads_to_where_a_trashed_thing_is_restored(editor: Client, registry: Registry) -> None:
    address = change(registry, "a", "b")
    model = registry.models.get_by_name("fraud")
    registry.models.delete(model.id)

    assert f'href="/trash/models/{model.id}/restore"' in text(editor.get(address))
