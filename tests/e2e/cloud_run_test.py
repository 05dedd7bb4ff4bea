#!/usr/bin/env python3
"""The main job in the cloud: Replicate and OpenAI as the simulator plays them, and a real S3 server."""

import json
import pathlib
import unittest

import contract_test
from harness import SOURCE, EndToEnd, S3Server, dataset_files, missing_programs, read_json_lines, sha256, shared_server


class CloudRun(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.s3 = shared_server()
        if cls.s3 is None:
            if missing_programs():
                raise unittest.SkipTest("no S3 server: not installed: " + ", ".join(missing_programs()))
            cls.s3 = S3Server()
            cls.addClassCleanup(cls.s3.stop)

    def setUp(self):
        super().setUp()
        self.bucket = self.s3.make_bucket()
        self.record = self.folder / "requests.jsonl"

    # As a user with three keys would call it.
    IN_THE_CLOUD = ["--user", "u1", "--actor", "a1", "--engine", "replicate", "--judge", "openai", "--store", "s3"]

    def test_leaves_twenty_objects_that_equal_the_dataset_and_prints_one_json_object(self):
        simulator = self.simulator(record=self.record)
        user = self.user(simulator, self.s3.environment(self.bucket))
        outcome = user.run("generate", SOURCE, *self.IN_THE_CLOUD, "--out", "out", "--json", "--debug-dir", "debug",
                           "--events", "events.jsonl")
        result = self.assert_complete(outcome, 20)

        self.assertEqual(outcome.stdout.count("\n"), 1, outcome.stdout)
        for key in ("training_image_urls", "total_grids_generated", "total_training_images", "run_id", "requested",
                    "shortfall", "cost_usd", "cost_upper_bound_usd", "calls", "dataset_dir", "report", "warnings"):
            self.assertIn(key, result)
        folder = pathlib.Path(result["dataset_dir"])
        local = {digest for name, digest in dataset_files(folder).items() if not name.endswith(".txt")}
        prefix = "u1/custom_actors/a1/training_data/"
        keys = self.s3.keys(self.bucket, prefix)
        self.assertEqual(len(keys), 20)
        self.assertEqual(keys, self.s3.keys(self.bucket))
        stored = set()
        for key in keys:
            data, headers = self.s3.get(self.bucket, key)
            self.assertIn(headers["content-type"], ("image/jpeg", "image/png"))
            stored.add(sha256(data))
        self.assertEqual(stored, local)
        for url in result["training_image_urls"]:
            self.assertTrue(any(url.endswith(key) for key in keys), url)

        lineage = json.loads((folder / "dataset.json").read_text())
        self.assertEqual(len(lineage["items"]), 20)
        report = (folder / "report.html").read_text()
        self.assertIn("data:image/", report)
        for secret in ("r8_test", "sk-test", self.s3.secret):
            for text in (outcome.stdout, outcome.stderr, report, json.dumps(lineage)):
                self.assertNotIn(secret, text)
        self.assertTrue((user.folder / "debug" / "grid1.jpg").exists())
        self.assertTrue((user.folder / "debug" / "training-image1.jpg").exists())
        events = read_json_lines(user.folder / "events.jsonl")
        self.assertTrue(events)
        # An event without its set was once shown as a second set under way.
        self.assertEqual({event.get("actor") for event in events}, {"a1"})

        stats = self.assert_paid_once(simulator)
        self.assert_bill_is(result, simulator)
        self.assertEqual(stats["predictions"]["unfetched"], 0)
        found, checked = contract_test.violations(self.record)
        self.assertEqual(found, [])
        if contract_test.contracts_folder():
            self.assertGreater(checked, 20)

    def test_the_same_command_again_costs_nothing_and_gives_the_same(self):
        simulator = self.simulator()
        user = self.user(simulator, self.s3.environment(self.bucket))
        first = self.assert_complete(user.run(*self.small_run(*self.IN_THE_CLOUD)), 4)
        before = simulator.stats()
        second = self.assert_complete(user.run(*self.small_run(*self.IN_THE_CLOUD)), 4)
        after = simulator.stats()
        for key in ("training_image_urls", "run_id", "cost_usd"):
            self.assertEqual(first[key], second[key])
        self.assertEqual(before["predictions"]["created"], after["predictions"]["created"])
        self.assertEqual(before["chats"], after["chats"])
        self.assertEqual(before["billed_micro_usd"], after["billed_micro_usd"])

    def test_another_seed_is_another_run(self):
        simulator = self.simulator()
        user = self.user(simulator, self.s3.environment(self.bucket))
        first = self.assert_complete(user.run(*self.small_run(*self.IN_THE_CLOUD)), 4)
        files = set(dataset_files(pathlib.Path(first["dataset_dir"])).values())
        second = self.assert_complete(
            user.run(*self.small_run(*self.IN_THE_CLOUD, "--seed", 5, "--out", "other")), 4)
        self.assertNotEqual(first["run_id"], second["run_id"])
        others = {digest for name, digest in dataset_files(pathlib.Path(second["dataset_dir"])).items()
                  if not name.endswith(".txt")}
        self.assertFalse(files & others)
        self.assert_paid_once(simulator)


if __name__ == "__main__":
    unittest.main(verbosity=2)
