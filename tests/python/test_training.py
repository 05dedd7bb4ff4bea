"""train and what belongs to it, against a simulator of both providers."""

import asyncio
import concurrent.futures
import json
import pathlib
import signal
import struct
import time

import pytest

import tessera
from conftest import SOURCE, bill_is, start_python

GIVEN = {"trigger": "tk4style", "destination": "rehearsal/lake"}


@pytest.fixture(scope="module")
def set_(tmp_path_factory):
    """One offline set for all."""
    folder = tmp_path_factory.mktemp("set")
    return tessera.generate(SOURCE, engine="offline", judge="offline", upscaler="lanczos", count=12, out=folder / "out",
                            state_dir=folder / "state").folder


@pytest.fixture
def trainer(cloud, monkeypatch, folder):
    """Trainings at a two-hundredth of their time."""

    def start(**options):
        simulator = cloud.start(**({"time_scale": 0.005, "training_seconds": 120, "price": "runpod/ep1=3",
                                    "record": folder / "requests.jsonl"} | options))
        monkeypatch.setenv("RUNPOD_BASE_URL", simulator.url + "/v2")
        return simulator

    return start


def tensors_in(weights: pathlib.Path) -> int:
    """Read by the format's description, independently of the library."""
    data = weights.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    return len(json.loads(data[8:8 + size]).keys() - {"__metadata__"})


def created(simulator) -> int:
    return simulator.stats()["predictions"]["created"]


def test_a_set_is_trained_and_the_same_call_again_returns_the_same_weights(trainer, set_):
    simulator = trainer()
    told = []
    training = tessera.train(set_, "replicate", on_event=told.append, steps=333, rank=7, **GIVEN)
    assert training.weights.exists() and training.record.exists() and tensors_in(training.weights) == training.tensors
    assert (training.settings.steps, training.settings.rank) == (333, 7)
    assert training.model_version.startswith("rehearsal/lake:") and training.run_id.startswith("r-")
    assert training.bytes == training.weights.stat().st_size
    bill_is(simulator, training.cost_usd)
    names = [event["event"] for event in told]
    assert "training.planned" in names and "training.progress" in names
    assert tessera.train(tessera.Dataset.load(set_), "replicate", steps=333, rank=7, **GIVEN) == training
    assert created(simulator) == 1


def test_a_plan_spends_nothing(trainer, set_):
    simulator = trainer()
    plan = tessera.plan_training(set_, "replicate", **GIVEN)
    assert (plan.pictures, plan.trigger, plan.settings.steps) == (12, "tk4style", 600)
    assert 0 < plan.cost_usd < plan.cost_upper_bound_usd and plan.seconds > 0
    assert created(simulator) == 0 and simulator.stats()["billed_micro_usd"] == 0


def test_asyncio_waits_for_a_training_and_sees_its_events(trainer, set_):
    simulator = trainer()

    async def main():
        run = tessera.start_training(set_, "replicate", **GIVEN)
        names = [event.name async for event in run]
        return names, await run, await tessera.train_async(set_, "replicate", **GIVEN)

    names, training, again = asyncio.run(main())
    assert "training.progress" in names and training == again and created(simulator) == 1


def test_the_same_training_from_many_threads_is_made_once(trainer, set_):
    simulator = trainer()
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        trainings = list(threads.map(lambda _: tessera.train(set_, "replicate", **GIVEN), range(4)))
    assert all(training == trainings[0] for training in trainings)
    assert created(simulator) == 1
    bill_is(simulator, trainings[0].cost_usd)


def test_ctrl_c_stops_following_and_the_training_is_collected_later(trainer, set_):
    simulator = trainer(training_seconds=600)
    process = start_python("-c", f"import tessera; tessera.train({str(set_)!r}, 'replicate', **{GIVEN!r})")
    while created(simulator) == 0:
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    _, stderr = process.communicate(timeout=60)
    assert time.monotonic() - sent < 4  # two seconds for the call, the rest for the interpreter on a busy machine
    assert process.returncode == -signal.SIGINT and "KeyboardInterrupt" in stderr
    (run,) = tessera.runs()
    with pytest.raises(tessera.UsageError, match=f"{run['run_id']} is a training.*resume_training"):
        tessera.resume()
    training = tessera.resume_training()
    assert training.run_id == run["run_id"] and tensors_in(training.weights) == training.tensors
    assert created(simulator) == 1
    bill_is(simulator, training.cost_usd)


