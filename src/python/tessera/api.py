"""The calls of the package."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any, Mapping, Optional, Union

from . import _logs, _tessera
from ._like import called_like
from ._settings import PathText, fields_of, settings_of, utf8
from ._waiting import GRACE_SECONDS, OnEvent, value_after_waiting
from .dataset import Dataset
from .pictures import Source, source_text
from .plans import Plan
from .runs import Run


def start(source: Source, *, user: Optional[str] = None, actor: Optional[str] = None, count: Optional[int] = None,
          grid: Union[str, tuple[int, int], None] = None, max_attempts: Optional[int] = None,
          batch_size: Optional[int] = None, engine: Optional[str] = None, judge: Optional[str] = None,
          upscaler: Optional[str] = None, upscale_factor: Union[str, int, None] = None,
          upscale_stage: Optional[str] = None, store: Optional[PathText] = None, out: Optional[PathText] = None,
          debug_dir: Optional[PathText] = None, pool: Optional[PathText] = None, seed: Optional[int] = None,
          max_cost: Optional[float] = None, haste: Optional[str] = None, reuse: Optional[bool] = None,
          min_side: Optional[int] = None, trigger: Optional[str] = None, trigger_place: Optional[str] = None,
          style_strength: Optional[float] = None, style_gate: Optional[bool] = None, singles: Optional[int] = None,
          against: Optional[PathText] = None, environment: Optional[Mapping[str, str]] = None,
          state_dir: Optional[PathText] = None, prices: Optional[Mapping[str, float]] = None, on_event: OnEvent = None,
          **more: Any) -> Run:
    """PAID. Starts a run and returns at once; see Run.

    source: a path, https URL, data URI or s3://bucket/key; bytes of a picture file; or pixels (numpy, Pillow: uint8 of
        shape (height, width[, 1 | 3 | 4])). At least 256 pixels a side, better 1024; at most 50 MB.
    user, actor: whose set; parts of the store's key. actor: by default made from the source's name.
    count: images wanted (20). grid: "3x3" or (3, 3), 2 to 5 each. max_attempts: the most grids ordered (10).
    batch_size: the most enlargements in flight; by default the rate limiter decides.
    engine: "auto", "replicate", "offline". judge: "auto", "openai", "offline".
    upscaler: "auto", "topaz", "real-esrgan", "anime4k", "lanczos", "none"; upscale_factor: "1x", "2x", "4x", "6x";
        upscale_stage: "tile" or "grid".
    store: "s3", "s3://bucket/prefix" or a folder; by default only `out`. out: the set's folder, by default
        tessera-out/<actor>-<run>. debug_dir: where grid1.jpg … and training-image1.jpg … are also written.
    pool: a built-in pool or a TOML file. seed: another one makes another run. haste: "cheap", "balanced", "fast".
    max_cost: US dollars that the run never crosses. reuse: share results of identical calls of other runs.
    min_side: pixels that the shorter side of each image shall have; chooses factor, stage and grid.
    trigger: the word that the LoRA will answer to, in every caption; trigger_place: "first" or "last" in it.
    style_strength: how near the offline engine comes to the source's style, 0 to 1. style_gate: refuse tiles that leave
        the style of the source, instead of only saying so.
    singles: make the last missing images, so many at most, as single pictures instead of grids.
    against: a folder of pictures that must not be repeated.
    environment: variables that beat those of the process (keys, TESSERA_…). state_dir: where the ledger is; one process
        at a time works in it. prices: {model: US dollars at most for one call}.
    on_event: called with each event (docs/events.md) as a dictionary, in the thread that waits for the run. When it
        raises, the run is cancelled and the exception comes out of the waiting call.
    more: settings of newer versions by their names in docs/cli.md.

    What is None comes from the environment (TESSERA_COUNT …), .env, tessera.toml or the default, in this order. The same
    call again continues an unfinished run or returns the finished one without paying.
    Errors: ConfigurationError for an unreadable .env or tessera.toml, TypeError and SourceError for pictures in memory;
    everything else comes out of the run.
    """
    fields = fields_of(user=user, actor=actor, count=count, grid=grid, max_attempts=max_attempts, batch_size=batch_size,
                     engine=engine, judge=judge, upscaler=upscaler, upscale_factor=upscale_factor,
                     upscale_stage=upscale_stage, store=store, out=out, debug_dir=debug_dir, pool=pool, seed=seed,
                     max_cost=max_cost, haste=haste, reuse=reuse, min_side=min_side, trigger=trigger,
                     trigger_place=trigger_place, style_strength=style_strength, style_gate=style_gate, singles=singles,
                     against=against, **more)
    settings = settings_of(environment, state_dir, prices)
    return Run(_tessera.generate(settings, utf8(source_text(source)), fields), on_event)


@called_like(start)
def generate(*args: Any, **kwargs: Any) -> Dataset:
    """PAID. Makes a training set and returns it; blocks until it is there, or as much of it as can be had.

    Parameters: those of start(). A shortfall is no error (see Dataset.shortfall). Ctrl-C cancels the run within two
    seconds and raises KeyboardInterrupt; the same call goes on from there.
    Errors: UsageError, ConfigurationError (names every missing key), SourceError; BudgetError, AuthenticationError,
    CreditError, RefusedError, PausedError …, with `run_id` and `dataset`, which holds what is kept.
    """
    return start(*args, **kwargs).result()


@called_like(start)
async def generate_async(*args: Any, **kwargs: Any) -> Dataset:
    """PAID. generate() for asyncio: `dataset = await tessera.generate_async("photo.jpg")`. Any number of them may be
    under way in one loop; they share connections, limits and the ledger. Cancelling the task cancels the run, and the
    task ends when what was in flight is recorded. Parameters: those of start(). Errors: as generate()."""
    return await start(*args, **kwargs)


@called_like(start)
def plan(source: Source, **kwargs: Any) -> Plan:
    """What a set would take: calls, dollars, seconds; spends nothing. Parameters: those of start(); those that only
    matter when it is made are ignored. Errors: UsageError, ConfigurationError, SourceError."""
    settings = settings_of(kwargs.pop("environment", None), kwargs.pop("state_dir", None), kwargs.pop("prices", None))
    kwargs.pop("on_event", None)
    return Plan.of(value_after_waiting(_tessera.plan(settings, utf8(source_text(source)), fields_of(**kwargs))))


def resume(run: str = "", *, max_cost: Optional[float] = None, max_attempts: Optional[int] = None,
           repeat_unknown: bool = False, environment: Optional[Mapping[str, str]] = None,
           state_dir: Optional[PathText] = None, prices: Optional[Mapping[str, float]] = None,
           on_event: OnEvent = None) -> Dataset:
    """PAID. Goes on with an unfinished run; nothing is paid twice.

    run: its id or the beginning of it; by default the newest unfinished one. max_cost, max_attempts: new limits, in all.
    repeat_unknown: send calls again of which it cannot be found out whether they were executed.
    Errors: as generate(); UsageError when there is no such run.
    """
    fields = fields_of(max_cost=max_cost, max_attempts=max_attempts, repeat_unknown=repeat_unknown or None)
    settings = settings_of(environment, state_dir, prices)
    return Run(_tessera.resume(settings, run, fields), on_event).result()


def runs(*, state_dir: Optional[PathText] = None) -> list[dict[str, Any]]:
    """The runs that the ledger knows, newest first: run_id, state, created, cost_usd, request …"""
    value: list[dict[str, Any]] = value_after_waiting(_tessera.runs(settings_of(state_dir=state_dir)))
    return value


def show(run: str, *, state_dir: Optional[PathText] = None) -> dict[str, Any]:
    """One run with its calls, decisions and money. run: its id or the beginning of it. Errors: UsageError."""
    value: dict[str, Any] = value_after_waiting(_tessera.show(settings_of(state_dir=state_dir), run))
    return value


def check(*, environment: Optional[Mapping[str, str]] = None,
          state_dir: Optional[PathText] = None) -> list[dict[str, Any]]:
    """Keys, network, disk, models: {"name", "result", "passed"} each. Spends nothing."""
    value: list[dict[str, Any]] = value_after_waiting(_tessera.check(settings_of(environment, state_dir)))
    return value


def pools(pool: PathText = "subjects") -> dict[str, list[str]]:
    """{category: descriptions} of a built-in pool or a TOML file. Errors: UsageError, which names the built-in ones."""
    return dict(_tessera.pool(os.fspath(Path(pool)) if isinstance(pool, os.PathLike) else pool))


def _close() -> None:
    """At exit: what is under way is cancelled and recorded; what does not end in time ends with the process, and the
    ledger bears that."""
    _tessera.close_session(GRACE_SECONDS)
    _logs.hand_over()


atexit.register(_close)
os.register_at_fork(before=_tessera.before_fork, after_in_parent=_tessera.after_fork_in_parent,
                    after_in_child=_tessera.after_fork_in_child)
