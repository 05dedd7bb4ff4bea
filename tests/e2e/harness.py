"""What the end-to-end tests share: a simulator, an S3 server, a user's folder, and the assertions on a finished set."""

import contextlib
import hashlib
import json
import pathlib
import sqlite3
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from s3 import S3Server, missing_programs, shared_server  # noqa: E402,F401
from sim import Simulator, binary  # noqa: E402,F401
from tessera import FAILPOINT_EXIT, Outcome, Tessera, dataset_files, image_names, write_png  # noqa: E402,F401

SOURCE = ROOT / "examples" / "evening-lake.jpg"
# A hundredth of real latencies: a grid in 0.3 s, a chat in 0.05 s, an enlargement in 0.3 s.
FAST = {"time_scale": 0.01, "pictures": "cheap"}


class EndToEnd(unittest.TestCase):
    """One temporary folder and any number of simulators a test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tessera-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.users = 0

    def simulator(self, **options) -> Simulator:
        simulator = Simulator(**(FAST | options))
        self.addCleanup(simulator.stop)
        return simulator

    def user(self, simulator: Simulator | None = None, environment: dict | None = None) -> Tessera:
        """Somebody new: with a folder and a state of their own."""
        self.users += 1
        return Tessera(self.folder / f"user-{self.users}", simulator, environment)

    @staticmethod
    def small_run(*more) -> list:
        """Four images from 2x2 grids, the quickest run that has every kind of call; flags in `more` replace its own."""
        own = {"--count": 4, "--grid": "2x2", "--out": "out"}
        kept = [part for flag, value in own.items() if flag not in more for part in (flag, value)]
        return ["generate", SOURCE, *kept, "--json", *more]

    def assert_exit(self, outcome: Outcome, code: int) -> None:
        self.assertEqual(outcome.code, code, str(outcome))

    def assert_complete(self, outcome: Outcome, images: int) -> dict:
        self.assert_exit(outcome, 0)
        result = outcome.json()
        self.assertEqual(result["total_training_images"], images)
        self.assertEqual(result["shortfall"], 0)
        self.assertEqual(len(result["training_image_urls"]), images)
        folder = pathlib.Path(result["dataset_dir"])
        names = image_names(folder)
        self.assertEqual(len(names), images)
        for name in names:
            caption = folder / "images" / (pathlib.Path(name).stem + ".txt")
            self.assertTrue(caption.read_text().strip(), f"{caption} is empty")
        return result

    def assert_paid_once(self, simulator: Simulator) -> dict:
        """No input was billed twice and no token went to a host that it does not belong to."""
        stats = simulator.stats()
        self.assertEqual(stats["duplicates"], [])
        self.assertEqual(stats["deliveries"]["with_token"], 0)
        return stats

    def assert_bill_is(self, result: dict, simulator: Simulator) -> None:
        self.assertEqual(round(result["cost_usd"] * 1e6), simulator.stats()["billed_micro_usd"])

    def reference(self, *arguments, images: int = 4, **options) -> dict[str, str]:
        """The files of the same run when nothing goes wrong."""
        simulator = self.simulator(**options)
        user = self.user(simulator)
        result = self.assert_complete(user.run(*arguments), images)
        simulator.stop()
        return dataset_files(pathlib.Path(result["dataset_dir"]))


def finish(user: Tessera, arguments: list, environment: dict | None = None) -> tuple[Outcome, int]:
    """The same command again until it ends by itself, as a user would after a crash: (its outcome, how many calls had
    an unknown outcome). The judge's provider keeps no list, so only the user can have such a call repeated."""
    outcome = user.run(*arguments, environment=environment)
    unknown = unknown_calls(user)
    if outcome.code == 3 and unknown:
        outcome = user.run("resume", "--repeat-unknown", "--json", environment=environment)
    return outcome, unknown


def unknown_calls(user: Tessera, also_replaced: bool = False) -> int:
    """Calls that ended as unknown: those that still are the newest attempt of their step, or all of them."""
    question = "SELECT count(*) FROM call WHERE state = 'unknown'"
    if not also_replaced:
        question += """ AND NOT EXISTS (SELECT 1 FROM call AS later WHERE later.run = call.run AND later.key = call.key
                                                                     AND later.attempt > call.attempt)"""
    path = user.state / "ledger.sqlite3"
    if not path.exists():  # killed before the ledger stood there, so nothing was asked
        return 0
    with contextlib.closing(sqlite3.connect(path)) as ledger:
        return ledger.execute(question).fetchone()[0]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_json_lines(path: pathlib.Path) -> list:
    return [json.loads(line) for line in path.read_text().splitlines()]
