"""python -m tessera.compat [PROGRAM …]: runs a program with the names of actor_maker; alone it prints their folder."""

import os
import runpy
import sys

import tessera.compat


def main() -> None:
    if len(sys.argv) == 1:
        print(tessera.compat.path())
        return
    program = sys.argv[1]
    sys.argv[:] = sys.argv[1:]
    # As `python program.py` would have it, with the names in front.
    sys.path[0] = os.path.dirname(os.path.abspath(program))
    tessera.compat.install()
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
