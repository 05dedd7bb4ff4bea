#!/usr/bin/env python3
"""Providers that fail: the set completes, nothing is paid twice, and it is the set that no failure would have changed."""

import pathlib
import unittest

from harness import EndToEnd, S3Server, dataset_files, missing_programs, sha256, shared_server
from s3_faults import S3Faults

# 20 % of predictions fail, 10 % of creates get a 500 (half of them after the work was done), 5 % are reset.
STORM = {"rules": [
    {"match": {"kind": ["grid", "upscale"], "probability": 0.05}, "fault": {"type": "status", "status": 500}},
    {"match": {"kind": ["grid", "upscale"], "probability": 0.05},
     "fault": {"type": "status", "status": 500, "when": "after", "form": "html"}},
    {"match": {"kind": ["grid", "upscale"], "probability": 0.025}, "fault": {"type": "reset"}},
    {"match": {"kind": ["grid", "upscale"], "probability": 0.025}, "fault": {"type": "reset", "when": "after"}},
    {"match": {"kind": ["grid", "upscale"], "probability": 0.2}, "fault": {"type": "fail", "code": "E9828"}},
    {"match": {"kind": ["poll", "list", "file"], "probability": 0.05}, "fault": {"type": "status", "status": 502}},
    {"match": {"kind": ["poll", "delivery"], "probability": 0.03}, "fault": {"type": "reset"}},
    {"match": {"kind": ["grid", "upscale"], "probability": 0.1}, "fault": {"type": "truncate", "count": 2}},
    {"match": {"kind": ["grid", "upscale"], "probability": 0.1}, "fault": {"type": "truncate", "form": "cut", "count": 2}},
]}


def rules(*given: tuple) -> dict:
    return {"rules": [{"match": match, "fault": fault, **more} for match, fault, *rest in given
                      for more in [rest[0] if rest else {}]]}


