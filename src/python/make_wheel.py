#!/usr/bin/env python3
"""Puts the Python package together, and packs it as a wheel; needs nothing but the standard library.

    make_wheel.py stage --package FOLDER --into FOLDER --command FILE --stamp FILE
    make_wheel.py wheel --staged FOLDER --version V --summary TEXT --licences FILE … --readme FILE --into FOLDER

The wheel is for the Python that runs this script. Equal input gives an equal file: entries are sorted, and all carry
SOURCE_DATE_EPOCH, or the first moment that a ZIP file can name.
"""

import argparse
import base64
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile

FIRST_MOMENT = 315532800  # 1980-01-01
KINDS = (".py", ".pyi", ".typed", ".so")


def stage(options: argparse.Namespace) -> None:
    """Copies what is new, removes what has gone, and puts the command beside the module."""
    wanted = {path.relative_to(options.package) for path in options.package.rglob("*")
              if path.is_file() and path.suffix in KINDS and "__pycache__" not in path.parts}
    options.into.mkdir(parents=True, exist_ok=True)
    for old in options.into.rglob("*"):
        is_ours = old.suffix in KINDS and old.suffix != ".so" and old.is_file()
        if is_ours and old.relative_to(options.into) not in wanted:
            old.unlink()
    for name in sorted(wanted):
        (options.into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(options.package / name, options.into / name)
    command = options.into / "bin" / "tessera"
    command.parent.mkdir(exist_ok=True)
    command.unlink(missing_ok=True)
    command.symlink_to(options.command)
    options.stamp.touch()


def tag() -> str:
    """This interpreter's, as PEP 425 spells it: "cp311-cp311-linux_x86_64"."""
    version = "cp{}{}".format(*sys.version_info[:2])
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{version}-{version}{sys.abiflags}-{platform}"


def metadata(options: argparse.Namespace) -> str:
    return (f"Metadata-Version: 2.1\nName: tessera\nVersion: {options.version}\nSummary: {options.summary}\n"
            "License: Apache-2.0\n" + "".join(f"License-File: {path.name}\n" for path in options.licences) +
            "Classifier: Operating System :: POSIX :: Linux\nClassifier: Programming Language :: Python :: 3\n"
            "Classifier: Typing :: Typed\n"
            f"Requires-Python: =={sys.version_info[0]}.{sys.version_info[1]}.*\n"
            "Description-Content-Type: text/markdown; charset=UTF-8\n\n" + options.readme.read_text(encoding="utf-8"))


def contents(options: argparse.Namespace, folder: pathlib.Path) -> dict[str, tuple[bytes, bool]]:
    """{name in the wheel: (bytes, whether it is a program)}, RECORD apart."""
    files = {}
    for path in options.staged.rglob("*"):
        name = path.relative_to(options.staged)
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        is_native = path.suffix == ".so" or name.parts[0] == "bin"
        data = path.read_bytes()
        if is_native and options.strip:
            stripped = folder / "stripped"
            subprocess.run([options.strip, "--strip-unneeded", "-o", stripped, path.resolve()], check=True)
            data = stripped.read_bytes()
        files[f"tessera/{name.as_posix()}"] = (data, is_native)
    information = f"tessera-{options.version}.dist-info"
    files[f"{information}/METADATA"] = (metadata(options).encode(), False)
    files[f"{information}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: tessera\nRoot-Is-Purelib: false\nTag: {tag()}\n".encode(), False)
    files[f"{information}/entry_points.txt"] = (b"[console_scripts]\ntessera = tessera.__main__:main\n", False)
    files[f"{information}/top_level.txt"] = (b"tessera\n", False)
    for path in options.licences:
        files[f"{information}/{path.name}"] = (path.read_bytes(), False)
    return files


def record(files: dict[str, tuple[bytes, bool]], name: str) -> bytes:
    lines = []
    for path, (data, _) in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{name},,\n"]).encode()


def pack(options: argparse.Namespace) -> pathlib.Path:
    moment = time.gmtime(max(FIRST_MOMENT, int(os.environ.get("SOURCE_DATE_EPOCH", FIRST_MOMENT))))[:6]
    options.into.mkdir(parents=True, exist_ok=True)
    wheel = options.into / f"tessera-{options.version}-{tag()}.whl"
    with tempfile.TemporaryDirectory() as folder:
        files = contents(options, pathlib.Path(folder))
    # RECORD stands last, so that whoever reads the file as a stream has everything that it speaks of.
    name = f"tessera-{options.version}.dist-info/RECORD"
    entries = [*sorted(files.items()), (name, (record(files, name), False))]
    draft = wheel.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, (data, is_program) in entries:
            entry = zipfile.ZipInfo(path, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix: the attributes below are modes
            entry.external_attr = (0o100755 if is_program else 0o100644) << 16
            archive.writestr(entry, data)
    draft.rename(wheel)
    return wheel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    staging = commands.add_parser("stage")
    for name in ("package", "into", "command", "stamp"):
        staging.add_argument(f"--{name}", type=pathlib.Path, required=True)
    packing = commands.add_parser("wheel")
    for name in ("staged", "readme", "into"):
        packing.add_argument(f"--{name}", type=pathlib.Path, required=True)
    for name in ("version", "summary"):
        packing.add_argument(f"--{name}", required=True)
    packing.add_argument("--licences", type=pathlib.Path, nargs="+", required=True)
    packing.add_argument("--strip", default="", help="a program that takes symbols away; empty: they stay")
    options = parser.parse_args()
    if options.what == "stage":
        stage(options)
    else:
        print(pack(options))


if __name__ == "__main__":
    main()
