"""Many runs in one process: threads, an asyncio loop, several environments, forks."""

import asyncio
import concurrent.futures
import contextlib
import os
import threading

import tessera
from conftest import PRELOAD, SMALL, SOURCE, bill_is

RUNS = 30 if PRELOAD else 100  # sanitizers cost more than the rest
ONE = {"count": 1, "grid": "2x2", "upscaler": "none"}  # what is tested is how many, not how much each of them does


def test_many_runs_in_threads(simulator, source):
    with concurrent.futures.ThreadPoolExecutor(RUNS) as threads:
        runs = [threads.submit(tessera.generate, source, actor=f"a{i}", **ONE) for i in range(RUNS)]
        datasets = [run.result() for run in runs]
    assert all(len(dataset) == 1 for dataset in datasets)
    assert len({dataset.run_id for dataset in datasets}) == RUNS
    bill_is(simulator, *(dataset.cost_usd for dataset in datasets))


def test_many_runs_in_one_loop(simulator, source):
    async def main():
        return await asyncio.gather(*(tessera.generate_async(source, actor=f"a{i}", **ONE) for i in range(RUNS)))

    datasets = asyncio.run(main())
    assert all(len(dataset) == 1 for dataset in datasets)
    bill_is(simulator, *(dataset.cost_usd for dataset in datasets))


def test_the_same_request_from_many_threads_is_made_once(simulator):
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        datasets = list(threads.map(lambda _: tessera.generate(SOURCE, **SMALL), range(8)))
    assert all(dataset == datasets[0] for dataset in datasets)
    bill_is(simulator, datasets[0].cost_usd)


def test_environments_that_differ_share_the_state_folder(simulator, source):
    def make(i):
        return tessera.generate(source, actor=f"a{i}", environment={"OPENAI_API_KEY": f"sk-{i}"}, **ONE)

    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        datasets = list(threads.map(make, range(12)))
    bill_is(simulator, *(dataset.cost_usd for dataset in datasets))
    assert len(tessera.runs()) == 12


def test_other_threads_run_while_one_waits(cloud):
    cloud.start(time_scale=0.05)
    ticks = 0
    run = tessera.start(SOURCE, **SMALL)
    waiting = threading.Thread(target=run.result)
    waiting.start()
    while waiting.is_alive():
        ticks += 1
        waiting.join(0.001)
    assert ticks > 100


def test_a_forked_child_has_a_session_of_its_own(source):
    offline = {"engine": "offline", "judge": "offline", "count": 1, "grid": "2x2"}
    tessera.generate(source, **offline)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if len(tessera.generate(source, seed=9, **offline)) == 1 else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(tessera.generate(source, seed=10, **offline)) == 1


def test_a_run_in_progress_stays_the_parents(cloud):
    simulator = cloud.start(time_scale=0.05)
    run = tessera.start(SOURCE, **SMALL)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            told = list(run.events())
            run.cancel()
            with contextlib.suppress(tessera.Cancelled):
                run.result(timeout=20)
                told.append("it ended here")
            code = 0 if told == [] else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    names = [event.name for event in run.events()]
    assert names[-1] == "run.ended" and names.count("item.stored") == 4
    bill_is(simulator, run.result().cost_usd)
