"""Sets on this machine: exports for trainers, captions, and the measures on pictures that no run made."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Mapping, Optional, Union

from . import _logs, _tessera
from ._settings import PathText, arguments_of, settings_of
from ._waiting import value_after_waiting
from .dataset import Box, Dataset, Measurement

__all__ = ["Caption", "Export", "JudgedPicture", "Set", "SplitCell", "SplitSheet", "captions", "export", "judge",
           "place_of", "split"]

Set = Union[PathText, Dataset]
"""A Dataset, a run's id or the beginning of it, or a folder of pictures with .txt captions beside them."""


def place_of(one: Set) -> str:
    """The folder or run, as text. Errors: TypeError."""
    return os.fsdecode(one.folder if isinstance(one, Dataset) else one)


@dataclass(frozen=True)
class Export:
    """Files that a trainer reads. start_here: the file that it is given. linked: pictures that are hard links.
    resolutions: sides in pixels that the pictures fill. steps, rank: as written. files: relative to `folder`, sorted.
    notes: sentences for people."""

    format: str
    folder: Path
    start_here: Path
    pictures: int
    linked: int
    resolutions: tuple[int, ...]
    steps: int
    rank: int
    trigger: Optional[str]
    files: tuple[str, ...]
    notes: tuple[str, ...]


def export(set: Set, format: str, to: PathText, *, size: Union[str, int, None] = None, trigger: Optional[str] = None,
           trigger_place: Optional[str] = None, steps: Optional[int] = None, rank: Optional[int] = None,
           source: Optional[PathText] = None, link: bool = False, force: bool = False,
           environment: Optional[Mapping[str, str]] = None, state_dir: Optional[PathText] = None) -> Export:
    """Writes exactly the files that a trainer reads. The set is never changed; equal sets give equal bytes.

    set: a Dataset, a run's id, or a folder of pictures with .txt captions. format: "ai-toolkit", "sd-scripts",
        "sd-scripts-folder", "replicate-zip", "imagefolder", "simpletuner", "webdataset", "edit-pairs".
    to: a new or empty folder, or one of an earlier export, which is replaced.
    size: a side in pixels (squares, cut from the middle) or "bucket" (the nearest size that trainers take whole); by
        default as they are. trigger: the word that the LoRA answers to; by default the set's own. trigger_place:
        "first" or "last" in every caption. steps, rank: of the training; by default from the number of pictures.
    source: for "edit-pairs": the picture that the set was made from. link: hard links instead of copies where nothing
        changes. force: also what would not train, and over an export that was changed by hand.
    environment, state_dir: as in tessera.start().

    Blocks; other threads run meanwhile. After Ctrl-C what has begun may still be written; no file is ever half there.
    Errors: UsageError (no such set or format, `to` holds something else, what the trainer would fail on: the message
    says what and how to repair it), StorageError.
    """
    given = arguments_of(set=place_of(set), format=format, to=to, size=None if size is None else str(size),
                         trigger=trigger, trigger_place=trigger_place, steps=steps, rank=rank, source=source, link=link,
                         force=force)
    done = value_after_waiting(_tessera.export(settings_of(environment, state_dir), given))
    return Export(format=done["format"], folder=Path(done["folder"]), start_here=Path(done["start_here"]),
                  pictures=done["pictures"], linked=done["linked"], resolutions=tuple(done["resolutions"]),
                  steps=done["steps"], rank=done["rank"], trigger=done["trigger"], files=tuple(done["files"]),
                  notes=tuple(done["notes"]))


@dataclass(frozen=True)
class Caption:
    """text: None without a usable one. by: who wrote it: "judge", "description", "user"; None for nobody."""

    text: Optional[str]
    by: Optional[str]


def captions(set: Set, changes: Optional[Mapping[str, str]] = None, *,
             state_dir: Optional[PathText] = None) -> dict[str, Caption]:
    """{"0001": Caption, …}: what stands beside the pictures of a set. changes: {"0007": "a red boat"} gives pictures
    other captions first, with the set's trigger in its place. Texts that were edited by hand are kept and recorded.
    Errors: UsageError (no such set or picture, a text that cannot be a caption), StorageError."""
    given = arguments_of(set=place_of(set), changes=dict(changes or {}))
    entries = value_after_waiting(_tessera.captions(settings_of(None, state_dir), given))
    return {entry["picture"]: Caption(text=entry["caption"], by=entry["by"]) for entry in entries}


