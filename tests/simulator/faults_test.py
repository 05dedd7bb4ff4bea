#!/usr/bin/env python3
"""Faults strike when they should, as often as they should, and leave the right traces."""

import http.client
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

from playing import KONTEXT, PROMPT, TOPAZ, Playing, data_uri, png_size, small_png
from sim import binary


def rule(match: dict, fault: dict, **more) -> dict:
    return {"rules": [{"match": match, "fault": fault, **more}]}


class Exchanges(Playing):
    def post(self, simulator):
        return simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT, "seed": 1}})

    def created(self, simulator) -> int:
        return simulator.stats()["predictions"]["created"]

    def test_an_error_before_the_work_creates_nothing_and_one_after_it_does(self):
        for when, created in (("before", 0), ("after", 1)):
            with self.subTest(when=when):
                simulator = self.start(faults=rule({"kind": "grid"}, {"type": "status", "status": 503, "when": when}))
                self.assertEqual(self.post(simulator)[0], 503)
                self.assertEqual(self.created(simulator), created)

    def test_a_reset_before_the_work_creates_nothing_and_one_after_it_does(self):
        for when, created in (("before", 0), ("after", 1)):
            with self.subTest(when=when):
                simulator = self.start(faults=rule({"kind": "grid"}, {"type": "reset", "when": when}))
                with self.assertRaises((ConnectionResetError, http.client.RemoteDisconnected)):
                    self.post(simulator)
                self.assertEqual(self.created(simulator), created)
                self.assertEqual(simulator.stats()["requests"]["resets"], 1)

    def test_429_tells_the_wait_where_it_is_told_to(self):
        cases = [({}, (None, None, None)), ({"retry_after": 5}, (None, 5, "~5s")),
                 ({"retry_after": 7, "header": True, "body": False, "text": False}, ("7", None, None))]
        for more, (header, member, text) in cases:
            with self.subTest(more=more):
                simulator = self.start(faults=rule({"kind": "grid"}, {"type": "status", "status": 429} | more))
                status, headers, body = self.post(simulator)
                self.assertEqual((status, headers.get("retry-after"), body.get("retry_after")), (429, header, member))
                self.assertEqual(text is not None and text in body["detail"], text is not None)

    def test_402_and_401_speak_as_the_service_does(self):
        for status, title in ((402, "Insufficient credit"), (401, "Unauthenticated")):
            simulator = self.start(faults=rule({"kind": "grid"}, {"type": "status", "status": status}))
            found, _, body = self.post(simulator)
            self.assertEqual((found, body["title"]), (status, title))

    def test_an_edge_answers_with_a_page(self):
        simulator = self.start(faults=rule({"kind": "poll"}, {"type": "status", "status": 502, "form": "html"}))
        created = self.create(simulator)
        status, headers, body = simulator.request("GET", f"/v1/predictions/{created['id']}")
        self.assertEqual((status, headers["content-type"]), (502, "text/html"))
        self.assertIn(b"<h1>", body)

    def test_quota_and_rate_of_the_judge_differ_by_code(self):
        body = {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "x"}]}
        for form, code in (("", "rate_limit_exceeded"), ("insufficient_quota", "insufficient_quota")):
            simulator = self.start(faults=rule({"kind": "judge"}, {"type": "status", "status": 429, "form": form}))
            status, _, answer = simulator.request("POST", "/v1/chat/completions", body)
            self.assertEqual((status, answer["error"]["code"]), (429, code))

    def test_slowness_delays_the_request_the_work_or_the_answer(self):
        for when in ("before", "after"):
            simulator = self.start(time_scale=0.01, faults=rule({"kind": "grid"}, {"type": "slow", "when": when,
                                                                                  "seconds": 30}))
            started = time.monotonic()
            self.post(simulator)
            self.assertGreaterEqual(time.monotonic() - started, 0.3)
        simulator = self.start(faults=rule({"kind": "grid"}, {"type": "slow", "seconds": 1000}))
        self.create(simulator)
        self.assertEqual(simulator.predictions()[0]["seconds"], 1030)

    def test_work_goes_on_when_the_client_has_gone(self):
        simulator = self.start(time_scale=0.01)
        connection = http.client.HTTPConnection("127.0.0.1", simulator.port)
        connection.request("POST", KONTEXT, json.dumps({"input": {"prompt": PROMPT}}), {"Authorization": "Bearer t"})
        connection.close()
        end = time.monotonic() + 30
        while simulator.stats()["predictions"]["succeeded"] == 0 and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(simulator.stats()["billed_micro_usd"], 40_000)


