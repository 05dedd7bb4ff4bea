"""lint, export, captions, judge and split on sets that lie on this machine."""

import fcntl
import shutil
import threading

import pytest
import yaml
from PIL import Image

import tessera
from conftest import SOURCE


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    return tessera.generate(SOURCE, engine="offline", judge="offline", upscaler="lanczos", count=15, trigger="tk4lake",
                            out=folder / "out", state_dir=folder / "state")


@pytest.fixture
def broken(made, folder):
    """Pictures with captions, and some things that are wrong with them."""
    copy = folder / "broken"
    shutil.copytree(made.folder / "images", copy)
    (copy / "0002.txt").write_bytes("ein Boot, grün".encode("latin-1"))
    (copy / "0003.jpg").write_bytes(b"no picture")
    return copy


def test_a_set_is_linted_for_every_trainer(made):
    report = tessera.lint(made)
    assert report.ready and report.errors == () and report.pictures == 15 and report.trigger == "tk4lake"
    names = [trainer.name for trainer in report.trainers]
    assert "ai-toolkit" in names and "sd-scripts" in names and len(names) == 4
    toolkit = report.trainers[names.index("ai-toolkit")]
    assert [each.resolution for each in toolkit.passes] == [512, 768, 1024]
    first = toolkit.pictures[0]
    assert first.captions == (made.items[0].caption,) and first.captions_from == "file"
    assert first.size == made.items[0].size and len(first.buckets) == 3
    assert sum(toolkit.passes[0].sizes.values()) == 15
    assert "15 pictures" in str(report) and "ai-toolkit" in str(report)
    assert [trainer.name for trainer in tessera.lint(made, "replicate").trainers] == ["replicate"]


def test_what_is_wrong_is_found_and_a_repaired_copy_is_ready(broken, folder):
    before = {file.name: file.read_bytes() for file in broken.iterdir()}
    report = tessera.lint(broken, ["ai-toolkit", "sd-scripts"], fix_to=folder / "repaired", html=folder / "lint.html")
    assert not report.ready and report.fixed is not None and report.fixed.report.ready
    found = {(finding.code, finding.file) for finding in report.errors}
    assert found == {("caption-encoding", "0002.txt"), ("unreadable", "0003.jpg")}
    assert all(finding.reason and finding.repair for finding in report.findings)
    assert report.fixed.pictures == 14 and report.fixed.folder == folder / "repaired" and report.fixed.changes
    assert (folder / "repaired" / "0002.txt").read_text(encoding="utf-8") and (folder / "lint.html").exists()
    assert {file.name: file.read_bytes() for file in broken.iterdir()} == before
    assert "0003.jpg" in str(report.errors[-1])


def test_what_is_no_set_is_refused(made):
    for wrong, words in (("nowhere", "nowhere"), (SOURCE, "cannot be read as an archive"), (b"caf\xe9", "not UTF-8")):
        with pytest.raises(tessera.UsageError, match=words):
            tessera.lint(wrong)
    for call in (tessera.lint, tessera.captions, lambda one: tessera.export(one, "ai-toolkit", "to")):
        with pytest.raises(TypeError, match="NoneType"):
            call(None)
    with pytest.raises(tessera.UsageError, match='"kohya"'):
        tessera.lint(made, "kohya")


