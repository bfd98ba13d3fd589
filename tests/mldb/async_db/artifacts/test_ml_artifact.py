"""Files of runs, logged models and versions: upload, lists, replacement, deletion, rules."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mldb.async_db import Database, Registry
from mldb.config import ArtifactsConfig
from mldb.errors import ConflictError, NotFoundError, RuleViolationError, StorageError
from mldb.schemas import LoggedModelRead, MLModelVersionUpdate, MLRunRead, Owner, Space
from mldb.values.enums import AuditAction, VersionStatus
from tests.mldb.async_db.artifacts.stored import paths, read, stored_bytes

WEIGHTS = b"weights"
DIGEST = sha256(WEIGHTS).hexdigest()
ELSEWHERE = [
    *("", "/etc/passwd", "../up", "a/../b", "./a", "a//b", "a/", "C:/x", "a\\b", "a\0", "a\u202eb"),
    *("x" * 256, "/".join(["x" * 99] * 21), "\ud800", "/".join(["日" * 80] * 9)),
]


async def test_a_file_comes_back_as_it_was(registry: Registry, of_run: Owner) -> None:
    stored = await registry.artifacts.put(of_run, "model/weights.csv", WEIGHTS)

    assert await read(registry, of_run, "model/weights.csv") == WEIGHTS
    assert stored == await registry.artifacts.get(of_run, "model/weights.csv")
    assert (stored.size_bytes, stored.sha256) == (len(WEIGHTS), DIGEST)
    assert (stored.media_type, stored.created_by, stored.created_via) == ("text/csv", "alice", "ci")
    assert (stored.verification, stored.verified_at) == (None, None)


@pytest.mark.parametrize("path", ["空のファイル", "a#?%20 b/ü.txt", ".hidden", "ab:c", "x" * 255])
async def test_names_of_all_scripts_and_empty_files(
    registry: Registry, of_run: Owner, path: str
) -> None:
    await registry.artifacts.put(of_run, path, b"")

    assert await read(registry, of_run, path) == b""
    assert await paths(registry, of_run) == [path]


async def test_a_path_has_one_spelling(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "e\u0301.txt", WEIGHTS)

    assert await read(registry, of_run, "\xe9.txt") == WEIGHTS
    assert await read(registry, of_run, "e\u0301.txt") == WEIGHTS


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_a_path_that_leads_elsewhere_is_refused(
    registry: Registry, of_run: Owner, path: str
) -> None:
    with pytest.raises(RuleViolationError) as caught:
        await registry.artifacts.put(of_run, path, WEIGHTS)
    with pytest.raises(NotFoundError):
        await registry.artifacts.get(of_run, path)

    assert caught.value.field == "path"
    assert await stored_bytes(registry) == 0


async def test_a_file_is_written_in_parts(registry: Registry, of_version: Owner) -> None:
    part = b"0123456789abcdef" * 65_536
    async with registry.artifacts.writing(of_version, "large.bin", media_type="a/b") as writer:
        for _ in range(9):
            await writer.write(part)
        assert await paths(registry, of_version) == []

    async with registry.artifacts.reading(of_version, "large.bin") as reader:
        middle = b"".join([one async for one in reader.stream(5, 2_000_000) if one])
        sizes = [len(one) async for one in reader.stream()]
        nothing = [len(one) async for one in reader.stream(9_999_999_999)]

    assert middle == (part * 9)[5:2_000_000]
    assert (sum(sizes), max(sizes), nothing) == (9 * len(part), 2**20, [])
    assert writer.artifact.sha256 == sha256(part * 9).hexdigest()
    assert (writer.artifact.media_type, writer.is_changed) == ("a/b", True)


async def test_a_buffer_may_be_used_again(registry: Registry, of_run: Owner) -> None:
    buffer = bytearray(b"x" * 300_000)
    async with registry.artifacts.writing(of_run, "a") as writer:
        await writer.write(buffer)
        buffer[:] = b"y" * 300_000
        await writer.write(memoryview(buffer))

    assert await read(registry, of_run, "a") == b"x" * 300_000 + b"y" * 300_000


async def test_an_exception_discards_the_file(registry: Registry, of_run: Owner) -> None:
    with pytest.raises(ZeroDivisionError):
        await _interrupted(registry, of_run)

    assert await paths(registry, of_run) == []
    assert await stored_bytes(registry) == 0


async def _interrupted(registry: Registry, owner: Owner) -> None:
    async with registry.artifacts.writing(owner, "a") as writer:
        await writer.write(b"x" * 5_000_000)
        raise ZeroDivisionError


async def test_other_bytes_than_were_sent_are_refused(registry: Registry, of_run: Owner) -> None:
    with pytest.raises(RuleViolationError, match="SHA-256") as caught:
        await registry.artifacts.put(of_run, "a", b"cut", sha256=DIGEST)
    with pytest.raises(RuleViolationError):
        await registry.artifacts.put(of_run, "a", WEIGHTS, sha256="no digest")
    await registry.artifacts.put(of_run, "b", WEIGHTS, sha256=DIGEST.upper())

    assert caught.value.field == "sha256"
    assert await paths(registry, of_run) == ["b"]
    assert await stored_bytes(registry) == 1


async def test_a_media_type_is_one(registry: Registry, of_run: Owner) -> None:
    with pytest.raises(RuleViolationError) as caught:
        await registry.artifacts.put(of_run, "a", b"", media_type="text/html\r\nSet-Cookie: a=b")

    assert caught.value.field == "media_type"


async def test_the_same_bytes_are_stored_once(
    registry: Registry, of_run: Owner, of_logged_model: Owner
) -> None:
    for owner, path in ((of_run, "a"), (of_run, "b"), (of_logged_model, "a"), (of_run, "a")):
        await registry.artifacts.put(owner, path, WEIGHTS)

    assert await stored_bytes(registry) == 1
    assert await registry.artifacts.space_of(of_run) == Space(2, 2 * len(WEIGHTS))
    assert await registry.artifacts.space_of_experiment("churn") == Space(3, 3 * len(WEIGHTS))


async def test_a_newer_upload_replaces_the_file(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)
    await registry.artifacts.put(of_run, "a", b"newer")

    assert await read(registry, of_run, "a") == b"newer"
    assert await registry.artifacts.space_of(of_run) == Space(1, 5)


async def test_a_repeated_upload_changes_nothing(registry: Registry, of_run: Owner) -> None:
    first = await registry.artifacts.put(of_run, "a", WEIGHTS)
    async with registry.artifacts.writing(of_run, "a", sha256=DIGEST) as writer:
        await writer.write(WEIGHTS)

    assert (writer.artifact, writer.is_changed) == (first, False)
    assert await stored_bytes(registry) == 1


async def test_a_file_is_no_directory(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "model/weights", WEIGHTS)

    with pytest.raises(
        RuleViolationError, match="it is a directory, with the file 'model/weights'"
    ) as file:
        await registry.artifacts.put(of_run, "model", WEIGHTS)
    with pytest.raises(RuleViolationError, match="'model/weights' is a file") as directory:
        await registry.artifacts.put(of_run, "model/weights/layer/1", WEIGHTS)
    with pytest.raises(RuleViolationError, match="'a' is a file"):
        await registry.artifacts.put_many(of_run, {"a/b": b"", "a": b""})
    await registry.artifacts.put(of_run, "model.txt", WEIGHTS)
    await registry.artifacts.put(of_run, "model-2/weights", WEIGHTS)

    assert (file.value.field, directory.value.field) == ("path", "path")
    assert await paths(registry, of_run) == ["model-2/weights", "model.txt", "model/weights"]


async def test_many_files_are_stored_at_once(
    registry: Registry, of_run: Owner, tmp_path: Path
) -> None:
    here = tmp_path / "large.bin"
    here.write_bytes(b"12345678" * 600_000)
    files = {f"{number % 7}/{number}": str(number).encode() for number in range(300)}
    stored = await registry.artifacts.put_many(of_run, files | {"large.bin": here})
    again = await registry.artifacts.put_many(of_run, files)

    assert [one.path for one in stored] == [*files, "large.bin"]
    assert again == stored[:-1]
    assert stored[-1].sha256 == sha256(here.read_bytes()).hexdigest()
    assert await read(registry, of_run, "3/3") == b"3"
    assert await stored_bytes(registry) == 301


async def test_of_many_files_all_or_none_are_stored(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "a/b", b"")
    with pytest.raises(RuleViolationError):
        await registry.artifacts.put_many(of_run, {"c": b"1", "a": b"2"})
    with pytest.raises(RuleViolationError, match="1,001"):
        await registry.artifacts.put_many(of_run, {str(number): b"" for number in range(1_001)})
    with pytest.raises(FileNotFoundError):
        await registry.artifacts.put_many(of_run, {"c": b"1", "d": Path("missing")})

    assert await registry.artifacts.put_many(of_run, {}) == []
    assert await paths(registry, of_run) == ["a/b"]
    assert await stored_bytes(registry) == 1


async def test_a_directory_is_listed_in_pages(registry: Registry, of_run: Owner) -> None:
    names = ["a.txt", "a/1", "a/2/3", "a0", "b", "é/x", "日/1", "日/2"]
    await registry.artifacts.put_many(of_run, {name: name.encode() for name in names})
    found: list[tuple[str, bool]] = []
    cursor = None
    for _ in range(3):
        page = await registry.artifacts.list_directory(of_run, cursor=cursor, limit=2)
        found += [(entry.path, entry.is_directory) for entry in page.rows]
        cursor = page.next_cursor
    inside = await registry.artifacts.list_directory(of_run, "a")
    nothing = await registry.artifacts.list_directory(of_run, "a.txt")

    assert cursor is None
    assert [path for path, is_directory in found if not is_directory] == ["a.txt", "a0", "b"]
    assert [path for path, _ in found] == ["a.txt", "a", "a0", "b", "é", "日"]
    assert [(one.path, one.name) for one in inside.rows] == [("a/1", "1"), ("a/2", "2")]
    assert nothing.rows == []


async def test_files_are_listed_in_pages(registry: Registry, of_run: Owner) -> None:
    names = ["a", "b/1", "b/2", "b/c/3", "b0"]
    await registry.artifacts.put_many(of_run, dict.fromkeys(names, b""))
    first = await registry.artifacts.list_files(of_run, "b", limit=2)
    second = await registry.artifacts.list_files(of_run, "b", limit=2, cursor=first.next_cursor)

    assert [one.path for one in first.rows] == ["b/1", "b/2"]
    assert [one.path for one in second.rows] == ["b/c/3"]
    assert second.next_cursor is None
    assert await paths(registry, of_run) == names
    with pytest.raises(RuleViolationError, match="another search"):
        await registry.artifacts.list_files(of_run, "", cursor=first.next_cursor)


async def test_a_deleted_file_is_gone(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)
    await registry.artifacts.delete(of_run, "a")

    with pytest.raises(NotFoundError, match=f"artifact 'a' of runs:/{of_run.name}"):
        await registry.artifacts.delete(of_run, "a")
    assert await paths(registry, of_run) == []


async def test_an_owner_in_the_trash_is_hidden(
    registry: Registry, run: MLRunRead, of_run: Owner, of_logged_model: Owner, of_version: Owner
) -> None:
    owners = [of_run, of_logged_model, of_version]
    for owner in owners:
        await registry.artifacts.put(owner, "a", WEIGHTS)
    await registry.runs.delete(run.id)
    await registry.versions.delete((await registry.versions.get_by_number("fraud", 1)).id)

    for owner in [*owners, Owner.run("no id"), Owner.version("fraud", 2), Owner.version("\0", 1)]:
        with pytest.raises(NotFoundError):
            await registry.artifacts.get(owner, "a")
        with pytest.raises(NotFoundError):
            await registry.artifacts.put(owner, "b", b"")
        with pytest.raises(NotFoundError):
            await registry.artifacts.list_directory(owner)
    await registry.runs.restore(run.id)
    assert await read(registry, of_run, "a") == WEIGHTS


async def test_a_running_run_is_a_log(registry: Registry, run: MLRunRead, of_run: Owner) -> None:
    before = await registry.audit.get_all()
    await registry.artifacts.put(of_run, "a", WEIGHTS)
    assert await registry.audit.get_all() == before

    await registry.runs.end(run.public_id)
    await registry.artifacts.put(of_run, "a", b"newer", reason="It was cut.")
    await registry.artifacts.put(of_run, "a", b"newer")
    await registry.artifacts.delete(of_run, "a")
    deleted, put = (await registry.audit.get_all())[:2]

    newer = sha256(b"newer").hexdigest()
    assert (put.entity, put.label, put.action) == ("run", run.public_id, AuditAction.UPDATE)
    assert (put.changes, put.reason) == ({"artifacts.a": (DIGEST, newer)}, "It was cut.")
    assert deleted.changes == {"artifacts.a": (newer, None)}


async def test_files_of_a_version_never_change(registry: Registry, of_version: Owner) -> None:
    await registry.artifacts.put(of_version, "a", WEIGHTS)
    event = (await registry.audit.get_all())[0]
    assert (event.label, event.changes) == ("fraud/1", {"files.a": (None, DIGEST)})

    version = await registry.versions.get_by_number("fraud", 1)
    ready = MLModelVersionUpdate(status=VersionStatus.READY, row_version=version.row_version)
    version = await registry.versions.update(version.id, ready)
    with pytest.raises(RuleViolationError, match="never change") as caught:
        await registry.artifacts.put(of_version, "b", b"")
    with pytest.raises(RuleViolationError, match="never change"):
        await registry.artifacts.put_many(of_version, {"a": b"other"})
    with pytest.raises(RuleViolationError, match="never change"):
        await registry.artifacts.delete(of_version, "a")
    pending = MLModelVersionUpdate(status=VersionStatus.PENDING, row_version=version.row_version)
    with pytest.raises(RuleViolationError, match="pending again"):
        await registry.versions.update(version.id, pending)

    assert caught.value.field == "status"
    assert await read(registry, of_version, "a") == WEIGHTS
    assert await registry.artifacts.space_of_model("fraud") == Space(1, len(WEIGHTS))


async def test_files_of_a_finished_logged_model_never_change(
    registry: Registry, of_logged_model: Owner
) -> None:
    await registry.artifacts.put(of_logged_model, "a", WEIGHTS)
    finished: LoggedModelRead = await registry.logged_models.finish(of_logged_model.name)

    with pytest.raises(RuleViolationError, match="never change"):
        await registry.artifacts.put(of_logged_model, "b", b"")
    with pytest.raises(RuleViolationError, match="pending again"):
        await registry.logged_models.finish(finished.public_id, VersionStatus.PENDING)


async def test_an_anonymous_upload_is_refused_before_the_first_byte(
    database: Database, of_run: Owner
) -> None:
    registry = Registry(database)

    with pytest.raises(RuleViolationError) as caught:
        await registry.artifacts.put(of_run, "a", b"")

    assert caught.value.field == "actor"
    assert await stored_bytes(registry) == 0


async def test_sizes_are_limited(database: Database, of_run: Owner, tmp_path: Path) -> None:
    limits = ArtifactsConfig(url=tmp_path.as_uri(), file_bytes=10, experiment_bytes=25)
    registry = Registry(Database(database.config, artifacts=limits), actor="alice")

    with pytest.raises(RuleViolationError, match="ARTIFACTS_FILE_BYTES") as too_large:
        await registry.artifacts.put(of_run, "a", b"x" * 11)
    with pytest.raises(RuleViolationError, match="ARTIFACTS_FILE_BYTES"):
        await registry.artifacts.put_many(of_run, {"a": b"x" * 11})
    for path in ("a", "b", "b"):
        await registry.artifacts.put(of_run, path, path.encode() * 10)
    with pytest.raises(RuleViolationError, match="use 20 bytes of 25 bytes") as full:
        await registry.artifacts.put(of_run, "c", b"x" * 10)
    await registry.artifacts.put(of_run, "a", b"y" * 10)
    await registry.artifacts.put(of_run, "c", b"x" * 5)
    with pytest.raises(RuleViolationError, match="ARTIFACTS_EXPERIMENT_BYTES"):
        await registry.artifacts.put(of_run, "d", b"x")

    assert (too_large.value.field, full.value.field) == ("size_bytes", "size_bytes")
    assert await paths(registry, of_run) == ["a", "b", "c"]
    assert await stored_bytes(registry) == 4


def only_file() -> Path:
    """The file of the store that holds bytes."""
    (file,) = Path("modelbook-artifacts/contents").rglob("*/*")
    return file


async def test_damaged_bytes_are_not_handed_out(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)
    file = only_file()
    file.write_bytes(b"cut")

    with pytest.raises(StorageError, match="3 bytes are in the artifact store"):
        await read(registry, of_run, "a")
    file.unlink()
    with pytest.raises(StorageError, match="no object"):
        await read(registry, of_run, "a")


async def test_a_file_of_a_purged_run_is_gone(
    registry: Registry, run: MLRunRead, of_run: Owner
) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)
    await registry.runs.delete(run.id)
    await registry.runs.purge(run.id, run.public_id)

    assert await registry.artifacts.space_of_experiment("churn") == Space(0, 0)
    assert (await registry.artifact_care.collect_unreferenced()).size_bytes == len(WEIGHTS)
    assert await stored_bytes(registry) == 0


async def test_a_directory_has_no_signed_urls(registry: Registry, of_run: Owner) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)

    assert await registry.artifacts.signed_url(of_run, "a", 60) is None


async def begin(registry: Registry, owner: Owner, path: str, **more: Any) -> None:
    """Begin to write a file that is refused before the first byte."""
    async with registry.artifacts.writing(owner, path, **more):
        pytest.fail("It is known before the first byte.")


async def test_a_file_is_replaced_only_if_it_is_the_one_that_was_read(
    registry: Registry, of_run: Owner
) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)
    async with registry.artifacts.writing(of_run, "a", replaces=[DIGEST]) as writer:
        await writer.write(b"second")
    with pytest.raises(ConflictError, match="replaced in the meantime") as caught:
        await begin(registry, of_run, "a", replaces=[DIGEST])
    with pytest.raises(ConflictError, match="replaced in the meantime"):
        await registry.artifacts.delete(of_run, "a", replaces=[DIGEST])

    assert caught.value.field == "replaces"
    assert await read(registry, of_run, "a") == b"second"


async def test_of_two_who_replace_a_file_at_once_the_second_is_refused(
    registry: Registry, of_run: Owner
) -> None:
    await registry.artifacts.put(of_run, "a", WEIGHTS)

    async def replace_late() -> None:
        async with registry.artifacts.writing(of_run, "a", replaces=[DIGEST]) as writer:
            await writer.write(b"late")
            await registry.artifacts.put(of_run, "a", b"first")

    with pytest.raises(ConflictError, match="replaced in the meantime"):
        await replace_late()

    assert await read(registry, of_run, "a") == b"first"


async def test_only_a_new_file_may_be_wanted(registry: Registry, of_run: Owner) -> None:
    async with registry.artifacts.writing(of_run, "a", replaces=()) as writer:
        await writer.write(WEIGHTS)
    with pytest.raises(ConflictError, match="There is a file at this path already"):
        await begin(registry, of_run, "a", replaces=())
    with pytest.raises(ConflictError, match="no such file any more"):
        await begin(registry, of_run, "b", replaces=[DIGEST])

    assert await paths(registry, of_run) == ["a"]


async def test_a_size_that_is_known_is_checked_before_the_first_byte(
    registry: Registry, of_run: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = ArtifactsConfig(file_bytes=100, experiment_bytes=20)
    monkeypatch.setattr(registry.artifacts.database.artifacts, "config", config)
    await registry.artifacts.put(of_run, "a", b"x" * 15)
    for path, size_bytes in (("b", 101), ("b", 6), ("a", 21)):
        with pytest.raises(RuleViolationError) as caught:
            await begin(registry, of_run, path, size_bytes=size_bytes)
        assert caught.value.field == "size_bytes"
    async with registry.artifacts.writing(of_run, "a", size_bytes=20) as writer:
        await writer.write(b"y" * 20)

    assert await read(registry, of_run, "a") == b"y" * 20