class Outcomes(Playing):
    def end(self, fault: dict, kind: str = "grid") -> tuple:
        simulator = self.start(faults=rule({"kind": kind, "nth": 1}, fault))
        return simulator, self.wait(simulator, self.create(simulator))

    def test_failures_carry_the_words_of_their_codes(self):
        for code in ("E003", "E004", "E005", "E006", "E1001", "E9828", "PA"):
            simulator, over = self.end({"type": "fail", "code": code})
            self.assertEqual(over["status"], "failed")
            self.assertIn(code, over["error"])
            self.assertEqual(simulator.stats()["billed_micro_usd"], 0)
        _, over = self.end({"type": "fail", "error": "something of its own"})
        self.assertEqual(over["error"], "something of its own")

    def test_aborted_and_canceled(self):
        for kind in ("aborted", "canceled"):
            simulator, over = self.end({"type": kind})
            self.assertEqual((over["status"], over["output"]), (kind, None))
            self.assertEqual(simulator.stats()["billed_micro_usd"], 0)

    def test_data_that_are_gone_were_billed_and_may_be_bought_again(self):
        simulator, over = self.end({"type": "data_removed"})
        self.assertEqual((over["status"], over["data_removed"], over["output"]), ("succeeded", True, None))
        self.assertEqual(simulator.stats()["billed_micro_usd"], 40_000)
        self.make(simulator, {"prompt": PROMPT, "seed": 1})
        self.assertEqual(simulator.stats()["duplicates"], [])
        self.make(simulator, {"prompt": PROMPT, "seed": 1})
        self.assertEqual(len(simulator.stats()["duplicates"]), 1)

    def test_a_broken_delivery_can_be_fetched_again(self):
        for fault in ({"type": "truncate"}, {"type": "html"}):
            with self.subTest(fault=fault):
                simulator = self.start(faults=rule({"kind": "delivery", "nth": 1}, fault))
                over = self.wait(simulator, self.create(simulator))
                broken = simulator.request("GET", over["output"])[2]
                whole = simulator.request("GET", over["output"])[2]
                png_size(whole)
                self.assertLess(len(broken), len(whole))
        simulator = self.start(faults=rule({"kind": "delivery", "nth": 1}, {"type": "truncate", "form": "cut"}))
        over = self.wait(simulator, self.create(simulator))
        with self.assertRaises(http.client.IncompleteRead):
            simulator.request("GET", over["output"])

    def test_flawed_sheets(self):
        pictures = {}
        for form in ("blank", "repeat", "gutters", "frames", "drift", "black", "small"):
            simulator = self.start(faults=rule({"kind": "grid"}, {"type": "picture", "form": form, "count": 1}))
            pictures[form] = self.make(simulator, {"prompt": PROMPT, "seed": 1})
        self.assertEqual(len(set(pictures.values())), 7)
        self.assertEqual(png_size(pictures["small"]), (96, 96))


