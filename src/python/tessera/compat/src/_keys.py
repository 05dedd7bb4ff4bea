"""Where keys come from: the argument, the environment, `.env`."""

from typing import Dict, Mapping, Optional

from tessera import _tessera


def keys(given: Mapping[str, Optional[str]]) -> Dict[str, str]:
    """{variable: value} of what was given. Errors: ValueError that names the first variable which is set nowhere."""
    overrides = {name: value for name, value in given.items() if value}
    settings = _tessera.Settings(overrides, "", [])
    for name in given:
        if not settings.get(name):
            raise ValueError(f"{name} not set: pass it, or set it in the environment or in a file .env")
    return overrides
