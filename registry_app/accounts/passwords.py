"""Which passwords are too easy to guess."""

import re
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from registry_app.accounts.account import StaffAccount

# More than a stranger can try while logins are throttled, and costly to try with a stolen hash.
GUESSES_LOG10: Final = 9.0
# It takes the library seconds to look at more, and nothing longer is easy to guess.
_LOOKED_AT: Final = 72
# Words that users of this site think of first. The estimate itself thinks of numbers, years and
# repetitions of these.
_CONTEXT: Final = re.split(
    r"\s+",
    """
    modelbook model registry book machine learning mlflow mlops science scientist champion alias
    version metric viewer editor admin administrator root staff system password passwort secret
    welcome willkommen login changeme letmein spring summer autumn fall winter frühling fruehling
    sommer herbst printemps été automne hiver primavera verano otoño invierno january february
    march april may june july august september october november december januar februar märz mai
    juni juli oktober dezember monday tuesday wednesday thursday friday saturday sunday
    """.strip(),
)
# The estimate takes a stroke or a dash between two years for a surprise.
_YEARS: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\W{0,2}(?:(?:19|20)?\d\d)(?!\d)")
# The library keeps the words of one call where the next call finds them.
_one_at_a_time = Lock()


class GuessesValidator:
    """Refuses what takes too few guesses, whoever knows this site and whose password it is."""

    def validate(self, password: str, user: Any = None) -> None:
        """Estimate how many guesses it takes.

        Raises:
            ValidationError: not enough.
        """
        if not password:
            # It is too short, which another validator says.
            return
        known = [*_CONTEXT, *_words(*settings.ALLOWED_HOSTS)]
        if user is not None:
            known += _words(user.username, user.display_name)
        if _guesses_log10(_YEARS.sub(r"\1", password), known) < GUESSES_LOG10:
            raise ValidationError(
                "This password is too easy to guess. Take several words that don't belong "
                "together; names, dates and words of this site don't count.",
                code="password_too_guessable",
            )

    def get_help_text(self) -> str:
        """The advice for the form."""
        return "Your password must be hard to guess, also for who knows you and this site."


def check_new_password(password: str, *, username: str, display_name: str | None = None) -> None:
    """Refuse a password that is too easy to guess, for this person above all.

    Raises:
        ValidationError: it is; its messages say why.
    """
    user = StaffAccount(username=username, display_name=display_name or username)
    validate_password(password, user)


def _words(*texts: str) -> list[str]:
    """Texts and what they are made of: of `ann.lee@example.org` also ann and lee."""
    parts = [part for text in texts for part in re.split(r"[\W_]+", text)]
    return [word for word in (*texts, *parts) if len(word) > 2]  # noqa: PLR2004


def _guesses_log10(password: str, known: list[str]) -> float:
    # Its word lists take 12 MB and some tenths of a second: only who sets a password needs them.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    with _one_at_a_time:
        return float(zxcvbn(password[:_LOOKED_AT], user_inputs=known)["guesses_log10"])
