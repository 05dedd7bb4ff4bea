"""Runs the `tessera` command as users do, with nothing of this machine's environment leaking in."""

import hashlib
import json
import os
import pathlib
import signal
import struct
import subprocess
import time
import zlib

from sim import binary, die_with_parent

FAILPOINT_EXIT = 99


class Outcome:
    def __init__(self, code: int, stdout: str, stderr: str, seconds: float):
        self.code, self.stdout, self.stderr, self.seconds = code, stdout, stderr, seconds

    def json(self) -> dict:
        """Standard output as the one object that it must be."""
        return json.loads(self.stdout)

    def __str__(self) -> str:
        return f"exit code {self.code} after {self.seconds:.2f} s\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"


class Tessera:
    """One user's machine: a folder to work in, a state folder, an environment."""

    def __init__(self, folder: pathlib.Path, simulator=None, environment: dict | None = None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = self.folder / "state"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                            "TESSERA_STATE_DIR": str(self.state)}
        for name, value in os.environ.items():  # how sanitizers report
            if name.endswith("SAN_OPTIONS"):
                self.environment[name] = value
        if simulator is not None:
            self.environment |= {"REPLICATE_API_TOKEN": "r8_test", "OPENAI_API_KEY": "sk-test",
                                 "REPLICATE_BASE_URL": simulator.url, "OPENAI_BASE_URL": simulator.url,
                                 "TESSERA_VISION_MODEL": "gpt-5.6-luna",
                                 "TESSERA_TIME_SCALE": str(simulator.time_scale)}
        self.environment |= environment or {}

    def start(self, *arguments, environment: dict | None = None) -> subprocess.Popen:
        command = [str(binary("tessera")), *(str(argument) for argument in arguments)]
        return subprocess.Popen(command, cwd=self.folder, env=self.environment | (environment or {}),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                preexec_fn=die_with_parent)

    def run(self, *arguments, environment: dict | None = None, timeout: float = 300) -> Outcome:
        started = time.monotonic()
        process = self.start(*arguments, environment=environment)
        return self.wait(process, started, timeout)

    def run_and_signal(self, after: float, which: int, *arguments, environment: dict | None = None,
                       timeout: float = 300) -> Outcome:
        """Sends a signal after so many seconds, unless it has ended before. `seconds` counts from the signal on."""
        process = self.start(*arguments, environment=environment)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(which)
        return self.wait(process, time.monotonic(), timeout)

    @staticmethod
    def wait(process: subprocess.Popen, started: float, timeout: float) -> Outcome:
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
            stdout, stderr = process.communicate()
            raise AssertionError(f"still running after {timeout} s\n--- stdout\n{stdout}\n--- stderr\n{stderr}") from None
        return Outcome(process.returncode, stdout, stderr, time.monotonic() - started)


def dataset_files(folder: pathlib.Path) -> dict[str, str]:
    """{name: SHA-256} of the images and captions of a dataset."""
    images = pathlib.Path(folder) / "images"
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(images.iterdir())}


def image_names(folder: pathlib.Path) -> list[str]:
    return [name for name in dataset_files(folder) if not name.endswith(".txt")]


def write_png(path: pathlib.Path, width: int, height: int, seed: int = 0) -> pathlib.Path:
    """A picture with something to see in it: overlapping waves of colour."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(((x * (3 + seed) // 7) ^ (y // 5)) & 255 if channel == seed % 3 else
                          (x * y // (40 + 9 * channel) + 60 * channel + seed) & 255 for channel in range(3))
    path.write_bytes(png_bytes(width, height, zlib.compress(bytes(rows), 6)))
    return path


def png_bytes(width: int, height: int, packed: bytes) -> bytes:
    """A PNG file of 8-bit RGB around compressed rows; the size may be a lie."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
