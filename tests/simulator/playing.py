"""What the tests of the simulator share."""

import base64
import pathlib
import struct
import sys
import time
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from sim import Simulator  # noqa: E402
from tessera import write_png  # noqa: E402,F401

KONTEXT = "/v1/models/black-forest-labs/flux-kontext-pro/predictions"
TOPAZ = "/v1/models/topazlabs/image-upscale/predictions"
ESRGAN = "nightmareai/real-esrgan:f121d640bd286e1fdc67f9799164c1d5be36ff74576ee11c803ae5b665dd46aa"
PROMPT = ("Make one sheet of nine different pictures in a regular grid of three rows and three columns.\n"
          "Top row, left to right: a lighthouse; a fox; a red car.\n"
          "Middle row, left to right: a castle; an old man; a teapot.\n"
          "Bottom row, left to right: a sailing boat; a pine forest; a clock.\nNo text.")


def png_size(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n", data[:16]
    return struct.unpack(">II", data[16:24])


def data_uri(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


def small_png(width: int = 64, height: int = 48, color: bytes = b"\x40\x80\xc0") -> bytes:
    """One colour."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + color * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Playing(unittest.TestCase):
    """A fast simulator with cheap pictures for each test; `start` gives another one."""

    def start(self, **options) -> Simulator:
        simulator = Simulator(**({"time_scale": 0.002, "pictures": "cheap"} | options))
        self.addCleanup(simulator.stop)
        return simulator

    def create(self, simulator, input_: dict | None = None, path: str = KONTEXT, headers: dict | None = None) -> dict:
        status, _, body = simulator.request("POST", path, {"input": input_ or {"prompt": PROMPT, "seed": 1}}, headers)
        self.assertEqual(status, 201, body)
        return body

    def wait(self, simulator, prediction: dict) -> dict:
        """The prediction when it is over."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            status, _, body = simulator.request("GET", f"/v1/predictions/{prediction['id']}")
            self.assertEqual(status, 200)
            if body["status"] not in ("starting", "processing"):
                return body
            time.sleep(0.01)
        self.fail("the prediction does not end")

    def make(self, simulator, input_: dict | None = None, path: str = KONTEXT) -> bytes:
        """The picture of a prediction that succeeds."""
        over = self.wait(simulator, self.create(simulator, input_, path))
        self.assertEqual(over["status"], "succeeded", over["error"])
        status, _, picture = simulator.request("GET", over["output"], token=None)
        self.assertEqual(status, 200)
        return picture

    def upload(self, simulator, data: bytes, name: str = "picture.png") -> dict:
        status, _, body = self.send_form(simulator, data, name)
        self.assertEqual(status, 201, body)
        return body

    def send_form(self, simulator, data: bytes, name: str):
        edge = "frontier"
        head = (f'--{edge}\r\nContent-Disposition: form-data; name="content"; filename="{name}"\r\n'
                "Content-Type: image/png\r\n\r\n").encode()
        return simulator.request("POST", "/v1/files", head + data + f"\r\n--{edge}--\r\n".encode(),
                                 {"Content-Type": f"multipart/form-data; boundary={edge}"})
