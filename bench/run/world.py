"""One measured execution of `tessera` against one simulator: the clock, the machine's accounting, the simulator's own
figures, and the ledger that it left behind."""

import contextlib
import hashlib
import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from sim import Simulator, binary  # noqa: E402
from tessera import Tessera, dataset_files  # noqa: E402,F401

SOURCE = ROOT / "examples" / "evening-lake.jpg"
GRID_SECONDS, JUDGE_SECONDS, UPSCALE_SECONDS = 30, 5, 30
CRITICAL_PATH = GRID_SECONDS + JUDGE_SECONDS + UPSCALE_SECONDS


class Measured:
    """What one process did."""

    def __init__(self, code: int, seconds: float, cpu_seconds: float, peak_bytes: int, stdout: str, stderr: str):
        self.code, self.seconds, self.cpu_seconds, self.peak_bytes = code, seconds, cpu_seconds, peak_bytes
        self.stdout, self.stderr = stdout, stderr


@contextlib.contextmanager
def started_process(user: Tessera, *arguments, environment: dict | None = None, **files):
    """One that ends with the block at the latest. Nothing is run between fork and exec (a preexec_fn): for that the whole
    interpreter is copied first, which takes longer here than the start that is measured."""
    command = [str(binary("tessera")), *(str(argument) for argument in arguments)]
    process = subprocess.Popen(command, cwd=user.folder, env=user.environment | (environment or {}),
                               stdin=subprocess.DEVNULL, **files)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()


def measure(user: Tessera, *arguments, environment: dict | None = None) -> Measured:
    """Runs it to its end. Standard output and error go to files, so that nobody has to read them meanwhile."""
    with open(user.folder / "stdout", "w+") as out, open(user.folder / "stderr", "w+") as err:
        started = time.monotonic()
        with started_process(user, *arguments, environment=environment, stdout=out, stderr=err) as process:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Measured(process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024,
                        out.read(), err.read())


class Unusable(Exception):
    """A run that measured something else than `tessera`."""


def check_on_time(stats: dict, simulated_limit: float, time_scale: float) -> dict:
    """The simulator's own share; raises when it was late by more than a share of what is measured."""
    late = stats["lateness_ms"]
    allowed_ms = simulated_limit * time_scale * 1000
    worst = late.get("p99", late.get("max", 0))
    if worst > allowed_ms:
        raise Unusable(f"the simulator was late: 99 % within {worst:.1f} ms, allowed are {allowed_ms:.1f} ms")
    return {"cpu_seconds": stats["cpu_seconds"], "lateness_ms": late}


def calls(user: Tessera) -> list[sqlite3.Row]:
    with contextlib.closing(sqlite3.connect(user.state / "ledger.sqlite3")) as ledger:
        ledger.row_factory = sqlite3.Row
        return ledger.execute("SELECT * FROM call ORDER BY seq").fetchall()


def requests_of(stats: dict) -> dict:
    """Polls apart; connections beyond the fresh ones of paid creates."""
    paid = stats["predictions"]["created"] + stats["chats"]["answered"]
    polls = stats["requests"]["polls"] + stats["requests"]["by_route"].get("GET /v1/predictions", 0)
    return {"requests": stats["requests"]["total"] - polls, "polls": polls,
            "connections": stats["connections"]["opened"] - paid - 1,  # the one over which these figures came
            "paid_creates": paid, "by_route": stats["requests"]["by_route"]}


def milliseconds_to_first_request(folder: pathlib.Path) -> float:
    """From the start of the process until it opens its first connection, with a state folder that does not exist yet."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        user = Tessera(folder, environment={"REPLICATE_API_TOKEN": "t", "OPENAI_API_KEY": "t",
                                            "REPLICATE_BASE_URL": url, "OPENAI_BASE_URL": url})
        listener.settimeout(20)
        started = time.monotonic()
        with (started_process(user, "generate", SOURCE, "--quiet", "--json", "--max-cost", "9",
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), listener.accept()[0]):
            took = time.monotonic() - started
    return took * 1000


def codec_floor(user: Tessera, out: pathlib.Path) -> dict:
    """Decoding and encoding the pictures of a finished run once each, with the bare libraries."""
    delivered = {row["output"] for row in calls(user) if row["kind"] in ("grid", "upscale") and row["output"]}
    source = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    lines = [f"decode {SOURCE}"]
    for path in sorted((user.state / "blobs").rglob("*")):
        if not path.is_file() or path.parent.name + path.name == source:
            continue
        with open(path, "rb") as file:
            head = file.read(4)
        if path.parent.name + path.name in delivered:
            lines.append(f"decode {path}")
        elif head == b"\x89PNG":
            lines.append(f"encode 0 {path}")
        elif head[:2] == b"\xff\xd8":
            lines.append(f"encode 90 {path}")
    lines += [f"encode 95 {path}" for path in sorted((out / "images").glob("*.jpg"))]
    done = subprocess.run([binary("codec_floor")], input="\n".join(lines), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
