#!/usr/bin/env python3
"""`tessera train` as a process: trained end to end, killed in the middle, refused with the right words."""

import json
import pathlib
import random
import signal
import struct
import sys
import tempfile
import unittest
import zlib

from harness import FAILPOINT_EXIT, SOURCE, EndToEnd, Tessera, sha256
from tessera import png_bytes

TRAINER = "ostris/flux-dev-lora-trainer"
TRIGGER = "tk4style"
# A two-hundredth of real latencies: a training in 0.6 s.
TRAINING = {"time_scale": 0.005, "training_seconds": 120}


def tensors_in(weights: bytes) -> int:
    """Read by the format's description, independently of the program."""
    size = struct.unpack("<Q", weights[:8])[0]
    header = json.loads(weights[8:8 + size])
    header.pop("__metadata__", None)
    assert len(weights) == 8 + size + max(tensor["data_offsets"][1] for tensor in header.values())
    return len(header)


class Training(EndToEnd):
    """One offline set for all."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="tessera-train-")
        cls.addClassCleanup(folder.cleanup)
        maker = Tessera(pathlib.Path(folder.name))
        outcome = maker.run("generate", SOURCE, "--count", 12, "--engine", "offline", "--out", "set", "--quiet")
        assert outcome.code == 0, str(outcome)
        cls.set = maker.folder / "set"

    def trainer(self, **options):
        simulator = self.simulator(**(TRAINING | options))
        user = self.user(simulator, {"RUNPOD_API_KEY": "rp_test", "RUNPOD_ENDPOINT_ID": "ep1",
                                     "RUNPOD_BASE_URL": simulator.url + "/v2"})
        return simulator, user

    def command(self, *more, set_=None) -> list:
        """Flags in `more` replace its own."""
        own = {"--with": "replicate", "--trigger": TRIGGER, "--destination": "rehearsal/lake", "--out": "lora"}
        kept = [part for flag, value in own.items() if flag not in more for part in (flag, value)]
        return ["train", set_ or self.set, *kept, "--json", *more]

    def assert_trained(self, outcome, user) -> dict:
        self.assert_exit(outcome, 0)
        result = outcome.json()
        weights = pathlib.Path(result["weights"])
        self.assertEqual(weights.parent, (user.folder / "lora").resolve())
        self.assertEqual(tensors_in(weights.read_bytes()), result["tensors"])
        record = json.loads((weights.parent / "training.json").read_text())
        self.assertEqual(record["sha256"], sha256(weights.read_bytes()))
        self.assertEqual(record["status"], "complete")
        return result

    def assert_one_training(self, simulator, result=None) -> dict:
        stats = self.assert_paid_once(simulator)
        self.assertEqual(stats["predictions"]["created"], 1)
        if result:
            self.assertEqual(round(result["cost_usd"] * 1e6), stats["billed_micro_usd"])
        return stats


class Replicate(Training):
    def test_a_set_is_trained_end_to_end_and_returned_when_it_is_asked_for_again(self):
        simulator, user = self.trainer()
        events = user.folder / "events.jsonl"
        result = self.assert_trained(user.run(*self.command("--events", events)), user)
        self.assertEqual(result["settings"]["steps"], 600)
        self.assertEqual(result["settings"]["rank"], 32)
        self.assertTrue(result["model_version"].startswith("rehearsal/lake:"))
        self.assert_one_training(simulator, result)
        told = [json.loads(line) for line in events.read_text().splitlines()]
        steps = [line["step"] for line in told if line["event"] == "training.progress"]
        self.assertEqual(steps, sorted(steps))
        self.assertGreater(len(set(steps)), 2, f"the progress does not advance: {told}")
        again = self.assert_trained(user.run(*self.command()), user)
        self.assertEqual(again["run_id"], result["run_id"])
        self.assert_one_training(simulator, again)
        self.assertIn("complete", user.run("runs").stdout)
        self.assertIn(TRAINER, user.run("show", result["run_id"]).stdout)

    def test_the_plan_spends_nothing(self):
        simulator, user = self.trainer()
        outcome = user.run(*self.command("--plan"))
        self.assert_exit(outcome, 0)
        plan = outcome.json()
        self.assertLess(plan["cost_usd_expected"], plan["cost_usd_upper_bound"])
        self.assertEqual(plan["settings"]["steps"], 600)
        self.assertEqual(simulator.stats()["files"], 0)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)

    def test_a_number_that_is_given_is_the_number_that_is_trained_with(self):
        record = self.folder / "requests.jsonl"
        _, user = self.trainer(record=record)
        self.assert_trained(user.run(*self.command("--steps", 333, "--rank", 7, "--learning-rate", "0.00021")), user)
        creates = [json.loads(line) for line in record.read_text().splitlines() if "/trainings" in line]
        sent = next(one["body"]["input"] for one in creates if one["method"] == "POST")
        self.assertEqual((sent["steps"], sent["lora_rank"], sent["learning_rate"]), (333, 7, 0.00021))

    def test_ending_after_any_durable_step_starts_no_second_training(self):
        simulator, user = self.trainer()
        expected = sha256(pathlib.Path(self.assert_trained(user.run(*self.command()), user)["weights"]).read_bytes())
        names = user.run("--list-failpoints").stdout.split()
        steps = [name for name in names if name.endswith(".training")] + ["ledger.begin_run", "ledger.decide",
                                                                         "blob.written", "ledger.end_run"]
        reached = set()
        for name in steps:
            with self.subTest(failpoint=name):
                simulator.reset()
                user = self.user(simulator)
                first = user.run(*self.command(), environment={"TESSERA_FAILPOINT": name})
                if first.code == FAILPOINT_EXIT:
                    reached.add(name)
                    outcome = user.run(*self.command())
                else:
                    outcome = first
                result = self.assert_trained(outcome, user)
                self.assertEqual(sha256(pathlib.Path(result["weights"]).read_bytes()), expected)
                self.assert_one_training(simulator, result)
        certain = {"ledger.plan_call.training", "ledger.mark_sent.training", "ledger.mark_accepted.training",
                   "ledger.mark_done.training", "ledger.begin_run", "ledger.decide", "blob.written", "ledger.end_run"}
        self.assertEqual(sorted(certain - reached), [])

    def test_kills_at_any_instant_start_no_second_training(self):
        simulator, user = self.trainer()
        for kill in range(8):
            outcome = user.run_and_signal(0.1 + 0.12 * kill, signal.SIGKILL, *self.command())
            if outcome.code == 0:
                break
            self.assertEqual(outcome.code, -signal.SIGKILL, str(outcome))
        result = self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator, result)

    def test_an_answer_that_is_lost_is_looked_for(self):
        for fault in ({"type": "reset", "when": "after"}, {"type": "status", "status": 500, "when": "after"}):
            with self.subTest(fault=fault):
                simulator, user = self.trainer(faults={"rules": [{"match": {"kind": "training"}, "fault": fault}]})
                result = self.assert_trained(user.run(*self.command()), user)
                self.assert_one_training(simulator, result)

    def test_an_interrupted_command_leaves_the_training_under_way_and_resume_collects_it(self):
        simulator, user = self.trainer(training_seconds=600)
        process = user.start(*self.command())
        while simulator.stats()["predictions"]["created"] == 0:
            self.assertIsNone(process.poll(), "it ended before its training was created")
        while not self.accepted(user):
            self.assertIsNone(process.poll(), "it ended before it was interrupted")
        process.send_signal(signal.SIGINT)
        outcome = user.wait(process, 0, 60)
        self.assert_exit(outcome, 130)
        self.assertIn("goes on at the provider", outcome.stderr)
        result = self.assert_trained(user.run("resume", "--json"), user)
        self.assert_one_training(simulator, result)

    def accepted(self, user) -> bool:
        run = user.run("runs", "--json").json()[0]["run_id"]
        calls = user.run("show", run, "--json").json()["calls"]
        return any(call["state"] == "accepted" for call in calls)

    def test_it_is_stopped_on_request(self):
        simulator, user = self.trainer(training_seconds=6000)
        process = user.start(*self.command())
        while simulator.stats()["predictions"]["created"] == 0 or not self.accepted(user):
            self.assertIsNone(process.poll(), "it ended before its training was created")
        run = user.run("runs", "--json").json()[0]["run_id"]
        self.assert_exit(user.run("train", run, "--cancel"), 0)
        outcome = user.wait(process, 0, 60)
        self.assert_exit(outcome, 3)
        self.assertIn("canceled", outcome.stderr)
        self.assertIn("--retry", outcome.stderr)
        simulator.set_rules({"rules": []})
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)


class BadInput(Training):
    """Each ends with its sentence and exit code, and nothing is lost."""

    def assert_refused(self, outcome, code: int, *words) -> None:
        self.assert_exit(outcome, code)
        for word in words:
            self.assertIn(word, outcome.stderr)

    def with_fault(self, fault: dict, kind="training", **more):
        simulator, user = self.trainer(faults={"rules": [{"match": {"kind": kind}, "fault": fault, **more}]})
        return simulator, user, user.run(*self.command())

    def test_no_trigger(self):
        simulator, user = self.trainer()
        command = [part for part in self.command() if part not in ("--trigger", TRIGGER)]
        self.assert_refused(user.run(*command), 2, "--trigger WORD")
        self.assert_refused(user.run(*self.command("--trigger", "two words")), 2, "--trigger", "two words")
        self.assertEqual(simulator.stats()["files"], 0)

    def test_a_destination_that_is_missing_or_of_another_owner(self):
        simulator, user = self.trainer()
        self.assert_refused(user.run(*self.command("--destination", "somebody/lake")), 2, "belongs to rehearsal",
                            "rehearsal/lake")
        self.assert_refused(user.run(*self.command("--destination", "lake")), 2, "OWNER/NAME")
        self.assertEqual(simulator.stats()["files"], 0)

    def test_no_credit_is_said_and_the_same_command_goes_on_later(self):
        simulator, user, outcome = self.with_fault({"type": "status", "status": 402})
        self.assert_refused(outcome, 5, "nsufficient credit", "goes on from here")
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)
        simulator.set_rules({"rules": []})
        result = self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator, result)

    def test_a_training_that_fails_is_paid_again_only_when_asked(self):
        simulator, user, outcome = self.with_fault({"type": "fail", "error": "the pictures cannot be read"})
        self.assert_refused(outcome, 5, "the pictures cannot be read", "--retry")
        simulator.set_rules({"rules": []})
        self.assert_refused(user.run(*self.command()), 5, "the pictures cannot be read")
        self.assertEqual(simulator.stats()["predictions"]["created"], 1)
        self.assert_trained(user.run(*self.command("--retry")), user)
        self.assertEqual(simulator.stats()["predictions"]["created"], 2)

    def test_a_training_that_the_provider_cancels(self):
        _, _, outcome = self.with_fault({"type": "canceled"})
        self.assert_refused(outcome, 3, "canceled", "--retry")

    def test_weights_that_are_gone(self):
        _, user, outcome = self.with_fault({"type": "data_removed"})
        self.assert_refused(outcome, 3, "its weights were removed", "one hour", "--retry")
        self.assertNotEqual(user.run(*self.command()).code, 0)

    def test_weights_that_arrive_damaged_are_fetched_again(self):
        simulator, user = self.trainer(faults={"rules": [
            {"match": {"kind": "delivery"}, "fault": {"type": "html"}, "times": 1},
            {"match": {"kind": "delivery"}, "fault": {"type": "truncate"}, "times": 1}]})
        result = self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator, result)

    def test_a_zip_over_the_limit_of_the_files_api(self):
        simulator, user = self.trainer()
        large = self.folder / "large"
        large.mkdir()
        for number in range(1, 13):
            (large / f"{number:04}.png").write_bytes(noise_png(1850, 1850, number))
            (large / f"{number:04}.txt").write_bytes((self.set / "images" / f"{number:04}.txt").read_bytes())
        self.assert_refused(user.run(*self.command(set_=large)), 2, "MB", "Replicate takes files below")
        self.assertEqual(simulator.stats()["files"], 0)

    def test_captions_that_are_missing(self):
        simulator, user = self.trainer()
        bare = self.folder / "bare"
        bare.mkdir()
        for number in range(1, 13):
            (bare / f"{number:04}.jpg").write_bytes((self.set / "images" / f"{number:04}.jpg").read_bytes())
        outcome = user.run(*self.command(set_=bare))
        self.assertIn(outcome.code, (2, 3), str(outcome))
        self.assertIn("caption", outcome.stderr)
        self.assertEqual(simulator.stats()["files"], 0)

    def test_a_cap_below_what_it_can_cost(self):
        simulator, user = self.trainer()
        self.assert_refused(user.run(*self.command("--max-cost", "0.50")), 4, "--max-cost is $0.5", "nothing was sent")
        self.assertEqual(simulator.stats()["files"], 0)

    def test_other_mistakes(self):
        _, user = self.trainer()
        for more, words in ((["--with", "modal"], ["modal", "runpod"]), (["--set", "optimizer=sgd"], ["sgd", "prodigy"]),
                            (["--set", "speed=9"], ["speed", "learning_rate"]), (["--set", "x"], ["NAME=VALUE"]),
                            (["--set", "hf_token=x"], ["secret"]), (["--steps", "9999"], ["9999", "6000"]),
                            (["--steps", "0"], ["--steps"]), (["--max-cost", "much"], ["--max-cost"]),
                            (["--trainer", "topazlabs/image-upscale"], ["no trainer"]), (["--run"], ["--run"]),
                            (["--out", str(self.set)], ["not this training's"])):
            with self.subTest(more=more):
                self.assert_refused(user.run(*self.command(*more)), 2, *words)
        self.assert_refused(user.run(*self.command("--trainer", "nobody/nothing")), 5, "nobody/nothing")
        self.assert_refused(user.run(*self.command(set_="no-such-set")), 2, "no-such-set")
        self.assert_refused(user.run("train", self.set, "--trigger", TRIGGER), 2, "--with")
        self.assert_trained(user.run(*self.command()), user)
        self.assert_refused(user.run("train", "r-000000000000", "--cancel"), 2, "r-000000000000")
        no_key = self.user()
        self.assert_refused(no_key.run(*self.command()), 2, "REPLICATE_API_TOKEN", ".env")


class RunPod(Training):
    WORKFLOW = {"107": {"class_type": "InitFluxLoRATraining",
                        "inputs": {"max_train_steps": "{{steps}}", "learning_rate": "{{learning_rate}}"}},
                "109": {"inputs": {"class_tokens": "{{trigger}}"}}}

    def command(self, *more) -> list:
        workflow = self.folder / "workflow.json"
        workflow.write_text(json.dumps(self.WORKFLOW))
        return ["train", self.stored(), "--with", "runpod", "--trigger", TRIGGER, "--workflow", workflow, "--out", "lora",
                "--price", "runpod/ep1=3", "--json", *more]

    def stored(self) -> pathlib.Path:
        """The same set, as a run with --store s3 leaves it."""
        folder = self.folder / "stored"
        if not folder.exists():
            (folder / "images").mkdir(parents=True)
            for file in (self.set / "images").iterdir():
                (folder / "images" / file.name).write_bytes(file.read_bytes())
            manifest = json.loads((self.set / "dataset.json").read_text())
            for item in manifest["items"]:
                name = pathlib.Path(item["file"]).name
                item["url"] = f"https://my-bucket.s3.us-west-1.amazonaws.com/local/lake/training_data/{name}"
            (folder / "dataset.json").write_text(json.dumps(manifest))
        return folder

    def test_a_set_is_trained_by_a_worker(self):
        record = self.folder / "requests.jsonl"
        simulator, user = self.trainer(record=record, price="runpod/ep1=3")
        result = self.assert_trained(user.run(*self.command()), user)
        self.assertEqual(result["cost_usd"], 3)
        self.assert_one_training(simulator, result)
        sent = [json.loads(line) for line in record.read_text().splitlines()]
        body = next(one["body"] for one in sent if one["path"] == "/v2/ep1/run")
        self.assertEqual(len(body["input"]["training_data"]["s3_urls"]), 12)
        self.assertEqual(body["input"]["training_data"]["s3_urls"][0],
                         "s3://my-bucket/local/lake/training_data/0001.jpg")
        self.assertEqual(body["input"]["workflow"]["107"]["inputs"]["max_train_steps"], 600)
        self.assertEqual(body["input"]["training_config"]["mode"], "custom-styles")
        again = self.assert_trained(user.run(*self.command()), user)
        self.assertEqual(again["run_id"], result["run_id"])
        self.assert_one_training(simulator)

    def test_a_price_must_be_known(self):
        simulator, user = self.trainer()
        command = self.command()
        at = command.index("--price")
        outcome = user.run(*command[:at], *command[at + 2:])
        self.assert_exit(outcome, 2)
        self.assertIn("--price runpod/ep1=USD", outcome.stderr)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)

    def test_an_answer_that_is_lost_is_unknown_until_the_user_says_so(self):
        rule = {"match": {"kind": "training"}, "fault": {"type": "reset", "when": "after"}, "times": 1}
        simulator, user = self.trainer(faults={"rules": [rule]})
        for _ in range(2):
            outcome = user.run(*self.command())
            self.assert_exit(outcome, 3)
            self.assertIn("cannot be asked", outcome.stderr)
            self.assertIn("--repeat-unknown", outcome.stderr)
        self.assertEqual(simulator.stats()["predictions"]["created"], 1)
        self.assert_trained(user.run(*self.command("--repeat-unknown")), user)

    def test_a_kill_in_the_middle_starts_no_second_job(self):
        simulator, user = self.trainer()
        first = user.run(*self.command(), environment={"TESSERA_FAILPOINT": "ledger.mark_accepted.training"})
        self.assert_exit(first, FAILPOINT_EXIT)
        self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator)

    def test_what_a_worker_says_is_passed_on(self):
        for fault, code, words in (({"type": "fail", "error": "CUDA out of memory"}, 5, "CUDA out of memory"),
                                   ({"type": "canceled"}, 3, "CANCELLED"), ({"type": "aborted"}, 3, "TIMED_OUT"),
                                   ({"type": "data_removed"}, 3, "30 minutes"), ({"type": "status", "status": 401}, 5, "401")):
            with self.subTest(fault=fault):
                _, user = self.trainer(faults={"rules": [{"match": {"kind": "training"}, "fault": fault}]})
                outcome = user.run(*self.command())
                self.assert_exit(outcome, code)
                self.assertIn(words, outcome.stderr)

    def test_pictures_that_are_not_in_s3(self):
        _, user = self.trainer()
        command = self.command()
        command[1] = self.set
        outcome = user.run(*command)
        self.assert_exit(outcome, 2)
        self.assertIn("--store s3", outcome.stderr)

    def test_keys_that_are_missing(self):
        for missing in ("RUNPOD_API_KEY", "RUNPOD_ENDPOINT_ID"):
            _, user = self.trainer()
            outcome = user.run(*self.command(), environment={missing: ""})
            self.assert_exit(outcome, 2)
            self.assertIn(missing, outcome.stderr)


class Local(Training):
    """ai-toolkit and sd-scripts are played by small programs: what counts is what they are started with."""

    def test_the_export_and_its_command_are_shown(self):
        user = self.user()
        for trainer, words in (("ai-toolkit", ["run.py config.yaml", "AI_TOOLKIT_DIR is not set"]),
                               ("sd-scripts", ["flux_train_network.py", "SD_SCRIPTS_DIR is not set"])):
            with self.subTest(trainer=trainer):
                outcome = user.run("train", self.set, "--with", trainer, "--trigger", TRIGGER, "--out", trainer)
                self.assert_exit(outcome, 0)
                for word in words:
                    self.assertIn(word, outcome.stdout)
                self.assertTrue(any((user.folder / trainer).rglob("0001.*")))

    def test_a_trainer_that_is_there_is_run_and_its_weights_are_checked(self):
        user = self.user()
        toolkit = self.folder / "ai-toolkit"
        toolkit.mkdir()
        (toolkit / "run.py").write_text(
            "import json, pathlib, struct, sys\n"
            "assert sys.argv[1] == 'config.yaml' and pathlib.Path('config.yaml').exists()\n"
            "print('training')\n"
            "header = json.dumps({'a.lora_A.weight': {'dtype': 'U8', 'shape': [4], 'data_offsets': [0, 4]}}).encode()\n"
            "folder = pathlib.Path('output/lake'); folder.mkdir(parents=True)\n"
            "(folder / 'lake.safetensors').write_bytes(struct.pack('<Q', len(header)) + header + bytes(4))\n")
        command = ["train", self.set, "--with", "ai-toolkit", "--trigger", TRIGGER, "--out", "export", "--json"]
        environment = {"AI_TOOLKIT_DIR": str(toolkit)}
        outcome = user.run(*command, "--run", environment=environment)
        self.assert_exit(outcome, 0)
        result = outcome.json()
        self.assertEqual(result["tensors"], 1)
        self.assertTrue(pathlib.Path(result["weights"]).exists())
        self.assertIn("training", outcome.stderr)
        (toolkit / "run.py").write_text("raise SystemExit(7)\n")
        failed = user.run(*command[:-2], "other", "--run", environment=environment)
        self.assert_exit(failed, 1)
        self.assertIn("code 7", failed.stderr)

    def test_a_trainer_that_is_not_there_is_not_run(self):
        user = self.user()
        outcome = user.run("train", self.set, "--with", "ai-toolkit", "--trigger", TRIGGER, "--out", "export", "--run")
        self.assert_exit(outcome, 2)
        self.assertIn("AI_TOOLKIT_DIR", outcome.stderr)


def noise_png(width: int, height: int, seed: int) -> bytes:
    """A picture that no packing makes smaller: three bytes a pixel."""
    chance = random.Random(seed)
    rows = b"".join(b"\0" + chance.randbytes(3 * width) for _ in range(height))
    return png_bytes(width, height, zlib.compress(rows, 0))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
