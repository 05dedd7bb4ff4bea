#!/usr/bin/env python3
"""Prints what the benchmark programs measured and writes it as one JSON document.

    bench_table.py FOLDER_WITH_GOOGLE_BENCHMARK_JSON OUT.json

A benchmark that sets the counters `figure` and `bar` makes a promise: its figure must not be above its bar (or, when the
benchmark also sets `at_least` to 1, not below it). A `value` stands beside promises without being one. All other counters are
printed as they are.
Exits with 1 when a promise is not kept, or when nothing was measured.
"""

import json
import pathlib
import sys

STANDARD = {
    "name", "run_name", "run_type", "repetitions", "repetition_index", "threads", "iterations", "real_time", "cpu_time",
    "time_unit", "family_index", "per_family_instance_index", "label", "aggregate_name", "aggregate_unit",
    "error_occurred", "error_message", "part",
}


def read(folder: pathlib.Path) -> tuple[dict, list[dict]]:
    context, rows = {}, []
    for file in sorted(folder.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        context = context or document.get("context", {})
        for benchmark in document.get("benchmarks", []):
            counters = {key: value for key, value in benchmark.items() if key not in STANDARD}
            row = {"program": file.stem, "name": benchmark["name"], "counters": counters}
            if benchmark.get("error_occurred"):
                row["error"] = benchmark.get("error_message", "failed")
            else:
                row |= {key: benchmark[key] for key in ("real_time", "cpu_time", "time_unit") if key in benchmark}
            if "figure" in counters and "bar" in counters:
                figure, bar = counters["figure"], counters["bar"]
                row["kept"] = figure >= bar if counters.get("at_least") else figure <= bar
            rows.append(row)
    return context, rows


def print_table(header: list[str], rows: list[list[str]]) -> None:
    if not rows:
        return
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print()


def figure_line(row: dict) -> list[str]:
    counters = row["counters"]
    if "kept" not in row:
        return [row["name"], f'{counters["value"]:.4g}', "", ""]
    return [row["name"], f'{counters["figure"]:.4g}',
            (">= " if counters.get("at_least") else "<= ") + f'{counters["bar"]:.4g}',
            "reached" if row["kept"] else "MISSED"]


def main(folder: str, out: str) -> int:
    context, rows = read(pathlib.Path(folder))
    pathlib.Path(out).write_text(json.dumps({"context": context, "benchmarks": rows}, indent=1) + "\n", encoding="utf-8")
    promises = [row for row in rows if "kept" in row]
    print_table(["figure", "measured", "bar", ""], [figure_line(row) for row in rows
                                                   if "kept" in row or "value" in row["counters"]])
    print_table(["benchmark", "time", "cpu", "counters"], [
        [row["name"], f'{row["real_time"]:.4g} {row["time_unit"]}', f'{row["cpu_time"]:.4g} {row["time_unit"]}',
         "  ".join(f"{key}={value:.4g}" for key, value in sorted(row["counters"].items()) if key not in ("figure", "bar", "at_least"))]
        for row in rows if "real_time" in row])
    failed = [row for row in rows if "error" in row]
    for row in failed:
        print(f'{row["name"]}: {row["error"]}')
    print(f"Everything that was measured: {out}")
    return 1 if failed or not rows or any(not row["kept"] for row in promises) else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
