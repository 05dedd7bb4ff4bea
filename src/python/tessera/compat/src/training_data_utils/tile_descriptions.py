"""The built-in pool: 63 descriptions, nine in each of seven categories."""

from typing import Dict, List

import tessera

TILE_DESCRIPTIONS: Dict[str, List[str]] = tessera.pools("subjects")
"""{category: descriptions}"""


def get_all_descriptions() -> List[str]:
    """All of them, category by category."""
    return [text for texts in TILE_DESCRIPTIONS.values() for text in texts]
