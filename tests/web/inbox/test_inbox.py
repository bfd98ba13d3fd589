"""The inbox: what is new, in words, and what has been read."""

import pytest
from django.test import Client

from mldb.schemas import (
    MLCommentCreate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
    MLModelWatchChanges,
)
from mldb.values.enums import Role, VersionStatus
from registry_app.core.registry import Registry
from tests.web.page import hidden, seen, text, user_id
from tests.web.statements import statements

HOSTILE = "<script> & \u0646\u0645\u0648\u0630\u062c"


@pytest.fixture
def watching(viewer: Client) -> Client:
    Registry("alice").models.create(MLModelCreate(name=HOSTILE))
    changes = MLModelWatchChanges(is_watched=True)
    Registry().watches.change(user_id(Role.VIEWER), HOSTILE, changes)
    return viewer


def register() -> int:
    data = MLModelVersionCreate(model_name=HOSTILE, source="s3://b/1")
    return Registry("alice").versions.create(data).id


def newest() -> int:
    return Registry().inbox.get_of_user(user_id(Role.VIEWER))[0].id


def test_an_empty_inbox_says_how_to_fill_it(viewer: Client) -> None:
    assert "press Watch" in seen(viewer.get("/inbox"))
    assert "You have read everything" in seen(viewer.get("/inbox?show=unread"))


def test_news_are_told_in_words(watching: Client) -> None:
    registry = Registry("alice")
    version_id = register()
    register()
    for number in (1, 2):
        move = MLModelAliasMove(model_name=HOSTILE, name="champion", version=number)
        registry.aliases.move(move, reason="Better <b>")
    champion = MLModelAliasRef(model_name=HOSTILE, name="champion")
    registry.aliases.roll_back(champion)
    registry.aliases.remove(champion)
    failed = MLModelVersionUpdate(row_version=1, status=VersionStatus.FAILED)
    registry.versions.update(version_id, failed)
    registry.comments.create(MLCommentCreate(model_name=HOSTILE, version=1, text="Hm."))
    registry.comments.create(MLCommentCreate(model_name=HOSTILE, version=1, text="@viewer hm."))
    change = MLModelUpdate(row_version=1, owner="viewer")
    registry.models.update(registry.models.get_by_name(HOSTILE).id, change)
    registry.versions.delete(version_id)
    page = seen(watching.get("/inbox"))

    for words in (
        f"alice registered {HOSTILE}/1",
        f"alice pointed champion of {HOSTILE} to version 2, before 1",
        f"alice rolled back champion of {HOSTILE} to version 1, before 2",
        f"alice removed champion of {HOSTILE} from version 1",
        f"alice marked {HOSTILE}/1 as failed",
        f"alice commented on {HOSTILE}/1",
        f"alice mentioned you in a comment on {HOSTILE}/1",
        f"alice made you the owner of {HOSTILE}",
        f"alice moved {HOSTILE}/1 to the trash",
        "Better <b>",
    ):
        assert " ".join(words.split()) in page


def test_the_header_counts_what_is_unread(watching: Client) -> None:
    assert "unread" not in seen(watching.get("/models"))
    register()
    assert "1 unread" in seen(watching.get("/models"))


def test_an_entry_leads_to_its_subject_and_is_read_then(watching: Client) -> None:
    register()
    response = watching.get(f"/inbox/{newest()}", follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[0][0].endswith("/1")
    assert Registry().inbox.count_unread(user_id(Role.VIEWER)) == 0


def test_entries_without_a_page_lead_to_their_event(watching: Client) -> None:
    version_id = register()
    registry = Registry("alice")
    comment = registry.comments.create(
        MLCommentCreate(model_name=HOSTILE, version=1, text="@viewer")
    )
    mention = newest()
    assert watching.get(f"/inbox/{mention}")["Location"].endswith(f"/1#comment-{comment.id}")
    registry.comments.delete(comment.id)
    assert watching.get(f"/inbox/{mention}")["Location"].startswith("/history/")
    registry.versions.delete(version_id)
    assert watching.get(f"/inbox/{newest()}")["Location"].startswith("/history/")


def test_entries_are_marked_one_by_one_and_all(watching: Client) -> None:
    register()
    first = newest()
    register()
    own = user_id(Role.VIEWER)
    watching.post("/inbox/read", {"one": first})
    assert [entry.id for entry in Registry().inbox.get_of_user(own, is_unread=True)] == [newest()]

    watching.post("/inbox/read", {"unread": first, "show": "unread"})
    assert Registry().inbox.count_unread(own) == 2
    response = watching.post("/inbox/read", {"all": newest()}, follow=True)
    assert "2 marked as read" in seen(response)
    assert Registry().inbox.count_unread(own) == 0


@pytest.mark.parametrize("sent", [{}, {"one": "x"}, {"all": "9" * 40}, {"one": "-1"}])
def test_nonsense_marks_nothing(watching: Client, sent: dict[str, str]) -> None:
    register()
    assert watching.post("/inbox/read", sent).status_code == 302
    assert Registry().inbox.count_unread(user_id(Role.VIEWER)) in {0, 1}


def test_entries_of_others_are_not_there(watching: Client, editor: Client) -> None:
    register()

    assert editor.get(f"/inbox/{newest()}").status_code == 404
    assert editor.post("/inbox/read", {"unread": newest()}).status_code == 404


def test_the_address_for_mail_is_set_and_hidden_in_the_history(viewer: Client) -> None:
    form = viewer.get("/inbox/mail")
    sent = {"row_version": hidden(form, "row_version"), "email": "viewer@example.org"}
    viewer.post("/inbox/mail", sent)
    assert "viewer@example.org" in seen(viewer.get("/inbox"))
    assert "viewer@example.org" not in text(viewer.get("/history"))

    wrong = viewer.post("/inbox/mail", {"row_version": 2, "email": "a\nBcc: b@c.example"})
    assert wrong.status_code == 422
    viewer.post("/inbox/mail", {"row_version": 2, "email": ""})
    assert Registry().staff.get(user_id(Role.VIEWER)).email is None


def test_the_number_of_statements_does_not_grow(watching: Client) -> None:
    counts = []
    for number in (1, 20):
        for _ in range(number):
            register()
        with statements() as made:
            watching.get("/inbox")
        counts.append(len(made))

    # Who is there, entries, what is watched, the address for mail.
    assert counts == [4, 4]
