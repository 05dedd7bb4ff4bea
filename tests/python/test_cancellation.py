"""Ctrl-C, Run.cancel(), cancelled tasks and exceptions of callbacks: nothing is lost, nothing is paid twice."""

import asyncio
import signal
import time

import pytest

import tessera
from conftest import SMALL, SOURCE, bill_is, start_python

SLOW = {"time_scale": 0.1}  # a grid takes 3 s


def wait_until(condition) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def has_asked(simulator, route: str) -> bool:
    return any(route in name for name in simulator.stats()["requests"]["by_route"])


def goes_on_without_paying_twice(simulator) -> None:
    try:
        dataset = tessera.resume()
    except tessera.UnknownOutcomeError as lost:
        # A chat was under way when the interruption came. Its provider keeps no list of chats, so it is asked again only
        # when its user says so; nothing else is.
        assert lost.run_id and "judge-" in str(lost)
        dataset = tessera.resume(lost.run_id, repeat_unknown=True)
        assert len(dataset) == 4
        assert all(one["model"].startswith("gpt-") for one in simulator.stats()["duplicates"])
        return
    assert len(dataset) == 4
    bill_is(simulator, dataset.cost_usd)


def test_ctrl_c_ends_the_call_within_two_seconds_and_the_run_can_be_resumed(cloud):
    simulator = cloud.start(**SLOW)
    process = start_python("-c", f"import tessera; tessera.generate({str(SOURCE)!r}, count=4, grid='2x2')")
    wait_until(lambda: has_asked(simulator, "flux-kontext-pro"))
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    _, stderr = process.communicate(timeout=60)
    assert time.monotonic() - sent < 4  # two seconds for the call, the rest for the interpreter on a busy machine
    assert process.returncode == -signal.SIGINT and "KeyboardInterrupt" in stderr
    goes_on_without_paying_twice(simulator)


def test_ctrl_c_in_the_middle_of_asyncio_is_the_same(cloud):
    simulator = cloud.start(**SLOW)
    process = start_python(
        "-c", f"import asyncio, tessera\nasyncio.run(tessera.generate_async({str(SOURCE)!r}, count=4, grid='2x2'))")
    wait_until(lambda: has_asked(simulator, "image-upscale"))
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT and "KeyboardInterrupt" in stderr
    goes_on_without_paying_twice(simulator)


def test_a_program_that_ends_with_a_run_in_progress_leaves_it_resumable(cloud):
    simulator = cloud.start(**SLOW)
    process = start_python("-c", "import sys, tessera\n"
                           f"run = tessera.start({str(SOURCE)!r}, count=4, grid='2x2')\n"
                           "for event in run.events():\n"
                           "    if event.name == 'grid.ordered': break\n")
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    goes_on_without_paying_twice(simulator)


def test_cancel_from_another_place(cloud):
    simulator = cloud.start(**SLOW)
    run = tessera.start(SOURCE, **SMALL)
    for event in run.events():
        if event.name == "grid.ordered":
            run.cancel()
    with pytest.raises(tessera.Cancelled):
        run.result()
    with pytest.raises(tessera.Cancelled):  # as often as it is asked
        run.result()
    goes_on_without_paying_twice(simulator)


def test_a_run_that_is_cancelled_at_once_never_begins(source):
    for _ in range(20):
        run = tessera.start(source, engine="offline", judge="offline", count=1, grid="2x2")
        run.cancel()
        try:
            run.result(timeout=60)
        except tessera.Cancelled:
            pass


def test_a_callback_that_raises_cancels_the_run(cloud):
    simulator = cloud.start(**SLOW)

    def fall(event):
        if event["event"] == "grid.ordered":
            raise ZeroDivisionError("of the callback")

    with pytest.raises(ZeroDivisionError, match="of the callback"):
        tessera.generate(SOURCE, on_event=fall, **SMALL)
    goes_on_without_paying_twice(simulator)


def test_a_cancelled_task_cancels_its_run_and_no_other(cloud):
    simulator = cloud.start()

    async def main():
        began = asyncio.Event()
        doomed = asyncio.create_task(tessera.generate_async(
            SOURCE, actor="doomed", on_event=lambda event: event["event"] == "grid.ordered" and began.set(), **SMALL))
        other = asyncio.create_task(tessera.generate_async(SOURCE, actor="other", **SMALL))
        await began.wait()
        doomed.cancel()
        with pytest.raises(asyncio.CancelledError):
            await doomed
        return await other

    other = asyncio.run(main())
    assert len(other) == 4
    dataset = tessera.resume()
    assert dataset.actor == "doomed" and len(dataset) == 4
    bill_is(simulator, dataset.cost_usd, other.cost_usd)


def test_a_timeout_leaves_the_run_going_on(cloud):
    cloud.start(**SLOW)
    run = tessera.start(SOURCE, **SMALL)
    with pytest.raises(TimeoutError):
        run.result(timeout=0.05)
    assert len(run.result()) == 4


def until_a_grid_is_ordered(run) -> None:
    for event in run.events():
        if event.name == "grid.ordered":
            return


def test_a_block_that_is_left_early_cancels_and_a_dropped_run_warns(cloud):
    simulator = cloud.start(**SLOW)
    with tessera.start(SOURCE, **SMALL) as run:
        until_a_grid_is_ordered(run)
    assert run.done()
    with pytest.warns(ResourceWarning, match="dropped"):
        run = tessera.start(SOURCE, **SMALL)
        until_a_grid_is_ordered(run)
        del run
    goes_on_without_paying_twice(simulator)
