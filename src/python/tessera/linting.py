"""What trainers will do with a folder: `tessera.lint`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterable, Optional, Union

from . import _logs, _tessera
from ._settings import PathText, arguments_of
from ._waiting import value_after_waiting
from .dataset import Dataset
from .sets import place_of

__all__ = ["Bucket", "Finding", "LintReport", "LintedPicture", "LintedTrainer", "Pass", "Repair", "lint"]


@dataclass(frozen=True)
class Finding:
    """code: "caption-empty"; docs/lint.md describes each. severity: "error" (blocks training), "warning", "note".
    trainers: to whom it matters; empty: to all. file: relative, None for the set as a whole. reason, repair: sentences."""

    code: str
    severity: str
    trainers: tuple[str, ...]
    file: Optional[str]
    reason: str
    repair: str

    def __str__(self) -> str:
        return f"{self.severity} {self.code}: {self.file + ': ' if self.file else ''}{self.reason} {self.repair}".strip()


@dataclass(frozen=True)
class Bucket:
    """Where a picture lands at one resolution. size: (width, height) in pixels that is trained, None when the trainer
    leaves the picture out. cut: share that is cut away, 0 to 1. enlarged: factor, 1 when it is not."""

    resolution: int
    size: Optional[tuple[int, int]]
    cut: float
    enlarged: float


@dataclass(frozen=True)
class LintedPicture:
    """One picture as a trainer trains it. size: (width, height) in pixels, None when it cannot be read. captions: the
    texts that it is trained with. captions_from: "file", "class_tokens", "captioner", "nowhere"."""

    file: str
    size: Optional[tuple[int, int]]
    repeats: int
    captions: tuple[str, ...]
    captions_from: str
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True)
class Pass:
    """All pictures at one resolution. sizes: {(width, height): pictures}. repeated: pictures that land where the pass
    before had them. most_cut: a share; most_enlarged: a factor."""

    resolution: int
    sizes: dict[tuple[int, int], int]
    repeated: int
    left_out: int
    most_cut: float
    most_enlarged: float


@dataclass(frozen=True)
class LintedTrainer:
    """What one trainer does with the folder. folder: where its pictures are, relative. configuration: the file that its
    settings were read from, None when they were taken for granted. settings: a line for people."""

    name: str
    folder: str
    configuration: Optional[str]
    settings: str
    passes: tuple[Pass, ...]
    pictures: tuple[LintedPicture, ...] = field(repr=False)


@dataclass(frozen=True)
class Repair:
    """A repaired copy. pictures: written. changes: a sentence each. report: what is to be said about the copy."""

    folder: Path
    pictures: int
    changes: tuple[str, ...]
    report: LintReport


@dataclass(frozen=True)
class LintReport:
    """What trainers will do with a folder, and what is wrong with it. `print(report)` shows it as a table.

    ready: nothing blocks training (warnings may stand). files, pictures: in the folder. trigger: None without one;
    trigger_guessed: from the captions. findings: errors first. fixed: the repaired copy, when one was asked for.
    """

    folder: Path
    ready: bool
    files: int
    pictures: int
    trigger: Optional[str]
    trigger_guessed: bool
    findings: tuple[Finding, ...]
    trainers: tuple[LintedTrainer, ...] = field(repr=False)
    fixed: Optional[Repair] = field(default=None, repr=False)
    text: str = field(default="", repr=False, compare=False)
    """For people."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks training."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    def __repr__(self) -> str:
        state = "ready" if self.ready else "not ready"
        return (f"<tessera.LintReport {state}: {self.pictures} pictures, {len(self.errors)} errors, "
                f"{len(self.warnings)} warnings, in {self.folder}>")

    def __str__(self) -> str:
        return self.text.rstrip("\n") + (f"\n\n{self.fixed.report}" if self.fixed else "")

    @classmethod
    def of(cls, report: dict[str, Any], fixed_to: Optional[PathText] = None) -> LintReport:
        fixed = report.get("fixed")
        repair = Repair(folder=Path(fixed_to), pictures=fixed["pictures"], changes=tuple(fixed["changes"]),
                        report=cls.of(fixed["report"])) if fixed and fixed_to is not None else None
        return cls(folder=Path(report["folder"]), ready=report["ready"], files=report["files"],
                   pictures=report["pictures"], trigger=report["trigger"] or None,
                   trigger_guessed=report["trigger_guessed"],
                   findings=tuple(_finding_of(one) for one in report["findings"]),
                   trainers=tuple(_trainer_of(one) for one in report["trainers"]), fixed=repair, text=report["text"])


