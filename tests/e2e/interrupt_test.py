#!/usr/bin/env python3
"""Ctrl-C: exit code 130 within two seconds, and the run goes on where it was."""

import signal
import time
import unittest

from harness import EndToEnd, dataset_files, unknown_calls
from tessera import Outcome, Tessera


def wait_until(condition, what: str) -> None:
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen")
        time.sleep(0.02)


class Interrupted(EndToEnd):
    # Slow enough to be in the middle of things: a grid takes 3 s.
    SLOW = {"time_scale": 0.1}

    def interrupt_when(self, which: int, simulator, route: str) -> tuple[Tessera, Outcome]:
        """Sends the signal when the first request to `route` has arrived; `seconds` counts from then on."""
        user = self.user(simulator)
        process = user.start(*self.small_run())
        wait_until(lambda: any(route in name for name in simulator.stats()["requests"]["by_route"]), route)
        process.send_signal(which)
        return user, user.wait(process, time.monotonic(), 120)

    def test_ends_within_two_seconds_and_resumes_without_paying_twice(self):
        expected = self.reference(*self.small_run())
        for while_ in ("flux-kontext-pro", "chat/completions", "image-upscale"):
            with self.subTest(while_=while_):
                simulator = self.simulator(**self.SLOW)
                user, outcome = self.interrupt_when(signal.SIGINT, simulator, while_)
                self.assert_exit(outcome, 130)
                self.assertLess(outcome.seconds, 2.0)
                self.assertEqual(outcome.stdout, "")
                self.assertIn("resume", outcome.stderr)
                resumed = user.run("resume", "--json")
                # A chat whose answer was lost cannot be asked after: only the user can have it repeated. Another grid's
                # chat may be under way in any of the three moments.
                chats_lost = unknown_calls(user)
                if resumed.code == 3 and chats_lost:
                    resumed = user.run("resume", "--repeat-unknown", "--json")
                result = self.assert_complete(resumed, 4)
                self.assertEqual(dataset_files(result["dataset_dir"]), expected)
                if chats_lost:
                    continue
                self.assert_paid_once(simulator)
                self.assert_bill_is(result, simulator)

    def test_sigterm_is_the_same(self):
        _, outcome = self.interrupt_when(signal.SIGTERM, self.simulator(**self.SLOW), "flux-kontext-pro")
        self.assert_exit(outcome, 130)
        self.assertLess(outcome.seconds, 2.0)

    def test_before_anything_was_sent_nothing_is_paid(self):
        simulator = self.simulator(faults={"rules": [
            {"match": {"kind": "file"}, "fault": {"type": "slow", "when": "before", "seconds": 6000}}]})
        _, outcome = self.interrupt_when(signal.SIGINT, simulator, "POST /v1/files")
        self.assert_exit(outcome, 130)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
