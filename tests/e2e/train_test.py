#!/usr/bin/env python3
"""`tessera train --with replicate` as a process: trained end to end, killed in the middle, stopped."""

import json
import pathlib
import signal
import sys
import unittest

from harness import FAILPOINT_EXIT, sha256
from training_harness import Training

TRAINER = "ostris/flux-dev-lora-trainer"


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

    def test_a_kill_before_the_answer_of_the_create_starts_no_second_training(self):
        late = {"match": {"kind": "training"}, "fault": {"type": "slow", "when": "after", "seconds": 20000}, "times": 1}
        simulator, user = self.trainer(faults={"rules": [late]})
        self.kill_when(user, lambda: simulator.stats()["predictions"]["created"] == 1)
        self.assertFalse(self.accepted(user), "the answer was there already")
        result = self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator, result)

    def test_a_kill_while_it_is_trained_starts_no_second_training(self):
        simulator, user = self.trainer(training_seconds=1000)
        self.kill_when(user, lambda: simulator.stats()["predictions"]["created"] == 1 and self.accepted(user))
        result = self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator, result)

    def test_a_kill_while_weights_are_fetched_starts_no_second_training(self):
        late = {"match": {"kind": "delivery"}, "fault": {"type": "slow", "when": "after", "seconds": 20000}, "times": 1}
        simulator, user = self.trainer(faults={"rules": [late]})
        self.kill_when(user, lambda: any(one["deliveries"] for one in simulator.predictions()))
        self.assertEqual(json.loads((user.folder / "lora/training.json").read_text())["status"], "incomplete")
        self.assertEqual(list((user.folder / "lora").glob("*.safetensors")), [])
        result = self.assert_trained(user.run(*self.command()), user)
        self.assert_one_training(simulator, result)

    def kill_when(self, user, reached) -> None:
        process = user.start(*self.command())
        while not reached():
            self.assertIsNone(process.poll(), "it ended before it was killed")
        process.kill()
        outcome = user.wait(process, 0, 60)
        self.assert_exit(outcome, -signal.SIGKILL)

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
        # A provider that could not be asked has not stopped it, and that is said.
        simulator.set_rules({"rules": [{"match": {"kind": "cancel"}, "fault": {"type": "status", "status": 401}}]})
        refused = user.run("train", run, "--cancel")
        self.assert_exit(refused, 5)
        self.assertNotIn("was asked to stop", refused.stdout)
        simulator.set_rules({"rules": []})
        self.assert_exit(user.run("train", run, "--cancel"), 0)
        outcome = user.wait(process, 0, 60)
        self.assert_exit(outcome, 3)
        self.assertIn("canceled", outcome.stderr)
        self.assertIn("--retry", outcome.stderr)
        simulator.set_rules({"rules": []})
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
