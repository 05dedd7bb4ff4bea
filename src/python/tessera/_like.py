"""Functions that take what another one takes."""

from __future__ import annotations

from typing import Any, Callable, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def called_like(pattern: Callable[_P, Any]) -> Callable[[Callable[..., _R]], Callable[_P, _R]]:
    """Gives a function the parameters of `pattern`, for readers, help() and type checkers."""

    def typed(function: Callable[..., _R]) -> Callable[_P, _R]:
        function.__wrapped__ = pattern  # type: ignore[attr-defined]  # inspect.signature() looks there
        return function

    return typed