class Rules(Playing):
    def strikes(self, rules: dict, requests: int = 20, seed: int = 1) -> list[int]:
        """Which requests were struck, from 1."""
        simulator = self.start(faults=rules, seed=seed, grid_seconds=600)
        return [number for number in range(1, requests + 1)
                if simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT, "seed": number}})[0] == 500]

    def test_by_ordinal_period_and_count(self):
        fault = {"type": "status"}
        self.assertEqual(self.strikes(rule({"kind": "grid", "nth": 3}, fault)), [3])
        self.assertEqual(self.strikes(rule({"kind": "grid", "nth": [2, 5]}, fault)), [2, 5])
        self.assertEqual(self.strikes(rule({"kind": "grid", "every": 6}, fault)), [6, 12, 18])
        self.assertEqual(self.strikes(rule({"kind": "grid"}, fault, times=2)), [1, 2])
        self.assertEqual(self.strikes(rule({"kind": "upscale"}, fault)), [])
        self.assertEqual(self.strikes(rule({"model": "kontext-max"}, fault)), [])
        self.assertEqual(self.strikes(rule({"kind": ["upscale", "grid"], "model": "kontext-pro"}, fault), 3), [1, 2, 3])

    def test_chances_are_seeded_and_independent_of_other_rules(self):
        fault = {"type": "status"}
        chance = rule({"kind": "grid", "probability": 0.3}, fault)
        first = self.strikes(chance, 40)
        self.assertEqual(first, self.strikes(chance, 40))
        self.assertNotEqual(first, self.strikes(chance, 40, seed=2))
        self.assertTrue(4 <= len(first) <= 22, first)
        more = {"rules": chance["rules"] + [{"match": {"kind": "upscale", "probability": 0.5}, "fault": fault}]}
        self.assertEqual(first, self.strikes(more, 40))

    def test_the_first_rule_that_strikes_wins(self):
        rules = {"rules": [{"match": {"kind": "grid", "nth": 1}, "fault": {"type": "status", "status": 500}},
                           {"match": {"kind": "grid"}, "fault": {"type": "status", "status": 503}}]}
        simulator = self.start(faults=rules)
        statuses = [simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}})[0] for _ in range(3)]
        self.assertEqual(statuses, [500, 503, 503])
        self.assertEqual(simulator.stats()["faults"], [{"seen": 3, "struck": 1}, {"seen": 2, "struck": 2}])

    def test_mistakes_in_the_file_are_named(self):
        for faults, word in (({"rules": [{"fault": {"type": "explode"}}]}, "fault.type"),
                             ({"rules": [{"fault": {"type": "fail", "sttus": 3}}]}, "sttus"),
                             ({"rules": [{"match": {"kind": "grids"}, "fault": {"type": "fail"}}]}, "kind"),
                             ({"rules": [{"fault": {"type": "fail", "code": "E0"}}]}, "E0"), ({"rule": []}, "rule"),
                             ({"rules": [{"match": {}}]}, "no fault")):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "faults.json"
                path.write_text(json.dumps(faults))
                done = subprocess.run([binary("tessera-sim"), "--faults", path], capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(word, done.stderr)

    def test_rules_can_be_replaced_while_it_runs(self):
        simulator = self.start(faults=rule({"kind": "grid"}, {"type": "status"}))
        self.assertEqual(simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}})[0], 500)
        simulator.set_rules({"rules": []})
        self.assertEqual(simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}})[0], 201)
        self.assertEqual(simulator.stats()["requests"]["total"], 2)


class Recording(Playing):
    def test_requests_are_recorded_without_their_tokens(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "requests.jsonl"
            simulator = self.start(record=path)
            self.upload(simulator, small_png())
            simulator.request("POST", TOPAZ, {"input": {"image": data_uri(small_png())}}, token="r8_secret")
            lines = [json.loads(line) for line in path.read_text().splitlines()]
        self.assertEqual([(line["method"], line["path"]) for line in lines], [("POST", "/v1/files"), ("POST", TOPAZ)])
        self.assertEqual(lines[0]["body"]["filename"], "picture.png")
        self.assertEqual(lines[1]["body"]["input"]["image"], data_uri(small_png()))
        self.assertNotIn("r8_secret", json.dumps(lines))


if __name__ == "__main__":
    unittest.main(verbosity=2)
