#!/usr/bin/env python3
"""Random plans, prices, latencies, failures and kills: the bill never exceeds the cap and equals `cost_usd`.

    budget_test.py [--cases 12] [--seed 1]
"""

import argparse
import os
import pathlib
import random
import signal
import sys
import tempfile

from harness import FAST, SOURCE, Simulator, Tessera, unknown_calls

LONGEST_REPORT = 2000
ENDINGS = {0: "complete", 3: "short", 4: "budget"}


class Case:
    """One random request on one random provider."""

    def __init__(self, chance: random.Random):
        self.shape = chance.choice(["2x2", "2x3", "3x3"])
        self.count = chance.randint(1, 9)
        self.attempts = chance.randint(1, 6)
        self.haste = chance.choice(["cheap", "balanced", "fast"])
        self.upscaler, model = chance.choice([("topaz", "topazlabs/image-upscale"),
                                              ("real-esrgan", "nightmareai/real-esrgan")])
        self.prices = {"black-forest-labs/flux-kontext-pro": round(chance.uniform(0.001, 0.2), 6),
                       model: round(chance.uniform(0.001, 0.2), 6)}
        self.cap = round(chance.uniform(0.02, 2.5), 6)
        self.jitter = chance.choice([0, 0.5, 0.9])
        self.singles = chance.choice([0, 0, 1, 3])
        self.seed = chance.randint(0, 10**6)
        self.kills = [chance.uniform(0, 1.5) for _ in range(chance.choice([0, 0, 1, 3]))]
        share = chance.choice([0, 0.1, 0.3])
        self.faults = {"seed": self.seed, "rules": [
            {"match": {"kind": ["grid", "upscale"], "probability": share}, "fault": {"type": "fail", "code": "E003"}},
            {"match": {"kind": ["grid", "upscale"], "probability": share / 3}, "fault": {"type": "reset", "when": "after"}},
            {"match": {"kind": ["grid", "upscale"], "probability": share / 3}, "fault": {"type": "data_removed"}},
            {"match": {"kind": "judge", "probability": share}, "fault": {"type": "nonsense", "form": "truncated"}},
            {"match": {"kind": "grid", "probability": share}, "fault": {"type": "picture", "form": "repeat", "count": 2}}]}

    def __str__(self):
        return str(vars(self))

    def arguments(self) -> list:
        priced = [text for model, price in self.prices.items() for text in ("--price", f"{model}={price}")]
        return ["generate", SOURCE, "--count", self.count, "--grid", self.shape, "--max-attempts", self.attempts, "--haste",
                self.haste, "--upscaler", self.upscaler, "--max-cost", self.cap, "--seed", self.seed, "--singles",
                self.singles, "--out", "out", "--json", *priced]


def play(case: Case, folder: pathlib.Path) -> tuple[list[str], int]:
    """(what was wrong, the exit code)."""
    options = dict(FAST, faults=case.faults, jitter=case.jitter, seed=case.seed)
    with SimulatorWithPrices(case.prices, **options) as simulator:
        user = Tessera(folder, simulator)
        for instant in case.kills:
            user.run_and_signal(instant, signal.SIGKILL, *case.arguments())
        outcome = user.run(*case.arguments())
        bill = simulator.stats()["billed_micro_usd"]
        wrong = []
        if bill > round(case.cap * 1e6):
            wrong.append(f"the bill of {bill} exceeds the cap of {round(case.cap * 1e6)}")
        if outcome.code not in ENDINGS:
            return wrong + [f"ended with {str(outcome)[:LONGEST_REPORT]}"], outcome.code
        result = outcome.json()
        cost, bound = round(result["cost_usd"] * 1e6), round(result["cost_upper_bound_usd"] * 1e6)
        if not cost <= bound <= round(case.cap * 1e6):
            wrong.append(f"cost {cost}, upper bound {bound}, cap {round(case.cap * 1e6)}")
        if bill > bound:
            wrong.append(f"the bill of {bill} exceeds the run's own upper bound of {bound}")
        if bill != cost and not unknown_calls(user):
            wrong.append(f"the bill is {bill}, the run says {cost}")
        return wrong, outcome.code


class SimulatorWithPrices(Simulator):
    def __init__(self, prices: dict, **options):
        super().__init__(price=[f"{model}={price}" for model, price in prices.items()], **options)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200 if os.environ.get("TESSERA_LONG") else 12)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    failures = 0
    endings: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="tessera-budget-") as folder:
        for number in range(given.cases):
            case = Case(chance)
            wrong, code = play(case, pathlib.Path(folder) / f"case-{number}")
            ending = ENDINGS.get(code, f"exit code {code}")
            endings[ending] = endings.get(ending, 0) + 1
            if wrong:
                failures += 1
                print(f"case {number}: {case}")
                print("\n".join("  " + line for line in wrong))
    print(f"{given.cases} cases, seed {given.seed}: {endings}; {failures} broke a promise")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
