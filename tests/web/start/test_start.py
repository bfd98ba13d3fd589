"""The start page."""

import json
import re
import time
from functools import partial

import httpx
import pytest
from django.test import Client

from mldb.schemas import (
    APITokenCreate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelVersionCreate,
)
from mldb.values.enums import Goal, Role, VersionStatus
from registry_app.core.registry import Registry
from tests.web.addresses import NAME, fill
from tests.web.page import seen, text, user_id

STATUSES = (VersionStatus.READY, VersionStatus.PENDING, VersionStatus.FAILED)


class TestFirstSteps:
    def test_an_empty_registry_shows_four_steps_and_none_done(self, editor: Client) -> None:
        page = editor.get("/")

        assert "First steps" in seen(page)
        assert "1 Register a model" in seen(page)
        assert "4 Let programs do it" in seen(page)
        assert "python manage.py import_mlflow" in seen(page)
        assert 'api = "http://testserver/api/v1"' in text(page)
        assert 'href="/new-model"' in text(page)
        assert "✓" not in text(page)

    def test_what_is_done_is_ticked_and_the_next_step_is_linked(
        self, editor: Client, registry: Registry
    ) -> None:
        registry.models.create(MLModelCreate(name="fraud"))
        with_model = editor.get("/")
        registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
        with_version = editor.get("/")

        assert "✓ Register a model (done) fraud 2 Register its first version" in seen(with_model)
        assert 'href="/models/fraud/new-version"' in text(with_model)
        assert "✓ Register its first version (done)" in seen(with_version)
        assert 'href="/models/fraud/aliases/move?alias=champion"' in text(with_version)

    def test_a_token_is_a_step(self, editor: Client, registry: Registry) -> None:
        owner = user_id(Role.EDITOR)
        Registry("editor").tokens.create(APITokenCreate(user_id=owner, name="nightly"))

        assert "✓ Let programs do it (done) You have a token." in seen(editor.get("/"))

    def test_a_viewer_is_told_who_can_take_them(self, viewer: Client) -> None:
        page = viewer.get("/")

        assert "An editor or an admin can take the first steps." in seen(page)
        assert 'href="/new-model"' not in text(page)

    def test_the_lines_run_as_they_are_shown(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = text(editor.get("/")).partition("<code>import os")[2].partition("</code>")[0]
        sent: list[tuple[str, str, object]] = []

        def answer(request: httpx.Request) -> httpx.Response:
            sent.append((request.method, str(request.url), json.loads(request.content)))
            return httpx.Response(200, json={})

        transport = httpx.MockTransport(answer)
        monkeypatch.setenv("MODELBOOK_TOKEN", "secret")
        monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=transport))
        exec(f"import os{source}", {})  # noqa: S102  # our own program

        api = "http://testserver/api/v1"
        assert [(method, url) for method, url, _ in sent] == [
            ("POST", f"{api}/models"),
            ("POST", f"{api}/models/my-model/versions"),
            ("PUT", f"{api}/models/my-model/aliases/champion"),
        ]
        MLModelCreate.model_validate(sent[0][2])


def test_it_shows_what_is_in_use_what_is_new_and_what_changed(viewer: Client) -> None:
    fill()
    page = text(viewer.get("/"))

    assert f">{NAME}</a>" in page
    assert ">champion&nbsp;→&nbsp;" in page.replace("\xa0", "&nbsp;")
    assert "Better" in page
    assert f">{NAME}/2</a>" in page
    assert "to the trash" in page


