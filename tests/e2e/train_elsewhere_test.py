#!/usr/bin/env python3
"""`tessera train` with a RunPod worker, and with trainers on this machine."""

import http.server
import json
import pathlib
import shutil
import sys
import threading
import unittest

from harness import FAILPOINT_EXIT
from training_harness import TRIGGER, Training


class Bucket:
    """Takes what is put, whoever signs it."""

    def __init__(self):
        objects = self.objects = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


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

    def test_a_set_that_is_only_here_is_uploaded_first_with_its_trigger(self):
        simulator, user = self.trainer(record=self.folder / "requests.jsonl")
        bucket = Bucket()
        self.addCleanup(bucket.stop)
        keys = {"AWS_ACCESS_KEY": "AKID", "AWS_ACCESS_SECRET": "secret", "AWS_USER_FILES_BUCKET": "my-bucket",
                "AWS_ENDPOINT_URL_S3": bucket.url}
        mine = self.folder / "mine"
        shutil.copytree(self.set, mine)
        command = self.command("--upload", "s3")
        command[1] = mine
        first = self.assert_trained(user.run(*command, environment=keys), user)
        self.assertEqual(len(bucket.objects), 24)
        folders = {path.rsplit("/", 1)[0] for path in bucket.objects}
        self.assertEqual(len(folders), 1, folders)
        folder = folders.pop()
        self.assertTrue(folder.startswith("/my-bucket/local/custom_actors/") and folder.endswith("/training_data"), folder)
        for number in range(1, 13):
            self.assertTrue(bucket.objects[f"{folder}/{number:04}.txt"].endswith(f", {TRIGGER}".encode()))
            self.assertEqual(bucket.objects[f"{folder}/{number:04}.jpg"],
                             (mine / f"images/{number:04}.jpg").read_bytes())
        sent = [json.loads(line) for line in (self.folder / "requests.jsonl").read_text().splitlines()]
        body = next(one["body"] for one in sent if one["path"] == "/v2/ep1/run")
        self.assertEqual(body["input"]["training_data"]["s3_urls"],
                         [f"s3:/{folder}/{number:04}.jpg" for number in range(1, 13)])
        # The same set again is the same training; other words are another one, and overwrite nothing.
        again = self.assert_trained(user.run(*command, environment=keys), user)
        self.assertEqual(again["run_id"], first["run_id"])
        (mine / "images/0003.txt").write_text("other words for it")
        other = user.run(*command, "--plan", environment=keys)
        self.assert_exit(other, 0)
        self.assertEqual(len(bucket.objects), 48)
        self.assertEqual(simulator.stats()["predictions"]["created"], 1)

    def test_pictures_that_were_deleted_are_not_trained(self):
        record = self.folder / "requests.jsonl"
        _, user = self.trainer(record=record)
        command = self.command()
        (self.stored() / "images/0002.jpg").unlink()
        self.assert_trained(user.run(*command), user)
        sent = [json.loads(line) for line in record.read_text().splitlines()]
        addresses = next(one["body"] for one in sent if one["path"] == "/v2/ep1/run")["input"]["training_data"]["s3_urls"]
        self.assertEqual(len(addresses), 11)
        self.assertFalse(any(address.endswith("0002.jpg") for address in addresses), addresses)

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


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
