#!/usr/bin/env python3
"""`tessera split` and `tessera judge` on pictures of one's own: no key, no state, nothing spent."""

import pathlib
import struct
import unittest
import zlib

from harness import SOURCE, EndToEnd
from tessera import png_bytes

PANEL, GUTTER = 150, 10
SIDE = 3 * PANEL + 4 * GUTTER
WHITE = (250, 250, 250)


def panel(seed: int) -> list[list[tuple]]:
    """Blocks of changing colours: every seed looks different."""
    state = seed * 2654435761 % 2**32
    blocks = []
    for _ in range(100):
        state = (state * 1664525 + 1013904223) % 2**32
        blocks.append((state >> 24, state >> 16 & 255, state >> 8 & 255))
    return [[tuple((channel + (x * 7 ^ y * 5) % 23) % 256 for channel in blocks[y // 15 * 10 + x // 15])
             for x in range(PANEL)] for y in range(PANEL)]


def paste(sheet: list, picture: list, left: int, top: int) -> None:
    for y, row in enumerate(picture):
        sheet[top + y][left:left + len(row)] = row


def write(path: pathlib.Path, picture: list) -> pathlib.Path:
    rows = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in picture)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png_bytes(len(picture[0]), len(picture), zlib.compress(rows)))
    return path


def place(k: int) -> tuple[int, int]:
    """Left and top of cell k, counted from 0."""
    return GUTTER + k % 3 * (PANEL + GUTTER), GUTTER + k // 3 * (PANEL + GUTTER)


def sheet(seeds: list) -> list:
    """Three by three panels between white gutters; None leaves the place empty."""
    picture = [[WHITE] * SIDE for _ in range(SIDE)]
    for k, seed in enumerate(seeds):
        if seed is not None:
            paste(picture, panel(seed), *place(k))
    return picture


def png_size(path: pathlib.Path) -> tuple[int, int]:
    return struct.unpack(">II", path.read_bytes()[16:24])


class Inspecting(EndToEnd):
    def assert_page(self, path: pathlib.Path, *words) -> None:
        """One file with nothing outside of it and nothing that runs."""
        page = path.read_text()
        self.assertIn("default-src 'none'", page)
        for word in ("<script", "http://", "https://", "src=\"/", "url("):
            self.assertNotIn(word, page)
        for word in words:
            self.assertIn(word, page)


