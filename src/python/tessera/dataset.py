"""A training set as Python values: what dataset.json in its folder says."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Optional, Sequence, Union

from .errors import StorageError, UsageError
from .pictures import Picture, Source, picture_of

_SCHEMA = "tessera.dataset/1"


@dataclass(frozen=True)
class Box:
    """Pixels; origin top left."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Measurement:
    """One number that was measured on a tile; an advisory one refuses nothing."""

    name: str
    value: float
    threshold: float
    passed: bool
    advisory: bool

    @classmethod
    def of(cls, measured: dict[str, Any]) -> Measurement:
        return cls(name=measured["name"], value=measured["value"], threshold=measured["threshold"],
                   passed=measured["passed"], advisory=measured["advisory"])


@dataclass(frozen=True)
class Verdict:
    """What was decided about a tile. by: "judge", "measure" or "fallback" (nobody reviewed the grid)."""

    accepted: bool
    by: str
    reason: str
    caption: Optional[str]
    measurements: tuple[Measurement, ...]

    @classmethod
    def of(cls, verdict: dict[str, Any]) -> Verdict:
        measured = tuple(Measurement.of(one) for one in verdict["measurements"])
        return cls(accepted=verdict["accepted"], by=verdict["by"], reason=verdict["reason"],
                   caption=verdict["judge_caption"], measurements=measured)


@dataclass(frozen=True)
class Item:
    """An accepted image.

    number: 1 …. path: the JPEG; its caption stands beside it as .txt. url: where the store put it, None when it is only
    here. size: (width, height) in pixels. grid, cell: where it was cut, counted from 1; box: pixels in that sheet.
    """

    number: int
    path: Path
    url: Optional[str]
    caption: str
    size: tuple[int, int]
    sha256: str
    description: str
    category: str
    grid: int
    cell: int
    box: Box
    transforms: tuple[str, ...]
    verdict: Verdict
    cost_usd: float

    def picture(self) -> Picture:
        """The decoded image: shape (height, width, 3), uint8, sRGB. Errors: OSError, SourceError."""
        return picture_of(self.path)


@dataclass(frozen=True)
class Tile:
    """One cell of a grid. cell: 1 …, row by row. box: pixels in the sheet, without gutters and frames. usable: what the
    geometry says, with its reason when not. verdict: None for grids that no run judged. item: the number of the image
    that was made of it, or None."""

    cell: int
    box: Box
    usable: bool
    reason: Optional[str]
    description: Optional[str] = None
    category: Optional[str] = None
    verdict: Optional[Verdict] = None
    item: Optional[int] = None
    _grid: Optional[Grid] = field(default=None, repr=False, compare=False)

    def picture(self) -> Picture:
        """The tile cut clean: a view of its sheet's pixels, without a copy. Errors: as Grid.picture()."""
        if self._grid is None:
            raise UsageError("this tile knows no grid", kind="usage", exit_code=2)
        return self._grid.picture().crop(self.box.left, self.box.top, self.box.width, self.box.height)


@dataclass(frozen=True)
class Grid:
    """One generated sheet. index: 1 …, in the order of decision. shape: (rows, columns) that were asked for.
    confidence: of the cells' edges, 0 to 1, the least. error: why there is no sheet, or None."""

    index: int
    shape: tuple[int, int]
    tiles: tuple[Tile, ...]
    confidence: float = 0.0
    prompt: Optional[str] = None
    error: Optional[str] = None
    sha256: Optional[str] = None
    _sheet: list[Picture] = field(default_factory=list, repr=False, compare=False)
    _path: Optional[str] = field(default=None, repr=False, compare=False)

    @classmethod
    def cut(cls, sheet: Source, shape: Union[str, tuple[int, int]] = (3, 3)) -> Grid:
        """Finds the cells of a sheet by measuring. sheet: a path, the bytes of a file, or an array; shape: rows and
        columns, 2 to 5 each. What cannot be found becomes equal parts with confidence 0, and tiles that are not usable
        say so. Errors: UsageError, SourceError, TypeError."""
        text = shape if isinstance(shape, str) else f"{shape[0]}x{shape[1]}"
        picture = picture_of(sheet)
        found = json.loads(picture.cells(text))
        rows, columns = (int(side) for side in found["shape"].split("x"))
        grid = cls(index=1, shape=(rows, columns), tiles=(), confidence=found["confidence"], _sheet=[picture])
        tiles = (Tile(cell=number, box=Box(**cell["box"]), usable=cell["usable"], reason=cell["reason"] or None,
                      _grid=grid) for number, cell in enumerate(found["cells"], 1))
        object.__setattr__(grid, "tiles", tuple(tiles))
        return grid

    def __repr__(self) -> str:
        found = self.error or f"{sum(tile.usable for tile in self.tiles)} of {len(self.tiles)} tiles usable"
        return f"<tessera.Grid {self.index}: {self.shape[0]}x{self.shape[1]}, {found}>"

    def picture(self) -> Picture:
        """The sheet as delivered: shape (height, width, 3), uint8. It is kept in the state folder, from which
        `tessera gc` removes it in time. Errors: StorageError when it is no longer there."""
        if not self._sheet:
            if self._path is None or not os.path.exists(self._path):
                raise StorageError(f"the sheet of grid {self.index} is not in the state folder (any more)", kind="io")
            self._sheet.append(picture_of(self._path))
        return self._sheet[0]


