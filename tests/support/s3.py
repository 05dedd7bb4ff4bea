#!/usr/bin/env python3
"""A real S3 server for tests: one Ceph monitor, one memory store and one gateway, all in a temporary folder.

    s3.py start FILE   starts it, writes its address to FILE as JSON and returns; it lives until FILE is removed or the
                       process that called this script ends
    s3.py stop FILE    removes FILE and waits until the server has gone

As a module: `with S3Server() as s3`, or shared_server() for the one that `start` left behind (TESSERA_S3 names its file).
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import sigv4  # noqa: E402
from sim import die_with_parent  # noqa: E402

PROGRAMS = ["ceph-mon", "ceph-osd", "radosgw", "ceph", "ceph-authtool", "monmaptool", "radosgw-admin"]
START_SECONDS = 120
SKIPPED = 77

CONFIGURATION = """[global]
fsid = {fsid}
mon_initial_members = a
mon_host = [v2:127.0.0.1:{mon_v2},v1:127.0.0.1:{mon_v1}]
public_network = 127.0.0.0/8
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = {folder}/keyring
run_dir = {folder}/run
admin_socket = {folder}/run/$name.asok
pid_file = {folder}/run/$name.pid
log_file = {folder}/$name.log
mon_data = {folder}/mon
mon_data_avail_crit = 1
mon_data_avail_warn = 2
mon_warn_on_pool_no_redundancy = false
mon_osd_min_up_ratio = 0
mon_allow_pool_size_one = true
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 1073741824
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
rgw_data = {folder}/rgw
rgw_frontends = beast endpoint=127.0.0.1:{port}
rgw_enable_usage_log = false
"""


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


def free_ports(count: int) -> list[int]:
    """Ports that were free just now; all are held while they are chosen, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class S3Account:
    """Credentials and an address, and the few requests that tests make with them."""

    def __init__(self, endpoint: str, access: str, secret: str, region: str = "us-east-1"):
        self.endpoint, self.access, self.secret, self.region = endpoint, access, secret, region

    def url(self, bucket: str, key: str = "") -> str:
        return f"{self.endpoint}/{bucket}/{urllib.parse.quote(key, safe='/-._~')}" if key else f"{self.endpoint}/{bucket}"

    def request(self, method: str, url: str, body: bytes = b"", extra: dict | None = None):
        return sigv4.request(method, url, body, self.access, self.secret, self.region, extra)

    def make_bucket(self, bucket: str | None = None) -> str:
        bucket = bucket or "test-" + uuid.uuid4().hex[:16]
        status, _, body = self.request("PUT", self.url(bucket))
        if status != 200:
            raise RuntimeError(f"cannot make a bucket: {status} {body!r}")
        return bucket

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        query = "list-type=2&max-keys=1000&prefix=" + urllib.parse.quote(prefix, safe="")
        status, _, body = self.request("GET", f"{self.url(bucket)}?{query}")
        if status != 200:
            raise RuntimeError(f"cannot list {bucket}: {status} {body!r}")
        root = xml.etree.ElementTree.fromstring(body)
        return [node.text for node in root.iter() if node.tag.endswith("}Key") or node.tag == "Key"]

    def get(self, bucket: str, key: str) -> tuple[bytes, dict]:
        """Bytes and headers."""
        status, headers, body = self.request("GET", self.url(bucket, key))
        if status != 200:
            raise RuntimeError(f"cannot get {key}: {status} {body!r}")
        return body, headers

    def environment(self, bucket: str) -> dict:
        """What a user would set."""
        return {"AWS_ACCESS_KEY": self.access, "AWS_ACCESS_SECRET": self.secret, "AWS_REGION": self.region,
                "AWS_ENDPOINT_URL_S3": self.endpoint, "AWS_USER_FILES_BUCKET": bucket}

    def to_json(self) -> dict:
        return vars(self)