class Split(Inspecting):
    def test_cells_are_cut_where_they_are_and_bad_ones_are_refused(self):
        user = self.user()
        # Cell 5 is empty, cell 9 shows what cell 1 of the other sheet shows.
        write(user.folder / "a.png", sheet([1, 2, 3, 4, None, 6, 7, 8, 9]))
        write(user.folder / "b.png", sheet([9, 12, 13, 14, 15, 16, 17, 18, 19]))
        outcome = user.run("split", "a.png", "b.png", "--out", "tiles", "--json")
        self.assert_exit(outcome, 0)
        result = outcome.json()
        self.assertEqual((result["cells"], result["accepted"]), (18, 16))
        first, second = (one["cells"] for one in result["sheets"])
        for cells in (first, second):
            for k, cell in enumerate(cells):
                left, top = place(k)
                edges = {name: edge["position"] for name, edge in cell["edges"].items()}
                self.assertEqual(edges, {"left": left, "top": top, "right": left + PANEL, "bottom": top + PANEL})
                box = cell["box"]
                self.assertTrue(left < box["left"] and box["left"] + box["width"] < left + PANEL, box)
        self.assertFalse(first[4]["accepted"])
        self.assertEqual(first[4]["unusable_because"], "missing")
        repeats = [cell for cell in first + second if cell["repeats"]]
        self.assertEqual(len(repeats), 1)
        self.assertLess(repeats[0]["distance"], 0.1)
        self.assertIn(repeats[0]["repeats"], ("a.png, cell 9", "b.png, cell 1"))
        written = sorted(path.name for path in (user.folder / "tiles").glob("*.png"))
        self.assertEqual(len(written), 16)
        for cell in first + second:
            self.assertEqual(cell["accepted"], cell["file"] is not None)
            if cell["file"]:
                self.assertEqual(png_size(user.folder / cell["file"]), (cell["box"]["width"], cell["box"]["height"]))
        self.assert_page(user.folder / "tiles" / "split.html", "a.png", "b.png", "missing", "repeats")
        self.assertFalse(user.state.exists(), "split needs no state")

    def test_merged_panels_are_refused_and_all_writes_what_gates_refuse(self):
        user = self.user()
        picture = sheet([21, 22, 23, 24, 25, 26, 27, 28, 29])
        # Cells 1 and 2 become one picture: what is between them is painted over.
        middle = [row[PANEL // 2:PANEL // 2 + 40] for row in panel(21)]
        paste(picture, middle, GUTTER + PANEL - 15, GUTTER)
        write(user.folder / "in" / "merged.png", picture)
        # A plain tile: a gate refuses it, the geometry does not.
        plain = sheet([31, 32, 33, 34, 35, 36, 37, 38, 39])
        flat = [[(90, 60 + (x + y) % 3, 60) for x in range(PANEL)] for y in range(PANEL)]
        for y in range(0, 20):
            for x in range(0, 150, 2):
                flat[y][x] = (20, 200, 90)
        paste(plain, flat, *place(4))
        write(user.folder / "in" / "plain.png", plain)
        outcome = user.run("split", "in", "--out", "tiles", "--all", "--json")
        self.assert_exit(outcome, 0)
        by_name = {one["file"]: one["cells"] for one in outcome.json()["sheets"]}
        merged = by_name["in/merged.png"]
        self.assertEqual([cell["usable"] for cell in merged], [False, False] + [True] * 7)
        self.assertEqual(merged[0]["unusable_because"], "spans two places")
        self.assertIsNone(merged[0]["file"], "what is no tile is never written")
        refused = by_name["in/plain.png"][4]
        self.assertTrue(refused["usable"])
        if not refused["accepted"]:
            self.assertTrue((user.folder / refused["file"]).exists())

    def test_the_grids_of_an_offline_run_are_split_and_a_second_time_the_same(self):
        user = self.user()
        made = user.run("generate", SOURCE, "--engine", "offline", "--judge", "offline", "--upscaler", "none", "--count",
                        6, "--debug-dir", "debug", "--out", "out", "--json")
        self.assert_exit(made, 0)
        outcomes = [user.run("split", "debug/grid1.jpg", "--out", out, "--json") for out in ("one", "two")]
        texts = [outcome.stdout.replace(out, "OUT") for outcome, out in zip(outcomes, ("one", "two"))]
        self.assertEqual(texts[0], texts[1])
        only = outcomes[0].json()["sheets"][0]
        self.assertEqual(only["geometry"]["found"], "3x3")
        self.assertEqual([cell["usable"] for cell in only["cells"]], [True] * 9)
        self.assertGreaterEqual(outcomes[0].json()["accepted"], 7)

    def test_bad_input_is_said_in_one_sentence(self):
        user = self.user()
        (user.folder / "empty").mkdir()
        (user.folder / "text.jpg").write_text("no picture")
        write(user.folder / "good.png", sheet(list(range(41, 50))))
        for arguments, words in (
                (["split", "nothing.png"], ["nothing.png", "no such file"]),
                (["split", "empty"], ["empty", "holds no picture"]),
                (["split", "good.png", "--grid", "3by3"], ["3by3"]),
                (["split", "good.png", "--grid", "9x9"], ["9x9"]),
                (["judge", "nowhere"], ["nowhere", "no such file"])):
            outcome = user.run(*arguments)
            self.assert_exit(outcome, 2)
            self.assertEqual(outcome.stdout, "")
            for word in words:
                self.assertIn(word, outcome.stderr)
        # One that cannot be read does not stop the others.
        outcome = user.run("split", "text.jpg", "good.png", "--out", "tiles", "--json")
        self.assert_exit(outcome, 6)
        bad, good = outcome.json()["sheets"]
        self.assertTrue(bad["error"])
        self.assertEqual(len(good["cells"]), 9)
        self.assert_page(user.folder / "tiles" / "split.html", "text.jpg", "good.png")
        # Nobody is sent to look for tiles that there are none of.
        outcome = user.run("split", "text.jpg", "--out", "none")
        self.assert_exit(outcome, 6)
        self.assertIn("no picture could be read", outcome.stdout)
        self.assertNotIn("tiles", outcome.stdout)


class Judge(Inspecting):
    def test_a_folder_is_measured_and_its_repeats_are_named(self):
        user = self.user()
        for seed in range(51, 55):
            write(user.folder / "set" / f"{seed}.png", panel(seed))
        write(user.folder / "set" / "images" / "again.png", [row[3:] for row in panel(52)[2:]])
        write(user.folder / "set" / "blank.png", [[(128, 128, 128)] * PANEL for _ in range(PANEL)])
        (user.folder / "set" / "notes.txt").write_text("not a picture, and not named like one")
        (user.folder / "set" / "cut <off>.jpg").write_bytes(SOURCE.read_bytes()[:2000])
        outcome = user.run("judge", "set", "--html", "page.html", "--json")
        self.assert_exit(outcome, 6)
        result = outcome.json()
        by_name = {picture["file"]: picture for picture in result["pictures"]}
        self.assertEqual(len(by_name), 7)
        self.assertEqual(result["accepted"], 4)
        repeats = [picture for picture in result["pictures"] if picture["repeats"]]
        self.assertEqual(len(repeats), 1)
        self.assertEqual({repeats[0]["file"], repeats[0]["repeats"]}, {"set/52.png", "set/images/again.png"})
        self.assertIn("flatness", by_name["set/blank.png"]["reason"])
        measured = {one["name"] for one in by_name["set/51.png"]["measurements"]}
        self.assertLessEqual({"flatness", "sharpness", "detail", "exposure", "frame", "text", "border"}, measured)
        self.assertEqual(by_name["set/cut <off>.jpg"]["measurements"], [])
        self.assert_page(user.folder / "page.html", "set/blank.png", "cut &lt;off&gt;.jpg", "Refused", "Repeats")
        self.assertNotIn("cut <off>", (user.folder / "page.html").read_text())
        self.assertFalse(user.state.exists(), "judge needs no state")

    def test_people_get_a_line_for_each_picture(self):
        user = self.user()
        write(user.folder / "set" / "a.png", panel(61))
        outcome = user.run("judge", "set")
        self.assert_exit(outcome, 0)
        self.assertIn("set/a.png", outcome.stdout)
        self.assertIn("1 of 1 accepted", outcome.stdout)


if __name__ == "__main__":
    unittest.main()
