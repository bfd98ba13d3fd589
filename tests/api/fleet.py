"""A training fleet: jobs that repeat every request, whatever befalls it, until a response comes.

Every job keeps a book of the responses. Failures are injected where the job can't know whether the
request was carried out: before it is sent, after it, and while the job waits for the response.
"""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

ATTEMPTS: Final = 60
IMPATIENCE_SECONDS: Final = 0.02
_TRY_AGAIN: Final = {408, 429, 503}


@dataclass
class Book:
    """The responses to a job.

    `metrics` are by the version's number, `moves` the numbers to which it moved its alias, and
    `failures` counts the failures that befell it, by type.
    """

    metrics: dict[int, dict[str, float]] = field(default_factory=dict)
    moves: list[int] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    repeated: int = 0


@dataclass
class Job:
    """Trains versions of a model that other jobs train, too; its alias is its own."""

    url: str
    secret: str
    model: str
    name: str
    book: Book = field(default_factory=Book)

    async def run(self, versions: int) -> Book:
        """Register so many versions, record their metrics, and move the alias to each."""
        self._chance = random.Random(self.name)  # noqa: S311  # the same at every run
        self._sent = 0
        async with httpx.AsyncClient(
            base_url=f"{self.url}/api/v1/models/{self.model}",
            headers={"Authorization": f"Bearer {self.secret}"},
            timeout=300,
        ) as self._client:
            for step in range(versions):
                await self._train(step)
        return self.book

    async def _train(self, step: int) -> None:
        loss = {"loss": step / 8}
        made = await self._sure(
            "POST", "/versions", {"source": f"job:{self.name}", "metrics": loss}
        )
        number = made["number"]
        assert number not in self.book.metrics
        later = {f"auc/{self.name}": step / 16, "loss": step / 32}
        await self._sure("POST", f"/versions/{number}/metrics", {"metrics": later})
        self.book.metrics[number] = later
        before = self.book.moves[-1] if self.book.moves else 0
        move = {"version": number, "expected_version": before}
        await self._sure("PUT", f"/aliases/{self.name}", move)
        self.book.moves.append(number)

    async def _sure(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """The response's content, after as many attempts as it takes."""
        self._sent += 1
        headers = {"Idempotency-Key": f"{self.name}-{self._sent}"}
        for _ in range(ATTEMPTS):
            try:
                response = await self._attempt(method, path, body, headers)
            except (httpx.TransportError, TimeoutError) as error:
                name = type(error).__name__
                self.book.failures[name] = self.book.failures.get(name, 0) + 1
                continue
            if response.status_code in _TRY_AGAIN:
                await asyncio.sleep(0.05)
                continue
            assert response.is_success, response.text
            self.book.repeated += "Idempotency-Replayed" in response.headers
            return response.json()
        raise AssertionError(f"{method} {path} never got a response.")

    async def _attempt(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> httpx.Response:
        """One attempt, which may fail at any point."""
        fate = self._chance.random()
        if fate < 0.1:
            raise httpx.ConnectError("The network is gone before the request is sent.")
        sending = self._client.request(method, path, json=body, headers=headers)
        if fate < 0.25:
            # Cancelled wherever it is: half sent, being carried out, or half sent back.
            async with asyncio.timeout(self._chance.random() * IMPATIENCE_SECONDS):
                return await sending
        response = await sending
        if fate < 0.4:
            raise httpx.ReadError("The response is lost.")
        return response
