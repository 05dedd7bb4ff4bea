"""What the tests of `tessera train` share: one offline set, a simulator that trains, and the assertions on its weights."""

import json
import pathlib
import struct
import tempfile

from harness import SOURCE, EndToEnd, Tessera, sha256

TRIGGER = "tk4style"
# A two-hundredth of real latencies: a training in 0.6 s.
TRAINING = {"time_scale": 0.005, "training_seconds": 120}


def tensors_in(weights: bytes) -> int:
    """Read by the format's description, independently of the program."""
    size = struct.unpack("<Q", weights[:8])[0]
    header = json.loads(weights[8:8 + size])
    header.pop("__metadata__", None)
    assert len(weights) == 8 + size + max(tensor["data_offsets"][1] for tensor in header.values())
    return len(header)


class Training(EndToEnd):
    """One offline set for all."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="tessera-train-")
        cls.addClassCleanup(folder.cleanup)
        maker = Tessera(pathlib.Path(folder.name))
        outcome = maker.run("generate", SOURCE, "--count", 12, "--engine", "offline", "--out", "set", "--quiet")
        assert outcome.code == 0, str(outcome)
        cls.set = maker.folder / "set"

    def trainer(self, **options):
        simulator = self.simulator(**(TRAINING | options))
        user = self.user(simulator, {"RUNPOD_API_KEY": "rp_test", "RUNPOD_ENDPOINT_ID": "ep1",
                                     "RUNPOD_BASE_URL": simulator.url + "/v2"})
        return simulator, user

    def command(self, *more, set_=None) -> list:
        """Flags in `more` replace its own."""
        own = {"--with": "replicate", "--trigger": TRIGGER, "--destination": "rehearsal/lake", "--out": "lora"}
        kept = [part for flag, value in own.items() if flag not in more for part in (flag, value)]
        return ["train", set_ or self.set, *kept, "--json", *more]

    def assert_trained(self, outcome, user) -> dict:
        self.assert_exit(outcome, 0)
        result = outcome.json()
        weights = pathlib.Path(result["weights"])
        self.assertEqual(weights.parent, (user.folder / "lora").resolve())
        self.assertEqual(tensors_in(weights.read_bytes()), result["tensors"])
        record = json.loads((weights.parent / "training.json").read_text())
        self.assertEqual(record["sha256"], sha256(weights.read_bytes()))
        self.assertEqual(record["status"], "complete")
        return result

    def assert_one_training(self, simulator, result=None) -> dict:
        stats = self.assert_paid_once(simulator)
        self.assertEqual(stats["predictions"]["created"], 1)
        if result:
            self.assertEqual(round(result["cost_usd"] * 1e6), stats["billed_micro_usd"])
        return stats
