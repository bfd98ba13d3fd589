"""Conditions of our syntax tree for filters of MLflow."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mldb.errors import QuerySyntaxError
from mldb.search.fields import Field, ListType, find_field
from mldb.search.like import Like
from mldb.search.mlflow.filters import Filter, Test
from mldb.search.nodes import And, Comparison, Condition, Not, Operator, Or
from mldb.search.pattern import Pattern, folded

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS: Final = 253_402_300_799_998
"""Before the end of the year 9999, behind which there are no times to compare with."""

ORDERED: Final = {
    Test.LESS: Operator.LESS,
    Test.AT_MOST: Operator.AT_MOST,
    Test.GREATER: Operator.GREATER,
    Test.AT_LEAST: Operator.AT_LEAST,
}
NEVER: Final = Or(())
"""A condition that nothing meets."""

Maker = Callable[[Filter], Condition]


def condition_of(filters: tuple[Filter, ...], makers: Mapping[str, Any]) -> And:
    """The condition of a filter.

    `makers` make the condition of one comparison by its entity; those of attributes, by name, are
    in a mapping.

    Raises:
        QuerySyntaxError: an entity or attribute can't be compared here, or not in this way.
    """
    return And(tuple(_made(one, makers) for one in filters))


def _made(one: Filter, makers: Mapping[str, Any]) -> Condition:
    maker = makers.get(one.key.entity)
    if isinstance(maker, Mapping):
        maker = maker.get(one.key.name)
    if maker is None:
        raise QuerySyntaxError(f"Invalid attribute key '{one.key.name}' specified.", 0)
    made: Condition = maker(one)
    return made


def field(list_type: ListType, name: str, *, with_key: bool = False) -> Field:
    """The field of this name."""
    found = find_field(list_type, name, with_key=with_key)
    if found is None:
        raise LookupError(name)
    return found


def text(of: Field, one: Filter, key: str | None = None) -> Condition:
    """The condition on a text; `!=` and the like are met by no missing text.

    Raises:
        QuerySyntaxError: texts can't be compared in this way.
    """
    exists = Comparison(of, key, Operator.EXISTS, None)
    if one.test in {Test.PRESENT, Test.MISSING} and key is not None:
        return exists if one.test is Test.PRESENT else Not(exists)
    match one.test, one.operand:
        case Test.EQUAL, str() as wanted:
            return equal(of, key, wanted)
        case Test.UNEQUAL, str() as wanted:
            return _among(key, exists, Not(equal(of, key, wanted)))
        case Test.LIKE | Test.ILIKE, str() as wanted:
            like = Like(wanted, is_folded=one.test is Test.ILIKE)
            return Comparison(of, key, Operator.EQUAL, like)
        case Test.IN, tuple() as several:
            return Or(tuple(equal(of, key, wanted) for wanted in several))
        case Test.NOT_IN, tuple() as several:
            return _among(key, exists, *(Not(equal(of, key, wanted)) for wanted in several))
    raise refusal(one)


def number(of: Field, one: Filter, key: str | None = None) -> Condition:
    """The condition on a number.

    Raises:
        QuerySyntaxError: the operand is none, or numbers can't be compared in this way.
    """
    if isinstance(one.operand, str | tuple) or one.operand is None:
        raise refusal(one)
    wanted = float(one.operand) if key is not None else one.operand
    return _ordered(of, key, one.test, wanted, one)


def moment(of: Field, one: Filter) -> Condition:
    """The condition on a time, which is given in milliseconds since 1970.

    Raises:
        QuerySyntaxError: the operand is no number, or times can't be compared in this way.
    """
    if isinstance(one.operand, str | tuple) or one.operand is None:
        raise refusal(one)
    ms = int(max(min(one.operand, _LAST_MS), 0))
    start = _EPOCH + timedelta(milliseconds=ms)
    end = start + timedelta(milliseconds=1)
    before, since = (Comparison(of, None, how, start) for how in (Operator.LESS, Operator.AT_LEAST))
    until, after = (Comparison(of, None, how, end) for how in (Operator.LESS, Operator.AT_LEAST))
    conditions: dict[Test, Condition] = {
        Test.LESS: before,
        Test.AT_LEAST: since,
        Test.GREATER: after,
        Test.AT_MOST: until,
        Test.EQUAL: And((since, until)),
        # Not the opposite: what has no such time is not found.
        Test.UNEQUAL: Or((before, after)),
    }
    if one.test not in conditions:
        raise refusal(one)
    return conditions[one.test]


def choice(of: Field, words: Mapping[str, str]) -> Maker:
    """Makes conditions on a word of a list, given with the words of clients."""

    def make(one: Filter) -> Condition:
        equals = {word: Comparison(of, None, Operator.EQUAL, ours) for word, ours in words.items()}
        match one.test, one.operand:
            case Test.EQUAL, str() as wanted:
                return equals.get(wanted, NEVER)
            case Test.UNEQUAL, str() as wanted:
                return Not(equals.get(wanted, NEVER))
            case Test.LIKE | Test.ILIKE, str() as wanted:
                like = Like(wanted, is_folded=one.test is Test.ILIKE)
                return Or(tuple(one for word, one in equals.items() if like.matches(word)))
        raise refusal(one)

    return make


def equal(of: Field, key: str | None, wanted: str) -> Condition:
    """The text is exactly this one; an index finds those that differ in case as well."""
    alike = Comparison(of, key, Operator.EQUAL, Pattern((folded(wanted),)))
    return And((alike, Comparison(of, key, Operator.EQUAL, wanted)))


def refusal(one: Filter) -> QuerySyntaxError:
    """The error of a comparison that is not possible."""
    return QuerySyntaxError(
        f"{one.key} can't be compared with {one.test} {one.operand!r}: metrics and times are "
        "compared with numbers, all else with texts in quotes.",
        0,
    )


def _among(key: str | None, exists: Comparison, *conditions: Condition) -> Condition:
    return And(conditions) if key is None else And((exists, *conditions))


def _ordered(of: Field, key: str | None, test: Test, wanted: Any, one: Filter) -> Condition:
    if test in ORDERED:
        return Comparison(of, key, ORDERED[test], wanted)
    is_equal = Comparison(of, key, Operator.EQUAL, wanted)
    if test is Test.EQUAL:
        return is_equal
    if test is Test.UNEQUAL:
        return _among(key, Comparison(of, key, Operator.EXISTS, None), Not(is_equal))
    raise refusal(one)
