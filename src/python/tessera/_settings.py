"""What calls hand to the library: keys and places, and arguments as text."""

from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Union

from . import _logs, _tessera

PathText = Union[str, "os.PathLike[str]"]


def settings_of(environment: Optional[Mapping[str, str]] = None, state_dir: Optional[PathText] = None,
                prices: Optional[Mapping[str, float]] = None) -> _tessera.Settings:
    """Errors: ConfigurationError for an unreadable .env or tessera.toml."""
    _logs.obey_levels(now=True)
    given = [f"{model}={price}" for model, price in (prices or {}).items()]
    return _tessera.Settings(dict(environment or {}), os.fspath(state_dir) if state_dir else "", given)


def fields_of(**fields: Any) -> dict[str, str]:
    """Settings of a request as the library reads them from flags and variables; None is left out."""
    return {name: _field_text(value) for name, value in fields.items() if value is not None}


def _field_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "x".join(str(part) for part in value)
    return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)


def arguments_of(**arguments: Any) -> str:
    """Arguments as JSON; None is left out, paths are texts. Errors: TypeError for what is no text, number or list."""
    return json.dumps({name: value for name, value in arguments.items() if value is not None}, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, (bytes, bytearray)) or not hasattr(value, "__iter__"):
        raise TypeError(f"{value!r} is no text, number or list of them")
    return list(value)
