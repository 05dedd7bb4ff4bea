"""Tessera: one picture in, a LoRA training set out.

    import tessera
    dataset = tessera.generate("photo.jpg", actor="ada", max_cost=2)

Blocking calls let other threads run and end within two seconds of Ctrl-C; what was paid for is kept, and the same call
goes on from there. `generate_async` is the same for asyncio, `start` gives a handle to a run in progress. Errors are
the tree under `TesseraError`; the log goes to `logging` under "tessera".
"""

from ._tessera import version as __version__
from .api import check, generate, generate_async, plan, pools, resume, runs, show, start
from .dataset import Box, Dataset, Grid, Item, Measurement, Tile, Verdict
from .errors import (AuthenticationError, BudgetError, Cancelled, ConfigurationError, ConflictError, CreditError,
                     InternalError, PausedError, ProviderError, RefusedError, SourceError, StorageError, TesseraError,
                     TransientError, UnknownOutcomeError, UsageError)
from .pictures import Picture, Source
from .plans import Plan, Way
from .runs import Event, Run

__all__ = [
    "AuthenticationError", "Box", "BudgetError", "Cancelled", "ConfigurationError", "ConflictError", "CreditError",
    "Dataset", "Event", "Grid", "InternalError", "Item", "Measurement", "PausedError", "Picture", "Plan",
    "ProviderError", "RefusedError", "Run", "Source", "SourceError", "StorageError", "TesseraError", "Tile",
    "TransientError", "UnknownOutcomeError", "UsageError", "Verdict", "Way", "__version__", "check", "generate",
    "generate_async", "plan", "pools", "resume", "runs", "show", "start",
]
