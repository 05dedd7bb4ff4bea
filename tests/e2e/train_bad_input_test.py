#!/usr/bin/env python3
"""`tessera train` with what it cannot use and providers that refuse: the right words, the right exit code."""

import random
import sys
import unittest
import zlib

from training_harness import TRIGGER, Training
from tessera import png_bytes


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

    def test_a_trigger_that_is_a_common_word(self):
        simulator, user = self.trainer()
        for trainer in ("replicate", "runpod", "ai-toolkit", "sd-scripts"):
            with self.subTest(trainer=trainer):
                command = self.command("--trigger", "castle", "--with", trainer, "--out", trainer)
                self.assert_refused(user.run(*command), 2, "\"castle\" is plain English", "such as \"zkx01\"", "--force")
                self.assertFalse((user.folder / trainer).exists())
        self.assertEqual(simulator.stats()["files"], 0)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)
        result = self.assert_trained(user.run(*self.command("--trigger", "castle", "--force")), user)
        self.assertTrue(any("trigger-is-word" in warning for warning in result["warnings"]), result["warnings"])

    def test_a_set_that_lint_refuses(self):
        simulator, user = self.trainer()
        few = self.folder / "few"
        few.mkdir()
        for number in range(1, 6):
            for ending in (".jpg", ".txt"):
                name = f"{number:04}{ending}"
                (few / name).write_bytes((self.set / "images" / name).read_bytes())
        self.assert_refused(user.run(*self.command(set_=few)), 2, "would not train with replicate", "5 pictures",
                            "nothing was written or sent", "--force")
        self.assert_refused(user.run(*self.command("--plan", set_=few)), 2, "5 pictures")
        self.assertEqual(simulator.stats()["files"], 0)
        self.assert_trained(user.run(*self.command("--force", set_=few)), user)

    def test_what_lint_warns_of_is_said_before_anything_is_spent(self):
        simulator, user = self.trainer()
        plan = user.run(*self.command("--plan"))
        self.assertTrue(any("few-pictures" in note for note in plan.json()["notes"]), plan.stdout)
        self.assertEqual(simulator.stats()["files"], 0)
        outcome = user.run(*self.command())
        self.assertTrue(any("few-pictures" in warning for warning in outcome.json()["warnings"]), outcome.stdout)
        self.assertIn("few-pictures", outcome.stderr)

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


def noise_png(width: int, height: int, seed: int) -> bytes:
    """A picture that no packing makes smaller: three bytes a pixel."""
    chance = random.Random(seed)
    rows = b"".join(b"\0" + chance.randbytes(3 * width) for _ in range(height))
    return png_bytes(width, height, zlib.compress(rows, 0))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
