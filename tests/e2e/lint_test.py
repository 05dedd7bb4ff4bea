#!/usr/bin/env python3
"""`tessera lint` as users type it: exit codes, its three forms, the repaired copy, and mistakes on the command line."""

import hashlib
import html.parser
import pathlib
import unittest
import zipfile

from harness import EndToEnd, write_png

WORDS = ["fox", "boat", "tower", "baker", "violin", "kite", "tram", "owl", "dancer", "horse", "kettle", "sheep", "flag",
         "bridge", "market", "lamp"]


def tree(folder: pathlib.Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class Balanced(html.parser.HTMLParser):
    """Every element is closed in its place."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, _):
        self.seen.add(tag)
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")


class Lint(EndToEnd):
    def make_set(self, count: int, name: str = "set") -> pathlib.Path:
        folder = self.folder / name
        folder.mkdir()
        for i in range(count):
            write_png(folder / f"{i + 1:04}.png", 120 + 8 * i, 128, seed=7 * i + 1)
            (folder / f"{i + 1:04}.txt").write_text(f"a {WORDS[i]} number {i * 31}, zkx01\n")
        return folder

    def test_a_set_that_trains_ends_with_zero_and_says_what_each_trainer_does(self):
        folder = self.make_set(16)
        outcome = self.user().run("lint", folder, "--json", "--no-compare")
        self.assert_exit(outcome, 0)
        report = outcome.json()
        self.assertTrue(report["ready"])
        self.assertEqual({finding["code"] for finding in report["findings"]} - {"too-small", "wasted-pass"}, set())
        self.assertEqual([trainer["trainer"] for trainer in report["trainers"]],
                         ["ai-toolkit", "sd-scripts", "replicate", "simpletuner"])
        first = report["trainers"][0]["pictures"][0]
        self.assertEqual(first["caption"]["texts"], ["a fox number 0, zkx01\n"])
        self.assertEqual([bucket["size"] for bucket in first["buckets"]], [[128, 128], [128, 128], [128, 128]])
        for_people = self.user().run("lint", folder, "--for", "ai-toolkit", "--no-compare")
        self.assert_exit(for_people, 0)
        self.assertIn("ai-toolkit: trains 16 pictures", for_people.stdout)
        self.assertIn("ready, with", for_people.stdout)

    def test_what_blocks_training_ends_with_three_and_a_repaired_copy_does_not(self):
        folder = self.make_set(16)
        (folder / "0003.txt").write_bytes("a café, zkx01".encode("latin-1"))
        (folder / "0004.png").write_bytes(b"")
        (folder / "0005.txt").write_text("zkx01, a violin, zkx01\n")
        before = tree(folder)
        self.assert_exit(self.user().run("lint", folder), 3)
        page = self.folder / "lint.html"
        outcome = self.user().run("lint", folder, "--fix", "--to", self.folder / "fixed", "--html", page, "--json")
        self.assert_exit(outcome, 0)
        report = outcome.json()
        self.assertEqual({finding["code"] for finding in report["findings"] if finding["severity"] == "error"},
                         {"caption-encoding", "unreadable"})
        self.assertEqual(report["fixed"]["pictures"], 15)
        self.assertEqual(report["fixed"]["report"]["errors"], 0)
        self.assertEqual(tree(folder), before)
        self.assertEqual((self.folder / "fixed" / "0003.txt").read_text(), "a café, zkx01\n")
        checked = Balanced()
        checked.feed(page.read_text())
        self.assertEqual(checked.open, [])
        self.assertNotIn("script", checked.seen)

    def test_a_zip_is_read_as_the_trainer_reads_it(self):
        folder = self.make_set(16)
        archive = self.folder / "set.zip"
        with zipfile.ZipFile(archive, "w") as zipped:
            for path in sorted(folder.iterdir()):
                zipped.write(path, f"cats/{path.name}")
                zipped.writestr(f"cats/._{path.name}", "Mac OS X")
        outcome = self.user().run("lint", archive, "--json", "--no-compare")
        self.assert_exit(outcome, 3)
        self.assertIn("mac-file", {finding["code"] for finding in outcome.json()["findings"]})

    def test_mistakes_on_the_command_line_end_with_two(self):
        folder = self.make_set(1)
        for arguments, words in ((["nowhere"], "nowhere"),
                                 ([folder, "--for", "kohya"], "sd-scripts-folder"),
                                 ([folder, "--fix"], "--to"),
                                 ([folder, "--to", "x"], "--fix"),
                                 ([folder, "--fix", "--to", folder / "inside"], "inside"),
                                 ([folder, "--resolutions", "7"], "resolutions"),
                                 ([folder, "--mode", "poem"], "mode")):
            outcome = self.user().run("lint", *arguments)
            self.assert_exit(outcome, 2)
            self.assertIn(words, outcome.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
