"""generate, plan, start, resume and the values that they give."""

import asyncio
import inspect

import numpy
import pytest
from PIL import Image

import tessera
from conftest import SMALL, SOURCE, bill_is


def test_a_set_from_the_cloud_is_a_dataset_with_grids_and_tiles(simulator):
    dataset = tessera.generate(SOURCE, user="u1", actor="a1", debug_dir="debug", **SMALL)
    assert repr(dataset) == f"<tessera.Dataset {dataset.run_id}: 4 of 4 images, ${dataset.cost_usd:.2f}, in {dataset.folder}>"
    assert dataset.status == "complete" and len(dataset) == 4 and dataset.shortfall == 0
    assert (dataset.user, dataset.actor, dataset.preview) == ("u1", "a1", False)
    assert [item.number for item in dataset.items] == [1, 2, 3, 4]
    assert all(path.exists() and path.with_suffix(".txt").read_text() for path in dataset.images)
    assert dataset.captions == [path.with_suffix(".txt").read_text() for path in dataset.images]
    assert dataset.report.exists() and (dataset.folder.parent.parent / "debug" / "grid1.jpg").exists()
    bill_is(simulator, dataset.cost_usd)
    assert dataset.cost_upper_bound_usd == dataset.cost_usd

    first = dataset.items[0]
    tile = dataset.grids[first.grid - 1].tiles[first.cell - 1]
    assert tile.item == 1 and tile.verdict.accepted and tile.box == first.box
    assert tile.description == first.description and first.category in tessera.pools()
    picture = tile.picture()
    assert (picture.width, picture.height) == (tile.box.width, tile.box.height)
    sheet = numpy.asarray(dataset.grids[first.grid - 1].picture())
    cut = sheet[tile.box.top:tile.box.top + tile.box.height, tile.box.left:tile.box.left + tile.box.width]
    assert numpy.array_equal(numpy.asarray(picture), cut)
    assert first.size == (2 * tile.box.width, 2 * tile.box.height)
    assert numpy.asarray(first.picture()).shape == (first.size[1], first.size[0], 3)


def test_the_same_call_again_returns_the_same_set_without_paying(simulator):
    first = tessera.generate(SOURCE, **SMALL)
    billed = simulator.stats()["billed_micro_usd"]
    second = tessera.generate(SOURCE, **SMALL)
    assert second == first
    assert second.grids[0].picture().width == first.grids[0].picture().width
    assert simulator.stats()["billed_micro_usd"] == billed
    other = tessera.generate(SOURCE, seed=5, **SMALL)
    assert other.run_id != first.run_id and other.folder != first.folder
    assert {run["run_id"] for run in tessera.runs()} == {first.run_id, other.run_id}
    assert tessera.show(first.run_id)["images"] == 4
    assert tessera.Dataset.load(first.folder).items == first.items


def test_offline_needs_no_key_and_says_preview(source):
    dataset = tessera.generate(source, engine="offline", judge="offline", count=1, grid=(2, 2), max_attempts=3)
    assert dataset.preview and len(dataset) == 1 and dataset.cost_usd == 0


def test_events_come_to_the_callback_and_to_the_iterator_in_order(simulator):
    told = []
    run = tessera.start(SOURCE, on_event=told.append, **SMALL)
    names = [event.name for event in run.events()]
    assert [event["event"] for event in told] == names
    assert names[0] == "run.chosen" and names[1] == "run.started" and names[-1] == "run.ended"
    assert names.count("item.stored") == 4
    dataset = run.result()
    assert run.done() and run.result() is dataset
    assert next(event for event in told if event["event"] == "run.started")["run_id"] == dataset.run_id


def test_asyncio_waits_for_a_run_and_sees_its_events(simulator):
    async def main():
        run = tessera.start(SOURCE, **SMALL)
        names = [event.name async for event in run]
        told = []
        again = await tessera.generate_async(SOURCE, on_event=told.append, **SMALL)
        return names, await run, again, told

    names, dataset, again, told = asyncio.run(main())
    assert names[-1] == "run.ended" and dataset == again
    assert told[0]["event"] == "run.chosen"


