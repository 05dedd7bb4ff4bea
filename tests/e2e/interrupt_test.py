#!/usr/bin/env python3
"""Ctrl-C: exit code 130 within two seconds, and the run goes on where it was."""

import signal
import unittest

from harness import EndToEnd, dataset_files


class Interrupted(EndToEnd):
    # Slow enough to be in the middle of things: a grid takes 3 s.
    SLOW = {"time_scale": 0.1}

    def interrupt(self, after: float):
        simulator = self.simulator(**self.SLOW)
        user = self.user(simulator)
        outcome = user.run_and_signal(after, signal.SIGINT, *self.small_run())
        return simulator, user, outcome

    def test_ends_within_two_seconds_and_resumes_without_paying_twice(self):
        expected = self.reference(*self.small_run())
        for after in (1.0, 4.5):  # while grids are made, while tiles are enlarged
            with self.subTest(after=after):
                simulator, user, outcome = self.interrupt(after)
                self.assert_exit(outcome, 130)
                self.assertLess(outcome.seconds, 2.0)
                self.assertEqual(outcome.stdout, "")
                self.assertIn("resume", outcome.stderr)
                result = self.assert_complete(user.run("resume", "--json"), 4)
                self.assertEqual(dataset_files(result["dataset_dir"]), expected)
                self.assert_paid_once(simulator)
                self.assert_bill_is(result, simulator)

    def test_sigterm_is_the_same(self):
        simulator = self.simulator(**self.SLOW)
        user = self.user(simulator)
        outcome = user.run_and_signal(1.0, signal.SIGTERM, *self.small_run())
        self.assert_exit(outcome, 130)
        self.assertLess(outcome.seconds, 2.0)

    def test_before_anything_was_sent_nothing_is_paid(self):
        simulator = self.simulator(faults={"rules": [
            {"match": {"kind": "file"}, "fault": {"type": "slow", "when": "before", "seconds": 600}}]})
        user = self.user(simulator)
        outcome = user.run_and_signal(1.0, signal.SIGINT, *self.small_run())
        self.assert_exit(outcome, 130)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
