"""Waiting for work of the library, in a thread or in an asyncio loop."""

from __future__ import annotations

import json
import select
import time
from typing import Any, Callable, Iterator, Optional

from . import _logs, _tessera
from .errors import Cancelled, error_of

_SLICE_SECONDS = 0.25  # between two looks at signals that another thread caught, and at the levels of loggers
GRACE_SECONDS = 1.7  # what is in flight may take this long to be recorded after Ctrl-C

OnEvent = Optional[Callable[[dict[str, Any]], object]]


class Waiter:
    """One job, waited for by one thread or one asyncio task at a time."""

    def __init__(self, job: _tessera.Job, on_event: OnEvent = None) -> None:
        self.job = job
        self._on_event = on_event

    def _poll(self, seconds: float) -> None:
        poller = select.poll()
        poller.register(self.job.fileno(), select.POLLIN)
        poller.register(_tessera.log_fileno(), select.POLLIN)
        poller.poll(seconds * 1000)
        _logs.hand_over()

    def news(self) -> Iterator[dict[str, Any]]:
        """The events since the last time, each told to the callback first."""
        for line in self.job.events():
            event: dict[str, Any] = json.loads(line)
            if self._on_event is not None:
                self._on_event(event)
            yield event

    def events(self, seconds: Optional[float] = None) -> Iterator[dict[str, Any]]:
        """Events as they happen, until the job has ended or the time is over. Whatever interrupts this, Ctrl-C or an
        exception of the callback, cancels the job and gives it time to record what is in flight."""
        end = None if seconds is None else time.monotonic() + seconds
        try:
            while True:
                has_ended = self.job.has_ended()  # asked before, so that the last events are not missed
                yield from self.news()
                left = _SLICE_SECONDS if end is None else min(_SLICE_SECONDS, end - time.monotonic())
                if has_ended or left <= 0:
                    break
                self._poll(left)
            _logs.hand_over()
        except GeneratorExit:
            raise  # who iterated has seen enough; the run goes on
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Cancels the job and waits for its end, within the grace."""
        self.job.cancel()
        end = time.monotonic() + GRACE_SECONDS
        while not self.job.has_ended() and (left := end - time.monotonic()) > 0:
            self._poll(min(_SLICE_SECONDS, left))
            self.job.events()

    def wait(self, seconds: Optional[float] = None) -> bool:
        for _ in self.events(seconds):
            pass
        return self.job.has_ended()

    async def wake(self, seconds: float = _SLICE_SECONDS) -> None:
        """Returns when there is news, or after so many seconds."""
        import asyncio  # here, because it takes longer to load than all the rest, and few need it

        loop = asyncio.get_running_loop()
        awake = loop.create_future()

        def wake() -> None:
            if not awake.done():
                awake.set_result(None)

        descriptor = self.job.fileno()
        loop.add_reader(descriptor, wake)
        timer = loop.call_later(seconds, wake)
        try:
            await awake
        finally:
            timer.cancel()
            loop.remove_reader(descriptor)
            _logs.hand_over()

    async def wait_async(self) -> None:
        """Like wait(). Cancelling the task cancels the job, and waits for its end within the grace."""
        try:
            while not self.job.has_ended():
                for _ in self.news():
                    pass
                await self.wake()
            for _ in self.news():
                pass
        except BaseException:
            self.job.cancel()
            end = time.monotonic() + GRACE_SECONDS
            while not self.job.has_ended() and (left := end - time.monotonic()) > 0:
                self.job.events()
                await self.wake(min(_SLICE_SECONDS, left))
            raise


def value_of(job: _tessera.Job) -> Any:
    """What an ended job gave. Errors: the tree of tessera.errors; Cancelled."""
    outcome = json.loads(job.result())
    if "error" in outcome:
        raise error_of(outcome["error"])
    if "cancelled" in outcome:
        raise Cancelled("the run was cancelled; the same call goes on from here", kind="cancelled", exit_code=130)
    return outcome["value"]


def value_after_waiting(job: _tessera.Job) -> Any:
    Waiter(job).wait()
    return value_of(job)
