"""The names of actor_maker, so that programs written for it run as they are.

    python -m tessera.compat program.py …       runs a program with them
    PYTHONPATH=$(python -m tessera.compat)      the same for a whole shell
    import tessera.compat; tessera.compat.install()      from inside, before the first `import src…`

See "Coming from actor_maker" in the documentation.
"""

import pathlib
import sys


def path() -> str:
    """The folder to put on the path: `src` stands in it."""
    return str(pathlib.Path(__file__).parent)


def install() -> None:
    """Puts it in front of sys.path, once."""
    if path() not in sys.path:
        sys.path.insert(0, path())
