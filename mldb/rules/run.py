"""Rules about the status, the times and the names of runs."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Final

from mldb.errors import InUseError, RuleViolationError
from mldb.values.enums import RunStatus


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ADJECTIVES: Final = _words(
    "able agile amber ample apt azure blithe bold brave bright brisk calm candid clever cosy "
    "crisp curious daring deft eager early easy fair fleet fond frank fresh gentle glad golden "
    "grand green handy happy hardy honest humble jolly keen kind lively loyal lucid lucky "
    "mellow merry mild modest neat nimble noble patient placid polite proud quick quiet rapid "
    "ready robust rosy serene sharp silver smart snug sober solid spry steady sturdy subtle "
    "sunny swift tidy trusty upbeat vivid warm wise witty zesty"
)
_ANIMALS: Final = _words(
    "ant auk badger bat bear beaver bee bison bittern boar bunting buzzard camel carp cat cod "
    "cow crab crane cricket crow deer dipper dog dove duck eagle eel egret elk ermine falcon "
    "ferret finch fox frog gecko gnu goat goose grebe grouse gull hare hawk heron hoopoe ibex "
    "ibis jackdaw jay kestrel kite koala lark lemur linnet lion lizard llama loon lynx magpie "
    "marten mole moose mouse newt okapi oriole osprey otter owl ox panda perch pike plover pony "
    "puffin quail rabbit raven robin rook salmon seal shrew shrike snail snipe sparrow squid "
    "stork swan tapir teal tern thrush tiger toad trout tuna turtle vole walrus warbler weasel "
    "whale wolf wombat wren yak zebra"
)
MANY_LIMIT: Final = 100
"""Most runs of one lookup."""

USES_SHOWN: Final = 5
"""Versions that a refusal names."""

_random: Final = Random()  # noqa: S311  # a name, not a secret


def check_many(count: int) -> None:
    """Refuse to look up too many runs at once.

    Raises:
        RuleViolationError: more than 100.
    """
    if count > MANY_LIMIT:
        raise RuleViolationError(f"Ask for at most {MANY_LIMIT} runs at once.", "public_ids")


def made_up_name() -> str:
    """A name for a run that was given none, such as `brisk-otter-412`."""
    return f"{_random.choice(_ADJECTIVES)}-{_random.choice(_ANIMALS)}-{_random.randint(1, 999)}"


def check_ended(status: str) -> RunStatus:
    """The status with which a run ends.

    Raises:
        RuleViolationError: a run doesn't end with this one.
    """
    ends = [each for each in RunStatus if each.is_ended]
    if status not in ends:
        raise RuleViolationError(f"A run ends as one of {', '.join(ends)}.", "status")
    return RunStatus(status)


def check_times(started_at: datetime, ended_at: datetime) -> None:
    """Refuse an end before the start.

    Raises:
        RuleViolationError: at `ended_at`.
    """
    if ended_at < started_at:
        raise RuleViolationError(
            f"The run started at {started_at.isoformat()}: it can't end before that.", "ended_at"
        )


def check_unused(origin: str, versions: Sequence[tuple[str, int]]) -> None:
    """Refuse to purge the origin of versions, given by model name and number.

    Raises:
        InUseError: there are any; it names the first five.
    """
    if versions:
        named = [f"{name}/{number}" for name, number in versions[:USES_SHOWN]]
        more = " and others" if len(versions) > USES_SHOWN else ""
        raise InUseError(
            f"Versions come from {origin}: {', '.join(named)}{more}. Purge them first."
        )
