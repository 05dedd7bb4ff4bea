"""Starts and stops tessera-sim for tests."""

import ctypes
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent(sig: int = signal.SIGKILL) -> None:
    """For preexec_fn: the child gets `sig` when the process that started it ends, whatever ended it."""
    LIBC.prctl(PR_SET_PDEATHSIG, sig)


def binary(name: str) -> pathlib.Path:
    """A program of this build: TESSERA_BIN names the folder, otherwise that of the dev preset."""
    root = pathlib.Path(__file__).resolve().parents[2]
    return pathlib.Path(os.environ.get("TESSERA_BIN", root / "build" / "dev" / "bin")) / name


class Simulator:
    """One tessera-sim on a free port. Keyword arguments become options: time_scale=0.01 is --time-scale 0.01, and a
    list gives the option several times."""

    def __init__(self, *, faults: dict | None = None, **options):
        self._folder = tempfile.TemporaryDirectory(prefix="tessera-sim-")
        command = [str(binary("tessera-sim")), "--die-with-parent"]
        if faults is not None:
            path = pathlib.Path(self._folder.name) / "faults.json"
            path.write_text(json.dumps(faults))
            command += ["--faults", str(path)]
        for name, value in options.items():
            for one in value if isinstance(value, list) else [value]:
                command += ["--" + name.replace("_", "-"), str(one)]
        self.time_scale = options.get("time_scale", 1)
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"tessera-sim did not start: exit code {self._process.wait()}")
        ready = json.loads(line)
        self.port = ready["port"]
        self.url = ready["url"]
        self.delivery_url = ready["delivery_url"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self) -> int:
        """Its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=30)
        self._process.stdout.close()
        self._folder.cleanup()
        return code

    def request(self, method: str, path: str, body=None, headers: dict | None = None, token: str | None = "t"):
        """(status, headers, body): dicts are sent as JSON, and JSON comes back as Python values."""
        sent = dict(headers or {})
        if token is not None:
            sent.setdefault("Authorization", f"Bearer {token}")
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path.removeprefix(self.url), body, sent)
            answer = connection.getresponse()
            data = answer.read()
            found = {name.lower(): value for name, value in answer.getheaders()}
            if "json" in found.get("content-type", ""):
                data = json.loads(data)
            return answer.status, found, data
        finally:
            connection.close()

    def stats(self) -> dict:
        return self.request("GET", "/_stats")[2]

    def predictions(self) -> list:
        return self.request("GET", "/_predictions")[2]

    def reset(self, faults: dict | None = None) -> None:
        """As just started, with the same rules or with other ones."""
        self._control("/_reset", faults)

    def set_rules(self, faults: dict) -> None:
        """Other rules from now on; what was made and billed is remembered."""
        self._control("/_rules", faults)

    def _control(self, path: str, faults: dict | None) -> None:
        status, _, body = self.request("POST", path, faults)
        if status != 200:
            raise RuntimeError(f"{path} refused: {body}")
