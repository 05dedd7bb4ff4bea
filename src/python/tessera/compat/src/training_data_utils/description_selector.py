"""Which descriptions the next grid shows."""

from typing import Any, Dict, List

from tessera import _tessera


class DescriptionSelector:
    """Hands out descriptions without repeating one until too few unused ones are left; then the pool resets.

    pool: a built-in pool or a TOML file. seed: the same seed gives the same grids.
    """

    def __init__(self, pool: str = "subjects", seed: int = 0) -> None:
        self._pool = pool
        self._seed = seed
        self._sessions = 0
        self._rotation = _tessera.Rotation(pool, seed)

    def select_unique_descriptions(self, count: int = 9) -> List[str]:
        """`count` descriptions that differ from each other, drawn evenly from the categories."""
        return [text for text, _ in self._rotation.next_grid(count)]

    def reset_session(self) -> None:
        """Forgets what was handed out. The order of the next session is another one."""
        self._sessions += 1
        self._rotation = _tessera.Rotation(self._pool, self._seed + self._sessions)

    def get_usage_stats(self) -> Dict[str, Any]:
        """total_descriptions, used_descriptions, remaining_descriptions, resets, and by category [used, available]."""
        use = self._rotation.use()
        total = sum(available for _, available in use["categories"].values())
        used = min(total, use["handed_out"] - use["resets"] * total) if use["handed_out"] else 0
        return {"total_descriptions": total, "used_descriptions": max(0, used),
                "remaining_descriptions": total - max(0, used), "resets": use["resets"],
                "by_category": {name: list(counts) for name, counts in use["categories"].items()}}
