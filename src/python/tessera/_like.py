"""Functions that take what another one takes."""

from __future__ import annotations

import inspect
from typing import Any, Callable, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def called_like(pattern: Callable[_P, Any]) -> Callable[[Callable[..., _R]], Callable[_P, _R]]:
    """Gives a function the parameters of `pattern`, for readers, help() and type checkers."""

    def typed(function: Callable[..., _R]) -> Callable[_P, _R]:
        given = inspect.signature(pattern)
        returned = function.__annotations__.get("return", given.return_annotation)
        function.__signature__ = given.replace(return_annotation=returned)  # type: ignore[attr-defined]
        return function

    return typed
