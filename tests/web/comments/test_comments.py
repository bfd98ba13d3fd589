"""Comments on the pages of versions and of moves of aliases."""

import pytest
from django.test import Client

from mldb.schemas import (
    MLCommentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelVersionCreate,
    StaffUserCreate,
)
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from registry_app.web.comments.text import comment_html
from tests.web.page import hidden, seen, text
from tests.web.statements import statements

PAGE = "/models/fraud/1"
COMMENTS = f"{PAGE}/comments"


@pytest.fixture(autouse=True)
def version() -> None:
    registry = Registry("alice")
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))


def comment(writer: str = "alice", words: str = "Good.", **about: int) -> int:
    data = MLCommentCreate(model_name="fraud", text=words, **(about or {"version": 1}))
    return Registry(writer).comments.create(data).id


def test_a_viewer_comments_on_a_version(viewer: Client) -> None:
    response = viewer.post(COMMENTS, {"text": "Is *that* so?\r\n\r\nYes."}, follow=True)

    (stored,) = Registry().comments.get_of_model(1)
    assert (stored.text, stored.created_by) == ("Is *that* so?\n\nYes.", "viewer")
    assert response.redirect_chain == [(f"{PAGE}#comment-{stored.id}", 302)]
    assert "<em>that</em>" in text(response)
    assert "viewer commented on fraud/1" in seen(response)


@pytest.mark.parametrize("words", ["", "  \n", "x" * 10_001])
def test_a_refused_comment_keeps_what_was_typed(viewer: Client, words: str) -> None:
    response = viewer.post(COMMENTS, {"text": words})

    assert response.status_code == 422
    assert words.strip() in text(response)
    assert Registry().comments.get_of_model(1) == []


def test_a_script_in_a_comment_is_text(viewer: Client) -> None:
    comment(words="<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))")

    page = viewer.get(PAGE).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_a_move_of_an_alias_is_discussed(viewer: Client) -> None:
    moved = Registry("alice").aliases.move(
        MLModelAliasMove(model_name="fraud", name="champion", version=1), reason="Better"
    )
    url = f"/models/fraud/moves/{moved.id}"
    assert "1 comment" not in seen(viewer.get("/models/fraud/aliases"))
    viewer.post(url, {"text": "Why?"})
    page = viewer.get(url)

    assert "champion → 1" in seen(page)
    assert "Better" in seen(page)
    assert "Why?" in seen(page)
    assert "1 comment" in seen(viewer.get("/models/fraud/aliases"))


@pytest.mark.parametrize(
    "url", ["/models/fraud/7/comments", "/models/fraud/moves/7", "/comments/7/edit"]
)
def test_what_is_not_there_can_not_be_discussed(viewer: Client, url: str) -> None:
    assert viewer.get(url).status_code == 404


def test_the_writer_edits_and_deletes(viewer: Client) -> None:
    row_id = comment("viewer")
    form = viewer.get(f"/comments/{row_id}/edit")
    sent = {"text": "Better.", "row_version": hidden(form, "row_version")}
    viewer.post(f"/comments/{row_id}/edit", sent)
    assert "edited" in seen(viewer.get(PAGE))

    stale = viewer.post(f"/comments/{row_id}/edit", {"text": "Worse.", "row_version": 1})
    assert stale.status_code == 409
    viewer.post(f"/comments/{row_id}/delete", {"reason": "Wrong"})
    assert Registry().comments.get_of_model(1) == []


def test_others_edit_nothing_and_only_admins_delete(
    viewer: Client, editor: Client, admin: Client
) -> None:
    row_id = comment("viewer")
    for client in (editor, admin):
        assert client.post(f"/comments/{row_id}/edit", {"text": "x"}).status_code == 403
    assert editor.post(f"/comments/{row_id}/delete", {}).status_code == 403
    assert "delete the comment" not in seen(editor.get(PAGE))
    assert "delete the comment" in seen(admin.get(PAGE))
    assert admin.post(f"/comments/{row_id}/delete", {}).status_code == 302


def test_many_comments_are_shown_in_part_and_all_on_their_page(viewer: Client) -> None:
    for number in range(52):
        comment(words=f"number {number}.")
    page, everything = seen(viewer.get(PAGE)), seen(viewer.get(f"{COMMENTS}?size=100"))

    assert "These are the newest 50. All comments" in page
    assert "number 51." in page
    assert "number 1." not in page
    assert "number 0." in everything


def test_mentions_of_people_are_links() -> None:
    html = comment_html(
        "@bob, @Nobody `@bob` [@bob](https://a.example/@bob) a@bob.example @bob.", {"bob"}
    )

    assert html.count('href="/people/bob"') == 2
    assert "@Nobody" in html
    assert "<code>@bob</code>" in html


def test_headings_of_comments_have_no_ids() -> None:
    assert "id=" not in comment_html("# One\n\n[^1]\n\n[^1]: Two", set())


def test_comments_cost_one_statement_and_mentions_another(viewer: Client) -> None:
    Registry(SYSTEM).staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    counts = []
    for words in ("none", "@bob and @carla", "@bob"):
        for _ in range(3):
            comment(words=words)
        with statements() as made:
            page = viewer.get(PAGE)
        counts.append(len(made))

    assert counts[1:] == [counts[0] + 1] * 2
    assert text(page).count('href="/people/bob"') == 6
