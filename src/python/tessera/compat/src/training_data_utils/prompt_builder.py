"""What a grid engine is asked for in words."""

from math import isqrt
from typing import Sequence

from tessera import _tessera


def build_tile_generation_prompt(descriptions: Sequence[str]) -> str:
    """The prompt for a square grid of these descriptions, row by row: 4, 9, 16 or 25 of them (ValueError otherwise)."""
    side = isqrt(len(descriptions))
    if side * side != len(descriptions) or not 2 <= side <= 5:
        raise ValueError(f"a square grid has 4, 9, 16 or 25 descriptions, not {len(descriptions)}")
    return _tessera.grid_prompt(side, side, list(descriptions))
