"""Mail about inboxes, sent by the worker."""

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from mldb.schemas import (
    MLModelCreate,
    MLModelVersionCreate,
    MLModelWatchChanges,
    StaffUserCreate,
)
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from registry_app.serving.mail import send_due


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_HOST = "smtp.example.org"
    settings.SITE_URL = "https://models.example.org"
    mail.outbox = []


def watcher(name: str) -> None:
    user = Registry(SYSTEM).staff.create(
        StaffUserCreate(username=name, password_hash="hash", email=f"{name}@example.org")
    )
    Registry().watches.change(user.id, "fraud", MLModelWatchChanges(is_watched=True))


@pytest.fixture
def registry() -> Registry:
    registry = Registry("alice")
    registry.models.create(MLModelCreate(name="fraud"))
    for name in ("bob", "carla"):
        watcher(name)
    return registry


def register(registry: Registry) -> None:
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1"), reason="Retrained"
    )


def test_everybody_gets_one_mail_with_all_news(registry: Registry) -> None:
    register(registry)
    register(registry)

    assert send_due(registry) == 2
    assert send_due(registry) == 0
    first, second = mail.outbox
    assert (first.to, second.to) == (["bob@example.org"], ["carla@example.org"])
    assert first.subject == "[Modelbook] 2 news in your inbox"
    assert "alice registered fraud/1\n    Retrained\nalice registered fraud/2" in first.body
    assert "https://models.example.org/inbox" in first.body


def test_one_news_is_the_subject(registry: Registry) -> None:
    register(registry)
    send_due(registry)

    assert mail.outbox[0].subject == "[Modelbook] alice registered fraud/1"


def test_without_a_server_nothing_is_tried(registry: Registry, settings: Any) -> None:
    register(registry)
    settings.EMAIL_HOST = ""

    assert send_due(registry) == 0
    assert len(registry.inbox.get_due_mails()) == 2


def test_a_server_that_is_away_is_asked_again_later(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(registry)

    def refused(*_: Any, **__: Any) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", refused)
        assert send_due(registry) == 0
    # The first is postponed; the others were not tried.
    assert send_due(registry) == 1
    assert [one.to for one in mail.outbox] == [["carla@example.org"]]


def test_what_was_read_is_not_mailed(registry: Registry) -> None:
    register(registry)
    bob = registry.staff.get_by_username("bob")
    registry.inbox.mark_all_read(bob.id, registry.inbox.get_of_user(bob.id)[0].id)

    assert send_due(registry) == 1
