"""`python -m tessera` is the command `tessera`."""

import os
import pathlib
import sys


def main() -> None:
    """Becomes the command: its exit code, its signals and its terminal are those of the process."""
    command = pathlib.Path(__file__).with_name("bin") / "tessera"
    try:
        os.execv(command, [str(command), *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"tessera: cannot start {command}: {error.strerror}")


if __name__ == "__main__":
    main()
