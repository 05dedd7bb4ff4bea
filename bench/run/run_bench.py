#!/usr/bin/env python3
"""Measures whole runs of `tessera` against the simulator and holds the figures against their bars.

    run_bench.py [--out FILE.json [--add]] [--only NAME …] [--repeat N] [--quick] [--check]

The programs are those of TESSERA_BIN (default: build/bench/bin). Writes JSON in Google Benchmark's form, which
scripts/lib/bench_table.py prints beside the others; with --add, what the file holds already of other figures stays.
README.md in bench/ says how each figure is defined.
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

os.environ.setdefault("TESSERA_BIN", str(pathlib.Path(__file__).resolve().parents[2] / "build" / "bench" / "bin"))

from world import (CRITICAL_PATH, SOURCE, Simulator, Tessera, Unusable, calls, check_on_time, codec_floor,  # noqa: E402
                   dataset_files, measure, milliseconds_to_first_request, requests_of)

MEGABYTE = 1e6
ATTEMPTS = 3  # of a run that the simulator spoilt by being late


class Table:
    """What was measured, in the order in which it is printed."""

    def __init__(self):
        self.rows: list[dict] = []
        self.part = ""

    def add(self, name: str, figure: float, bar: float | None = None, **more) -> None:
        row = {"name": name, "part": self.part, "run_type": "iteration", **more}
        row |= {"figure": figure, "bar": bar} if bar is not None else {"value": figure}
        self.rows.append(row)

    def keep(self, earlier: list[dict]) -> None:
        """Puts rows of an earlier table before these, unless these say something about the same."""
        ours = {row["part"] for row in self.rows}
        self.rows = [row for row in earlier if row.get("part") not in ours] + self.rows

    def fail(self, name: str, why: str) -> None:
        self.rows.append({"name": name, "part": self.part, "error_occurred": True, "error_message": why})

    @property
    def kept(self) -> bool:
        return not any(row.get("error_occurred") or row.get("figure", 0) > row.get("bar", math.inf) for row in self.rows)

    def __str__(self) -> str:
        lines = [f"{'figure':62} {'measured':>10} {'bar':>10}"]
        for row in self.rows:
            if row.get("error_occurred"):
                lines.append(f"{row['name']:62} {row['error_message']}")
                continue
            figure = row.get("figure", row.get("value"))
            bar = f"<= {row['bar']:g}" if "bar" in row else ""
            verdict = "" if "bar" not in row else "reached" if figure <= row["bar"] else "MISSED"
            lines.append(f"{row['name']:62} {figure:10.4g} {bar:>10} {verdict}")
        return "\n".join(lines)


def generate(seed: int, count: int, *more) -> list:
    return ["generate", SOURCE, "--count", count, "--seed", seed, "--out", "out", "--json", "--quiet", *more]


def on_time(work, attempts: int = ATTEMPTS):
    """The result of `work`, again while the simulator was late."""
    for attempt in range(attempts):
        try:
            return work()
        except Unusable as late:
            if attempt + 1 == attempts:
                raise
            print(f"   rejected: {late}", file=sys.stderr)


def complete(measured) -> None:
    if measured.code != 0:
        raise RuntimeError(f"exit code {measured.code}\n{measured.stdout[-2000:]}\n{measured.stderr[-2000:]}")


def best_possible(user: Tessera, simulator: Simulator) -> float:
    """Simulated seconds that a run with these draws needs at least: every call starts at the very moment at which what it
    depends on is there. A tile may be enlarged when its grid and all grids before it are judged (the dataset must not
    depend on the order of arrival); further grids are ordered when what is out cannot suffice."""
    took = {entry["id"]: entry["seconds"] for entry in simulator.predictions()}
    chats = iter(simulator.stats()["chat_seconds"])
    judged: dict[str, float] = {}
    rows = [row for row in calls(user) if row["state"] == "done"]
    for row in sorted((row for row in rows if row["kind"] == "judge"), key=lambda row: row["sent_at"]):
        judged[row["key"].split("-")[1]] = next(chats)
    grids = {row["key"].split("-")[1]: row for row in rows if row["kind"] == "grid"}
    first = min(row["planned_at"] for row in grids.values())
    decided: dict[str, float] = {}
    latest = 0.0
    for index, row in sorted(grids.items()):
        # Grids of the first round start at once; a later one when the round before it was decided.
        late = (row["planned_at"] - first) / 1e6 / simulator.time_scale > GRACE
        begin = latest if late else 0.0
        latest = max(latest, begin + took[row["remote_id"]] + judged[index])
        decided[index] = latest
    return max(decided[row["key"].split("-")[1]] + took[row["remote_id"]] for row in rows if row["kind"] == "upscale")


GRACE = 10  # simulated seconds after the first grid within which a grid belongs to the first round


def makespans(table: Table, folder: pathlib.Path, options, name: str, jitter: float, bar: float) -> None:
    scale = options.time_scale
    ratios, shares = [], []
    for repeat in range(options.repeat):
        def once():
            with Simulator(time_scale=scale, pictures="cached", jitter=jitter, seed=repeat + 1,
                           picture_cache=folder / "pictures") as simulator:
                warm(simulator, folder)
                user = Tessera(folder / f"makespan-{jitter}-{repeat}-{len(list(folder.iterdir()))}", simulator)
                measured = measure(user, *generate(1, 20))
                complete(measured)
                stats = simulator.stats()
                check_on_time(stats, 0.5, scale)
                best = CRITICAL_PATH if jitter == 0 else best_possible(user, simulator)
                return measured.seconds / scale / best, simulators_share(stats, measured)
        ratio, share = on_time(once)
        ratios.append(ratio)
        shares.append(share)
    table.add(f"{name} (scale 1/{1 / scale:g})", statistics.median(ratios), bar, runs=len(ratios), worst=max(ratios))
    table.add("the same: the simulator's share of the CPU, %", statistics.median(shares))


def makespan(table: Table, folder: pathlib.Path, options) -> None:
    makespans(table, folder, options, "makespan / critical path, no jitter", 0.0, 1.05)


def jitter(table: Table, folder: pathlib.Path, options) -> None:
    makespans(table, folder, options, "makespan / best possible, 20 % jitter", 0.2, 1.10)


def simulators_share(stats: dict, measured) -> float:
    return 100 * stats["cpu_seconds"] / (stats["cpu_seconds"] + measured.cpu_seconds)


def warm(simulator: Simulator, folder: pathlib.Path) -> None:
    """Lets the simulator paint what the run will ask for, so that painting is not what is measured."""
    marker = folder / "pictures" / "painted"
    if marker.exists():
        return
    user = Tessera(folder / "warm", simulator)
    complete(measure(user, *generate(1, 20)))
    marker.touch()
    simulator.reset()


def one_set(table: Table, folder: pathlib.Path, options) -> float:
    """CPU, requests and connections of one set; returns its CPU seconds."""
    ratios, cpus, peaks, shares = [], [], [], []
    counted = {}
    for repeat in range(2 * options.repeat + 1):  # short ones: processor time differs by a tenth from run to run
        with Simulator(time_scale=0.05, pictures="cached", picture_cache=folder / "pictures") as simulator:
            warm(simulator, folder)
            user = Tessera(folder / f"one-{repeat}", simulator)
            measured = measure(user, *generate(1, 20))
            complete(measured)
            stats = simulator.stats()
        counted = requests_of(stats)
        floor = codec_floor(user, user.folder / "out")
        cpus.append(measured.cpu_seconds)
        peaks.append(measured.peak_bytes)
        ratios.append(measured.cpu_seconds / (floor["decode_seconds"] + floor["encode_seconds"]))
        shares.append(simulators_share(stats, measured))
    table.add("CPU of a 20-image set / codec floor", statistics.median(ratios), 1.5, cpu_seconds=statistics.median(cpus),
              **{f"floor_{key}": value for key, value in floor.items()})
    table.add("the same: the simulator's share of the CPU, %", statistics.median(shares))
    table.add("peak memory, one set, MB", statistics.median(peaks) / MEGABYTE, 60)
    table.add("HTTP requests for one set, polls apart", counted["requests"], 50, polls=counted["polls"])
    table.add("connections beyond those of paid creates", counted["connections"], 8, paid_creates=counted["paid_creates"])
    print(json.dumps(counted["by_route"]), file=sys.stderr)
    return statistics.median(cpus)


def start_up(table: Table, folder: pathlib.Path, options) -> None:
    times = [milliseconds_to_first_request(folder / f"start-{i}") for i in range(5 * options.repeat)]
    table.add("process start to first request, ms", statistics.median(times), 30, best=min(times), runs=len(times))


def write_batch(path: pathlib.Path, subjects: int) -> None:
    lines = ({"source": str(SOURCE), "actor": subject(i), "seed": i} for i in range(1, subjects + 1))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def batch(folder: pathlib.Path, subjects: int, count: int, simulator: Simulator, *more):
    user = Tessera(folder, simulator)
    write_batch(user.folder / "batch.jsonl", subjects)
    return user, measure(user, "generate", "--batch", "batch.jsonl", "--jobs", min(subjects, 1000), "--count", count,
                         "--out", "out", "--json", "--quiet", *more)


def rate_limit(table: Table, folder: pathlib.Path, options) -> None:
    scale, subjects, count = options.time_scale, options.subjects, 20

    def once():
        with Simulator(time_scale=scale, pictures="cheap", burst=10, picture_cache=folder / "cheap") as simulator:
            user, measured = batch(folder / f"limited-{len(list(folder.iterdir()))}", subjects, count, simulator)
            complete(measured)
            stats = simulator.stats()
            check_on_time(stats, 2, scale)
            return user, measured, stats
    _, measured, stats = on_time(once)
    creates = stats["predictions"]["created"]
    floor = creates / 600 * 60 + CRITICAL_PATH
    refused = stats["statuses"].get("429", 0)
    table.add(f"{subjects} subjects, 600 creates a minute / floor (scale 1/{1 / scale:g})", measured.seconds / scale / floor,
              1.05, creates=creates, cpu_seconds=measured.cpu_seconds)
    table.add("the same: the simulator's share of the CPU, %", simulators_share(stats, measured))
    table.add("the same: answers 429, % of creates", 100 * refused / max(1, creates + refused), 1)


def many(table: Table, folder: pathlib.Path, options) -> None:
    """1, 10, 100, 1,000 sets at once: memory, CPU a set, whether every dataset is whole, and whether those that are
    looked at are the ones of runs of their own."""
    peaks, cpus = {}, {}
    count = options.images
    # The same clock for all: looks and idle moments cost what they cost by the clock, not by the set. Results are kept for
    # a simulated hour, and a thousand sets keep the machine at work for minutes.
    scale = options.time_scale
    for sets in options.sets:
        samples = []
        for repeat in range(options.repeat if sets == 1 else 1):
            place = folder / f"many-{sets}-{repeat}"
            with Simulator(time_scale=scale, pictures="cheap", creates_per_minute=1e6, others_per_minute=1e6,
                           picture_cache=folder / "cheap") as simulator:
                user, measured = batch(place, sets, count, simulator)
                complete(measured)
                stats = simulator.stats()
                expired = stats["statuses"].get("404", 0)
                if expired:
                    raise Unusable(f"{expired} results had expired before they were fetched")
                samples.append((measured.cpu_seconds, measured.peak_bytes))
                if repeat == 0 and sets > 1:
                    broken = [i for i in range(1, sets + 1) if not is_whole(place / "out" / subject(i), count)]
                    table.add(f"{sets} sets at once: datasets that are not whole", len(broken), 0)
                    wrong = differing(folder, user, sets, count, simulator)
                    table.add(f"{sets} sets at once: datasets that differ from single runs (of {len(sample_of(sets))})",
                              len(wrong), 0)
            shutil.rmtree(place)
        cpus[sets] = statistics.median(cpu for cpu, _ in samples) / sets
        peaks[sets] = statistics.median(peak for _, peak in samples)
        bar = {1: 60, 1000: 1024 * 1024 * 1024 / MEGABYTE}.get(sets)
        table.add(f"peak memory, {sets} sets of {count} at once, MB", peaks[sets] / MEGABYTE, bar, cpu_a_set=cpus[sets])
        table.add("the same: CPU a set, s", cpus[sets])
        table.add("the same: the simulator's share of the CPU, %", simulators_share(stats, measured))
    most = max(options.sets)
    if most > 1 and 1 in cpus:
        table.add(f"CPU a set, {most} sets / 1 set", cpus[most] / cpus[1], 1.1 if most == 1000 else None)


def subject(number: int) -> str:
    return f"subject-{number:04}"


def sample_of(sets: int) -> list[int]:
    """Up to ten, spread evenly, the first and the last among them."""
    wanted = min(sets, 10)
    return sorted({1 + (sets - 1) * i // (wanted - 1) for i in range(wanted)})


def is_whole(out: pathlib.Path, count: int) -> bool:
    """Every image and caption is there, and dataset.json tells the hash of every image."""
    items = json.loads((out / "dataset.json").read_text())["items"]
    files = dataset_files(out)
    return (len(items) == count and len(files) == 2 * count and (out / "report.html").stat().st_size > 0
            and all(files.get(pathlib.Path(item["file"]).name) == item["sha256"] for item in items))


def differing(folder: pathlib.Path, user: Tessera, sets: int, count: int, simulator: Simulator) -> list[int]:
    wrong = []
    for i in sample_of(sets):
        alone = Tessera(folder / f"alone-{sets}-{i}", simulator)
        complete(measure(alone, *generate(i, count, "--actor", subject(i))))
        if dataset_files(alone.folder / "out") != dataset_files(user.folder / "out" / subject(i)):
            wrong.append(i)
    return wrong


def offline(table: Table, folder: pathlib.Path, options) -> None:
    """A set without keys: drawn, judged, enlarged and written by this machine alone."""
    measured = []
    for repeat in range(options.repeat):
        with Simulator(time_scale=0.05, pictures="cheap") as simulator:  # it is not asked for anything
            user = Tessera(folder / f"offline-{repeat}", simulator)
            one = measure(user, *generate(1, 20, "--engine", "offline", "--upscaler", "anime4k"))
            complete(one)
            if requests_of(simulator.stats())["requests"] > 0:
                raise RuntimeError("an offline run asked a server for something")
            measured.append(one)
    table.add("offline set of 20, enlarged, report included, s", statistics.median(one.seconds for one in measured), 6,
              cpu_seconds=statistics.median(one.cpu_seconds for one in measured),
              peak_megabytes=statistics.median(one.peak_bytes for one in measured) / MEGABYTE)


PARTS = {"start": start_up, "offline": offline, "set": one_set, "makespan": makespan, "jitter": jitter,
         "limit": rate_limit, "many": many}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, help="write JSON here")
    parser.add_argument("--add", action="store_true", help="keep the other figures that the file holds already")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--repeat", type=int, default=3, help="medians of so many runs")
    parser.add_argument("--time-scale", type=float, default=0.2)
    parser.add_argument("--sets", type=int, nargs="+", default=[1, 10, 100, 1000], help="sets at once")
    parser.add_argument("--images", type=int, default=20, help="images of each of these sets")
    parser.add_argument("--subjects", type=int, default=50, help="subjects under the rate limit")
    parser.add_argument("--quick", action="store_true", help="1/20 time scale, few sets: minutes become seconds")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a bar is missed")
    options = parser.parse_args()
    if options.quick:
        options.repeat, options.time_scale, options.sets, options.subjects = 1, 0.05, [1, 10], 10
    table = Table()
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as name:
        folder = pathlib.Path(name)
        (folder / "pictures").mkdir()
        (folder / "cheap").mkdir()
        for part in options.only:
            print(f"-- {part}", file=sys.stderr)
            table.part = part
            try:
                PARTS[part](table, folder, options)
            except (Unusable, RuntimeError) as why:
                table.fail(part, str(why))
    print(table)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        if options.add and options.out.exists():
            table.keep(json.loads(options.out.read_text())["benchmarks"])
        options.out.write_text(json.dumps({"context": {}, "benchmarks": table.rows}, indent=1) + "\n")
    return 1 if options.check and not table.kept else 0


if __name__ == "__main__":
    sys.exit(main())
