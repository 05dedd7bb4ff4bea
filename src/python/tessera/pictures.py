"""Pictures: what `source` may be, and pictures in memory."""

from __future__ import annotations

import base64
import os
from typing import Any, Mapping, Protocol, Union, runtime_checkable

from ._tessera import Picture
from .errors import UsageError

__all__ = ["ArrayLike", "Picture", "Source", "picture_of", "source_text"]


@runtime_checkable
class ArrayLike(Protocol):
    """What numpy, Pillow and others offer: pixels as uint8 of shape (height, width[, 1 | 3 | 4])."""

    @property
    def __array_interface__(self) -> Mapping[str, Any]: ...


Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, ArrayLike]
"""A path, an https URL, a data URI or s3://bucket/key; the bytes of a picture file; or pixels."""


def picture_of(source: Source) -> Picture:
    """Decodes a file, the bytes of one, or takes pixels over. URLs are not fetched here.

    Pixels of numpy arrays and Pillow pictures are copied once; a Picture is returned as it is. Pillow pictures in other
    modes than L, RGB and RGBA are converted to RGB by Pillow itself. Alpha is flattened on white.
    Errors: TypeError for what is no picture, SourceError for bytes that cannot be read as one, OSError for files.
    """
    if isinstance(source, Picture):
        return source
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Picture.decode(source)
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            return Picture.decode(file.read())
    mode = getattr(source, "mode", None)
    if isinstance(mode, str) and mode not in ("L", "RGB", "RGBA") and hasattr(source, "convert"):
        source = source.convert("RGB")
    if not hasattr(source, "__array_interface__"):
        raise TypeError(f"a picture is a path, bytes or an array, not {type(source).__name__}")
    return Picture.from_array(source)


def source_text(source: Source) -> str:
    """The source as the library reads it: text as it is, everything in memory as a data URI."""
    if isinstance(source, str):
        return source
    if isinstance(source, os.PathLike):
        path = os.fspath(source)
        return path if isinstance(path, str) else os.fsdecode(path)
    if isinstance(source, (bytes, bytearray, memoryview)):
        if len(source) == 0:
            raise UsageError("the source is empty", kind="usage", exit_code=2)
        return "data:application/octet-stream;base64," + base64.b64encode(source).decode("ascii")
    return "data:image/png;base64," + base64.b64encode(picture_of(source).to_png()).decode("ascii")

