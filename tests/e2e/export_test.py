#!/usr/bin/env python3
"""One offline set through every export, each read back by readers that are not ours: zipfile, tarfile, PyYAML, tomllib,
json. Captions that people edit stay."""

import atexit
import hashlib
import json
import os
import pathlib
import shutil
import struct
import tarfile
import tempfile
import tomllib
import unittest
import zipfile

import yaml

from harness import SOURCE, EndToEnd

TRIGGER = "tk4style"
COUNT = 15  # pictures in the set: enough for lint
STEPS = 750  # by the rule for a style
FORMATS = ("ai-toolkit", "sd-scripts", "sd-scripts-folder", "replicate-zip", "imagefolder", "simpletuner", "webdataset",
           "edit-pairs")
# What lint calls the reader of a format, where that has another name.
READERS = {"replicate-zip": "replicate", "edit-pairs": "ai-toolkit"}


def tree(folder: pathlib.Path) -> dict:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def picture_size(data: bytes) -> tuple:
    """Width and height of a file that holds three components of 8 bits, no alpha and no EXIF; fails for any other."""
    if data.startswith(b"\x89PNG"):
        width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
        assert (depth, colour) == (8, 2), f"PNG of depth {depth} and colour type {colour}"
        assert b"eXIf" not in data and b"tRNS" not in data
        return width, height
    assert data.startswith(b"\xff\xd8"), data[:8]
    at = 2
    while True:
        marker, length = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        assert marker != 0xE1, "EXIF"
        if marker in (0xC0, 0xC1, 0xC2):
            depth, height, width, components = struct.unpack(">BHHB", data[at + 4:at + 10])
            assert (depth, components) == (8, 3)
            return width, height
        at += 2 + length


