"""Programs that were written for actor_maker run as they are."""

import json
import os
import pathlib
import re
import textwrap

import pytest

import tessera
import tessera.compat
from conftest import ROOT, SOURCE, bill_is, run_python

DOCUMENT = pathlib.Path(os.environ.get("TESSERA_ANCESTOR",
                                       ROOT.parent / "shared" / "reference" / "000_c066d7fee3bb98f1.txt"))
NEEDS_DOCUMENT = pytest.mark.skipif(not DOCUMENT.exists(), reason="the ancestor's documentation is not here "
                                    "(TESSERA_ANCESTOR names it); the project's own programs ran")
KEY = re.compile(r"u1/custom_actors/(\w+)/training_data/[\w.-]+$")

# Written for this test, calling what such programs call.
BASIC = """
from src.training_data_generator import TrainingDataGenerator

generator = TrainingDataGenerator(debug_dir="debug/training_data")
result = generator.generate_training_data(source_image_url=SOURCE_URL, user_id="u1", actor_id="basic")
assert sorted(result) == ["total_grids_generated", "total_training_images", "training_image_urls"], result
"""
ADVANCED = """
from src.training_data_generator import TrainingDataGenerator

generator = TrainingDataGenerator("r8_given", "sk-given", "custom/debug/path")
generator.target_training_images = 30
generator.max_generation_attempts = 15
generator.batch_size = 5
generator.grid_size = 2
result = generator.generate_training_data(SOURCE_URL, "u1", "advanced")
"""
HAND_OVER = """
from src.training_data_generator import TrainingDataGenerator
from src.training.client import TrainingClient

made = TrainingDataGenerator(debug_dir=None).generate_training_data(SOURCE_URL, user_id="u1", actor_id="trained")
client = TrainingClient()
training = client.train_actor(actor_id="trained", training_image_urls=made["training_image_urls"], steps=700)
again = client.train_actor("trained", made["training_image_urls"], steps=700)
assert again == training, again
result = {"made": made, "training": training}
"""
TOLD = "\nimport json; print('RESULT ' + json.dumps(result))\n"


def run_program(folder, text: str) -> dict:
    """Runs it with the names on the path; what it leaves in `result`."""
    (folder / "program.py").write_text(text + TOLD)
    done = run_python("-m", "tessera.compat", "program.py", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))[7:])


def is_stored(bucket, result: dict, actor: str, images: int) -> None:
    account, name = bucket
    assert result["total_training_images"] == images == len(result["training_image_urls"])
    keys = account.keys(name, f"u1/custom_actors/{actor}/training_data/")
    assert len(keys) == images
    for url in result["training_image_urls"]:
        assert KEY.search(url)[1] == actor
        data, headers = account.get(name, KEY.search(url)[0])
        assert data[:2] == b"\xff\xd8" and headers["content-type"] == "image/jpeg"


def test_the_basic_program(folder, simulator, bucket):
    result = run_program(folder, f"SOURCE_URL = {str(SOURCE)!r}\n" + BASIC)
    is_stored(bucket, result, "basic", 20)
    debug = folder / "debug" / "training_data"
    assert result["total_grids_generated"] == len(list(debug.glob("grid*.jpg")))
    assert len(list(debug.glob("training-image*.jpg"))) == 20
    bill_is(simulator, *(run["cost_usd"] for run in tessera.runs()))


def test_the_advanced_program(folder, simulator, bucket, monkeypatch):
    # Keys that are given are enough, whatever the environment lacks.
    monkeypatch.delenv("REPLICATE_API_TOKEN")
    monkeypatch.delenv("OPENAI_API_KEY")
    result = run_program(folder, f"SOURCE_URL = {str(SOURCE)!r}\n" + ADVANCED)
    is_stored(bucket, result, "advanced", 30)
    request = tessera.runs()[0]["request"]
    assert (request["grid"], request["max_attempts"], request["batch_size"]) == ("2x2", 15, 5)
    assert (folder / "custom" / "debug" / "path" / "training-image30.jpg").exists()


