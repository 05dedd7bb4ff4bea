#!/usr/bin/env python3
"""What decides which tiles become images, seen from outside: singles, other sets, sizes, what the plan says of them."""

import json
import pathlib
import unittest

from harness import FAILPOINT_EXIT, SOURCE, EndToEnd, dataset_files, finish

# Every grid's last cell repeats its first one.
ONE_REPEAT = {"rules": [{"match": {"kind": "grid"}, "fault": {"type": "picture", "form": "repeat", "count": 1}}]}
STEPS_OF_A_SINGLE = ["plan_call", "mark_sent", "mark_accepted", "mark_done"]


class Selection(EndToEnd):
    WITH_SINGLES = ["--haste", "cheap", "--singles", 2]

    def dataset(self, result: dict) -> dict:
        return json.loads((pathlib.Path(result["dataset_dir"]) / "dataset.json").read_text())

    def test_the_last_image_is_made_on_its_own_and_survives_every_durable_step(self):
        arguments = self.small_run(*self.WITH_SINGLES)
        simulator = self.simulator(faults=ONE_REPEAT)
        result = self.assert_complete(self.user(simulator).run(*arguments), 4)
        self.assertEqual((result["total_grids_generated"], result["singles"]), (1, 1))
        self.assert_paid_once(simulator)
        self.assert_bill_is(result, simulator)
        dataset = self.dataset(result)
        kinds = [call["kind"] for call in dataset["calls"]]
        self.assertEqual({kind: kinds.count(kind) for kind in kinds},
                         {"grid": 1, "single": 1, "judge": 2, "upscale": 3})
        self.assertEqual(dataset["items"][3]["size"], {"width": 1024, "height": 1024})
        self.assertIsNone(dataset["items"][3]["upscale_call"])
        self.assertEqual(dataset["repeats"][0]["repeats"][0]["grid"], 1)
        report = (pathlib.Path(result["dataset_dir"]) / "report.html").read_text()
        self.assertIn("Single 2", report)

        expected = dataset_files(pathlib.Path(result["dataset_dir"]))
        for step in STEPS_OF_A_SINGLE:
            with self.subTest(step=step):
                simulator.reset()
                user = self.user(simulator)
                first = user.run(*arguments, environment={"TESSERA_FAILPOINT": f"ledger.{step}.single"})
                self.assert_exit(first, FAILPOINT_EXIT)
                again, unknown = finish(user, arguments)
                self.assertEqual(unknown, 0)
                result = self.assert_complete(again, 4)
                self.assertEqual(dataset_files(pathlib.Path(result["dataset_dir"])), expected)
                self.assert_paid_once(simulator)
                self.assert_bill_is(result, simulator)

    def test_a_cap_holds_for_singles_too_and_a_higher_one_goes_on(self):
        simulator = self.simulator(faults=ONE_REPEAT)
        whole = self.assert_complete(self.user(simulator).run(*self.small_run(*self.WITH_SINGLES)), 4)["cost_usd"]
        simulator.reset()
        user = self.user(simulator)
        cap = whole - 0.03
        stopped = user.run(*self.small_run(*self.WITH_SINGLES, "--max-cost", f"{cap:.4f}"))
        self.assert_exit(stopped, 4)
        # The single and the enlargements are under way together: which of them the cap meets is not promised.
        self.assertIn(stopped.json()["total_training_images"], (2, 3))
        self.assertLessEqual(stopped.json()["cost_upper_bound_usd"], cap + 1e-9)
        self.assertLessEqual(simulator.stats()["billed_micro_usd"], round(cap * 1e6))
        result = self.assert_complete(user.run(*self.small_run(*self.WITH_SINGLES, "--max-cost", f"{whole + 1:.4f}")), 4)
        self.assert_paid_once(simulator)
        self.assert_bill_is(result, simulator)

    def test_what_another_set_has_already_is_not_made_again(self):
        user = self.user()
        offline = ["--engine", "offline", "--reuse", "--max-attempts", 1, "--upscaler", "none"]
        first = self.assert_complete(user.run(*self.small_run(*offline, "--actor", "one", "--out", "one")), 4)
        outcome = user.run(*self.small_run(*offline, "--actor", "two", "--out", "two", "--against", "one"))
        self.assert_exit(outcome, 3)
        result = outcome.json()
        self.assertEqual(result["total_training_images"], 0)
        self.assertEqual(result["refusals"], {"repeat": 4})
        kept = {group["kept"] for group in self.dataset(result)["repeats"]}
        self.assertEqual(kept, {f"one/images/000{number}.jpg" for number in range(1, 5)})
        self.assertNotEqual(result["run_id"], first["run_id"])

    def test_a_folder_that_is_no_set_is_said_before_anything_is_paid(self):
        simulator = self.simulator()
        user = self.user(simulator)
        (user.folder / "empty").mkdir()
        for folder, why in (("nowhere", "there is no such folder"), ("empty", "there is no picture in it")):
            outcome = user.run(*self.small_run("--against", folder))
            self.assert_exit(outcome, 2)
            self.assertIn(why, outcome.stderr)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)

    def test_min_side_is_what_images_have_and_what_the_plan_says(self):
        simulator = self.simulator()
        user = self.user(simulator)
        result = self.assert_complete(user.run(*self.small_run("--min-side", 600)), 4)
        for item in self.dataset(result)["items"]:
            self.assertEqual(min(item["size"].values()), 600)
            self.assertEqual(sum(" 2x" in step for step in item["transforms"]), 1)

        environment = {"REPLICATE_API_TOKEN": "r8_test", "OPENAI_API_KEY": "sk-test"}
        outcome = self.user(environment=environment).run("plan", SOURCE, "--min-side", 1024, "--json")
        self.assert_exit(outcome, 0)
        plan = outcome.json()["plan"]
        self.assertIn("whole grid 4x by topaz", plan["name"])
        self.assertEqual(min(plan["item_width"], plan["item_height"]), 1024)
        self.assertIn("1024x1024", " ".join(plan["trained_at"]["ai-toolkit"]))

    def test_a_side_that_no_way_reaches_is_refused_with_the_most_that_one_does(self):
        environment = {"REPLICATE_API_TOKEN": "r8_test", "OPENAI_API_KEY": "sk-test"}
        outcome = self.user(environment=environment).run("plan", SOURCE, "--min-side", 8000)
        self.assert_exit(outcome, 2)
        self.assertIn("the most is --min-side", outcome.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
