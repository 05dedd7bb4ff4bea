"""A thousand calls leave nothing behind; a hundred in a sanitized build, whose allocator keeps more for itself."""

from conftest import PRELOAD, run_python

PROGRAM = """
import gc, sys, numpy, tessera

def rss():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096

source, pixels = sys.argv[1], numpy.zeros((64, 64, 3), numpy.uint8)
offline = dict(engine="offline", judge="offline", count=1, grid="2x2")

def once():
    dataset = tessera.generate(source, **offline)
    dataset.grids[0].tiles[0].picture()
    numpy.asarray(tessera.Picture.from_array(pixels)).sum()
    tessera.lint(dataset, "ai-toolkit", compare=False)
    for wrong in ({"count": 0}, {"engine": "replicate"}):
        try:
            tessera.generate(source, **wrong)
        except ValueError:
            pass

for _ in range(int(sys.argv[2]) // 5):  # until arenas, caches and pools have the size that they keep
    once()
gc.collect()
before = rss()
for _ in range(int(sys.argv[2])):
    once()
gc.collect()
print(rss() - before)
"""


def test_memory_is_flat_over_many_calls(source):
    done = run_python("-c", PROGRAM, source, 100 if PRELOAD else 1000, timeout=550)
    assert done.returncode == 0, done.stderr
    # A kilobyte a call would be a megabyte; allocators move by more than that on their own.
    assert int(done.stdout) < (24_000_000 if PRELOAD else 4_000_000)