def lint(folder: Union[PathText, Dataset], trainers: Union[str, Iterable[str]] = "all", *,
         trigger: Optional[str] = None, mode: Optional[str] = None, caption_extension: Optional[str] = None,
         resolutions: Optional[Iterable[int]] = None, compare: bool = True, fix_to: Optional[PathText] = None,
         html: Optional[PathText] = None) -> LintReport:
    """Says what trainers will do with a folder of pictures, before it costs hours. Nothing in it is changed.

    folder: also one made elsewhere; a zip or a tar; or a Dataset. trainers: "ai-toolkit", "sd-scripts",
        "sd-scripts-folder", "replicate", "imagefolder", "simpletuner", "webdataset", several of them, or "all": those
        that read this layout.
    trigger: the word that calls the LoRA; by default as the set says. mode: "style" (words about style in captions are
        findings) or "character"; by default as the set says. caption_extension: ".txt". resolutions: sides in pixels.
    compare: look for near-duplicates, for which every picture is decoded; several times faster without.
    fix_to: a new or empty folder for a repaired copy; see LintReport.fixed. html: also write the result as a page.

    Blocks; other threads run meanwhile (in asyncio: `await asyncio.to_thread(tessera.lint, folder)`).
    Errors: UsageError (no such folder or trainer, a damaged archive, `fix_to` holds something), StorageError.
    """
    _logs.obey_levels(now=True)
    place = place_of(folder)
    names = [trainers] if isinstance(trainers, str) else list(trainers)
    job = _tessera.lint(arguments_of(folder=place, trainers=names, trigger=trigger, mode=mode, fix_to=fix_to, html=html,
                                     caption_extension=caption_extension, resolutions=resolutions, compare=compare))
    return LintReport.of(value_after_waiting(job), fix_to)


def _pair(size: list[int]) -> tuple[int, int]:
    return size[0], size[1]


def _finding_of(one: dict[str, Any]) -> Finding:
    return Finding(code=one["code"], severity=one["severity"], trainers=tuple(one["trainers"]),
                   file=one["file"] or None, reason=one["reason"], repair=one["repair"])


def _picture_of(one: dict[str, Any]) -> LintedPicture:
    buckets = tuple(Bucket(resolution=bucket["resolution"], size=_pair(bucket["size"]) if bucket["trained"] else None,
                           cut=bucket.get("cut", 0.0), enlarged=bucket.get("enlarged", 1.0)) for bucket in one["buckets"])
    return LintedPicture(file=one["file"], size=_pair(one["size"]) if one["size"][0] else None, repeats=one["repeats"],
                         captions=tuple(one["caption"]["texts"]), captions_from=one["caption"]["from"], buckets=buckets)


def _trainer_of(one: dict[str, Any]) -> LintedTrainer:
    passes = tuple(Pass(resolution=each["resolution"],
                        sizes={_pair(size["size"]): size["pictures"] for size in each["sizes"]},
                        repeated=each["repeated"], left_out=each["left_out"], most_cut=each["most_cut"],
                        most_enlarged=each["most_enlarged"]) for each in one["passes"])
    return LintedTrainer(name=one["trainer"], folder=one["folder"], configuration=one["configuration"] or None,
                         settings=one["settings"], passes=passes,
                         pictures=tuple(_picture_of(picture) for picture in one["pictures"]))
