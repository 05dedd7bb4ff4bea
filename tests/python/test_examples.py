"""The programs in examples/python do what they say."""

import pathlib

from conftest import ROOT, SOURCE, run_python

EXAMPLES = ROOT / "examples" / "python"


def run(name: str, *arguments, folder: pathlib.Path):
    return run_python(EXAMPLES / name, *arguments, cwd=folder)


def test_a_set_with_progress(folder):
    (folder / "tessera.toml").write_text('[generate]\ncount = 2\ngrid = "2x2"\n')
    done = run("generate.py", SOURCE, folder=folder)
    assert done.returncode == 0, done.stderr
    assert "about $0.00" in done.stdout and "2 images, 0 missing, $0.00" in done.stdout
    assert "item.stored" in done.stderr and done.stderr.count("grid.arrived") >= 1
    nowhere = run("generate.py", "nowhere.jpg", folder=folder)
    assert nowhere.returncode == 6 and "nowhere.jpg" in nowhere.stderr and "Traceback" not in nowhere.stderr


def test_many_sets_in_one_loop(folder):
    done = run("many.py", SOURCE, ROOT / "examples" / "flat.png", "nowhere.png", folder=folder)
    assert done.returncode == 0, done.stderr
    lines = sorted(done.stdout.splitlines())
    assert len(lines) == 3 and lines[0].startswith("evening-lake: 8 images") and lines[1].startswith("flat: 8 images")
    assert lines[2].startswith("nowhere: ") and "nowhere.png" in lines[2]


def test_a_sheet_of_somebody_else(folder):
    done = run("tiles.py", SOURCE, "2x2", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "2x2 cells" in done.stdout and len(list(folder.glob("evening-lake-*.png"))) == 4


def test_from_a_picture_to_weights(cloud, folder):
    cloud.start(time_scale=0.005, training_seconds=120)
    (folder / "tessera.toml").write_text("[generate]\ncount = 15\n")
    done = run("train.py", SOURCE, "tk4style", "rehearsal/lake", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "750 steps" in done.stdout and "rehearsal/lake:" in done.stdout and "step " in done.stderr
    refused = run("train.py", SOURCE, "tk4style", "somebody/lake", folder=folder)
    assert refused.returncode == 2 and "rehearsal/lake" in refused.stderr


def test_no_example_is_left_out():
    tested = pathlib.Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES.glob("*.py") if f'run("{path.name}"' not in tested] == []
