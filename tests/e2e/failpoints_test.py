#!/usr/bin/env python3
"""Ends the program after every durable step of every kind of call, starts it again, and compares with an undisturbed run.

`tessera --list-failpoints` names the steps. Each is struck on its first and on its second turn; TESSERA_LONG adds the
third and the fifth.
"""

import os
import pathlib
import unittest

from harness import FAILPOINT_EXIT, EndToEnd, dataset_files, finish

TURNS = [1, 2, 3, 5] if os.environ.get("TESSERA_LONG") else [1, 2]
# Steps that every run with grids, a judge and enlargements takes.
CERTAIN = ["ledger.begin_run", "blob.written", "ledger.mark_sent.grid", "ledger.mark_accepted.grid",
           "ledger.mark_done.grid", "ledger.mark_sent.judge", "ledger.mark_done.judge", "ledger.mark_sent.upscale",
           "ledger.mark_accepted.upscale", "ledger.mark_done.upscale"]


class Failpoints(EndToEnd):
    def names(self) -> list[str]:
        outcome = self.user().run("--list-failpoints")
        self.assert_exit(outcome, 0)
        return outcome.stdout.split()

    def test_ending_after_any_durable_step_loses_nothing_and_pays_nothing_twice(self):
        arguments = self.small_run()
        expected = self.reference(*arguments)
        simulator = self.simulator()
        reached = set()
        names = self.names()
        self.assertTrue(set(CERTAIN) <= set(names), f"unknown steps: {set(CERTAIN) - set(names)}")
        for name in names:
            for turn in TURNS:
                if turn > 1 and name not in reached:
                    break
                with self.subTest(failpoint=name, turn=turn):
                    simulator.reset()
                    user = self.user(simulator)
                    first = user.run(*arguments, environment={"TESSERA_FAILPOINT": f"{name}:{turn}"})
                    if first.code != FAILPOINT_EXIT:
                        self.assert_complete(first, 4)  # the step was not reached so often
                        continue
                    reached.add(name)
                    outcome, unknown = finish(user, arguments)
                    result = self.assert_complete(outcome, 4)
                    self.assertEqual(dataset_files(pathlib.Path(result["dataset_dir"])), expected)
                    stats = simulator.stats()
                    twice = [entry for entry in stats["duplicates"] if entry["why"] != "chat"]
                    self.assertEqual(twice, [])
                    if not unknown:
                        self.assertEqual(stats["duplicates"], [])
                        self.assert_bill_is(result, simulator)
                    elif not name.endswith(".judge"):
                        # Only a chat can be left without an answer by this; it is counted at its full price.
                        self.assertGreaterEqual(round(result["cost_upper_bound_usd"] * 1e6), stats["billed_micro_usd"])
        self.assertEqual(sorted(set(CERTAIN) - reached), [], "steps that were never reached")


if __name__ == "__main__":
    unittest.main(verbosity=2)
