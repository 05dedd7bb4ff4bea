"""The wheel: its form, and its installation into a clean virtual environment without a network."""

import base64
import hashlib
import os
import pathlib
import subprocess
import sys
import sysconfig
import zipfile

import pytest

from conftest import PRELOAD, ROOT, python_environment

BUILD = pathlib.Path(os.environ["TESSERA_BUILD"])
MAKER = ROOT / "src" / "python" / "make_wheel.py"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The wheel of the package in the build folder, packed twice."""
    wheels = []
    for i in range(2):
        folder = tmp_path_factory.mktemp(f"wheel{i}")
        subprocess.run([sys.executable, "-B", MAKER, "wheel", "--staged", BUILD / "python" / "tessera", "--version", "0.1.0",
                        "--summary", "One picture in", "--licences", ROOT / "LICENSE", ROOT / "NOTICE", "--readme",
                        ROOT / "docs" / "python.md", "--into", folder], check=True, capture_output=True)
        wheels += folder.iterdir()
    assert len(wheels) == 2
    return wheels


def test_equal_input_gives_an_equal_file(packed):
    first, second = (hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in packed)
    assert first == second


def test_the_record_names_every_file_with_its_hash(packed):
    with zipfile.ZipFile(packed[0]) as archive:
        names = archive.namelist()
        record = archive.read("tessera-0.1.0.dist-info/RECORD").decode().splitlines()
        rows = dict((line.split(",")[0], line.split(",")[1:]) for line in record)
        assert sorted(rows) == sorted(names) and len(set(names)) == len(names)
        for name in names:
            digest, size = rows[name]
            if name.endswith("RECORD"):
                assert (digest, size) == ("", "")
                continue
            data = archive.read(name)
            expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={expected}", len(data))
        tags = archive.read("tessera-0.1.0.dist-info/WHEEL").decode()
    assert {"tessera/py.typed", "tessera/_tessera.pyi", "tessera/bin/tessera",
            "tessera/_tessera" + sysconfig.get_config_var("EXT_SUFFIX"),
            "tessera/compat/src/training_data_generator.py"} <= set(names)
    assert f"Tag: {packed[0].stem.split('-', 2)[2]}\n" in tags


def test_pip_installs_it_into_a_clean_environment(packed, folder):
    venv = folder / "venv"
    subprocess.run([sys.executable, "-B", "-m", "venv", venv], check=True, env=os.environ | {"PYTHONPATH": ""})
    clean = os.environ | {"PYTHONPATH": "", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_COMPILE": "1"}
    done = subprocess.run([venv / "bin" / "pip", "install", "--no-deps", packed[0]], env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = python_environment() | {"PYTHONPATH": ""}

    where = subprocess.run([venv / "bin" / "python", "-c", "import tessera; print(tessera.__file__, tessera.__version__)"],
                           env=loaded, capture_output=True, text=True, cwd=folder)
    assert where.returncode == 0, where.stderr
    assert where.stdout.startswith(str(venv)) and where.stdout.split()[1] == "0.1.0"
    assert subprocess.run([venv / "bin" / "tessera", "--version"], env=loaded, capture_output=True).returncode == 0 or PRELOAD
    # The command is linked with its own run-time of the sanitizer, if any.
    as_command = "import os, runpy; os.environ.pop('LD_PRELOAD', None); runpy.run_module('tessera', run_name='__main__')"
    command = subprocess.run([venv / "bin" / "python", "-c", as_command], env=loaded, capture_output=True, text=True)
    assert command.returncode == 2 and "generate" in command.stdout, command.stderr
    path = subprocess.run([venv / "bin" / "python", "-m", "tessera.compat"], env=loaded, capture_output=True, text=True)
    assert path.returncode == 0 and pathlib.Path(path.stdout.strip(), "src", "replicate_service.py").exists()
    gone = subprocess.run([venv / "bin" / "pip", "uninstall", "-y", "tessera"], env=clean, capture_output=True, text=True)
    assert gone.returncode == 0 and not list(venv.rglob("_tessera*")), gone.stderr
