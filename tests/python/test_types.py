"""The package's types: its own files, the stub against the module, and a program that uses it."""

import os
import pathlib
import subprocess
import sys

from conftest import python_environment

BUILD = pathlib.Path(os.environ["TESSERA_BUILD"])
PROGRAM = """
import asyncio
import tessera

def use() -> None:
    dataset: tessera.Dataset = tessera.generate("a.jpg", count=3, grid=(2, 2), max_cost=1.5)
    plan: tessera.Plan = tessera.plan(b"", count=3)
    again: tessera.Dataset = asyncio.run(tessera.generate_async("a.jpg", on_event=print))
    run: tessera.Run = tessera.start("a.jpg")
    for event in run.events():
        name: str = event.name
    try:
        run.result(timeout=1)
    except tessera.ProviderError as error:
        who: str = error.provider

reveal_type(tessera.generate)
tessera.generate("a.jpg", count="three")  # wrong: 1
tessera.generate(3)  # wrong: 2
tessera.plan("a.jpg").way.cost_usd.upper()  # wrong: 3
"""


def mypy(*arguments, folder: pathlib.Path) -> subprocess.CompletedProcess:
    environment = os.environ | {"MYPYPATH": str(BUILD / "python"), "PYTHONPATH": ""}
    return subprocess.run([sys.executable, "-B", "-m", "mypy", "--cache-dir", str(folder / "mypy"), "--strict",
                           *map(str, arguments)], env=environment, capture_output=True, text=True, cwd=folder)


def test_the_package_keeps_to_its_own_types(folder):
    done = mypy("-p", "tessera", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compatible_names_keep_to_their_types(folder):
    done = subprocess.run([sys.executable, "-B", "-m", "mypy", "--cache-dir", str(folder / "mypy"), "--strict", "-p", "src"],
                          env=os.environ | {"MYPYPATH": f"{BUILD}/python/tessera/compat:{BUILD}/python", "PYTHONPATH": ""},
                          capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_program_is_checked_against_them(folder):
    (folder / "program.py").write_text(PROGRAM)
    done = mypy("program.py", folder=folder)
    wrong = [number for number, line in enumerate(PROGRAM.splitlines(), 1) if "# wrong" in line]
    found = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
    assert found == set(wrong), done.stdout
    assert "source" in done.stdout and "-> tessera.dataset.Dataset" in done.stdout, done.stdout


def test_the_stub_describes_the_module(folder):
    environment = python_environment() | {"MYPYPATH": str(BUILD / "python")}
    # What every class of pybind11 has: a metaclass, and an __init__ that takes anything and refuses it.
    (folder / "allowed").write_text("tessera\\._tessera\\.[A-Z]\\w*\ntessera\\._tessera\\.(Job|Picture)\\.__init__\n")
    done = subprocess.run([sys.executable, "-B", "-m", "mypy.stubtest", "tessera._tessera", "--ignore-missing-stub",
                           "--ignore-positional-only", "--allowlist", "allowed"],
                          env=environment, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