def test_a_plan_spends_nothing_and_has_alternatives(simulator):
    plan = tessera.plan(SOURCE, count=20)
    assert plan.way.grids >= 3 and plan.way.calls > 20
    assert 0 < plan.way.cost_usd <= plan.way.cost_upper_bound_usd
    assert any("lanczos" in way.arguments for way in plan.alternatives)
    assert simulator.stats()["billed_micro_usd"] == 0
    dearer = tessera.plan(SOURCE, count=20, prices={"topazlabs/image-upscale": 9.0})
    assert dearer.way.cost_upper_bound_usd > plan.way.cost_upper_bound_usd


def test_a_cap_stops_the_run_and_resume_goes_on_with_a_higher_one(simulator):
    with pytest.raises(tessera.BudgetError) as caught:
        tessera.generate(SOURCE, max_cost=0.1, **SMALL)
    assert caught.value.run_id and caught.value.exit_code == 4
    assert caught.value.dataset is not None and caught.value.dataset.cost_upper_bound_usd <= 0.1
    dataset = tessera.resume(caught.value.run_id, max_cost=5, repeat_unknown=True)
    assert dataset.run_id == caught.value.run_id and len(dataset) == 4
    bill_is(simulator, dataset.cost_usd)


def test_settings_come_from_the_environment_and_arguments_beat_it(folder, source, monkeypatch):
    monkeypatch.setenv("TESSERA_COUNT", "2")
    (folder / ".env").write_text("TESSERA_ENGINE=offline\nTESSERA_GRID=2x2\n")
    assert tessera.generate(source).requested == 2
    assert tessera.generate(source, count=1).requested == 1
    assert tessera.generate(source, environment={"TESSERA_COUNT": "3"}).requested == 3


def test_pictures_in_memory_are_sources(source):
    pixels = numpy.asarray(tessera.pictures.picture_of(source))
    offline = {"engine": "offline", "judge": "offline", "count": 1, "grid": "2x2"}
    from_array = tessera.generate(pixels, **offline)
    from_bytes = tessera.generate(source.read_bytes(), **offline)
    with Image.open(source) as opened:
        from_pillow = tessera.generate(opened, **offline)
    from_view = tessera.generate(memoryview(source.read_bytes()), **offline)
    assert from_array.actor == from_bytes.actor == "picture"
    assert len(from_array) == len(from_bytes) == 1
    assert from_pillow.run_id == from_array.run_id  # the same pixels
    assert from_view.run_id == from_bytes.run_id    # the same bytes
    assert tessera.generate(str(source), **offline).actor == tessera.generate(source, **offline).actor == "source"


def test_every_setting_of_the_library_can_be_given_and_unknown_ones_are_named(source):
    typed = {name for name, one in inspect.signature(tessera.start).parameters.items()
             if one.kind is inspect.Parameter.KEYWORD_ONLY}
    ours = {"environment", "state_dir", "prices", "on_event"}
    assert typed - ours == set(tessera._tessera.request_fields())
    for one, returned in ((tessera.generate, "Dataset"), (tessera.generate_async, "Dataset"), (tessera.plan, "Plan")):
        signature = inspect.signature(one)
        assert signature.parameters == inspect.signature(tessera.start).parameters
        assert signature.return_annotation == returned
    assert inspect.iscoroutinefunction(tessera.generate_async)
    newer = {"trigger": "tk4word", "trigger_place": "first", "style_strength": 0.5, "style_gate": True, "singles": 1,
             "min_side": 64, "haste": "cheap", "reuse": False}
    offline = {"engine": "offline", "judge": "offline", "upscaler": "lanczos", "count": 1, "grid": "2x2", "max_attempts": 1}
    dataset = tessera.generate(source, **offline, **newer)
    (run,) = tessera.runs()
    assert newer.items() <= run["request"].items() and run["run_id"] == dataset.run_id
    with pytest.raises(tessera.UsageError, match="against"):
        tessera.generate(source, engine="offline", judge="offline", count=1, grid="2x2", against="nowhere")
    with pytest.raises(tessera.UsageError, match="countt"):
        tessera.generate(source, countt=3)


def test_a_machine_on_which_nothing_was_made_yet():
    assert tessera.runs() == []
    for look in (tessera.show, tessera.captions, lambda run: tessera.export(run, "ai-toolkit", "to")):
        with pytest.raises(tessera.UsageError, match="there is no ledger at") as caught:
            look("r-123456")
        assert caught.value.exit_code == 2


def test_check_tells_what_is_there(simulator):
    lines = tessera.check()
    assert all({"name", "result", "passed"} <= set(line) for line in lines) and len(lines) >= 4
