"""What the tests of the Python package share: a simulator, a user's folder and environment, child processes."""

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUPPORT = str(ROOT / "tests" / "support")
sys.path.insert(0, SUPPORT)
# The sanitizer's run-time is in this process already; programs that are linked with their own must not get it too.
PRELOAD = os.environ.pop("LD_PRELOAD", None)

from s3 import S3Server, missing_programs, shared_server  # noqa: E402
from sim import Simulator, die_with_parent  # noqa: E402
from tessera import write_png  # noqa: E402

del sys.modules["tessera"]  # the helper of that name; from here on it is the package
sys.path[:] = [folder for folder in sys.path if folder != SUPPORT]

SOURCE = ROOT / "examples" / "evening-lake.jpg"
SMALL = {"count": 4, "grid": "2x2"}  # the quickest run that has every kind of call
FAST = {"time_scale": 0.01, "pictures": "cheap"}
OURS = ("TESSERA_", "AWS_", "REPLICATE_", "OPENAI_")
OF_TESTS = ("TESSERA_BIN", "TESSERA_BUILD", "TESSERA_S3", "TESSERA_CONTRACTS", "TESSERA_LONG")


def python_environment() -> dict:
    """For a Python of its own that imports the package."""
    return dict(os.environ) | ({"LD_PRELOAD": PRELOAD} if PRELOAD else {})


def start_python(*arguments, **options) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-B", *map(str, arguments)], env=python_environment(), text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            preexec_fn=die_with_parent, **options)


def run_python(*arguments, timeout: float = 300, **options) -> subprocess.CompletedProcess:
    """Its outcome; the test fails when it does not end."""
    process = start_python(*arguments, **options)
    stdout, stderr = process.communicate(timeout=timeout)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working directory and a state folder of one's own, and nothing of this machine's keys."""
    for name in list(os.environ):
        if name.startswith(OURS) and name not in OF_TESTS:
            monkeypatch.delenv(name)
    monkeypatch.setenv("TESSERA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def source(folder):
    """A small picture: what it costs to look at it is not what is tested."""
    return write_png(folder / "source.png", 300, 260)


class Cloud:
    """A simulator, with the environment pointing at it."""

    def __init__(self, monkeypatch):
        self._monkeypatch = monkeypatch
        self._simulator = None

    def start(self, **options) -> Simulator:
        self.stop()
        self._simulator = Simulator(**(FAST | options))
        variables = {"REPLICATE_API_TOKEN": "r8_test", "OPENAI_API_KEY": "sk-test",
                     "REPLICATE_BASE_URL": self._simulator.url, "OPENAI_BASE_URL": self._simulator.url,
                     "TESSERA_VISION_MODEL": "gpt-5.6-luna", "TESSERA_TIME_SCALE": str(self._simulator.time_scale)}
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)
        return self._simulator

    def stop(self) -> None:
        if self._simulator is not None:
            self._simulator.stop()
            self._simulator = None


@pytest.fixture
def cloud(monkeypatch):
    one = Cloud(monkeypatch)
    yield one
    one.stop()


@pytest.fixture
def simulator(cloud):
    return cloud.start()


@pytest.fixture(scope="session")
def s3_account():
    account = shared_server()
    if account is not None:
        yield account
        return
    if missing_programs():
        pytest.skip("no S3 server: not installed: " + ", ".join(missing_programs()))
    with S3Server() as server:
        yield server


@pytest.fixture
def bucket(s3_account, monkeypatch):
    """(account, bucket), with the environment naming them."""
    name = s3_account.make_bucket()
    for variable, value in s3_account.environment(name).items():
        monkeypatch.setenv(variable, value)
    return s3_account, name


def bill_is(simulator, *cost_usd: float) -> None:
    """Nothing was billed twice, and what was billed is what is told."""
    stats = simulator.stats()
    assert stats["duplicates"] == []
    assert round(sum(cost_usd) * 1e6) == stats["billed_micro_usd"]
