#!/usr/bin/env python3
"""Cuts a sheet of pictures that somebody else made into its cells; needs numpy.

    tiles.py SHEET [ROWSxCOLUMNS]
"""

import pathlib
import sys

import numpy

import tessera


def main(sheet: str, shape: str = "3x3") -> None:
    grid = tessera.Grid.cut(sheet, shape)
    print(f"{grid.shape[0]}x{grid.shape[1]} cells, confidence {grid.confidence:.2f}")
    for tile in grid.tiles:
        picture = tile.picture()
        brightness = numpy.asarray(picture).mean()  # no copy: the array looks at the sheet's own pixels
        print(tile.cell, tile.box, "" if tile.usable else tile.reason, f"brightness {brightness:.0f}")
        pathlib.Path(f"{pathlib.Path(sheet).stem}-{tile.cell}.png").write_bytes(picture.to_png())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
