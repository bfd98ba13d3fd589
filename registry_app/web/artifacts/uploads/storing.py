"""The files of a form, stored one after the other while they come."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from mldb.errors import RuleViolationError, StorageError
from mldb.schemas import Owner
from registry_app.core.registry import AsyncRegistry
from registry_app.core.unavailable import public_sentence
from registry_app.web.artifacts.uploads.multipart import DamagedFormError, Part


@dataclass
class Upload:
    """What became of the files of a form; `failed` are pairs of a path and a sentence."""

    directory: str = ""
    reason: str | None = None
    stored: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def has_files(self) -> bool:
        """Whether any file came."""
        return bool(self.stored or self.failed)


async def store(parts: AsyncIterator[Part], registry: AsyncRegistry, owner: Owner) -> Upload:
    """Store each file of the form, whatever becomes of the others.

    The fields `directory` and `reason` come before the files. A field `path` is the path of the
    next file below the directory; without it, the name of the file is.

    Raises:
        NotFoundError: the owner is gone.
    """
    upload, path = Upload(), ""
    try:
        async for part in parts:
            if part.file_name is None:
                path = await _field(upload, part, path)
            elif part.file_name or path:
                await _file(upload, part, registry, owner, path or part.file_name)
                path = ""
    except DamagedFormError as error:
        upload.failed.append(("", str(error)))
    return upload


async def _field(upload: Upload, part: Part, path: str) -> str:
    """Take the value of a field; the path of the next file."""
    if part.name == "directory":
        upload.directory = (await part.text()).strip().rstrip("/")
    elif part.name == "reason":
        upload.reason = (await part.text()).strip() or None
    elif part.name == "path":
        return await part.text()
    return path


async def _file(
    upload: Upload, part: Part, registry: AsyncRegistry, owner: Owner, name: str
) -> None:
    path = f"{upload.directory}/{name}" if upload.directory else name
    try:
        async with registry.artifacts.writing(owner, path, reason=upload.reason) as writer:
            async for chunk in part.content:
                await writer.write(chunk)
    except DamagedFormError:
        upload.failed.append((path, "Not all of it came, so nothing of it is stored."))
        raise
    except RuleViolationError as error:
        upload.failed.append((path, str(error)))
    except StorageError as error:
        upload.failed.append((path, public_sentence(error)))
    else:
        upload.stored.append(writer.artifact.path)
