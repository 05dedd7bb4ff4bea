#!/usr/bin/env python3
"""Measures what the Python package costs over the command, for one set of 20 images: the same request against the same
simulator, by turns, each as a process from its start to its end. Of the package's processor time that of Python's own start
and of loading the package, which a program pays once for all its sets, is shown apart.

    binding_bench.py [--out FILE.json] [--repeat N] [--time-scale S]

Programs are those of TESSERA_BIN (default: build/bench/bin), the package is that of ../python beside it. Writes JSON in Google
Benchmark's form for scripts/lib/bench_table.py.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("TESSERA_BIN", str(ROOT / "build" / "bench" / "bin"))
sys.path.insert(0, str(ROOT / "tests" / "support"))

from sim import Simulator, binary, die_with_parent  # noqa: E402
from tessera import Tessera  # noqa: E402

SOURCE = ROOT / "examples" / "evening-lake.jpg"
BAR = 1.05
PROGRAM = """
import resource, sys, tessera
used = resource.getrusage(resource.RUSAGE_SELF)
print("LOADED", used.ru_utime + used.ru_stime)
print(len(tessera.generate(sys.argv[1], count=20, seed=1, out='out')))
"""


def measure(user: Tessera, command: list, environment: dict) -> tuple[float, float, float]:
    """(seconds by the clock, seconds of CPU, of these until the package was loaded) of one process."""
    with open(user.folder / "output", "w+") as output:
        started = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], cwd=user.folder, env=user.environment | environment,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   preexec_fn=die_with_parent)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{output.read()[-2000:]}")
        output.seek(0)
        loaded = sum(float(line.split()[1]) for line in output if line.startswith("LOADED "))
    return seconds, usage.ru_utime + usage.ru_stime, loaded


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--time-scale", type=float, default=0.2)
    options = parser.parse_args()
    package = binary("tessera").parents[1] / "python"
    ways = {"command": ([binary("tessera"), "generate", SOURCE, "--count", 20, "--seed", 1, "--out", "out", "--quiet"], {}),
            "package": (["/usr/bin/python3", "-c", PROGRAM, SOURCE], {"PYTHONPATH": str(package)})}
    took: dict = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as name:
        folder = pathlib.Path(name)
        # The first round fills caches, the simulator's and the system's, and is not counted.
        for repeat in range(options.repeat + 1):
            for way, (command, environment) in ways.items():
                with Simulator(time_scale=options.time_scale, pictures="cached", picture_cache=folder / "pictures") as simulator:
                    measured = measure(Tessera(folder / f"{way}-{repeat}", simulator), command, environment)
                if repeat > 0:
                    took[way].append(measured)
    def middle(way: str, of) -> float:
        return statistics.median(of(one) for one in took[way])

    rows = []
    for what, of in (("time by the clock", lambda one: one[0]), ("CPU once loaded", lambda one: one[1] - one[2])):
        command, package_time = middle("command", of), middle("package", of)
        rows.append({"name": f"{what}: set by the Python package / by the command", "run_type": "iteration",
                     "figure": package_time / command, "bar": BAR, "command_seconds": command, "package_seconds": package_time})
        print(f"{rows[-1]['name']:66} {package_time / command:.4f}  bar {BAR}   ({package_time:.3f} s / {command:.3f} s)")
    loading = middle("package", lambda one: one[2])
    rows.append({"name": "CPU of starting Python and loading the package, seconds", "run_type": "iteration", "value": loading})
    print(f"{rows[-1]['name']:66} {loading:.4f}")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps({"context": {"executable": "bench/python"}, "benchmarks": rows}))
    return 0 if all(row.get("figure", 0) <= BAR for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
