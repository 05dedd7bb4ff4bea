#!/usr/bin/env python3
"""Many sets in one process: tessera generate --batch FILE.jsonl."""

import contextlib
import json
import sqlite3
import unittest

from harness import SOURCE, EndToEnd, dataset_files, image_names, read_json_lines

SMALL = ["--count", 4, "--grid", "2x2", "--quiet"]


class Batch(EndToEnd):
    def batch(self, user, lines: list, *more):
        """Lines are requests, or text that stands in the file as it is."""
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        (user.folder / "batch.jsonl").write_text("".join(text + "\n" for text in texts))
        return user.run("generate", "--batch", "batch.jsonl", "--out", "out", "--json", *SMALL, *more)

    @staticmethod
    def results(outcome) -> dict:
        """By line; standard output is one object a line and nothing else."""
        objects = [json.loads(text) for text in outcome.stdout.splitlines()]
        return {result["line"]: result for result in objects}

    def test_failing_subjects_never_stop_the_others(self):
        simulator = self.simulator()
        user = self.user(simulator)
        (user.folder / "text.jpg").write_text("no picture at all")
        lines = [{"source": str(SOURCE), "actor": "ada", "seed": 1},
                 {"source": "missing.jpg", "actor": "bob"},
                 "this is no JSON",
                 {"source": str(SOURCE), "actor": "../eve"},
                 {"source": "text.jpg", "actor": "cleo"},
                 "",
                 {"source": str(SOURCE), "actor": "dan", "seed": 4, "count": 2},
                 {"source": str(SOURCE), "actor": "fay", "seed": 5}]
        outcome = self.batch(user, lines)
        self.assert_exit(outcome, 6)  # the worst of the lines
        results = self.results(outcome)
        self.assertEqual(sorted(results), [1, 2, 3, 4, 5, 7, 8], outcome)
        for line, actor, images in ((1, "ada", 4), (7, "dan", 2), (8, "fay", 4)):
            self.assertEqual(results[line]["actor"], actor)
            self.assertEqual(results[line]["total_training_images"], images)
            self.assertEqual(len(image_names(user.folder / "out" / actor)), images)
        for line, kind in ((2, "bad_source"), (3, "usage"), (4, "usage"), (5, "bad_source")):
            self.assertEqual(results[line]["status"], "failed")
            self.assertEqual(results[line]["error"]["kind"], kind, results[line])
        self.assertEqual(sorted(path.name for path in (user.folder / "out").iterdir()), ["ada", "dan", "fay"])
        self.assertFalse((user.folder / "eve").exists())

    def test_sets_are_those_of_single_runs_and_share_one_upload_and_one_ledger(self):
        simulator = self.simulator()
        user = self.user(simulator)
        lines = [{"source": str(SOURCE), "actor": f"subject-{i}", "seed": i} for i in range(1, 6)]
        self.assert_exit(self.batch(user, lines), 0)
        routes = simulator.stats()["requests"]["by_route"]
        self.assertEqual(routes["POST /v1/files"], 1, routes)
        with contextlib.closing(sqlite3.connect(user.state / "ledger.sqlite3")) as ledger:
            self.assertEqual(ledger.execute("SELECT count(*) FROM run WHERE state = 'complete'").fetchone()[0], 5)
        for i in (1, 5):
            alone = self.user(simulator)
            outcome = alone.run("generate", SOURCE, "--actor", f"subject-{i}", "--seed", i, "--out", "out", "--json", *SMALL)
            self.assert_exit(outcome, 0)
            self.assertEqual(dataset_files(alone.folder / "out"), dataset_files(user.folder / "out" / f"subject-{i}"))

    def test_the_same_batch_again_pays_nothing(self):
        simulator = self.simulator()
        user = self.user(simulator)
        lines = [{"source": str(SOURCE), "actor": f"subject-{i}", "seed": i} for i in range(1, 4)]
        first = self.results(self.batch(user, lines))
        paid = simulator.stats()["predictions"]["created"]
        again = self.batch(user, lines)
        self.assert_exit(again, 0)
        self.assertEqual(simulator.stats()["predictions"]["created"], paid)
        for line, result in self.results(again).items():
            self.assertEqual(result["training_image_urls"], first[line]["training_image_urls"])
            self.assertEqual(result["cost_usd"], first[line]["cost_usd"])

    def test_no_more_sets_than_jobs_are_in_work(self):
        simulator = self.simulator()
        user = self.user(simulator)
        lines = [{"source": str(SOURCE), "actor": f"subject-{i}", "seed": i} for i in range(1, 7)]
        self.assert_exit(self.batch(user, lines, "--jobs", 2, "--events", "events.jsonl"), 0)
        in_work, most = set(), 0
        for event in read_json_lines(user.folder / "events.jsonl"):
            if event["event"] == "run.started":
                in_work.add(event["actor"])
            elif event["event"] == "run.ended":
                in_work.remove(event["actor"])
            most = max(most, len(in_work))
        self.assertEqual(most, 2)
        self.assertEqual(in_work, set())


if __name__ == "__main__":
    unittest.main()
