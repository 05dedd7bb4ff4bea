#!/usr/bin/env python3
"""Sets that are drawn on this machine: no key, no request, and what the engine has to say reaches the user."""

import unittest

from harness import SOURCE, EndToEnd
from tessera import dataset_files, image_names

POOL = """name = "odd"
[[category]]
name = "Odd"
descriptions = ["xylotropic quorfs in blarn", "a teapot on a beach", "two lighthouses in a storm", "a fox in the snow"]
"""


class Offline(EndToEnd):
    def drawn(self, *more):
        user = self.user()
        (user.folder / "odd.toml").write_text(POOL)
        outcome = user.run("generate", SOURCE, "--engine", "offline", "--grid", "2x2", "--count", 3, "--pool", "odd.toml",
                           "--out", "out", *more)
        self.assert_exit(outcome, 0)
        return user, outcome

    def test_a_description_without_a_known_word_is_named(self):
        user, outcome = self.drawn("--json")
        result = outcome.json()
        self.assertTrue(result["preview"])
        named = [text for text in result["warnings"] if "xylotropic quorfs" in text]
        self.assertEqual(len(named), 1, result["warnings"])
        self.assertFalse([text for text in result["warnings"] if "teapot" in text])
        self.assertIn("xylotropic quorfs", (user.folder / "out" / "report.html").read_text())
        self.assertIn("warning", outcome.stderr.lower())
        again = user.run("generate", SOURCE, "--engine", "offline", "--grid", "2x2", "--count", 3, "--pool", "odd.toml",
                         "--out", "out", "--json")
        self.assertEqual(again.json()["warnings"], result["warnings"])

    def test_the_strength_of_the_style_makes_another_run_with_other_pictures(self):
        user, outcome = self.drawn("--json")
        full = outcome.json(), dataset_files(user.folder / "out")
        user, outcome = self.drawn("--json", "--style-strength", 0.25)
        weak = outcome.json(), dataset_files(user.folder / "out")
        self.assertNotEqual(full[0]["run_id"], weak[0]["run_id"])
        for name in image_names(user.folder / "out"):
            self.assertNotEqual(full[1].get(name), weak[1][name], name)
        user, outcome = self.drawn("--json", "--style-strength", 1)
        self.assertEqual(outcome.json()["run_id"], full[0]["run_id"])
        self.assertEqual(dataset_files(user.folder / "out"), full[1])


if __name__ == "__main__":
    unittest.main()
