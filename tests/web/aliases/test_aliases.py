"""Moving, removing and rolling back aliases, and their history."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import (
    MLMetricCreate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
)
from mldb.values.enums import Goal, VersionStatus
from registry_app.core.registry import Registry
from tests.web.page import hidden, seen, text

MOVE = "/models/fraud/aliases/move"
REMOVE = "/models/fraud/aliases/remove?alias=champion"
ROLL_BACK = "/models/fraud/aliases/roll-back?alias=champion"


@pytest.fixture(autouse=True)
def model(registry: Registry) -> int:
    model = registry.models.create(MLModelCreate(name="fraud"))
    for number in (1, 2, 3):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source=f"s3://b/{number}")
        )
    return model.id


def point(registry: Registry, *versions: int) -> None:
    """Move champion along these versions; 0 removes it."""
    for version in versions:
        if version:
            registry.aliases.move(
                MLModelAliasMove(model_name="fraud", name="champion", version=version)
            )
        else:
            registry.aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))


def rank(registry: Registry, model: int, values: dict[int, float]) -> None:
    """Let the model be ranked by `auc`, which these versions have."""
    registry.models.update(
        model, MLModelUpdate(primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE, row_version=1)
    )
    for number, value in values.items():
        version = registry.versions.get_by_number("fraud", number)
        registry.metrics.create(MLMetricCreate(version_id=version.id, name="auc", value=value))


def champion() -> int:
    return Registry().aliases.get("fraud", "champion").version_number


def move(client: Client, **changed: object) -> Any:
    complete = {"name": "champion", "version": 1, "expected_version": "", "reason": "Better"}
    return client.post(MOVE, complete | changed)


class TestMove:
    def test_a_new_alias_is_made(self, editor: Client, registry: Registry) -> None:
        response = move(editor)
        alias = registry.aliases.get("fraud", "champion")

        assert response["Location"] == "/models/fraud"
        assert (alias.version_number, alias.started_by, alias.start_reason) == (
            1,
            "editor",
            "Better",
        )

    def test_the_form_knows_alias_and_version_from_the_address(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1)
        response = editor.get(f"{MOVE}?alias=champion&version=3")

        assert "champion now version 1 after version 3" in seen(response)
        assert 'value="3"' in text(response)
        assert hidden(response, "expected_version") == "1"

    def test_a_decision_on_an_old_state_is_refused_once(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1, 2)
        conflict = move(editor, version=3, expected_version=1)

        assert conflict.status_code == 409
        assert "it points to version 2 now" in text(conflict)
        assert 'value="3"' in text(conflict)
        assert champion() == 2

        move(editor, version=3, expected_version=hidden(conflict, "expected_version"))

        assert champion() == 3

    def test_a_form_that_left_the_alias_open_knows_where_each_pointed(
        self, editor: Client, registry: Registry
    ) -> None:
        """Opened from the page of a version, where one chooses the alias afterwards."""
        point(registry, 1)
        opened = editor.get(f"{MOVE}?version=3")
        point(registry, 2)
        conflict = move(editor, version=3, seen=hidden(opened, "seen"))

        assert "champion → 1" in seen(opened)
        assert conflict.status_code == 409
        assert "it points to version 2 now" in text(conflict)
        assert champion() == 2

        move(editor, version=3, expected_version=hidden(conflict, "expected_version"))

        assert champion() == 3

    def test_an_alias_made_meanwhile_is_not_overwritten_either(
        self, editor: Client, registry: Registry
    ) -> None:
        opened = editor.get(f"{MOVE}?version=3")
        point(registry, 2)

        assert move(editor, version=3, seen=hidden(opened, "seen")).status_code == 409

    def test_another_alias_can_be_chosen_after_a_refusal(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1)
        seen = hidden(editor.get(f"{MOVE}?version=3"), "seen")
        refused = move(editor, name="no alias", version=3, seen=seen)
        move(editor, version=3, seen=hidden(refused, "seen"))

        assert refused.status_code == 422
        assert champion() == 3

    def test_an_alias_that_was_removed_meanwhile_is_told_of(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1, 0)
        conflict = move(editor, version=3, expected_version=1)

        assert conflict.status_code == 409
        assert hidden(conflict, "expected_version") == "0"

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"name": ""}, "An alias is made of letters, digits"),
            ({"name": "-a"}, "An alias is made of letters, digits"),
            ({"name": "Latest"}, "are reserved"),
            ({"name": "latest"}, "are reserved"),
            ({"name": "v2"}, "are reserved"),
            ({"version": ""}, "Enter a whole number."),
            ({"version": "0"}, "not below 1"),
            ({"version": "99"}, "There is no version 'fraud/99'."),
            ({"reason": "x" * 1_001}, "The reason can't be used"),
        ],
    )
    def test_a_refusal_shows_the_message_and_keeps_what_was_typed(
        self, editor: Client, changed: dict[str, str], message: str
    ) -> None:
        response = move(editor, **({"reason": "typed text"} | changed))

        assert response.status_code == 422
        assert message in text(response)
        assert "reason" in changed or "typed text" in text(response)
        with pytest.raises(NotFoundError):
            champion()

    def test_a_version_in_the_trash_cannot_be_pointed_to(
        self, editor: Client, registry: Registry
    ) -> None:
        registry.versions.delete(registry.versions.get_by_number("fraud", 3).id)

        assert "There is no version 'fraud/3'." in text(move(editor, version=3))

    def test_it_shows_values_before_and_after_and_who_decided_last(
        self, editor: Client, registry: Registry, model: int
    ) -> None:
        rank(registry, model, {1: 0.75, 3: 0.875})
        move(editor, reason="Better <b>")
        page = seen(editor.get(f"{MOVE}?alias=CHAMPION&version=3"))

        assert "champion now version 1 0.75000 after version 3 0.87500 ▲ +0.125 (better)" in page
        assert "★ rank 1 of 2" in page
        assert "decided last editor," in page
        assert "Better <b>" in page
        assert "keeps its spelling: champion." in page

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("", "Choose an alias and a version"),
            ("alias=champion", "champion points to version 2 since"),
            ("alias=champion&version=2", "nothing would change"),
            ("alias=champion&version=1", "This goes back to an older version."),
            ("name=shadow&version=1", "This makes a new alias."),
            ("alias=champion&version=99", "There is no version 99 outside the trash."),
            ("alias=champion&version=3", "Version 3 is failed, not ready."),
        ],
    )
    def test_it_tells_what_the_move_means(
        self, editor: Client, registry: Registry, query: str, words: str
    ) -> None:
        point(registry, 2)
        version = registry.versions.get_by_number("fraud", 3)
        failed = MLModelVersionUpdate(row_version=version.row_version, status=VersionStatus.FAILED)
        registry.versions.update(version.id, failed)

        assert words in seen(editor.get(f"{MOVE}?{query}"))

    def test_a_version_without_the_primary_metric_is_told_of(
        self, editor: Client, registry: Registry, model: int
    ) -> None:
        rank(registry, model, {1: 1e300})
        point(registry, 1)

        assert "Version 3 has no auc." in seen(editor.get(f"{MOVE}?alias=champion&version=3"))

    def test_names_in_use_are_offered_those_of_the_model_first(
        self, editor: Client, registry: Registry
    ) -> None:
        registry.models.create(MLModelCreate(name="spam"))
        registry.versions.create(MLModelVersionCreate(model_name="spam", source="s3://b/1"))
        for model_name, alias in (("fraud", "champion"), ("spam", "Champion"), ("spam", "beta")):
            registry.aliases.move(MLModelAliasMove(model_name=model_name, name=alias, version=1))
        offered = text(editor.get(MOVE)).partition('id="alias-names">')[2].partition("</datalist>")

        assert re.findall('value="([^"]*)"', offered[0]) == ["champion", "beta"]

    @pytest.mark.parametrize("alias", ["%00", "%3Cscript%3E", "x" * 3_000])
    def test_any_alias_in_the_address_gets_an_answer(self, editor: Client, alias: str) -> None:
        response = editor.get(f"{MOVE}?alias={alias}&version={alias}")

        assert response.status_code == 200
        assert "<script>" not in response.content.decode()


class TestRemove:
    def test_it_asks_first(self, editor: Client, registry: Registry) -> None:
        point(registry, 2)

        assert "points to version 2" in text(editor.get(REMOVE))
        assert champion() == 2

    def test_it_points_nowhere_and_keeps_its_history(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 2)
        response = editor.post(REMOVE, {"expected_version": 2, "reason": "Retired"})

        assert response["Location"] == "/models/fraud"
        assert registry.aliases.get_history("fraud")[0].end_reason == "Retired"
        with pytest.raises(NotFoundError):
            champion()

    def test_one_that_moved_meanwhile_is_not_removed_unseen(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 2, 3)
        conflict = editor.post(REMOVE, {"expected_version": 2, "reason": "typed text"})

        assert conflict.status_code == 409
        assert "typed text" in text(conflict)
        assert champion() == 3

        editor.post(REMOVE, {"expected_version": hidden(conflict, "expected_version")})

        with pytest.raises(NotFoundError):
            champion()

    def test_one_that_is_not_there_is_told_in_words(self, editor: Client) -> None:
        assert editor.get(REMOVE).status_code == 404
        assert editor.post(REMOVE, {"expected_version": 1}).status_code == 404


def on_offer(page: Any) -> list[str]:
    """Numbers of the versions that can be chosen; the chosen one has a star."""
    found = re.findall(r'<input type="radio" name="version" value="(\d+)"([^>]*)>', text(page))
    return [f"{number}{'*' if 'checked' in more else ''}" for number, more in found]


class TestRollBack:
    @pytest.mark.parametrize(
        ("before", "shown", "after"),
        [
            ((1, 2), ["1*"], 1),
            ((1, 2, 0), ["2*", "1"], 2),
            ((1, 2, 0, 2), ["1*"], 1),
            ((3, 1, 2, 1), ["2", "3*"], 3),
        ],
    )
    def test_it_offers_earlier_versions_and_the_one_it_came_from_is_chosen(
        self,
        editor: Client,
        registry: Registry,
        before: tuple[int, ...],
        shown: list[str],
        after: int,
    ) -> None:
        point(registry, *before)
        page = editor.get(ROLL_BACK)
        [chosen] = [number.strip("*") for number in on_offer(page) if "*" in number]
        expected = hidden(page, "expected_version")
        editor.post(ROLL_BACK, {"expected_version": expected, "version": chosen, "reason": "Worse"})

        assert on_offer(page) == shown
        assert f"It will point to version {after} again" in text(page)
        assert champion() == after

    def test_rolling_back_twice_does_not_bring_the_bad_version_back(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1, 2, 3)
        for _ in range(2):
            page = editor.get(ROLL_BACK)
            [chosen] = [number.strip("*") for number in on_offer(page) if "*" in number]
            editor.post(
                ROLL_BACK,
                {"expected_version": hidden(page, "expected_version"), "version": chosen},
            )

        assert champion() == 1
        assert on_offer(editor.get(ROLL_BACK)) == ["2", "3"]
        assert seen(editor.get(ROLL_BACK)).count("left for an earlier one") == 2

    def test_each_choice_tells_since_when_by_whom_why_and_how_good(
        self, editor: Client, registry: Registry, model: int
    ) -> None:
        rank(registry, model, {1: 0.875, 2: 0.75})
        move(editor, reason="Better <b>")
        point(registry, 2)
        page = seen(editor.get(ROLL_BACK))

        assert "version 2 (auc 0.75000 ) since" in page
        assert re.search(
            r" 1 auc 0\.87500 ▲ \+0\.125 \(better\) since \S+ \S+ UTC by editor Better <b>", page
        )

    def test_an_earlier_version_can_be_chosen(self, editor: Client, registry: Registry) -> None:
        point(registry, 1, 2, 3)
        editor.post(ROLL_BACK, {"expected_version": 3, "version": 1, "reason": "Worse"})

        assert champion() == 1

    @pytest.mark.parametrize(
        ("version", "message"), [("x", "whole number"), ("9", "never pointed")]
    )
    def test_what_was_never_on_offer_is_refused_at_its_field(
        self, editor: Client, registry: Registry, version: str, message: str
    ) -> None:
        point(registry, 1, 2)
        response = editor.post(
            ROLL_BACK, {"expected_version": 2, "version": version, "reason": "typed text"}
        )

        assert response.status_code == 422
        assert message in text(response)
        assert "typed text" in text(response)
        assert champion() == 2

    @pytest.mark.parametrize("versions", [(1,), (1, 0, 1)])
    def test_there_may_be_nothing_to_go_back_to(
        self, editor: Client, registry: Registry, versions: tuple[int, ...]
    ) -> None:
        point(registry, *versions)
        response = editor.post(ROLL_BACK, {"expected_version": 1})
        page = text(editor.get(ROLL_BACK))

        assert response.status_code == 422
        assert "nothing to roll back to" in text(response)
        assert "nothing to roll back to" in page
        assert ">Roll back</button>" not in page
        assert f'href="{ROLL_BACK}"' not in text(editor.get("/models/fraud/aliases"))
        assert f'href="{ROLL_BACK}"' not in text(editor.get("/models/fraud/1"))

    def test_a_version_that_is_gone_is_not_on_offer_and_told_on_the_form(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 3, 1, 2)
        registry.versions.delete(registry.versions.get_by_number("fraud", 1).id)
        page = editor.get(ROLL_BACK)
        response = editor.post(
            ROLL_BACK, {"expected_version": 2, "version": 1, "reason": "typed text"}
        )

        assert on_offer(page) == ["3*"]
        assert "It also pointed to version 1 in the trash" in seen(page)
        assert response.status_code == 422
        assert "There is no version 'fraud/1'." in text(response)
        assert "typed text" in text(response)

    def test_one_that_moved_meanwhile_is_not_rolled_back_unseen(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1, 2, 3)
        conflict = editor.post(ROLL_BACK, {"expected_version": 2})

        assert conflict.status_code == 409
        assert hidden(conflict, "expected_version") == "3"
        assert champion() == 3

    def test_one_that_never_was_is_told_in_words(self, editor: Client) -> None:
        assert editor.get(ROLL_BACK).status_code == 404


class TestHistory:
    def test_it_tells_from_when_to_when_by_whom_and_why(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, 1)
        move(editor, version=2, reason="Better <b>")
        response = editor.get("/models/fraud/aliases")
        page = seen(response)

        assert page.index("champion 2") < page.index("champion 1")
        assert text(response).count("Better <b>") == 2
        assert " now " in page
        assert "<b>" not in response.content.decode()

    def test_what_cannot_be_seen_is_no_dead_link(
        self, editor: Client, viewer: Client, registry: Registry
    ) -> None:
        point(registry, 1, 2, 3)
        purged, trashed = (registry.versions.get_by_number("fraud", number) for number in (1, 2))
        for version in (purged, trashed):
            registry.versions.delete(version.id)
        registry.versions.purge(purged.id, "fraud/1")
        page = text(editor.get("/models/fraud/aliases"))

        assert 'href="/models/fraud/3">3</a>' in page
        assert not re.findall(r'href="/models/fraud/[12]"', page)
        assert f'href="/trash/versions/{trashed.id}/restore">in the trash</a>' in page
        assert "1 (purged)" in seen(editor.get("/models/fraud/aliases"))
        assert 'href="/trash">in the trash</a>' in text(viewer.get("/models/fraud/aliases"))

        at = registry.aliases.get_history("fraud")[1].started_at.isoformat()
        for path in ("/aliases", "/models/fraud/aliases"):
            then = text(editor.get(path, {"at": at}))
            assert f'href="/trash/versions/{trashed.id}/restore">in the trash</a>' in then
            assert 'href="/models/fraud/2"' not in then
            assert "point it there again" not in then

    def test_a_removed_alias_can_be_brought_back(
        self, editor: Client, viewer: Client, registry: Registry
    ) -> None:
        point(registry, 1, 2, 0)

        assert text(editor.get("/models/fraud/aliases")).count(f'href="{ROLL_BACK}"') == 1
        assert ROLL_BACK not in text(viewer.get("/models/fraud/aliases"))

        point(registry, 3)

        assert text(editor.get("/models/fraud/aliases")).count(f'href="{ROLL_BACK}"') == 1

    def test_it_is_offered_at_its_last_place_only_on_whatever_page(
        self, editor: Client, registry: Registry
    ) -> None:
        point(registry, *[1, 2] * 13, 0)
        pages = [text(editor.get(f"/models/fraud/aliases?page={number}")) for number in (1, 2)]

        assert [page.count(f'href="{ROLL_BACK}"') for page in pages] == [1, 0]

    def test_it_is_a_file(self, viewer: Client, registry: Registry) -> None:
        point(registry, 1, 2, 0)
        rows = json.loads(text(viewer.get("/models/fraud/aliases?format=json&at=2020")))

        assert [(row["alias"], row["version"], row["ended_by"]) for row in rows] == [
            ("champion", 2, "alice"),
            ("champion", 1, "alice"),
        ]
        head = text(viewer.get("/models/fraud/aliases?format=csv")).splitlines()[0]
        assert head == "alias,version,since,by,why,until,ended_by,ended_why"

    def test_an_empty_one_says_so(self, viewer: Client) -> None:
        assert "No alias has pointed" in text(viewer.get("/models/fraud/aliases"))

    def test_a_page_behind_the_last_says_so(self, viewer: Client, registry: Registry) -> None:
        point(registry, 1)

        assert "There is no such page" in text(viewer.get("/models/fraud/aliases?page=2"))

    def test_who_may_not_move_is_offered_nothing(self, viewer: Client, registry: Registry) -> None:
        point(registry, 1)

        assert "aliases/move" not in text(viewer.get("/models/fraud/aliases"))
