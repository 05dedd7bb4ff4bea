"""What calls hand to the library: keys and places, and arguments as text."""

from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Union

from . import _logs, _tessera
from .errors import UsageError

PathText = Union[str, "os.PathLike[str]"]


def settings_of(environment: Optional[Mapping[str, str]] = None, state_dir: Optional[PathText] = None,
                prices: Optional[Mapping[str, float]] = None) -> _tessera.Settings:
    """Errors: ConfigurationError for an unreadable .env or tessera.toml."""
    _logs.obey_levels(now=True)
    given = [f"{model}={price}" for model, price in (prices or {}).items()]
    variables = {str(name): utf8(str(value)) for name, value in (environment or {}).items()}
    return _tessera.Settings(variables, utf8(os.fsdecode(state_dir)) if state_dir else "", given)


def utf8(text: str) -> str:
    """The text. Errors: UsageError for a file name that is not UTF-8, which sets and reports could not name."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{text!r} is not UTF-8; give it another name", kind="usage", exit_code=2) from None
    return text


def fields_of(**fields: Any) -> dict[str, str]:
    """Settings of a request as the library reads them from flags and variables; None is left out."""
    return {name: utf8(_field_text(value)) for name, value in fields.items() if value is not None}


def _field_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "x".join(str(part) for part in value)
    return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)


def arguments_of(**arguments: Any) -> str:
    """Arguments as JSON; None is left out, paths are texts. Errors: TypeError for what is no text, number or list;
    UsageError for what is not UTF-8."""
    given = {name: value for name, value in arguments.items() if value is not None}
    return utf8(json.dumps(given, default=_plain, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, (bytes, bytearray)) or not hasattr(value, "__iter__"):
        raise TypeError(f"{value!r} is no text, number or list of them")
    return list(value)