def test_lint_needs_no_state_folder_and_lets_other_threads_run(made, folder):
    (folder / "state").mkdir()
    (folder / ".env").write_text("A='open\n")
    with open(folder / "state" / "lock", "w+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = threading.Event()
        reports = []
        thread = threading.Thread(target=lambda: (reports.append(tessera.lint(made)), ended.set()))
        thread.start()
        ticks = 0
        while not ended.wait(0.001):
            ticks += 1
        thread.join()
    assert reports[0].ready and ticks > 10


@pytest.mark.parametrize("name", ["ai-toolkit", "sd-scripts", "sd-scripts-folder", "replicate-zip", "imagefolder",
                                  "simpletuner", "webdataset", "edit-pairs"])
def test_every_export_is_ready_for_its_trainer(made, folder, name):
    given = {"source": SOURCE} if name == "edit-pairs" else {}
    done = tessera.export(made, name, folder / "to", steps=321, **given)
    assert (done.format, done.pictures, done.steps, done.trigger) == (name, 15, 321, "tk4lake")
    assert done.folder == folder / "to" and done.start_here.exists()
    assert all((done.folder / file).is_file() for file in done.files)
    if name == "edit-pairs":
        return
    trainer = {"replicate-zip": "replicate"}.get(name, name)
    place = done.folder / "dataset.zip" if name == "replicate-zip" else done.folder
    place = done.folder / "train" if name == "sd-scripts-folder" else place
    report = tessera.lint(place, trainer)
    assert report.ready and report.trainers[0].pictures, str(report)


def test_an_export_says_what_the_arguments_say(made, folder):
    done = tessera.export(made.folder, "ai-toolkit", folder / "to", size=512, trigger="zz9", trigger_place="first",
                          rank=8, link=True)
    with Image.open(next((done.folder / "images").glob("*.jpg"), None) or
                    next((done.folder / "images").glob("*.png"))) as image:
        assert image.size == (512, 512)
    assert all(file.read_text().startswith("zz9") for file in (done.folder / "images").glob("*.txt"))
    assert done.resolutions == (512,) and done.rank == 8
    assert yaml.safe_load((done.folder / "config.yaml").read_text())
    again = tessera.export(made.run_id[:6], "ai-toolkit", folder / "run", state_dir=made.folder.parent / "state")
    assert again.pictures == 15


def test_an_export_that_cannot_be_is_refused_in_the_words_of_the_call(made, broken, folder):
    (folder / "taken").mkdir()
    (folder / "taken" / "mine.txt").write_text("mine")
    (broken / "0005.txt").unlink()
    for arguments, words in (((made, "lora", "to"), "ai-toolkit"), ((made, "ai-toolkit", "taken"), " to"),
                             ((folder / "nowhere", "ai-toolkit", "to"), "nowhere"),
                             ((broken, "ai-toolkit", "to"), "caption")):
        with pytest.raises(tessera.UsageError, match=words) as caught:
            tessera.export(*arguments)
        assert "--" not in str(caught.value).split("`")[0], str(caught.value)
    with pytest.raises(tessera.UsageError, match="size"):
        tessera.export(made, "ai-toolkit", "to", size="huge")
    assert (folder / "taken" / "mine.txt").read_text() == "mine" and not (folder / "to").exists()


def test_captions_are_read_and_changed(broken, made):
    captions = tessera.captions(made, state_dir=made.folder.parent / "state")
    assert list(captions) == [f"{number:04}" for number in range(1, 16)]
    assert captions["0001"].text == made.items[0].caption and captions["0001"].by == "description"
    changed = tessera.captions(broken, {"0001": "a red boat, tk4lake"})
    assert changed["0001"].by == "user" and "a red boat" in changed["0001"].text
    assert "a red boat" in (broken / "0001.txt").read_text()
    with pytest.raises(tessera.UsageError, match="0099"):
        tessera.captions(broken, {"0099": "nothing"})


def test_pictures_are_judged_and_repeats_are_found(broken, folder):
    shutil.copy(broken / "0001.jpg", broken / "0001-again.jpg")
    judged = {picture.file: picture for picture in tessera.judge(broken, html=folder / "judge.html")}
    assert len(judged) == 16 and (folder / "judge.html").exists()
    unreadable = judged[str(broken / "0003.jpg")]
    assert not unreadable.accepted and unreadable.size is None and unreadable.reason
    same = [judged[str(broken / name)] for name in ("0001.jpg", "0001-again.jpg")]
    assert sum(picture.repeats is not None for picture in same) == 1
    assert judged[str(broken / "0004.jpg")].measurements
    assert [one.file for one in tessera.judge([broken / "0001.jpg"])] == [str(broken / "0001.jpg")]
    with pytest.raises(tessera.UsageError, match="nowhere"):
        tessera.judge("nowhere")
    with pytest.raises(tessera.UsageError, match="no picture and no folder"):
        tessera.judge([])


def test_sheets_are_split_into_files(made, folder):
    (folder / "sheet.png").write_bytes(made.grids[0].picture().to_png())
    (folder / "broken.png").write_bytes(b"no picture")
    sheet, broken = tessera.split([folder / "sheet.png", folder / "broken.png"], (3, 3), out=folder / "tiles")
    assert broken.error and broken.cells == ()
    assert sheet.error is None and len(sheet.cells) == 9 and sheet.confidence > 0
    kept = [cell for cell in sheet.cells if cell.accepted]
    assert kept and all(cell.file.exists() and cell.usable for cell in kept)
    with Image.open(kept[0].file) as image:
        assert image.size == (kept[0].box.width, kept[0].box.height)
    assert (folder / "tiles" / "split.html").exists()
    with pytest.raises(tessera.UsageError, match="9x9"):
        tessera.split(folder / "sheet.png", "9x9")
