"""Rules as pure functions."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from mldb.audit import HIDDEN, Subject, changes_between, prefixed, snapshot
from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.rules.alias import check_expected, default_target, path_of, roll_back_target
from mldb.rules.api_token import why_invalid
from mldb.rules.arguments import check_reason, require_actor
from mldb.rules.login import (
    FAILURES_ALLOWED,
    FAILURES_PER_ACCOUNT,
    FAILURES_PER_ADDRESS,
    SLOWED_TO,
    WINDOW,
    blocked_until,
    network_of,
)
from mldb.rules.paging import check_page
from mldb.rules.primary_metric import check_metric_with_goal
from mldb.rules.staff import check_admin_remains
from mldb.statements.item import ItemValue, rows_of
from mldb.values.enums import Role
from mldb.values.limits import MAX_ID
from mldb.values.names import SYSTEM
from mldb.values.secrets import PREFIX, hash_of, new_secret
from mldb.values.texts import is_storable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass
class Assignment:
    version_number: int


@dataclass
class Owner:
    is_active: bool = True


@dataclass
class Token:
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    user: Owner = field(default_factory=Owner)


@dataclass
class Attempt:
    username: str = "alice"
    address: str = "192.0.2.7"
    budget: str | None = None
    succeeded: bool = False
    attempted_at: datetime = NOW


@dataclass
class Author:
    actor: str = "alice"
    at: datetime = NOW


@pytest.mark.parametrize(
    ("current", "expected"),
    [(Assignment(3), 3), (Assignment(3), None), (None, 0), (None, None)],
)
def test_a_decision_on_the_current_assignment_stands(
    current: Assignment | None, expected: int | None
) -> None:
    check_expected("champion", current, expected)


@pytest.mark.parametrize(
    ("current", "expected", "where"),
    [
        (Assignment(3), 2, "version 3"),
        (Assignment(3), 0, "version 3"),
        (None, 1, "no version"),
    ],
)
def test_a_decision_on_an_old_assignment_is_refused(
    current: Assignment | None, expected: int, where: str
) -> None:
    with pytest.raises(ConflictError, match=f"'champion': it points to {where} now") as caught:
        check_expected("champion", current, expected)

    assert caught.value.field == "expected_version"


@pytest.mark.parametrize(
    ("numbers", "path"),
    [
        ([], []),
        ([1], [1]),
        ([1, 2, 3], [1, 2, 3]),
        ([1, 2, 2], [1, 2]),
        ([5, 6, 5], [5]),
        ([4, 5, 6, 5], [4, 5]),
        ([4, 5, 6, 5, 4], [4]),
        ([5, 6, 5, 6], [5, 6]),
        ([3, 1, 2, 1], [3, 1]),
        ([1, 2, 3, 4, 2, 5], [1, 2, 5]),
    ],
)
def test_a_return_takes_out_what_was_rolled_back_from(numbers: list[int], path: list[int]) -> None:
    assert path_of(numbers) == path


@pytest.mark.parametrize(
    ("numbers", "is_current", "target"),
    [
        ([1, 2], True, 1),
        ([1, 2], False, 2),
        ([1], False, 1),
        ([4, 5, 6, 5], True, 4),
        ([4, 5, 6, 5], False, 5),
        ([5, 6, 5, 6], True, 5),
    ],
)
def test_rolling_back_leads_to_where_it_came_from(
    numbers: list[int], target: int, *, is_current: bool
) -> None:
    assert roll_back_target("champion", numbers, None, is_current=is_current) == target


def test_rolling_back_again_and_again_never_turns_round() -> None:
    numbers, seen = [1, 2, 3, 4], []
    while (target := default_target(numbers, is_current=True)) is not None:
        numbers.append(target)
        seen.append(target)

    assert seen == [3, 2, 1]


@pytest.mark.parametrize("to", [1, 6])
def test_any_version_that_it_pointed_to_can_be_asked_for(to: int) -> None:
    assert roll_back_target("champion", [1, 5, 6, 5], to, is_current=True) == to


def test_another_version_is_no_roll_back() -> None:
    with pytest.raises(RuleViolationError, match="never pointed to version 7") as caught:
        roll_back_target("champion", [1, 2], 7, is_current=True)

    assert caught.value.field == "version"


def test_an_alias_that_was_never_elsewhere_can_not_be_rolled_back() -> None:
    with pytest.raises(RuleViolationError, match="nothing to roll back to") as caught:
        roll_back_target("champion", [1], None, is_current=True)

    assert caught.value.field == "name"


def test_where_all_others_were_rolled_back_from_one_has_to_be_named() -> None:
    with pytest.raises(RuleViolationError, match=r"other versions \(6\), so .* to which") as caught:
        roll_back_target("champion", [5, 6, 5], None, is_current=True)

    assert caught.value.field == "version"


def test_an_alias_that_never_was_can_not_be_rolled_back() -> None:
    with pytest.raises(NotFoundError, match="There is no alias 'champion'"):
        roll_back_target("champion", [], None, is_current=False)


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (Token(), None),
        (Token(expires_at=NOW + SECOND), None),
        (Token(expires_at=NOW), "expired"),
        (Token(expires_at=NOW - SECOND), "expired"),
        (Token(revoked_at=NOW - SECOND), "revoked"),
        (Token(revoked_at=NOW - SECOND, expires_at=NOW + SECOND), "revoked"),
        (Token(user=Owner(is_active=False)), "inactive_owner"),
    ],
)
def test_a_token_is_valid_until_it_expires_or_is_revoked(token: Token, why: str | None) -> None:
    assert why_invalid(token, NOW) == why


@pytest.mark.parametrize(("given", "kept"), [("alice", "alice"), (" bob ", "bob"), (SYSTEM,) * 2])
def test_an_actor_is_kept_without_blanks_around_it(given: str, kept: str) -> None:
    assert require_actor(given) == kept


@pytest.mark.parametrize("actor", [None, "", "  ", "a\x00b", "a\nb", "x" * 256, "\u202eecila"])
def test_a_change_needs_an_actor_that_can_be_written_down(actor: str | None) -> None:
    with pytest.raises(RuleViolationError) as caught:
        require_actor(actor)

    assert caught.value.field == "actor"


@pytest.mark.parametrize(
    ("given", "kept"), [(None, None), ("", None), (" \n ", None), (" why\nnot ", "why\nnot")]
)
def test_a_reason_is_kept_if_it_says_anything(given: str | None, kept: str | None) -> None:
    assert check_reason(given) == kept


@pytest.mark.parametrize("reason", ["x" * 1_001, "a\x00b", "a\x1bb"])
def test_a_reason_that_can_not_be_written_down_is_refused(reason: str) -> None:
    with pytest.raises(RuleViolationError) as caught:
        check_reason(reason)

    assert caught.value.field == "reason"


def test_a_snapshot_holds_the_fields_asked_for() -> None:
    assert snapshot(Assignment(3), ["version_number"]) == {"version_number": 3}


def test_changes_are_the_fields_that_differ_in_order() -> None:
    before = {"same": 1, "changed": 1, "gone": 1}
    after = {"same": 1, "changed": 2, "added": 3}

    changes = changes_between(before, after)
    assert list(changes.items()) == [("added", (None, 3)), ("changed", (1, 2)), ("gone", (1, None))]


def test_nothing_changed_is_no_change() -> None:
    assert changes_between({"a": 1}, {"a": 1, "b": None}) == {}


@pytest.mark.parametrize("field", ["password_hash", "secret_hash"])
def test_changes_of_secrets_are_hidden(field: str) -> None:
    assert changes_between({field: "old"}, {field: "new"}) == {field: (HIDDEN, HIDDEN)}
    assert changes_between({field: "same"}, {field: "same"}) == {}


def test_named_values_are_fields_of_their_owner() -> None:
    assert prefixed("metrics", {"auc": 0.9}) == {"metrics.auc": 0.9}


def test_a_subject_is_told_by_its_values() -> None:
    assert Subject("model", 1, "fraud") == Subject("model", 1, "fraud", None)


def test_named_values_become_rows() -> None:
    items = [ItemValue(7, "auc", 0.9), ItemValue(7, "f1", 0.8)]
    rows = rows_of(items, "version_id", "name", Author())

    by = {"created_at": NOW, "created_by": "alice", "updated_at": NOW, "updated_by": "alice"}
    shared = {"version_id": 7, "row_version": 1, **by}
    assert rows == [
        {"name": "auc", "value": 0.9, **shared},
        {"name": "f1", "value": 0.8, **shared},
    ]
    assert rows_of([], "version_id", "name", Author()) == []


@pytest.mark.parametrize("failures", range(FAILURES_ALLOWED))
def test_some_failures_are_free(failures: int) -> None:
    assert blocked_until(Attempt(), [Attempt()] * failures, is_usual=False) is None


def test_too_many_failures_block_until_enough_of_them_are_forgiven() -> None:
    newest_first = [Attempt(attempted_at=NOW - SECOND * age) for age in range(7)]

    until = NOW - SECOND * (FAILURES_ALLOWED - 1) + WINDOW
    assert blocked_until(Attempt(), newest_first, is_usual=False) == until


def test_the_longest_block_counts() -> None:
    at_account = [Attempt(address=f"10.0.0.{n}") for n in range(FAILURES_PER_ACCOUNT)]
    from_address = [Attempt(username=f"u{n}") for n in range(FAILURES_PER_ADDRESS)]

    assert blocked_until(Attempt(), at_account, is_usual=False) == NOW + SLOWED_TO
    assert blocked_until(Attempt(), at_account + from_address, is_usual=False) == NOW + WINDOW


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_of_ipv6_the_network_counts(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(("skip", "limit"), [(0, 1), (0, 1_000), (MAX_ID, 100)])
def test_a_page_within_bounds_is_given(skip: int, limit: int) -> None:
    check_page(skip, limit)


@pytest.mark.parametrize(
    ("skip", "limit", "field"),
    [
        (-1, 100, "skip"),
        (MAX_ID + 1, 100, "skip"),
        (0, 0, "limit"),
        (0, -1, "limit"),
        (0, 1_001, "limit"),
    ],
)
def test_a_page_out_of_bounds_is_refused(skip: int, limit: int, field: str) -> None:
    with pytest.raises(RuleViolationError) as caught:
        check_page(skip, limit)

    assert caught.value.field == field


@pytest.mark.parametrize(("metric", "goal"), [(None, None), ("auc", "maximize")])
def test_a_metric_with_its_goal_ranks(metric: str | None, goal: str | None) -> None:
    check_metric_with_goal(metric, goal)


@pytest.mark.parametrize(
    ("metric", "goal", "field"),
    [("auc", None, "primary_metric_goal"), (None, "maximize", "primary_metric")],
)
def test_a_metric_without_goal_or_the_reverse_is_refused_at_what_is_missing(
    metric: str | None, goal: str | None, field: str
) -> None:
    with pytest.raises(RuleViolationError) as caught:
        check_metric_with_goal(metric, goal)

    assert caught.value.field == field


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert all(re.fullmatch(rf"{PREFIX}[\w-]{{43}}", secret) for secret in secrets)


@pytest.mark.parametrize("secret", ["", "secret", "geheim-ä", "\udc80"])
def test_any_text_has_a_hash_that_does_not_show_it(secret: str) -> None:
    hashed = hash_of(secret)

    assert hashed == hash_of(secret)
    assert re.fullmatch(r"[0-9a-f]{64}", hashed)
    assert hashed != hash_of(secret + "x")


def test_the_last_admin_may_stay_admin() -> None:
    check_admin_remains(Role.ADMIN, is_active=True)


@pytest.mark.parametrize(
    ("role", "is_active", "field"),
    [
        (Role.EDITOR, True, "role"),
        (Role.VIEWER, False, "role"),
        (Role.ADMIN, False, "is_active"),
    ],
)
def test_the_last_admin_may_not_go(role: Role, *, is_active: bool, field: str) -> None:
    with pytest.raises(RuleViolationError) as caught:
        check_admin_remains(role, is_active)

    assert caught.value.field == field


@pytest.mark.parametrize(("text", "storable"), [("ä", True), ("a\x00", False), ("\ud800", False)])
def test_text_that_no_database_can_hold_is_known(text: str, *, storable: bool) -> None:
    assert is_storable(text) is storable
