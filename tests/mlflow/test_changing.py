"""Changes at the same time, and changes that are refused."""

import asyncio
import logging

import pytest

from mldb.values.enums import Role, TokenScope
from tests.api.conftest import token
from tests.mlflow.program import DENIED, Program, program_with

AT_ONCE = 4


async def test_of_changes_at_the_same_time_none_is_refused(program: Program) -> None:
    experiment, run = await program.experiment(), await program.run()
    await program.model()
    await program.version(source="s3://bucket/1")
    for route, given, field in (
        ("POST experiments/set-experiment-tag", {"experiment_id": experiment}, "value"),
        ("POST runs/set-tag", {"run_id": run}, "value"),
        ("PATCH registered-models/update", {"name": "fraud"}, "description"),
        ("PATCH model-versions/update", {"name": "fraud", "version": "1"}, "description"),
    ):
        note = {"key": "mlflow.note.content"} if field == "value" else {}
        await asyncio.gather(
            *(
                program.answer(route, given | note | {field: f"text {number}"})
                for number in range(AT_ONCE)
            )
        )


@pytest.mark.usefixtures("served")
async def test_what_is_not_allowed_is_in_the_security_log(caplog: pytest.LogCaptureFixture) -> None:
    secret = await token(Role.EDITOR, TokenScope.READ)
    async with program_with({"Authorization": f"Bearer {secret}"}) as program:
        with caplog.at_level(logging.INFO, "modelbook.security"):
            await program.refusal("POST runs/create", {}, DENIED)

    assert "event=refused account=editor" in caplog.text
    assert "reason=not_allowed method=POST path=/api/2.0/mlflow/runs/create" in caplog.text
