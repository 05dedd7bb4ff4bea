#!/usr/bin/env python3
"""What bad input and refusing providers get: the exit code, a sentence with the cause, and nothing paid."""

import http.server
import pathlib
import threading
import unittest
import zlib

from harness import SOURCE, EndToEnd, image_names, write_png
from tessera import png_bytes


class OddSources(http.server.BaseHTTPRequestHandler):
    """A web server that has no good pictures."""

    def do_GET(self):
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        page = b"<!doctype html><p>not a picture</p>"
        self.send_response(200 if self.path == "/page" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        pass


class Usage(EndToEnd):
    """Exit code 2, before anything is sent."""

    def assert_usage(self, outcome, simulator, *words):
        self.assert_exit(outcome, 2)
        self.assertEqual(outcome.stdout, "")
        for word in words:
            self.assertIn(word, outcome.stderr)
        if simulator is not None:
            self.assertEqual(simulator.stats()["requests"]["total"], 0)

    def test_all_missing_keys_are_named_at_once(self):
        user = self.user()
        outcome = user.run("generate", SOURCE, "--engine", "replicate", "--judge", "openai", "--store", "s3", "--json")
        self.assert_usage(outcome, None, "REPLICATE_API_TOKEN", "OPENAI_API_KEY", "AWS_ACCESS_KEY", "AWS_ACCESS_SECRET",
                          "AWS_USER_FILES_BUCKET", ".env")

    def test_a_key_is_taken_from_dotenv(self):
        simulator = self.simulator()
        user = self.user(simulator)
        del user.environment["REPLICATE_API_TOKEN"]
        (user.folder / ".env").write_text("REPLICATE_API_TOKEN=r8_from_file\n")
        self.assert_complete(user.run(*self.small_run("--engine", "replicate")), 4)

    def test_identifiers_that_could_leave_their_prefix_are_refused(self):
        simulator = self.simulator()
        user = self.user(simulator)
        for flag, value in (("--user", "../other"), ("--actor", "a/b"), ("--user", ".."), ("--actor", "ä"),
                            ("--user", "x" * 129), ("--actor", "a b")):
            with self.subTest(flag=flag, value=value):
                self.assert_usage(user.run(*self.small_run(flag, value)), simulator, flag.removeprefix("--"))

    def test_unknown_flags_and_values_are_refused(self):
        simulator = self.simulator()
        user = self.user(simulator)
        for more in (["--no-such-flag"], ["--grid", "9x9"], ["--count", "none"], ["--engine", "magic"],
                     ["--style-strength", "1.5"], ["--style-strength", "nan"], ["--style-strength", "0.5"]):
            with self.subTest(more=more):
                self.assert_usage(user.run(*self.small_run(*more)), simulator)

    def test_a_folder_that_holds_something_else_is_left_alone(self):
        simulator = self.simulator()
        user = self.user(simulator)
        (user.folder / "out").mkdir()
        (user.folder / "out" / "thesis.txt").write_text("years of work")
        outcome = user.run(*self.small_run())
        self.assert_exit(outcome, 2)
        self.assertIn("out", outcome.stderr)
        self.assertEqual([path.name for path in (user.folder / "out").iterdir()], ["thesis.txt"])
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)


class UnusableSource(EndToEnd):
    """Exit code 6, one sentence with the cause, nothing paid."""

    def setUp(self):
        super().setUp()
        self.sim = self.simulator()
        self.user_ = self.user(self.sim)

    def assert_refused(self, source, *words):
        outcome = self.user_.run("generate", source, "--count", 4, "--out", "out", "--json")
        self.assert_exit(outcome, 6)
        self.assertEqual(outcome.stdout, "")
        for word in words:
            self.assertIn(word.lower(), outcome.stderr.lower())
        self.assertEqual(self.sim.stats()["predictions"]["created"], 0)

    def test_files_that_are_no_pictures(self):
        folder = self.folder
        (folder / "page.html").write_text("<!doctype html>")
        (folder / "cut.jpg").write_bytes(pathlib.Path(SOURCE).read_bytes()[:20_000])
        (folder / "empty.png").write_bytes(b"")
        (folder / "huge.png").write_bytes(png_bytes(60_000, 60_000, zlib.compress(b"")))
        (folder / "picture.gif").write_bytes(b"GIF89a" + bytes(100))
        write_png(folder / "small.png", 200, 300)
        for name, word in (("page.html", ""), ("cut.jpg", ""), ("empty.png", ""), ("huge.png", "megapixel"),
                           ("picture.gif", "jpeg"), ("small.png", "256")):
            with self.subTest(name=name):
                self.assert_refused(folder / name, word)

    def test_a_file_that_is_not_there(self):
        self.assert_refused(self.folder / "nothing.jpg", "nothing.jpg")

    def test_addresses_that_lead_nowhere(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OddSources)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        address = f"http://127.0.0.1:{server.server_address[1]}"
        for path, word in (("/page", ""), ("/missing", "404"), ("/loop", "redirect")):
            with self.subTest(path=path):
                self.assert_refused(address + path, word)
        self.assert_refused("http://127.0.0.1:9/none.jpg")
        self.assert_refused("data:image/png;base64,bm90IGEgcGljdHVyZQ==")


