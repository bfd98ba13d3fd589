"""Rules about the files of runs, logged models and versions."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from mldb.errors import ConflictError, InUseError, RuleViolationError
from mldb.values.enums import VersionStatus
from mldb.values.limits import UPLOAD_PARTS

FILES_PER_CALL: Final = 1_000
"""Most files that are stored in one transaction."""
FILE_REPLACED: Final = (
    "The file was replaced in the meantime, or it is another one. Read it again and decide again."
)
_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP: Final = 1024


def ancestors_of(path: str) -> Iterator[str]:
    """The directories that the path is in, the nearest first."""
    directory = path
    while "/" in directory:
        directory = directory.rpartition("/")[0]
        yield directory


def prefix_of(directory: str) -> str:
    """What the paths of all files in the directory begin with."""
    return f"{directory}/" if directory else ""


def end_of(prefix: str) -> str | None:
    """The least text behind all that begin with the prefix; None: there is none."""
    return f"{prefix[:-1]}0" if prefix else None


def size_text(size_bytes: int) -> str:
    """A size for people, such as `1.5 GiB`."""
    size, unit = float(size_bytes), 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{size_bytes:,} bytes" if unit == 0 else f"{size:,.1f} {_UNITS[unit]}"


def check_paths_fit(paths: Collection[str]) -> None:
    """Refuse files of which one is a directory of another.

    Raises:
        RuleViolationError: at `path`.
    """
    together = set(paths)
    for path in paths:
        for directory in ancestors_of(path):
            if directory in together:
                raise file_in_the_way(path, directory)


def file_in_the_way(path: str, file: str) -> RuleViolationError:
    """The refusal of a path below one that is a file."""
    return RuleViolationError(
        f"{path!r} can't be stored: {file!r} is a file, not a directory. Choose another path.",
        "path",
    )


def directory_in_the_way(path: str, inside: str) -> RuleViolationError:
    """The refusal of a path that is a directory."""
    return RuleViolationError(
        f"{path!r} can't be stored: it is a directory, with the file {inside!r}. Choose another "
        "path.",
        "path",
    )


def check_many(count: int) -> None:
    """Refuse too many files at once.

    Raises:
        RuleViolationError: more than 1,000.
    """
    if count > FILES_PER_CALL:
        raise RuleViolationError(
            f"These are {count:,} files, more than the {FILES_PER_CALL:,} that are stored at once. "
            "Give them in parts.",
            "path",
        )


def check_parts(numbers: Sequence[int]) -> None:
    """Refuse numbers of parts that are out of range, repeated, or none at all.

    Raises:
        RuleViolationError: at `parts`.
    """
    if not numbers:
        raise RuleViolationError("Name the parts of the file in their order.", "parts")
    if len(set(numbers)) < len(numbers):
        raise RuleViolationError("Each part is named once.", "parts")
    if not all(1 <= number <= UPLOAD_PARTS for number in numbers):
        raise RuleViolationError(f"Parts are numbered from 1 to {UPLOAD_PARTS:,}.", "parts")


def reopens(status: str, new_status: str | None) -> bool:
    """Whether files could change again that could not before."""
    return new_status == VersionStatus.PENDING and status != VersionStatus.PENDING


def check_without_files(*, has_files: bool) -> None:
    """Refuse to make something pending whose files never change.

    Raises:
        InUseError: at `status`.
    """
    if has_files:
        raise InUseError(
            "What has files can't become pending again: its files never change.", "status"
        )


def check_digest(expected: str | None, found: str) -> None:
    """Refuse bytes that are not those that were sent.

    Raises:
        RuleViolationError: at `sha256`.
    """
    if expected not in {None, found}:
        raise RuleViolationError(
            f"The bytes that arrived have the SHA-256 {found}, not {expected}. Nothing was stored. "
            "Send the file again.",
            "sha256",
        )


def check_size(size_bytes: int, limit: int) -> None:
    """Refuse a file that is too large; a limit of 0 is none.

    Raises:
        RuleViolationError: at `size_bytes`.
    """
    if limit and size_bytes > limit:
        raise RuleViolationError(
            f"A file has at most {size_text(limit)} here. The operator of the registry can raise "
            "ARTIFACTS_FILE_BYTES.",
            "size_bytes",
        )


def check_replaced(wanted: Collection[str] | None, existing: Any) -> None:
    """Refuse to replace or remove a file that has none of the digests; None: whatever it has.

    Without any digest there must be no file.

    Raises:
        ConflictError: at `replaces`.
    """
    if wanted is None:
        return
    if existing is None:
        if wanted:
            raise ConflictError("There is no such file any more. Look again.", "replaces")
    elif not wanted:
        raise ConflictError("There is a file at this path already.", "replaces")
    elif existing.sha256 not in wanted:
        raise ConflictError(FILE_REPLACED, "replaces")


def check_quota(used: int, added: int, limit: int) -> None:
    """Refuse files for which an experiment has no space; a limit of 0 is none.

    Raises:
        RuleViolationError: at `size_bytes`.
    """
    if limit and added > 0 and used + added > limit:
        raise RuleViolationError(
            f"The files of this experiment use {size_text(used)} of {size_text(limit)}, and these "
            f"need {size_text(added)} more. Delete files or purge runs of the experiment, or ask "
            "the operator of the registry to raise ARTIFACTS_EXPERIMENT_BYTES.",
            "size_bytes",
        )