@dataclass(frozen=True)
class Dataset:
    """The items of one source, and how they came to be.

    status: "complete" or "short" (fewer images than asked), or why it was stopped. cost_usd: what all calls cost;
    cost_upper_bound_usd: with everything that is not settled at its full price. preview: drawn by the offline engine.
    """

    folder: Path
    run_id: str
    status: str
    user: str
    actor: str
    requested: int
    items: tuple[Item, ...]
    grids: tuple[Grid, ...]
    cost_usd: float
    cost_upper_bound_usd: float
    preview: bool
    warnings: tuple[str, ...]
    lost: tuple[str, ...]
    details: dict[str, Any] = field(repr=False, compare=False)
    """dataset.json as it stands."""

    @property
    def images(self) -> list[Path]:
        """The files, in the order of their numbers."""
        return [item.path for item in self.items]

    @property
    def captions(self) -> list[str]:
        return [item.caption for item in self.items]

    @property
    def urls(self) -> list[str]:
        """Where the store put them; empty without a store."""
        return [item.url for item in self.items if item.url]

    @property
    def shortfall(self) -> int:
        """Images that were asked for and are not there."""
        return max(0, self.requested - len(self.items))

    @property
    def report(self) -> Path:
        return self.folder / "report.html"

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        stood = "" if self.status in ("complete", "short") else f", {self.status}"
        return (f"<tessera.Dataset {self.run_id}: {len(self)} of {self.requested} images, ${self.cost_usd:.2f}{stood}, "
                f"in {self.folder}>")

    @classmethod
    def load(cls, folder: Union[str, os.PathLike[str]], sheets: Sequence[Optional[str]] = ()) -> Dataset:
        """Reads a folder that a run left. sheets: the file of each grid's picture, for Grid.picture(); a folder alone
        does not know them.
        Errors: OSError, UsageError when it is no dataset of this version."""
        root = Path(folder).absolute()
        details = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
        if details.get("schema") != _SCHEMA or "items" not in details:
            raise UsageError(f"{root} holds no finished dataset of {_SCHEMA}", kind="usage", exit_code=2)
        return cls(folder=root, run_id=details["run_id"], status=details["status"], user=details["user"],
                   actor=details["actor"], requested=details["requested"],
                   items=tuple(_item_of(root, item) for item in details["items"]),
                   grids=tuple(_grid_of(grid, sheet) for grid, sheet in zip_longest(details["grids"], sheets)
                               if grid is not None),
                   cost_usd=details["cost_usd"], cost_upper_bound_usd=details["cost_usd"],
                   preview=details["preview"], warnings=tuple(details["warnings"]), lost=tuple(details["lost"]),
                   details=details)


def _item_of(root: Path, item: dict[str, Any]) -> Item:
    return Item(number=item["number"], path=root / item["file"], url=item["url"], caption=item["caption"],
                size=(item["size"]["width"], item["size"]["height"]), sha256=item["sha256"],
                description=item["description"]["text"], category=item["description"]["category"], grid=item["grid"],
                cell=item["cell"], box=Box(**item["box"]), transforms=tuple(item["transforms"]),
                verdict=Verdict.of(item["verdict"]), cost_usd=item["cost_usd"])


def _grid_of(entry: dict[str, Any], sheet: Optional[str]) -> Grid:
    geometry = entry.get("geometry") or {"asked": "0x0", "confidence": 0.0}
    rows, columns = (int(side) for side in geometry["asked"].split("x"))
    grid = Grid(index=entry["grid"], shape=(rows, columns), tiles=(), confidence=geometry["confidence"],
                prompt=entry["prompt"], error=entry["error"], sha256=entry["sha256"], _path=sheet)
    tiles = tuple(_tile_of(cell, grid) for cell in entry["cells"] if "box" in cell)
    object.__setattr__(grid, "tiles", tiles)
    return grid


def _tile_of(cell: dict[str, Any], grid: Grid) -> Tile:
    asked = cell.get("description", {})
    return Tile(cell=cell["cell"], box=Box(**cell["box"]), usable=cell["usable"], reason=cell["unusable_because"],
                description=asked.get("text"), category=asked.get("category"),
                verdict=Verdict.of(cell["verdict"]) if "verdict" in cell else None, item=cell["item"], _grid=grid)
