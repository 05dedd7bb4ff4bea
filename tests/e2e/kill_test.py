#!/usr/bin/env python3
"""Kills `tessera generate` at random instants until each set is complete, and compares with undisturbed runs.

    kill_test.py [--kills 50] [--seed 1] [--faulty]

Prints how many images were lost, how many inputs were paid twice, how many calls ended as unknown and what the kills
cost beyond the undisturbed runs. Exit code 1 when anything was lost or paid twice.
"""

import argparse
import os
import pathlib
import random
import signal
import sys
import tempfile
import time

from faults_test import STORM
from harness import FAST, SOURCE, Simulator, Tessera, dataset_files, unknown_calls

IMAGES = 4
MOST_STARTS = 200


def arguments(seed: int) -> list:
    return ["generate", SOURCE, "--count", IMAGES, "--grid", "2x2", "--seed", seed, "--out", "out", "--json"]


class Kills:
    """The figures that are printed."""

    def __init__(self):
        self.kills = self.sets = self.lost = self.paid_twice = self.unknown = self.extra_micro_usd = self.restarts = 0
        self.chats_repeated = 0
        self.complaints: list[str] = []

    def __str__(self):
        return (f"{self.kills} kills over {self.sets} sets ({self.restarts} starts)\n"
                f"lost images        {self.lost}\n"
                f"inputs paid twice  {self.paid_twice}\n"
                f"unknown calls      {self.unknown} (chats asked again: {self.chats_repeated})\n"
                f"extra cost         ${self.extra_micro_usd / 1e6:.6f}")


def undisturbed(folder: pathlib.Path, seed: int) -> tuple[dict, int, float]:
    """(files, bill, seconds) of a run that nothing happens to."""
    with Simulator(**FAST) as simulator:
        user = Tessera(folder, simulator)
        started = time.monotonic()
        outcome = user.run(*arguments(seed))
        if outcome.code != 0:
            sys.exit(f"the undisturbed run failed: {outcome}")
        return dataset_files(folder / "out"), simulator.stats()["billed_micro_usd"], time.monotonic() - started


def disturb(user: Tessera, simulator: Simulator, seed: int, length: float, chance: random.Random, figures: Kills,
            wanted: int):
    """Starts the run again and again, killing it at random instants, until it ends by itself."""
    for start in range(MOST_STARTS):
        figures.restarts += 1
        left = wanted - figures.kills
        # After many kills of one set let it end: a run that is always killed early would never get anywhere.
        killing = left > 0 and start < 12
        instant = chance.uniform(0, length) if killing else 1e9
        command = arguments(seed) if not unknown_calls(user) else ["resume", "--repeat-unknown", "--json"]
        outcome = user.run_and_signal(instant, signal.SIGKILL, *command)
        if outcome.code == -signal.SIGKILL:
            figures.kills += 1
        elif outcome.code == 0:
            return outcome
        elif outcome.code == 2 and "no run is unfinished" in outcome.stderr:
            return user.run(*arguments(seed))  # the kill came after the end was recorded: the same command shows it
        elif outcome.code == 3 and unknown_calls(user):
            figures.unknown += unknown_calls(user)
        else:
            return outcome
    return outcome


def account(outcome, user: Tessera, simulator: Simulator, reference: tuple, figures: Kills) -> None:
    files, bill, _ = reference
    stats = simulator.stats()
    figures.sets += 1
    figures.unknown += unknown_calls(user, also_replaced=True)
    if outcome.code != 0:
        figures.complaints.append(f"a set did not complete: {outcome}")
    made = dataset_files(user.folder / "out") if (user.folder / "out" / "images").is_dir() else {}
    figures.lost += sum(1 for name, digest in files.items() if made.get(name) != digest)
    if set(made) - set(files):
        figures.complaints.append(f"files that the undisturbed run has not: {sorted(set(made) - set(files))}")
    twice = [entry for entry in stats["duplicates"] if entry["why"] != "chat"]
    figures.paid_twice += len(twice)
    figures.chats_repeated += len(stats["duplicates"]) - len(twice)
    figures.extra_micro_usd += stats["billed_micro_usd"] - bill
    if outcome.code == 0 and round(outcome.json()["cost_upper_bound_usd"] * 1e6) < stats["billed_micro_usd"]:
        figures.complaints.append("the bill is higher than the run's own upper bound")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000 if os.environ.get("TESSERA_LONG") else 50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faulty", action="store_true", help="the simulator is slow and faulty too")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    figures = Kills()
    faults = STORM if given.faulty else None
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tessera-kill-") as folder:
        references = {seed: undisturbed(pathlib.Path(folder) / f"reference-{seed}", seed) for seed in range(1, 4)}
        with Simulator(**FAST, faults=faults, jitter=0.5 if given.faulty else 0.1, seed=given.seed) as simulator:
            while figures.kills < given.kills:
                seed = figures.sets % len(references) + 1
                simulator.reset(dict(faults, seed=given.seed + figures.sets) if faults else None)
                user = Tessera(pathlib.Path(folder) / f"set-{figures.sets}", simulator)
                outcome = disturb(user, simulator, seed, references[seed][2] * 1.2, chance, figures, given.kills)
                account(outcome, user, simulator, references[seed], figures)
    print(figures)
    print(f"{time.monotonic() - started:.0f} s, seed {given.seed}{', faulty provider' if given.faulty else ''}")
    for complaint in figures.complaints:
        print(complaint)
    return 1 if figures.lost or figures.paid_twice or figures.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