def test_what_lies_in_the_trash_is_neither_new_nor_in_use(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    registry.versions.delete(registry.versions.get_by_number("fraud", 1).id)

    assert '<section id="newest" data-live-part="New versions" hidden>' in text(viewer.get("/"))


class TestInUse:
    @pytest.fixture(autouse=True)
    def _model(self, registry: Registry) -> None:
        """The champion of `net` was moved from version 1 to 2; version 3 is newer."""
        registry.models.create(
            MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
        )
        for auc, status in zip((0.5, 0.75, 0.625), STATUSES, strict=True):
            registry.versions.create(
                MLModelVersionCreate(
                    model_name="net", source="s3://b/1", metrics={"auc": auc}, status=status
                )
            )
        for number in (1, 2):
            move = MLModelAliasMove(model_name="net", name="champion", version=number)
            registry.aliases.move(move, reason="Better <b>")
        shadow = MLModelAliasMove(model_name="net", name="shadow", version=3)
        registry.aliases.move(shadow)

    def test_the_champion_comes_with_its_value_and_the_change(self, viewer: Client) -> None:
        page = seen(viewer.get("/")).replace("\xa0", " ")

        assert "net auc champion → 2 1 newer shadow → 3 0.75000 ▲ +0.250 (better)" in page
        assert "by alice Better <b>" in page

    def test_four_numbers_lead_to_what_they_count(self, viewer: Client) -> None:
        page = viewer.get("/")

        assert "1 model in use 3 alias moves in 7 days 1 pending version 1 failed version" in seen(
            page
        )
        assert 'href="/versions?q=status:pending"' in text(page)
        assert 'href="/aliases/compare"' in text(page)

    def test_new_versions_are_compared_with_the_champion(self, viewer: Client) -> None:
        page = seen(viewer.get("/"))

        assert "net/3 failed 0.62500 ▼ \N{MINUS SIGN}0.125 (worse)" in page
        assert "net/2 pending 0.75000 just now" in page

    def test_a_model_without_a_champion_shows_the_alias_moved_last(
        self, viewer: Client, registry: Registry
    ) -> None:
        registry.aliases.remove(MLModelAliasRef(model_name="net", name="champion"))
        page = seen(viewer.get("/")).replace("\xa0", " ")

        assert "net auc shadow → 3 0.62500" in page


class TestNews:
    def test_what_one_person_did_in_a_row_is_one_line(
        self, viewer: Client, registry: Registry
    ) -> None:
        registry.models.create(MLModelCreate(name="net"))
        for _ in range(6):
            registry.versions.create(MLModelVersionCreate(model_name="net", source="s3://b/1"))
        move = MLModelAliasMove(model_name="net", name="champion", version=1)
        registry.aliases.move(move, reason="First")
        page = seen(viewer.get("/"))

        assert "alice registered 6 versions of net (1 … 6)" in page
        assert "alice set champion to 1 of net" in page

    @pytest.mark.parametrize(
        ("cookie", "words"),
        [
            ("{user}.0.{hour_ago}", "2 new by others since your last visit, 1 hour ago"),
            ("{user}.{hour_ago}.{now}", "2 new by others since your last visit, 1 hour ago"),
            ("{user}.0.{now}", None),
            ("99.0.{hour_ago}", None),
            ("{user}.x.{hour_ago}", None),
            ("{user}.0." + "9" * 40, None),
            ("<script>", None),
        ],
    )
    def test_changes_by_others_since_the_last_visit_are_marked(
        self, viewer: Client, registry: Registry, cookie: str, words: str | None
    ) -> None:
        registry.models.create(MLModelCreate(name="net"))
        Registry("viewer").models.create(MLModelCreate(name="mine"))
        now = int(time.time())
        viewer.cookies["visit"] = cookie.format(
            user=user_id(Role.VIEWER), hour_ago=now - 3_700, now=now
        )
        page = viewer.get("/")
        said = seen(page).replace("\xa0", " ")

        assert (words or "Latest changes") in said
        assert ("since your last visit" in said) == (words is not None)
        # The model and the account; not what the viewer did.
        assert text(page).count('<li class="is-since">') == 2 * (words is not None)

    def test_a_visit_begins_when_the_last_is_over(self, viewer: Client) -> None:
        viewer.get("/")
        first = viewer.cookies["visit"].value.split(".")
        viewer.get("/")
        second = viewer.cookies["visit"].value.split(".")

        assert first[1] == second[1] == "0"

    def test_a_page_that_fetches_itself_is_no_visit(self, viewer: Client) -> None:
        viewer.get("/", headers={"X-Live": "true"})

        assert "visit" not in viewer.cookies


def fill_models(registry: Registry, count: int, aliases: int) -> None:
    for model in range(count):
        name = f"model-{model:02}"
        registry.models.create(MLModelCreate(name=name))
        registry.versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1"))
        for alias in range(aliases):
            move = MLModelAliasMove(model_name=name, name=f"alias{alias}", version=1)
            registry.aliases.move(move)


def test_its_tables_stay_short_and_lead_to_the_rest(viewer: Client, registry: Registry) -> None:
    fill_models(registry, 23, 2)
    response = viewer.get("/")
    page, words = text(response), seen(response)

    assert re.findall(r'row-link" dir="auto" href="/models/(model-\d+)"', page) == [
        f"model-{number:02}" for number in range(22, 2, -1)
    ]
    assert page.count("alias0\xa0→\xa01") == page.count("alias1\xa0→\xa01") == 20
    assert "The 20 last moved of 23 models in use. All 46 aliases" in words
    assert "The 8 newest. All 23 versions" in words
    assert "All 93 changes" in words
    for address in ("/aliases", "/versions", "/history"):
        assert f'<a href="{address}">All ' in page


def test_what_is_shown_whole_says_so(viewer: Client, registry: Registry) -> None:
    fill_models(registry, 2, 1)
    words = seen(viewer.get("/"))

    assert "All 2 aliases" in words
    assert "All 2 versions" in words
    assert "All 7 changes" in words
    assert "last moved of" not in words
    assert "newest." not in words


def test_a_model_with_many_aliases_is_one_row(viewer: Client, registry: Registry) -> None:
    fill_models(registry, 1, 30)
    page = text(viewer.get("/"))

    assert page.count("\xa0→\xa01</a>") == 30
    assert page.count('row-link" dir="auto" href="/models/model-00"') == 1
    assert "All 30 aliases" in page


@pytest.mark.parametrize(
    ("posted", "sent", "attribute"),
    [("dark", "dark", ' data-bs-theme="dark"'), ("light", "light", ' data-bs-theme="light"')],
)
def test_the_theme_is_remembered(viewer: Client, posted: str, sent: str, attribute: str) -> None:
    response = viewer.post("/theme", {"theme": posted, "next": "/models?q=a"})

    assert response["Location"] == "/models?q=a"
    assert viewer.cookies["theme"].value == sent
    assert attribute in text(viewer.get("/"))


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_another_theme_means_the_system_s(viewer: Client, theme: str) -> None:
    viewer.post("/theme", {"theme": "dark"})
    viewer.post("/theme", {"theme": theme})

    assert "data-bs-theme" not in text(viewer.get("/"))


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "javascript:1", "start"]
)
def test_the_theme_leads_to_no_other_host(client: Client, target: str) -> None:
    assert client.post("/theme", {"theme": "dark", "next": target})["Location"] == "/"