class S3Server(S3Account):
    """Starts the daemons as children that cannot outlive this process."""

    def __init__(self):
        missing = missing_programs()
        if missing:
            raise RuntimeError("not installed: " + ", ".join(missing))
        self._folder = tempfile.mkdtemp(prefix="tessera-s3-")
        self._daemons: list[subprocess.Popen] = []
        port, mon_v1, mon_v2 = free_ports(3)
        super().__init__(f"http://127.0.0.1:{port}", "TESTACCESSKEY", "test+secret/key")
        try:
            self._start(port, mon_v1, mon_v2)
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _run(self, *command: str, feed: str | None = None) -> str:
        done = subprocess.run(command, input=feed, cwd=self._folder, text=True, timeout=START_SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def _daemon(self, *command: str) -> None:
        with open(pathlib.Path(self._folder) / f"{command[0]}.out", "wb") as output:
            self._daemons.append(subprocess.Popen(command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=output,
                                                  stderr=subprocess.STDOUT, preexec_fn=die_with_parent))

    def _start(self, port: int, mon_v1: int, mon_v2: int) -> None:
        folder = self._folder
        for name in ("mon", "osd", "rgw", "run"):
            os.mkdir(f"{folder}/{name}")
        fsid = str(uuid.uuid4())
        pathlib.Path(f"{folder}/ceph.conf").write_text(
            CONFIGURATION.format(folder=folder, fsid=fsid, port=port, mon_v1=mon_v1, mon_v2=mon_v2))
        conf = ["-c", f"{folder}/ceph.conf"]
        # The daemons step down to a user of their own unless they are told to stay.
        user = ["--setuser", "root", "--setgroup", "root"] if os.geteuid() == 0 else []
        keyring = f"{folder}/keyring"
        self._run("ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        self._run("ceph-authtool", keyring, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd",
                  "allow *", "--cap", "mgr", "allow *")
        self._run("monmaptool", "--create", "--fsid", fsid, "--addv", "a",
                  f"[v2:127.0.0.1:{mon_v2},v1:127.0.0.1:{mon_v1}]", f"{folder}/monmap")
        self._run("ceph-mon", *conf, "--mkfs", "-i", "a", "--monmap", f"{folder}/monmap", "--keyring", keyring, *user)
        self._daemon("ceph-mon", *conf, "-f", "-i", "a", *user)

        osd = str(uuid.uuid4())
        self._run("ceph", *conf, "osd", "new", osd)
        self._add_key(conf, "osd.0", "mon", "allow profile osd", "osd", "allow *")
        self._run("ceph-osd", *conf, "-i", "0", "--mkfs", "--osd-uuid", osd, *user)
        self._daemon("ceph-osd", *conf, "-f", "-i", "0", "--osd_crush_initial_weight", "1", *user)
        self._add_key(conf, "client.rgw.a", "mon", "allow rw", "osd", "allow rwx")
        self._daemon("radosgw", *conf, "-f", "-n", "client.rgw.a", *user)
        self._wait_for(port)
        self._run("radosgw-admin", *conf, "user", "create", "--uid=test", "--display-name=test",
                  f"--access-key={self.access}", f"--secret-key={self.secret}")

    def _add_key(self, conf: list[str], name: str, *capabilities: str) -> None:
        key = self._run("ceph", *conf, "auth", "get-or-create", name, *capabilities)
        with open(f"{self._folder}/keyring", "a") as keyring:
            keyring.write(key)

    def _wait_for(self, port: int) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                gone = [daemon.args[0] for daemon in self._daemons if daemon.poll() is not None]
                if gone or time.monotonic() > end:
                    raise RuntimeError(f"the S3 server did not start; ended: {gone}; logs in {self._folder}") from None
                time.sleep(0.1)

    def stop(self) -> None:
        for daemon in reversed(self._daemons):
            daemon.kill()
            daemon.wait()
        self._daemons.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def to_json(self) -> dict:
        return {"endpoint": self.endpoint, "access": self.access, "secret": self.secret, "region": self.region}


def shared_server() -> S3Account | None:
    """The server that `s3.py start` left running for this test session; nothing when there is none."""
    path = os.environ.get("TESSERA_S3")
    if not path or not os.path.exists(path):
        return None
    return S3Account(**json.loads(pathlib.Path(path).read_text()))


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not waited for does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def guard(path: pathlib.Path, owner: int) -> None:
    """Runs the server until it is no longer wanted."""
    os.setsid()
    for stream in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: sys.exit(1))
    failure = path.with_suffix(".failed")
    try:
        with S3Server() as server:
            draft = path.with_suffix(".part")
            draft.write_text(json.dumps(server.to_json()))
            draft.rename(path)
            while path.exists() and alive(owner):
                time.sleep(0.2)
    except Exception as error:  # told to the one who waits for the file
        failure.write_text(str(error))


def start(path: pathlib.Path) -> int:
    missing = missing_programs()
    if missing:
        print("skipped: not installed: " + ", ".join(missing))
        return SKIPPED
    failure = path.with_suffix(".failed")
    for old in (path, failure):
        old.unlink(missing_ok=True)
    owner = os.getppid()
    if os.fork() == 0:
        guard(path, owner)
        os._exit(0)
    end = time.monotonic() + 2 * START_SECONDS
    while time.monotonic() < end:
        if path.exists():
            print(path.read_text())
            return 0
        if failure.exists():
            print(failure.read_text())
            return 1
        time.sleep(0.1)
    print("the S3 server is not ready after", 2 * START_SECONDS, "s")
    return 1


def stop(path: pathlib.Path) -> int:
    path.unlink(missing_ok=True)
    time.sleep(0.5)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("start", "stop"):
        sys.exit(__doc__)
    sys.exit((start if sys.argv[1] == "start" else stop)(pathlib.Path(sys.argv[2])))