class Export(EndToEnd):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = None

    def setUp(self):
        super().setUp()
        self.person = self.user()
        self.out = self.person.folder / "out"
        if Export.made is None:
            self.assert_complete(self.person.run("generate", SOURCE, "--engine", "offline", "--upscaler", "lanczos",
                                                 "--count", COUNT, "--actor", "oil", "--out", "out", "--trigger", TRIGGER,
                                                 "--json"), COUNT)
            Export.made = self.keep(self.person.folder)
        else:
            shutil.copytree(Export.made, self.person.folder, dirs_exist_ok=True)
        self.run_id = json.loads((self.out / "dataset.json").read_text())["run_id"]
        self.captions = [path.read_text() for path in sorted((self.out / "images").glob("*.txt"))]

    def keep(self, folder: pathlib.Path) -> pathlib.Path:
        """A copy that outlives the test that made it."""
        kept = pathlib.Path(tempfile.mkdtemp(prefix="tessera-export-"))
        atexit.register(shutil.rmtree, kept, True)
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        return kept

    def export(self, format_name: str, *flags, to: str = "to", code: int = 0):
        before = tree(self.out)
        outcome = self.person.run("export", "out", "--format", format_name, "--to", to, "--json", *flags)
        self.assert_exit(outcome, code)
        self.assertEqual(tree(self.out), before, "the set was changed")
        return outcome.json() if code == 0 else outcome

    def files(self, to: str = "to") -> set:
        return {name for name in tree(self.person.folder / to) if name != ".tessera-export.json"}

    def assert_pictures_with_texts(self, folder: pathlib.Path):
        pictures = sorted(path for path in folder.iterdir() if path.suffix != ".txt")
        self.assertEqual([path.name for path in pictures], [f"{number:04}.jpg" for number in range(1, COUNT + 1)])
        for path, caption in zip(pictures, self.captions):
            picture_size(path.read_bytes())
            self.assertEqual(path.with_suffix(".txt").read_bytes().decode("utf-8"), caption)
        self.assertEqual(len(list(folder.iterdir())), 2 * COUNT)

    def test_captions_carry_the_trigger_last(self):
        self.assertEqual(len(self.captions), COUNT)
        for caption in self.captions:
            self.assertTrue(caption.endswith(f", {TRIGGER}"), caption)
            self.assertEqual(caption.count(TRIGGER), 1)
            self.assertIn(len(caption.split()) - 1, range(8, 31))

    def test_ai_toolkit(self):
        report = self.export("ai-toolkit")
        self.assert_pictures_with_texts(self.person.folder / "to/images")
        self.assertEqual({name for name in self.files() if "/" not in name}, {"config.yaml"})
        config = yaml.safe_load((self.person.folder / "to/config.yaml").read_text())
        self.assertEqual(config["job"], "extension")
        process = config["config"]["process"][0]
        self.assertEqual(process["type"], "sd_trainer")
        self.assertEqual(process["trigger_word"], TRIGGER)
        self.assertEqual(process["network"], {"type": "lora", "linear": 32, "linear_alpha": 32})
        dataset = process["datasets"][0]
        self.assertEqual((dataset["folder_path"], dataset["caption_ext"]), ("images", "txt"))
        self.assertEqual(dataset["resolution"], report["resolutions"])
        self.assertEqual(process["train"]["steps"], STEPS)
        self.assertEqual(float(process["train"]["lr"]), 1e-4)
        self.assertEqual(process["model"]["name_or_path"], "black-forest-labs/FLUX.1-dev")
        for prompt in process["sample"]["prompts"]:
            self.assertTrue(prompt.endswith(TRIGGER), prompt)

    def test_sd_scripts(self):
        report = self.export("sd-scripts")
        self.assert_pictures_with_texts(self.person.folder / "to/images")
        self.assertEqual({name for name in self.files() if "/" not in name}, {"dataset.toml", "train.toml"})
        dataset = tomllib.loads((self.person.folder / "to/dataset.toml").read_text())
        self.assertEqual(dataset["general"]["caption_extension"], ".txt")
        self.assertTrue(dataset["general"]["enable_bucket"])
        self.assertEqual(dataset["general"]["bucket_reso_steps"] % 32, 0)
        self.assertEqual([each["resolution"] for each in dataset["datasets"]], report["resolutions"])
        # Unknown keys are an error for sd-scripts.
        self.assertLessEqual(set(dataset["general"]), {"caption_extension", "shuffle_caption", "enable_bucket",
                                                       "bucket_reso_steps", "min_bucket_reso", "max_bucket_reso",
                                                       "bucket_no_upscale"})
        for each in dataset["datasets"]:
            self.assertEqual(set(each), {"resolution", "batch_size", "subsets"})
            self.assertEqual(each["subsets"], [{"image_dir": "images", "num_repeats": 10}])
        training = tomllib.loads((self.person.folder / "to/train.toml").read_text())
        self.assertEqual(training["dataset_config"], "dataset.toml")
        self.assertEqual((training["network_dim"], training["network_alpha"], training["max_train_steps"]), (32, 32, STEPS))
        # Caching the text encoders' output does not go together with training them or with caption dropout.
        self.assertTrue(training["cache_text_encoder_outputs"] and training["network_train_unet_only"])

    def test_sd_scripts_folder(self):
        report = self.export("sd-scripts-folder")
        self.assert_pictures_with_texts(self.person.folder / f"to/train/10_{TRIGGER}")
        self.assertEqual({name for name in self.files() if "/" not in name}, {"train.toml"})
        self.assertEqual([path.name for path in (self.person.folder / "to/train").iterdir()], [f"10_{TRIGGER}"])
        training = tomllib.loads((self.person.folder / "to/train.toml").read_text())
        self.assertEqual(training["train_data_dir"], "train")
        side = report["resolutions"][-1]
        self.assertEqual(training["resolution"], f"{side},{side}")
        self.assertEqual(training["caption_extension"], ".txt")

    def test_replicate_zip(self):
        self.export("replicate-zip")
        self.assertEqual(self.files(), {"dataset.zip", "input.json"})
        self.assertTrue(zipfile.is_zipfile(self.person.folder / "to/dataset.zip"))
        with zipfile.ZipFile(self.person.folder / "to/dataset.zip") as archive:
            self.assertIsNone(archive.testzip())
            names = archive.namelist()
            self.assertEqual(names, [f"{number:04}{end}" for number in range(1, COUNT + 1) for end in (".jpg", ".txt")])
            for entry in archive.infolist():
                self.assertEqual(entry.date_time, (1980, 1, 1, 0, 0, 0))
                self.assertEqual(entry.external_attr >> 16 & 0o777, 0o644)
            for number, caption in enumerate(self.captions, 1):
                self.assertEqual(archive.read(f"{number:04}.txt").decode(), caption)
                picture_size(archive.read(f"{number:04}.jpg"))
        given = json.loads((self.person.folder / "to/input.json").read_text())
        self.assertEqual(given["trigger_word"], TRIGGER)
        self.assertIs(given["autocaption"], False)
        self.assertTrue(3 <= given["steps"] <= 6000 and 1 <= given["lora_rank"] <= 128)
        self.assertRegex(given["resolution"], r"^\d+(,\d+)*$")

    def test_imagefolder(self):
        self.export("imagefolder")
        folder = self.person.folder / "to/train"
        lines = [json.loads(line) for line in (folder / "metadata.jsonl").read_text().splitlines()]
        self.assertEqual([line["text"] for line in lines], self.captions)
        self.assertEqual(self.files(), {"train/metadata.jsonl"} | {f"train/{line['file_name']}" for line in lines})
        for line in lines:
            picture_size((folder / line["file_name"]).read_bytes())

    def test_simpletuner(self):
        report = self.export("simpletuner")
        self.assertIn("config/oil", report["notes"][0])
        self.assert_pictures_with_texts(self.person.folder / "to/images")
        self.assertEqual({name for name in self.files() if "/" not in name}, {"config.json", "multidatabackend.json"})
        backends = json.loads((self.person.folder / "to/multidatabackend.json").read_text())
        self.assertEqual(len({backend["id"] for backend in backends}), len(backends))
        pictures = [backend for backend in backends if backend["dataset_type"] == "image"]
        texts = [backend for backend in backends if backend["dataset_type"] == "text_embeds"]
        self.assertEqual([backend["resolution"] for backend in pictures], report["resolutions"])
        self.assertEqual(len({backend["cache_dir_vae"] for backend in pictures}), len(pictures))
        for backend in pictures:
            self.assertEqual((backend["caption_strategy"], backend["instance_data_dir"]), ("textfile", "config/oil/images"))
            self.assertEqual(backend["minimum_image_size"], 0)  # nothing is dropped
        self.assertEqual([backend["default"] for backend in texts], [True])
        config = json.loads((self.person.folder / "to/config.json").read_text())
        self.assertEqual(config["--data_backend_config"], "config/oil/multidatabackend.json")
        self.assertEqual((config["--lora_rank"], config["--max_train_steps"]), (32, STEPS))

    def test_webdataset(self):
        self.export("webdataset")
        self.assertEqual(self.files(), {"00000.tar"})
        with tarfile.open(self.person.folder / "to/00000.tar") as archive:
            members = archive.getmembers()
            self.assertEqual([member.name for member in members],
                             [f"{number:04}{end}" for number in range(1, COUNT + 1) for end in (".jpg", ".json", ".txt")])
            for member in members:
                self.assertEqual((member.mtime, member.uid, member.gid, member.uname, member.gname, member.mode),
                                 (0, 0, 0, "", "", 0o644))
            for number, caption in enumerate(self.captions, 1):
                read = {end: archive.extractfile(f"{number:04}{end}").read() for end in (".jpg", ".json", ".txt")}
                facts = json.loads(read[".json"])
                self.assertEqual(read[".txt"].decode(), caption)
                self.assertEqual((facts["key"], facts["caption"]), (f"{number:04}", caption))
                self.assertEqual((facts["width"], facts["height"]), picture_size(read[".jpg"]))
                self.assertEqual(facts["sha256"], hashlib.sha256(read[".jpg"]).hexdigest())

    def test_edit_pairs(self):
        before = tree(self.out)
        # By the run the source is known; a folder alone finds it through its run as well.
        outcome = self.person.run("export", self.run_id[:6], "--format", "edit-pairs", "--to", "to", "--json")
        self.assert_exit(outcome, 0)
        self.assertEqual(tree(self.out), before)
        items = json.loads((self.out / "dataset.json").read_text())["items"]
        for item in items:
            stem = f"{item['number']:04}"
            self.assertEqual((self.person.folder / f"to/target/{stem}.txt").read_text(),
                             f"{item['description']['text']}, {TRIGGER}")
            self.assertEqual(picture_size((self.person.folder / f"to/target/{stem}.jpg").read_bytes()),
                             picture_size((self.person.folder / f"to/control/{stem}.png").read_bytes()))
        self.assertEqual(len(self.files()), 3 * COUNT + 1)
        config = yaml.safe_load((self.person.folder / "to/config.yaml").read_text())
        dataset = config["config"]["process"][0]["datasets"][0]
        self.assertEqual((dataset["folder_path"], dataset["control_path"]), ("target", "control"))
        self.assertEqual(config["config"]["process"][0]["model"]["arch"], "flux_kontext")
        for prompt in config["config"]["process"][0]["sample"]["prompts"]:
            self.assertTrue((self.person.folder / "to" / prompt.split("--ctrl_img ")[1]).is_file(), prompt)

    def test_every_export_is_the_same_bytes_again(self):
        # Another folder, other times of the files, another time zone and another umask must not show.
        moved = self.person.folder / "somewhere" / "else"
        shutil.copytree(self.out, moved)
        for path in moved.rglob("*"):
            os.utime(path, (1, 1))
        for name in FORMATS:
            self.export(name, to=f"{name}-1")
            before = os.umask(0o077)
            try:
                outcome = self.person.run("export", moved, "--format", name, "--to", f"somewhere/{name}-2", "--json",
                                          environment={"TZ": "Asia/Tokyo"})
            finally:
                os.umask(before)
            self.assert_exit(outcome, 0)
            self.assertEqual(tree(self.person.folder / f"{name}-1"), tree(self.person.folder / f"somewhere/{name}-2"), name)

    def test_squares_and_buckets_are_rgb_without_metadata(self):
        for size in ("256", "bucket"):
            self.export("ai-toolkit", "--size", size, to=size)
            for path in (self.person.folder / size / "images").iterdir():
                if path.suffix == ".txt":
                    continue
                width, height = picture_size(path.read_bytes())
                self.assertEqual((width % 64, height % 64), (0, 0))
                if size == "256":
                    self.assertEqual((width, height), (256, 256))

    def test_foreign_folders_are_left_alone(self):
        target = self.person.folder / "mine"
        target.mkdir()
        (target / "holiday.jpg").write_bytes(b"x")
        outcome = self.export("ai-toolkit", to="mine", code=2)
        self.assertIn("is not empty (it holds holiday.jpg); nothing was written", outcome.stderr)
        self.assertEqual(sorted(path.name for path in target.iterdir()), ["holiday.jpg"])

    def test_lint_has_nothing_against_any_export(self):
        for name in FORMATS:
            with self.subTest(name=name):
                to = "config/oil" if name == "simpletuner" else name  # where its paths begin
                report = self.export(name, to=to)
                self.assertEqual(report["notes"], [])
                # By the export's own configuration lint finds out for whom it is.
                outcome = self.person.run("lint", to, "--json")
                self.assert_exit(outcome, 0)
                found = outcome.json()
                self.assertEqual(found["findings"], [])
                self.assertEqual([each["trainer"] for each in found["trainers"]], [READERS.get(name, name)])
                self.assertEqual(len(found["trainers"][0]["pictures"]), COUNT)

    def test_what_would_not_train_is_refused_unless_forced(self):
        for path in sorted((self.out / "images").glob("*.jpg"))[4:]:
            path.unlink()
        outcome = self.export("ai-toolkit", code=2)
        self.assertIn("this would not train with ai-toolkit; nothing was written", outcome.stderr)
        self.assertIn("4 pictures", outcome.stderr)
        self.assertFalse((self.person.folder / "to").exists())
        report = self.export("ai-toolkit", "--force")
        self.assertEqual(report["pictures"], 4)
        self.assertTrue(any("too-few-pictures" in note for note in report["notes"]), report["notes"])

    def test_bad_input_gets_its_sentence(self):
        for flags, words in (
                (("--format", "kohya"), ("kohya", "sd-scripts-folder")),
                (("--size", "1000"), ("--size", "1000", "bucket")),
                (("--size", "2048"), ("would enlarge",)),
                (("--trigger", "two words"), ("--trigger", "two words", "one word")),
                (("--trigger-place", "middle"), ("--trigger-place", "middle")),
                (("--steps", "0"), ("--steps",))):
            arguments = ["export", "out", "--to", "to", *flags]
            if "--format" not in flags:
                arguments += ["--format", "ai-toolkit"]
            outcome = self.person.run(*arguments)
            self.assert_exit(outcome, 2)
            for word in words:
                self.assertIn(word, outcome.stderr)
            self.assertFalse((self.person.folder / "to").exists())
        outcome = self.person.run("export", "r-000", "--format", "ai-toolkit", "--to", "to")
        self.assert_exit(outcome, 2)
        self.assertIn("there is no folder r-000", outcome.stderr)

    def test_edited_captions_are_recorded_and_never_overwritten(self):
        (self.out / "images/0002.txt").write_text("words of my own hand, tk4style\n")
        outcome = self.person.run("caption", self.run_id, "--set", "3", "other words of mine", "--json")
        self.assert_exit(outcome, 0)
        by = {entry["picture"]: entry for entry in outcome.json()["captions"]}
        self.assertEqual((by["0002"]["by"], by["0002"]["caption"]), ("user", "words of my own hand, tk4style"))
        self.assertEqual((by["0003"]["by"], by["0003"]["caption"]), ("user", f"other words of mine, {TRIGGER}"))
        self.assertEqual(by["0001"]["by"], "description")
        # The same command again, and again with another trigger: the user's words stay, the others follow.
        command = ("generate", SOURCE, "--engine", "offline", "--upscaler", "lanczos", "--count", COUNT, "--actor", "oil",
                   "--out", "out", "--json")
        for trigger in (TRIGGER, "zz9style"):
            self.assert_complete(self.person.run(*command, "--trigger", trigger), COUNT)
            items = json.loads((self.out / "dataset.json").read_text())["items"]
            self.assertEqual((items[1]["caption_by"], items[2]["caption_by"]), ("user", "user"))
            self.assertEqual((self.out / "images/0002.txt").read_text(), "words of my own hand, tk4style\n")
            self.assertEqual((self.out / "images/0003.txt").read_text(), f"other words of mine, {TRIGGER}")
            self.assertTrue((self.out / "images/0001.txt").read_text().endswith(f", {trigger}"))
            self.assertEqual(items[0]["caption"], (self.out / "images/0001.txt").read_text())
        # When the run is done again from its record, too.
        (self.out / "report.html").unlink()
        self.assert_complete(self.person.run(*command, "--trigger", "zz9style"), COUNT)
        items = json.loads((self.out / "dataset.json").read_text())["items"]
        self.assertEqual((items[1]["caption"], items[1]["caption_by"]), ("words of my own hand, tk4style", "user"))
        self.assertEqual((self.out / "images/0002.txt").read_text(), "words of my own hand, tk4style\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
