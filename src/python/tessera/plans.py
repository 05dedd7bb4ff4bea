"""What a set would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Way:
    """One way to make the set.

    arguments: what to change in the command to get it ("--upscaler lanczos"); empty for the way that was asked for.
    grids, calls: as expected. cost_usd: as expected. cost_upper_bound_usd: if every grid up to max_attempts were needed.
    seconds: the critical path at unhurried providers. item_size: (width, height) of one image in pixels.
    """

    name: str
    arguments: str
    grids: int
    calls: int
    cost_usd: float
    cost_upper_bound_usd: float
    seconds: float
    item_size: tuple[int, int]

    @classmethod
    def of(cls, way: dict[str, Any]) -> Way:
        return cls(name=way["name"], arguments=way["flags"], grids=way["grids"], calls=way["calls"],
                   cost_usd=way["cost_usd_expected"], cost_upper_bound_usd=way["cost_usd_upper_bound"],
                   seconds=way["seconds"], item_size=(way["item_width"], way["item_height"]))


@dataclass(frozen=True)
class Plan:
    """The way that was asked for, why these services, and the alternatives."""

    way: Way
    reason: str
    alternatives: tuple[Way, ...]

    @classmethod
    def of(cls, plan: dict[str, Any]) -> Plan:
        return cls(way=Way.of(plan["plan"]), reason=plan["reason"],
                   alternatives=tuple(Way.of(way) for way in plan["alternatives"]))