def blocks(heading: str) -> list[str]:
    """The Python blocks under a heading of the ancestor's documentation."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = re.search(rf"^(#+) {re.escape(heading)}$(.*?)(?=^#{{2,3}} )", text, re.S | re.M)
    return re.findall(r"```python\n(.*?)```", section[2], re.S)


def filled_in(text: str) -> str:
    """The documented program with the address that it leaves to the reader, and nothing else."""
    assert "https://your-source-image.jpg" in text
    return text.replace("https://your-source-image.jpg", str(SOURCE))


@NEEDS_DOCUMENT
def test_the_documented_basic_usage(folder, simulator, bucket):
    (basic,) = blocks("Basic Usage")
    result = run_program(folder, filled_in(basic))
    assert result["total_training_images"] == 20
    account, name = bucket
    assert len(account.keys(name, "user_123/custom_actors/actor_456/training_data/")) == 20
    assert len(list((folder / "debug" / "training_data").glob("training-image*.jpg"))) == 20


@NEEDS_DOCUMENT
def test_the_documented_advanced_configuration(folder, simulator, bucket):
    (basic,), (advanced,) = blocks("Basic Usage"), blocks("Advanced Configuration")
    # It is a piece of a program: the import stands in the piece before, and so does the call.
    begin, call = basic.split("# Initialize generator")[0], "result = generator" + basic.split("result = generator")[1]
    result = run_program(folder, begin + advanced + filled_in(call))
    assert result["total_training_images"] == 30
    request = tessera.runs()[0]["request"]
    assert (request["count"], request["max_attempts"], request["batch_size"]) == (30, 15, 5)
    assert (folder / "custom" / "debug" / "path" / "grid1.jpg").exists()


@pytest.fixture
def worker(cloud, folder, monkeypatch):
    """A worker behind an endpoint of RunPod, as its owner configures it; the requests that it gets."""
    simulator = cloud.start(time_scale=0.005, training_seconds=120, price="runpod/ep1=3",
                            record=folder / "requests.jsonl")
    monkeypatch.setenv("RUNPOD_BASE_URL", simulator.url + "/v2")
    (folder / ".env").write_text("MODEL_TRAINING_RUNPOD_API_KEY=rp_test\nMODEL_TRAINING_RUNPOD_ENDPOINT_ID=ep1\n"
                                 "TESSERA_TRAIN_WORKFLOW=workflow.json\n")
    (folder / "workflow.json").write_text(json.dumps({"1": {"inputs": {"max_train_steps": "{{steps}}"}}}))
    (folder / "tessera.toml").write_text('[[price]]\nmodel = "runpod/ep1"\nunit = "call"\nusd = 3\n'
                                         'source = "this test"\ndate = "2026-11-25"\n')

    def asked() -> list[dict]:
        lines = (folder / "requests.jsonl").read_text().splitlines()
        return [one["body"]["input"] for one in map(json.loads, lines) if one["path"] == "/v2/ep1/run"]

    return simulator, asked


def is_trained(training: dict, asked: dict, bucket: str, user: str, actor: str, steps: int) -> None:
    assert pathlib.Path(training["weights_file"]).exists() and pathlib.Path(training["result_file"]).exists()
    assert training["tensors"] > 0 and training["steps"] == steps and training["cost_usd"] == 3
    addresses = asked["training_data"]["s3_urls"]
    assert len(addresses) == 20
    assert all(one.startswith(f"s3://{bucket}/{user}/custom_actors/{actor}/training_data/") for one in addresses)
    assert asked["training_config"]["mode"] == "custom-actors"
    assert asked["training_config"]["max_train_steps"] == asked["workflow"]["1"]["inputs"]["max_train_steps"] == steps


def test_the_hand_over_to_training(folder, worker, bucket):
    simulator, asked = worker
    result = run_program(folder, f"SOURCE_URL = {str(SOURCE)!r}\n" + HAND_OVER)
    (order,) = asked()
    is_trained(result["training"], order, bucket[1], "u1", "trained", 700)
    bill_is(simulator, *(run["cost_usd"] for run in tessera.runs()))


@NEEDS_DOCUMENT
def test_the_documented_hand_over_to_training(folder, worker, bucket):
    simulator, asked = worker
    (program,) = blocks("Using with Existing Training System")
    ids = f"source_url, user_id, actor_id = {str(SOURCE)!r}, 'user_7', 'actor_8'\n"
    training = run_program(folder, ids + program + "\nresult = training_result")
    (order,) = asked()
    is_trained(training, order, bucket[1], "user_7", "actor_8", 2000)
    assert order["training_config"]["trigger_word"] == "actor_8"
    bill_is(simulator, *(run["cost_usd"] for run in tessera.runs()))


@NEEDS_DOCUMENT
def test_every_module_that_the_document_names_is_there(folder):
    text = DOCUMENT.read_text(encoding="utf-8")
    lines = sorted(set(re.findall(r"^from src\..* import .*$", text, re.M)))
    files = re.findall(r"^[│├└─ ]+(\w+)\.py", text, re.M)
    assert len(lines) >= 2 and {"replicate_service", "tile_descriptions", "prompt_builder"} <= set(files)
    modules = [f"import src.{name}" for name in files if name in ("replicate_service", "training_data_generator")]
    modules += [f"import src.training_data_utils.{name}" for name in files
                if name not in ("__init__", "replicate_service", "training_data_generator")]
    (folder / "program.py").write_text("\n".join([*lines, *modules]))
    done = run_python("-m", "tessera.compat", "program.py", cwd=folder)
    assert done.returncode == 0, done.stderr


def test_a_client_without_any_trainers_key_is_a_value_error(names, monkeypatch, folder):
    from src.training.client import TrainingClient

    with pytest.raises(ValueError, match="^RUNPOD_API_KEY not set"):
        TrainingClient()
    assert TrainingClient("rp_given", "ep1").trainer == "auto"
    (folder / ".env").write_text("REPLICATE_API_TOKEN=r8_x\n")
    with pytest.raises(TypeError, match="'epochs'.*trigger_word"):
        TrainingClient().train_actor("a", ["https://x/1.jpg"], epochs=3)
    with pytest.raises(ValueError, match="no training images"):
        TrainingClient().train_actor("a", [])


def test_a_style_is_trained_at_replicate_with_what_is_given(cloud, names, folder):
    from src.training.client import TrainingClient

    cloud.start(time_scale=0.005, training_seconds=120, record=folder / "requests.jsonl")
    made = tessera.generate(SOURCE, engine="offline", judge="offline", upscaler="none", count=12)
    done = TrainingClient(trainer="replicate").train_style(
        "lake", [str(path) for path in made.images], trigger_word="tk4style", destination="rehearsal/lake", lora_rank=8)
    assert done["model_version"].startswith("rehearsal/lake:") and done["steps"] == 600
    requests = [json.loads(line) for line in (folder / "requests.jsonl").read_text().splitlines()]
    (sent,) = [one["body"]["input"] for one in requests if one["path"].endswith("/trainings") and one["method"] == "POST"]
    assert (sent["lora_rank"], sent["trigger_word"]) == (8, "tk4style")


@pytest.fixture
def names(monkeypatch):
    """`src` importable in this process."""
    monkeypatch.syspath_prepend(tessera.compat.path())


@pytest.mark.parametrize("missing", ["REPLICATE_API_TOKEN", "OPENAI_API_KEY"])
def test_a_missing_key_is_a_value_error_that_names_the_variable(simulator, names, monkeypatch, folder, missing):
    from src.training_data_generator import TrainingDataGenerator

    monkeypatch.delenv(missing)
    with pytest.raises(ValueError, match=f"^{missing} not set"):
        TrainingDataGenerator()
    (folder / ".env").write_text(f"{missing}=x\n")
    assert TrainingDataGenerator().target_training_images == 20


def test_without_aws_keys_nothing_is_paid_and_all_are_named(simulator, names):
    from src.training_data_generator import TrainingDataGenerator

    with pytest.raises(ValueError) as caught:
        TrainingDataGenerator().generate_training_data(str(SOURCE), "u1", "a1")
    for name in ("AWS_ACCESS_KEY", "AWS_ACCESS_SECRET", "AWS_USER_FILES_BUCKET"):
        assert name in str(caught.value)
    assert simulator.stats()["billed_micro_usd"] == 0


def test_single_calls_return_addresses(cloud, names, folder):
    import base64

    from src.replicate_service import ReplicateService

    cloud.start(record=folder / "requests.jsonl")
    service = ReplicateService()
    picture = base64.b64encode(SOURCE.read_bytes()).decode()
    grid = service.generate_grid_with_flux_kontext("nine things", picture)
    large = service.upscale_with_topaz(image_base64=picture, output_format="png")
    assert grid.startswith("http") and large.startswith("http") and grid != large
    requests = [json.loads(line) for line in (folder / "requests.jsonl").read_text().splitlines()]
    sent = [one["body"]["input"] for one in requests if one["path"].endswith("/predictions") and one["method"] == "POST"]
    assert sent[0]["aspect_ratio"] == "1:1" and sent[1]["upscale_factor"] == "2x"
    with pytest.raises(TypeError, match="input_image_base64"):
        service.generate_grid_with_flux_kontext("nine things")


def test_the_selector_repeats_nothing_until_the_pool_is_used_up(names):
    from src.training_data_utils import TILE_DESCRIPTIONS, DescriptionSelector, get_all_descriptions

    assert [len(texts) for texts in TILE_DESCRIPTIONS.values()] == [9] * 7
    assert len(set(get_all_descriptions())) == 63
    selector = DescriptionSelector()
    taken = [text for _ in range(7) for text in selector.select_unique_descriptions(9)]
    assert sorted(taken) == sorted(get_all_descriptions())
    stats = selector.get_usage_stats()
    assert (stats["total_descriptions"], stats["used_descriptions"], stats["remaining_descriptions"]) == (63, 63, 0)
    assert len(set(selector.select_unique_descriptions(9))) == 9
    assert selector.get_usage_stats()["used_descriptions"] == 9
    selector.reset_session()
    assert selector.get_usage_stats()["used_descriptions"] == 0
    assert len(selector.select_unique_descriptions()) == 9


def test_the_prompt_has_every_description(names):
    from src.training_data_utils.description_selector import DescriptionSelector
    from src.training_data_utils.prompt_builder import build_tile_generation_prompt

    texts = DescriptionSelector().select_unique_descriptions(9)
    prompt = build_tile_generation_prompt(texts)
    assert all(text.rstrip(".;") in prompt for text in texts)
    with pytest.raises(ValueError, match="not 8"):
        build_tile_generation_prompt(texts[:8])


def test_a_program_with_modules_of_its_own_in_src_keeps_them(folder):
    (folder / "src").mkdir()
    (folder / "src" / "__init__.py").write_text("")
    (folder / "src" / "settings.py").write_text("count = 3\n")
    (folder / "program.py").write_text(textwrap.dedent("""
        import sys
        from src.settings import count
        from src.training_data_generator import TrainingDataGenerator
        print(count, TrainingDataGenerator("a", "b").batch_size, sys.argv)
        """))
    done = run_python("-m", "tessera.compat", "program.py", "--flag", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "3 3 ['program.py', '--flag']\n"), done.stderr
