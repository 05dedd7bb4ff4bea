"""A run in progress."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Optional, TypeVar

from . import _tessera
from ._waiting import OnEvent, Waiter, value_of
from .dataset import Dataset
from .errors import error_of

_T = TypeVar("_T")
_Self = TypeVar("_Self", bound="InProgress[Any]")


@dataclass(frozen=True)
class Event:
    """Something that happened: "grid.arrived", with the fields of docs/events.md. time: ISO 8601, UTC."""

    name: str
    time: str
    fields: dict[str, Any]

    @classmethod
    def of(cls, event: dict[str, Any]) -> Event:
        rest = {key: value for key, value in event.items() if key not in ("event", "time")}
        return cls(name=event["event"], time=event["time"], fields=rest)


class InProgress(Generic[_T]):
    """Work in progress: what Run and TrainingRun have in common."""

    _what = "the run"

    def __init__(self, job: _tessera.Job, on_event: OnEvent = None) -> None:
        self._waiter = Waiter(job, on_event)
        self._outcome: Optional[_T] = None
        self._error: Optional[BaseException] = None
        self._waited = False

    def _value_of(self, summary: Any) -> _T:
        """What ended work gave, or the exception for what stopped it."""
        raise NotImplementedError

    def done(self) -> bool:
        """Whether it has ended, in whatever way. Does not block."""
        return self._waiter.job.has_ended()

    def cancel(self) -> None:
        """Asks it to stop and returns at once: nothing new is started, what is in flight is recorded. Any thread."""
        self._waiter.job.cancel()

    def events(self) -> Iterator[Event]:
        """What happens, as it happens, until the run has ended. Breaking off leaves the run going on."""
        for event in self._waiter.events():
            yield Event.of(event)

    def result(self, timeout: Optional[float] = None) -> _T:
        """Waits at most `timeout` seconds, without end when None, and returns what was made. Ctrl-C cancels it.

        Errors: TimeoutError while it goes on; what stopped the run, with `run_id` and `dataset` (what is kept);
        Cancelled. Fewer images than asked are no error: see Dataset.shortfall.
        """
        if not self._waiter.wait(timeout):
            raise TimeoutError(f"{self._what} has not ended within {timeout} s; it goes on")
        return self._take()

    def __await__(self) -> Generator[Any, None, _T]:
        return self._result_async().__await__()

    async def _result_async(self) -> _T:
        await self._waiter.wait_async()
        return self._take()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            has_ended = self.done()
            for event in self._waiter.news():
                yield Event.of(event)
            if has_ended:
                return
            await self._waiter.wake()

    def _take(self) -> _T:
        if not self._waited:
            self._waited = True
            try:
                self._outcome = self._value_of(value_of(self._waiter.job))
            except BaseException as error:
                self._error = error
        if self._error is not None:
            raise self._error
        assert self._outcome is not None
        return self._outcome

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.done():
            self._waiter.stop()

    def __del__(self) -> None:
        waiter = getattr(self, "_waiter", None)
        if waiter is not None and not waiter.job.has_ended():
            warnings.warn(f"{self._what} was dropped before it had ended; it is cancelled", ResourceWarning, source=self)
            waiter.job.cancel()

    def __repr__(self) -> str:
        return f"<tessera.{type(self).__name__} {'ended' if self.done() else 'in progress'}>"


class Run(InProgress[Dataset]):
    """One execution of a request. It goes on by itself; wait for it with `result()`, watch it with `events()`, in
    asyncio with `await run` and `async for event in run`. One thread or task waits at a time. A run that nobody holds
    any more is cancelled; as a context manager it is cancelled when the block is left early.
    """

    def _value_of(self, summary: Any) -> Dataset:
        return _dataset_of(summary)


def _dataset_of(summary: dict[str, Any]) -> Dataset:
    """The dataset of a run's summary, or the exception for what stopped it."""
    folder = Path(summary["dataset_dir"])
    dataset: Optional[Dataset] = None
    error = summary.get("error")
    try:
        dataset = replace(Dataset.load(folder, summary["sheets"]),
                          cost_upper_bound_usd=summary["cost_upper_bound_usd"])
    except (OSError, ValueError):
        if not error:
            raise
    if error:
        kept = f" ({summary['total_training_images']} of {summary['requested']} images are kept in {folder})"
        raise error_of(error | {"message": error["message"] + kept}, run_id=summary["run_id"], dataset=dataset)
    assert dataset is not None
    return dataset