class Faults(EndToEnd):
    def assert_unharmed(self, faults: dict, *more, images: int = 4, **options):
        """The run completes as if there were no faults, and pays for nothing twice."""
        arguments = self.small_run(*more)
        expected = self.reference(*arguments, images=images, **options)
        simulator = self.simulator(faults=faults, **options)
        user = self.user(simulator)
        result = self.assert_complete(user.run(*arguments), images)
        self.assertEqual(dataset_files(pathlib.Path(result["dataset_dir"])), expected)
        stats = self.assert_paid_once(simulator)
        self.assertGreater(sum(rule["struck"] for rule in stats["faults"]), 0, "no fault struck: nothing was tested")
        self.assert_bill_is(result, simulator)
        return result, stats

    def test_a_storm_of_every_kind(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                self.assert_unharmed(STORM | {"seed": seed}, "--count", 12, "--grid", "3x3", images=12)

    def test_six_creates_a_minute_with_a_burst_of_one(self):
        result, stats = self.assert_unharmed({"creates_per_minute": 6, "burst": 1, "rules": [
            {"match": {"kind": "other", "probability": 0}, "fault": {"type": "slow"}},
            {"match": {"kind": "poll", "nth": 1}, "fault": {"type": "slow", "when": "after", "seconds": 0.1}}]})
        refused = stats["statuses"].get("429", 0)
        self.assertLessEqual(refused, stats["predictions"]["created"] * 2, "the limit was not learnt")

    def test_429_with_and_without_a_hint(self):
        self.assert_unharmed(rules(
            ({"kind": "grid", "nth": 1}, {"type": "status", "status": 429}),
            ({"kind": "upscale", "nth": 1}, {"type": "status", "status": 429, "retry_after": 5}),
            ({"kind": "upscale", "nth": 2}, {"type": "status", "status": 429, "retry_after": 3, "header": True,
                                              "body": False, "text": False}),
            ({"kind": "judge", "nth": 1}, {"type": "status", "status": 429, "retry_after": 2})))

    def test_answers_to_creates_that_are_lost(self):
        for fault in ({"type": "reset", "when": "after"}, {"type": "status", "status": 500, "when": "after"},
                      {"type": "status", "status": 504, "when": "after", "form": "html"}):
            with self.subTest(fault=fault):
                _, stats = self.assert_unharmed(rules(({"kind": ["grid", "upscale"], "nth": [1, 3]}, fault)))
                self.assertGreater(stats["requests"]["by_route"].get("GET /v1/predictions", 0), 0)

    def test_creates_that_never_arrived(self):
        self.assert_unharmed(rules(({"kind": ["grid", "upscale"], "nth": [1, 3]}, {"type": "reset", "when": "before"})))

    def test_pictures_that_arrive_broken_are_fetched_again(self):
        for fault in ({"type": "truncate"}, {"type": "truncate", "form": "cut"}, {"type": "html"}):
            with self.subTest(fault=fault):
                self.assert_unharmed(rules(({"kind": ["grid", "upscale"]}, fault | {"count": 2})))

    def test_what_was_removed_at_the_provider_is_bought_again_within_the_budget(self):
        simulator = self.simulator(faults=rules(({"kind": "upscale", "nth": 1}, {"type": "data_removed"})))
        user = self.user(simulator)
        result = self.assert_complete(user.run(*self.small_run()), 4)
        stats = self.assert_paid_once(simulator)
        self.assertEqual(stats["by_model"]["topazlabs/image-upscale"]["count"], 5)
        self.assert_bill_is(result, simulator)

    def test_work_that_the_provider_stopped_is_asked_for_again(self):
        for kind in ("aborted", "canceled"):
            with self.subTest(kind=kind):
                self.assert_unharmed(rules(({"kind": ["grid", "upscale"], "nth": [1, 2]}, {"type": kind})))

    def test_a_refused_grid_is_replaced_by_another_one(self):
        simulator = self.simulator(faults=rules(({"kind": "grid", "nth": 1}, {"type": "fail", "code": "E005"})))
        user = self.user(simulator)
        result = self.assert_complete(user.run(*self.small_run()), 4)
        self.assert_paid_once(simulator)
        self.assert_bill_is(result, simulator)

    def test_a_lost_enlargement_loses_that_item_only(self):
        simulator = self.simulator(faults=rules(
            ({"kind": "upscale", "nth": 2}, {"type": "fail", "code": "E006"}, {"times": 1})))
        user = self.user(simulator)
        outcome = user.run(*self.small_run("--max-attempts", 1))
        self.assert_exit(outcome, 3)
        self.assertEqual(outcome.json()["total_training_images"], 3)

    def test_judges_that_talk_nonsense(self):
        for form in ("fenced", "prose"):  # readable all the same
            with self.subTest(form=form):
                _, stats = self.assert_unharmed(rules(({"kind": "judge"}, {"type": "nonsense", "form": form})))
                self.assertEqual(stats["chats"]["answered"], stats["by_model"]["black-forest-labs/flux-kontext-pro"]["count"])
        for form in ("truncated", "wrong_indices", "empty", "chatter"):
            with self.subTest(form=form, times="once"):
                self.assert_unharmed(rules(({"kind": "judge", "nth": 1}, {"type": "nonsense", "form": form})))
        for form in ("truncated", "wrong_indices", "empty", "chatter", "refusal", "content_filter"):
            with self.subTest(form=form, times="always"):
                simulator = self.simulator(faults=rules(({"kind": "judge"}, {"type": "nonsense", "form": form})))
                outcome = self.user(simulator).run(*self.small_run("--grid", "3x3"))
                result = self.assert_complete(outcome, 4)
                self.assertTrue(result["warnings"], "a fallback must be told")
                self.assert_bill_is(result, simulator)

    def test_repeats_and_blanks_that_the_judge_sees_are_not_bought_larger(self):
        for form in ("repeat", "blank"):
            with self.subTest(form=form):
                simulator = self.simulator(faults=rules(
                    ({"kind": "grid"}, {"type": "picture", "form": form, "count": 2})))
                result = self.assert_complete(self.user(simulator).run(*self.small_run()), 4)
                stats = self.assert_paid_once(simulator)
                self.assertEqual(stats["by_model"]["topazlabs/image-upscale"]["count"], 4)
                self.assertGreaterEqual(result["total_grids_generated"], 2)


class StoreFaults(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.s3 = shared_server()
        if cls.s3 is None:
            if missing_programs():
                raise unittest.SkipTest("no S3 server: not installed: " + ", ".join(missing_programs()))
            cls.s3 = S3Server()
            cls.addClassCleanup(cls.s3.stop)

    def test_an_s3_server_that_slows_down_and_loses_answers(self):
        bucket = self.s3.make_bucket()
        simulator = self.simulator()
        with S3Faults(self.s3.endpoint, slow_down=0.4, lose_answers=0.1, seed=3) as faulty:
            environment = self.s3.environment(bucket) | {"AWS_ENDPOINT_URL_S3": faulty.endpoint}
            user = self.user(simulator, environment)
            result = self.assert_complete(
                user.run(*self.small_run("--user", "u1", "--actor", "a1", "--store", "s3")), 4)
        self.assertGreater(faulty.counts["slow_down"], 0)
        keys = self.s3.keys(bucket)
        self.assertEqual(len(keys), 4)
        stored = {sha256(self.s3.get(bucket, key)[0]) for key in keys}
        files = dataset_files(pathlib.Path(result["dataset_dir"]))
        self.assertEqual(stored, {digest for name, digest in files.items() if not name.endswith(".txt")})
        self.assert_paid_once(simulator)


if __name__ == "__main__":
    unittest.main(verbosity=2)
