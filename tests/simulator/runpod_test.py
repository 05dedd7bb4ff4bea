#!/usr/bin/env python3
"""The simulator speaks as RunPod's serverless endpoints do."""

import json
import struct
import time
import unittest

from playing import Playing

INPUT = {"workflow": {"1": {"inputs": {"steps": 10}}}, "training_data": {"s3_urls": ["s3://bucket/1.jpg"]},
         "training_config": {"job_id": "custom-styles_style_fox_r-1"}}


class RunPod(Playing):
    def submit(self, simulator, input_=None, **more):
        status, _, body = simulator.request("POST", "/v2/ep1/run", {"input": input_ or INPUT, **more})
        self.assertEqual(status, 200, body)
        self.assertEqual(body["status"], "IN_QUEUE")
        return body["id"]

    def status(self, simulator, job: str):
        return simulator.request("GET", f"/v2/ep1/status/{job}")

    def end(self, simulator, job: str) -> dict:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            status, _, body = self.status(simulator, job)
            self.assertEqual(status, 200, body)
            if body["status"] not in ("IN_QUEUE", "IN_PROGRESS"):
                return body
            time.sleep(0.01)
        self.fail("the job does not end")

    def test_a_job_runs_its_way_and_delivers_weights(self):
        simulator = self.start(training_seconds=300)
        job = self.submit(simulator, policy={"executionTimeout": 600_000})
        over = self.end(simulator, job)
        self.assertEqual(over["status"], "COMPLETED", over)
        self.assertGreater(over["executionTime"], 0)
        weights = simulator.request("GET", over["output"]["model_url"], token=None)[2]
        size = struct.unpack("<Q", weights[:8])[0]
        self.assertIn("__metadata__", json.loads(weights[8:8 + size]))
        stats = simulator.stats()
        self.assertEqual(stats["by_model"]["runpod/ep1"]["count"], 1)
        self.assertEqual(stats["duplicates"], [])
        self.assertEqual(simulator.request("GET", "/v1/trainings")[2]["results"], [])

    def test_the_same_input_twice_is_billed_twice_and_noticed(self):
        simulator = self.start()
        for _ in range(2):
            self.end(simulator, self.submit(simulator))
        self.assertEqual([entry["why"] for entry in simulator.stats()["duplicates"]], ["training"])

    def test_a_worker_refuses_what_it_cannot_train(self):
        simulator = self.start()
        for input_, word in (({**INPUT, "workflow": {"steps": "{{steps}}"}}, "placeholders"),
                             ({**INPUT, "training_data": {"s3_urls": ["https://x/1.jpg"]}}, "s3://"),
                             ({**INPUT, "training_data": {"s3_urls": []}}, "s3_urls"),
                             ({**INPUT, "training_config": {}}, "job_id")):
            with self.subTest(word=word):
                over = self.end(simulator, self.submit(simulator, input_))
                self.assertEqual(over["status"], "FAILED")
                self.assertIn(word, over["error"])
        self.assertEqual(simulator.request("POST", "/v2/ep1/run", {"output": {}})[0], 400)
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)

    def test_a_job_is_cancelled(self):
        simulator = self.start(training_seconds=100_000)
        job = self.submit(simulator)
        self.assertEqual(simulator.request("POST", f"/v2/ep1/cancel/{job}")[2]["status"], "CANCELLED")
        self.assertEqual(self.end(simulator, job)["status"], "CANCELLED")

    def test_results_are_forgotten_after_half_of_the_retention(self):
        simulator = self.start(training_seconds=1, retention_seconds=200)
        job = self.submit(simulator)
        self.end(simulator, job)
        end = time.monotonic() + 60
        while self.status(simulator, job)[0] == 200 and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(self.status(simulator, job)[0], 404)

    def test_faults_strike_there_too(self):
        rules = {"rules": [{"match": {"kind": "training", "model": "runpod"}, "fault": {"type": "aborted"}, "times": 1},
                           {"match": {"kind": "training"}, "fault": {"type": "status", "status": 429}, "times": 1}]}
        simulator = self.start(faults=rules)
        self.assertEqual(self.end(simulator, self.submit(simulator))["status"], "TIMED_OUT")
        self.assertEqual(simulator.request("POST", "/v2/ep1/run", {"input": INPUT})[0], 429)

    def test_a_key_is_needed_and_jobs_belong_to_their_endpoint(self):
        simulator = self.start()
        self.assertEqual(simulator.request("POST", "/v2/ep1/run", {"input": INPUT}, token=None)[0], 401)
        self.assertEqual(simulator.request("POST", "/v2/ep1/run", {"input": INPUT}, token="bad")[0], 401)
        job = self.submit(simulator)
        self.assertEqual(simulator.request("GET", f"/v2/other/status/{job}")[0], 404)
        self.assertEqual(self.status(simulator, "nothing-u1")[0], 404)
        self.assertEqual(simulator.request("GET", "/v2/ep1/health")[0], 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