class Refusals(EndToEnd):
    """Exit codes 3, 4 and 5: what there is, is kept, and the words of the provider are passed on."""

    def run_with(self, faults: dict, *more, **environment):
        simulator = self.simulator(faults=faults)
        user = self.user(simulator, environment)
        return simulator, user, user.run(*self.small_run(*more))

    def test_a_token_that_is_not_accepted(self):
        simulator, _, outcome = self.run_with({}, REPLICATE_API_TOKEN="bad")
        self.assert_exit(outcome, 5)
        self.assertIn("valid authentication token", outcome.stderr)
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)

    def test_no_credit_pauses_the_run_and_it_goes_on_later(self):
        rule = {"match": {"kind": "upscale"}, "fault": {"type": "status", "status": 402}}
        simulator, user, outcome = self.run_with({"rules": [rule]})
        self.assert_exit(outcome, 5)
        self.assertIn("insufficient credit", outcome.stderr.lower())
        paid_before = simulator.stats()["billed_micro_usd"]
        self.assertGreater(paid_before, 0)
        simulator.set_rules({"rules": []})
        self.assert_complete(user.run("resume", "--json"), 4)
        self.assert_paid_once(simulator)

    def test_a_model_that_does_not_exist(self):
        _, _, outcome = self.run_with({}, "--price", "nobody/nothing=0.04", TESSERA_GRID_MODEL="nobody/nothing")
        self.assert_exit(outcome, 5)
        self.assertIn("nobody/nothing", outcome.stderr)

    def test_a_model_without_a_price_is_not_called(self):
        simulator, _, outcome = self.run_with({}, TESSERA_GRID_MODEL="nobody/nothing")
        self.assert_exit(outcome, 2)
        self.assertIn("--price", outcome.stderr)
        self.assertEqual(simulator.stats()["predictions"]["created"], 0)

    def test_a_policy_that_refuses_every_grid(self):
        rule = {"match": {"kind": "grid"}, "fault": {"type": "fail", "code": "E005"}}
        simulator, _, outcome = self.run_with({"rules": [rule]}, "--max-attempts", 3)
        self.assert_exit(outcome, 5)
        self.assertIn("flagged", outcome.stderr)
        identities = [entry["identity"] for entry in simulator.predictions()]
        self.assertEqual(len(identities), len(set(identities)), "a refused grid was asked for again unchanged")

    def test_fewer_images_than_asked(self):
        rule = {"match": {"kind": "grid"}, "fault": {"type": "picture", "form": "repeat", "count": 3}}
        _, _, outcome = self.run_with({"rules": [rule]}, "--max-attempts", 1)
        self.assert_exit(outcome, 3)
        result = outcome.json()
        self.assertEqual(result["total_training_images"], 1)
        self.assertEqual(result["shortfall"], 3)
        self.assertEqual(len(image_names(pathlib.Path(result["dataset_dir"]))), 1)

    def test_the_cap_is_kept_and_what_was_paid_for_too(self):
        simulator, user, outcome = self.run_with({}, "--max-cost", "0.30")
        self.assert_exit(outcome, 4)
        result = outcome.json()
        bill = simulator.stats()["billed_micro_usd"]
        self.assertLessEqual(bill, 300_000)
        self.assert_bill_is(result, simulator)
        more = self.assert_complete(user.run("resume", "--max-cost", "2", "--json"), 4)
        self.assert_paid_once(simulator)
        self.assert_bill_is(more, simulator)


if __name__ == "__main__":
    unittest.main(verbosity=2)
