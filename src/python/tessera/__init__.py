"""Tessera: one picture in, a LoRA training set out.

    import tessera
    dataset = tessera.generate("photo.jpg", actor="ada", max_cost=2)
    print(tessera.lint(dataset))
    tessera.export(dataset, "ai-toolkit", "to-train", trigger="tk4ada")
    training = tessera.train(dataset, "replicate", trigger="tk4ada", destination="me/ada", max_cost=6)

Blocking calls let other threads run and end within two seconds of Ctrl-C; what was paid for is kept, and the same call
goes on from there. `generate_async` and `train_async` are the same for asyncio, `start` and `start_training` give a
handle to what is in progress. Errors are the tree under `TesseraError`; the log goes to `logging` under "tessera".
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._tessera import version as __version__
from .api import check, generate, generate_async, plan, pools, resume, runs, show, start
from .dataset import Box, Dataset, Grid, Item, Measurement, Tile, Verdict
from .errors import (AuthenticationError, BudgetError, Cancelled, ConfigurationError, ConflictError, CreditError,
                     InternalError, PausedError, ProviderError, RefusedError, SourceError, StorageError, TesseraError,
                     TransientError, UnknownOutcomeError, UsageError)
from .pictures import Picture, Source
from .plans import Plan, Way
from .runs import Event, Run

if TYPE_CHECKING:
    from .linting import Bucket, Finding, LintedPicture, LintedTrainer, LintReport, Pass, Repair, lint
    from .sets import Caption, Export, JudgedPicture, SplitCell, SplitSheet, captions, export, judge, split
    from .training import (Training, TrainingPlan, TrainingRun, TrainingSettings, cancel_training, plan_training,
                           resume_training, start_training, train, train_async)

__all__ = [
    "AuthenticationError", "Box", "Bucket", "BudgetError", "Cancelled", "Caption", "ConfigurationError", "ConflictError",
    "CreditError", "Dataset", "Event", "Export", "Finding", "Grid", "InternalError", "Item", "JudgedPicture", "LintReport",
    "LintedPicture", "LintedTrainer", "Measurement", "Pass", "PausedError", "Picture", "Plan", "ProviderError",
    "RefusedError", "Repair", "Run", "Source", "SourceError", "SplitCell", "SplitSheet", "StorageError", "TesseraError",
    "Tile", "Training", "TrainingPlan", "TrainingRun", "TrainingSettings", "TransientError", "UnknownOutcomeError",
    "UsageError", "Verdict", "Way", "__version__", "cancel_training", "captions", "check", "export", "generate",
    "generate_async", "judge", "lint", "plan", "plan_training", "pools", "resume", "resume_training", "runs", "show",
    "split", "start", "start_training", "train", "train_async",
]

# Loaded when first used: who makes sets does not wait for what trains them.
_LATER = {
    "linting": ("Bucket", "Finding", "LintReport", "LintedPicture", "LintedTrainer", "Pass", "Repair", "lint"),
    "sets": ("Caption", "Export", "JudgedPicture", "SplitCell", "SplitSheet", "captions", "export", "judge", "split"),
    "training": ("Training", "TrainingPlan", "TrainingRun", "TrainingSettings", "cancel_training", "plan_training",
                 "resume_training", "start_training", "train", "train_async"),
}


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            value = globals()[name] = getattr(import_module("." + module, __name__), name)
            return value
    raise AttributeError(f"module 'tessera' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
