"""Descriptions, their rotation, and the prompt."""

from .description_selector import DescriptionSelector
from .prompt_builder import build_tile_generation_prompt
from .tile_descriptions import TILE_DESCRIPTIONS, get_all_descriptions

__all__ = ["TILE_DESCRIPTIONS", "DescriptionSelector", "build_tile_generation_prompt", "get_all_descriptions"]