def test_it_is_stopped_at_the_provider_on_request(trainer, set_):
    trainer(training_seconds=6000)
    with tessera.start_training(set_, "replicate", **GIVEN) as run:
        for event in run.events():
            if event.name == "training.progress":
                tessera.cancel_training(tessera.runs()[0]["run_id"])
                break
        with pytest.raises(tessera.TransientError, match="canceled.*training r-") as caught:
            run.result()
    assert caught.value.run_id == tessera.runs()[0]["run_id"]
    with pytest.raises(tessera.UsageError, match="not under way"):
        tessera.cancel_training(caught.value.run_id)


def test_what_is_wrong_is_said_in_the_words_of_the_call_before_anything_is_sent(trainer, set_):
    simulator = trainer()
    for wrong, words in (({"trigger": None}, "trigger=WORD"), ({"destination": None}, "destination=OWNER/NAME"),
                         ({"destination": "lake"}, 'destination "lake" is not'), ({"steps": "many"}, 'steps: "many"'),
                         ({"steps": 0}, "steps"), ({"seed": -1}, "seed: -1"), ({"max_cost": "much"}, "max_cost"),
                         ({"inputs": {"hf_token": "x"}}, "secret"), ({"trainer": "modal"}, 'trainer "modal"'),
                         ({"trainer": "ai-toolkit"}, r"tessera\.export"), ({"trigger": "two words"}, "two words")):
        given = {key: value for key, value in ({"trainer": "replicate"} | GIVEN | wrong).items() if value is not None}
        with pytest.raises(tessera.UsageError, match=words) as caught:
            tessera.train(set_, **given)
        assert "--" not in str(caught.value).split("`")[0], str(caught.value)
    with pytest.raises(tessera.UsageError, match="no folder nowhere"):
        tessera.train("nowhere", "replicate", **GIVEN)
    with pytest.raises(tessera.ConfigurationError, match="RUNPOD_API_KEY.*REPLICATE_API_TOKEN"):
        tessera.train(set_, environment={"REPLICATE_API_TOKEN": ""})
    with pytest.raises(TypeError, match="stepps"):
        tessera.train(set_, stepps=3)
    with pytest.raises(tessera.BudgetError, match="max_cost is"):
        tessera.train(set_, "replicate", max_cost=0.5, **GIVEN)
    assert created(simulator) == 0 and simulator.stats()["files"] == 0


def test_what_a_provider_refuses_carries_the_run_and_is_paid_again_only_when_asked(trainer, set_):
    simulator = trainer(faults={"rules": [{"match": {"kind": "training"},
                                           "fault": {"type": "fail", "error": "the pictures cannot be read"}}]})
    with pytest.raises(tessera.ProviderError, match="the pictures cannot be read") as caught:
        tessera.train(set_, "replicate", **GIVEN)
    assert caught.value.run_id.startswith("r-") and caught.value.provider == "replicate"
    simulator.set_rules({"rules": []})
    with pytest.raises(tessera.ProviderError):
        tessera.train(set_, "replicate", **GIVEN)
    assert created(simulator) == 1
    assert tessera.train(set_, "replicate", retry=True, **GIVEN).tensors > 0
    assert created(simulator) == 2


def test_addresses_are_trained_on_by_a_worker_with_what_the_environment_says(trainer, folder, monkeypatch):
    simulator = trainer()
    (folder / "workflow.json").write_text(json.dumps({"1": {"inputs": {"steps": "{{steps}}", "word": "{{trigger}}"}}}))
    monkeypatch.setenv("TESSERA_TRAIN_WORKFLOW", "workflow.json")
    keys = {"RUNPOD_API_KEY": "rp_test", "RUNPOD_ENDPOINT_ID": "ep1"}
    addresses = [f"https://a-bucket.s3.us-west-1.amazonaws.com/u/a/{number}.jpg" for number in range(12)]
    training = tessera.train(addresses, name="ada", mode="character", environment=keys, prices={"runpod/ep1": 3})
    assert training.settings.steps == 1200 and training.cost_usd == 3
    bill_is(simulator, 3)
    sent = [json.loads(line) for line in (folder / "requests.jsonl").read_text().splitlines()]
    given = next(one["body"]["input"] for one in sent if one["path"] == "/v2/ep1/run")
    assert given["workflow"] == {"1": {"inputs": {"steps": 1200, "word": "ada"}}}
    assert given["training_data"]["s3_urls"][0] == "s3://a-bucket/u/a/0.jpg"
    with pytest.raises(tessera.UsageError, match="name"):
        tessera.train(addresses, environment=keys, prices={"runpod/ep1": 3})
    with pytest.raises(tessera.UsageError, match="no training images"):
        tessera.train([], name="ada", environment=keys)
    with pytest.raises(tessera.ConfigurationError, match=r"prices=\{'runpod/ep1': USD\}"):
        tessera.train(addresses, name="bob", environment=keys)
