"""The library's log, as Python's logging has it: the event "net.retry" comes from the logger "tessera.net".

Lines are handed over by whoever waits for a run, in that thread, so that no thread of the library ever waits for Python.
"""

from __future__ import annotations

import json
import logging
import threading
import time

from . import _tessera

_LEVELS = ((logging.DEBUG, "debug"), (logging.INFO, "info"), (logging.WARNING, "warning"), (logging.ERROR, "error"))
_SECONDS_BETWEEN_LOOKS = 0.25
_lock = threading.Lock()
_looked_at = float("-inf")
_told = "warning"

logger = logging.getLogger("tessera")


def _wanted() -> str:
    """The library's name of the lowest level that any logger under "tessera" lets through."""
    if logging.root.manager.disable >= logging.CRITICAL:
        return "off"
    lowest = logger.getEffectiveLevel()
    for name, child in list(logging.root.manager.loggerDict.items()):
        if name.startswith("tessera.") and isinstance(child, logging.Logger) and child.level:
            lowest = min(lowest, child.level)
    return next((name for level, name in _LEVELS if lowest <= level), "off")


def obey_levels(now: bool = False) -> None:
    """Lets the library write what Python's loggers let through; looks again a quarter of a second later at the earliest."""
    global _looked_at, _told
    moment = time.monotonic()
    if not now and moment - _looked_at < _SECONDS_BETWEEN_LOOKS:
        return
    _looked_at = moment
    wanted = _wanted()
    if wanted != _told:
        _tessera.set_log_level(wanted)
        _told = wanted


def hand_over() -> None:
    """Gives Python's loggers what the library has written since the last time."""
    obey_levels()
    with _lock:  # one at a time, so that lines keep their order
        for line in _tessera.log_lines():
            level, event, fields = json.loads(line)
            target = logging.getLogger("tessera." + event.rpartition(".")[0]) if "." in event else logger
            if target.isEnabledFor(level):
                text = "".join(f" {name}={value}" for name, value in fields.items())
                target.log(level, "%s%s", event, text, extra={"event": event, "fields": fields})