@dataclass(frozen=True)
class JudgedPicture:
    """What the measures say of a picture. file: where it lies. size: (width, height) in pixels, None when it cannot be
    read. accepted: nothing speaks against it; reason: what does. repeats: the better picture that it repeats, None
    without one; distance: to that, 0 is the same. quality: 0 to 1."""

    file: str
    size: Optional[tuple[int, int]]
    accepted: bool
    reason: Optional[str]
    repeats: Optional[str]
    distance: Optional[float]
    quality: Optional[float]
    measurements: tuple[Measurement, ...]


def judge(pictures: Union[PathText, Iterable[PathText]], *, html: Optional[PathText] = None) -> list[JudgedPicture]:
    """Measures pictures and finds repeats among them. No key is needed, nothing is spent.

    pictures: files, or folders that are searched with everything below them. html: also draw them on a page.
    Blocks; all cores; other threads run meanwhile. Errors: UsageError when nothing is found, StorageError.
    """
    _logs.obey_levels(now=True)
    found = value_after_waiting(_tessera.judge(arguments_of(pictures=_several(pictures), html=html)))
    return [JudgedPicture(file=one["file"],
                          size=(one["size"]["width"], one["size"]["height"]) if one["size"] else None,
                          **_findings_of(one)) for one in found]


@dataclass(frozen=True)
class SplitCell:
    """One cell of a sheet. cell: 1 …, row by row. box: pixels in the sheet. usable: what the geometry says. file: where
    the tile was written, None when it was not. The rest as in JudgedPicture."""

    cell: int
    box: Box
    usable: bool
    file: Optional[Path]
    accepted: bool
    reason: Optional[str]
    repeats: Optional[str]
    distance: Optional[float]
    quality: Optional[float]
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class SplitSheet:
    """file: the sheet. error: why it cannot be read, or None. confidence: of the cells' edges, 0 to 1, the least.
    notes: sentences about the geometry."""

    file: str
    error: Optional[str]
    confidence: float
    notes: tuple[str, ...]
    cells: tuple[SplitCell, ...]


def split(sheets: Union[PathText, Iterable[PathText]], grid: Union[str, tuple[int, int]] = (3, 3), *,
          out: PathText = "tessera-split", all: bool = False) -> list[SplitSheet]:
    """Cuts sheets into tiles by measuring and writes those that are worth keeping as OUT/NAME-CELL.png, with a page
    OUT/split.html. No key is needed, nothing is spent. `tessera.Grid.cut()` does it in memory, for one sheet.

    sheets: files, or folders of them. grid: rows and columns, 2 to 5 each. all: also tiles that were refused or repeat
        others. Blocks; all cores; other threads run meanwhile.
    Errors: UsageError when nothing is found or the grid cannot be, StorageError. A sheet that cannot be read has `error`.
    """
    _logs.obey_levels(now=True)
    shape = grid if isinstance(grid, str) else f"{grid[0]}x{grid[1]}"
    found = value_after_waiting(_tessera.split(arguments_of(sheets=_several(sheets), grid=shape, out=out, all=all)))
    return [_sheet_of(one) for one in found]


def _several(named: Union[PathText, Iterable[PathText]]) -> list[PathText]:
    return [named] if isinstance(named, (str, os.PathLike)) else list(named)


def _findings_of(one: dict[str, Any]) -> dict[str, Any]:
    return {"accepted": one["accepted"], "reason": one["reason"] or None, "repeats": one["repeats"],
            "distance": one["distance"], "quality": one["quality"],
            "measurements": tuple(Measurement.of(each) for each in one["measurements"])}


def _sheet_of(one: dict[str, Any]) -> SplitSheet:
    if one["error"]:
        return SplitSheet(file=one["file"], error=one["error"], confidence=0.0, notes=(), cells=())
    cells = tuple(SplitCell(cell=cell["cell"], box=Box(**cell["box"]), usable=cell["usable"],
                            file=Path(cell["file"]) if cell["file"] else None, **_findings_of(cell))
                  for cell in one["cells"])
    return SplitSheet(file=one["file"], error=None, confidence=one["geometry"]["confidence"],
                      notes=tuple(one["geometry"]["notes"]), cells=cells)
