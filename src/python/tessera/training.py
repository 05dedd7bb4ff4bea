"""The hand-over to training: pictures of a set in, LoRA weights out."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Mapping, Optional, Union

from . import _tessera
from ._like import called_like
from ._settings import PathText, arguments_of, settings_of
from ._waiting import OnEvent, value_after_waiting
from .errors import error_of
from .runs import InProgress
from .sets import Set, place_of

__all__ = ["Training", "TrainingPlan", "TrainingRun", "TrainingSettings", "cancel_training", "plan_training",
           "resume_training", "start_training", "train", "train_async"]


@dataclass(frozen=True)
class TrainingSettings:
    """resolution: sides of the passes in pixels, "512,768,1024". caption_dropout: share of captions left out, 0 to 1."""

    steps: int
    learning_rate: float
    rank: int
    batch_size: int
    caption_dropout: float
    resolution: str


@dataclass(frozen=True)
class Training:
    """A finished training. weights: the .safetensors file; None when the worker delivered none. record: training.json,
    what was asked, of whom, and what came of it. model_version: "owner/name:version" where the provider keeps the
    weights as a model. tensors, rank, bytes: of the weights file. cost_upper_bound_usd: with everything that is not
    settled at its full price."""

    run_id: str
    weights: Optional[Path]
    record: Path
    model_version: Optional[str]
    tensors: int
    rank: Optional[int]
    bytes: int
    settings: TrainingSettings
    cost_usd: float
    cost_upper_bound_usd: float
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class TrainingPlan:
    """What a training would take. trainer: the model that is paid. seconds: of the machine. cost_upper_bound_usd: what
    is reserved against `max_cost`."""

    trainer: str
    trigger: str
    pictures: int
    settings: TrainingSettings
    cost_usd: float
    cost_upper_bound_usd: float
    seconds: float
    notes: tuple[str, ...]


class TrainingRun(InProgress[Training]):
    """A training in progress: `result()`, `events()`, `await`, `async for`, as for a Run. Cancelling it, or dropping it,
    stops following it and not the training: that goes on at the provider, and the same call collects it. To stop it
    there: `cancel_training(run_id)`."""

    _what = "the training"

    def _value_of(self, summary: Any) -> Training:
        if error := summary.get("error"):
            stood = f" (training {summary['run_id']}; the same call goes on from there)"
            raise error_of(error | {"message": error["message"] + stood}, run_id=summary["run_id"])
        return Training(run_id=summary["run_id"], weights=Path(summary["weights"]) if summary["weights"] else None,
                        record=Path(summary["result"]), model_version=summary["model_version"] or None,
                        tensors=summary["tensors"], rank=summary.get("weights_rank"), bytes=summary["bytes"],
                        settings=TrainingSettings(**summary["settings"]), cost_usd=summary["cost_usd"],
                        cost_upper_bound_usd=summary["cost_upper_bound_usd"], warnings=tuple(summary["warnings"]))


def start_training(set: Union[Set, Iterable[str]], trainer: str = "auto", *, trigger: Optional[str] = None,
                   trigger_place: Optional[str] = None, mode: Optional[str] = None, name: Optional[str] = None,
                   destination: Optional[str] = None, trainer_model: Optional[str] = None,
                   workflow: Optional[PathText] = None, upload: Optional[str] = None, steps: Optional[int] = None,
                   rank: Optional[int] = None, learning_rate: Optional[float] = None, batch_size: Optional[int] = None,
                   caption_dropout: Optional[float] = None, resolution: Optional[str] = None,
                   inputs: Optional[Mapping[str, Any]] = None, user: Optional[str] = None, tenant: Optional[str] = None,
                   webhook: Optional[str] = None, out: Optional[PathText] = None, max_cost: Optional[float] = None,
                   seed: Optional[int] = None, retry: bool = False, repeat_unknown: bool = False, force: bool = False,
                   environment: Optional[Mapping[str, str]] = None, state_dir: Optional[PathText] = None,
                   prices: Optional[Mapping[str, float]] = None, on_event: OnEvent = None) -> TrainingRun:
    """PAID. Starts a training and returns at once; see TrainingRun.

    set: a Dataset, a run's id, or a folder of pictures with .txt captions; or addresses of pictures as
        `Dataset.urls` has them (a list), with `name` for what is trained.
    trainer: "replicate", "runpod", or "auto": RunPod when its key is set, otherwise Replicate.
    trigger: the word that the result answers to; by default the set's own, then TESSERA_TRAIN_TRIGGER. trigger_place:
        "first" or "last" in every caption. mode: "style" or "character"; by default the set's own.
    destination: replicate: "owner/name" of the model that receives the weights; made, private, when it is not there; by
        default TESSERA_TRAIN_DESTINATION. trainer_model: replicate: "ostris/flux-dev-lora-trainer" or another one.
    workflow: runpod: the file with what the worker executes; by default TESSERA_TRAIN_WORKFLOW. upload: runpod: the
        store that pictures are put into first, "s3" or "s3://bucket/prefix". user, tenant, webhook: handed to it.
    steps, rank, learning_rate, batch_size, caption_dropout, resolution: a number that is given is never changed; the
        others follow from the number of pictures (docs/train.md). inputs: further inputs of the trainer by its names.
    out: folder for the weights, by default tessera-out/<name>-lora-<run>. max_cost: US dollars that are never crossed.
    seed: another number makes another training. retry: pay for another attempt after one that failed. repeat_unknown:
        send it again although nobody knows whether it was executed. force: also a set that would not train.
    environment, state_dir, prices, on_event: as in tessera.start().

    The same call again continues an unfinished training or returns the finished one without paying.
    Errors: out of the run, see train(); ConfigurationError for an unreadable .env or tessera.toml.
    """
    given = _arguments(locals())
    return TrainingRun(_tessera.train(settings_of(environment, state_dir, prices), given), on_event)


def _bound(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments of start_training() by name."""
    bound = inspect.signature(start_training).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments


_NOT_ARGUMENTS = ("environment", "state_dir", "prices", "on_event", "set")


def _arguments(given: dict[str, Any]) -> str:
    one: Any = given["set"]
    by_address = hasattr(one, "__iter__") and not isinstance(one, str)
    what: dict[str, Any] = {"addresses": list(one)} if by_address else {"set": place_of(one)}
    return arguments_of(**what, **{key: value for key, value in given.items() if key not in _NOT_ARGUMENTS})


@called_like(start_training)
def train(*args: Any, **kwargs: Any) -> Training:
    """PAID. Trains a LoRA on a set and returns when its weights are here; blocks.

    Parameters: those of start_training(). Ctrl-C stops following it within two seconds; it goes on at the provider, and
    the same call collects it.
    Errors: UsageError, ConfigurationError (names what is missing); BudgetError, AuthenticationError, CreditError,
    RefusedError; TransientError when it failed or was cancelled; PausedError when the weights were no longer there;
    UnknownOutcomeError when nobody can say whether it was started: each with `run_id` once it has begun.
    """
    return start_training(*args, **kwargs).result()


@called_like(start_training)
async def train_async(*args: Any, **kwargs: Any) -> Training:
    """PAID. train() for asyncio. Cancelling the task stops following the training, not the training. Parameters: those
    of start_training(). Errors: as train()."""
    return await start_training(*args, **kwargs)


@called_like(start_training)
def plan_training(*args: Any, **kwargs: Any) -> TrainingPlan:
    """What a training would be asked for and cost; spends nothing. Parameters: those of start_training(). Errors:
    UsageError, ConfigurationError; AuthenticationError and TransientError of the provider, which is asked what it
    accepts."""
    given = _bound(*args, **kwargs)
    settings = settings_of(given["environment"], given["state_dir"], given["prices"])
    planned = value_after_waiting(_tessera.plan_training(settings, _arguments(given)))
    return TrainingPlan(trainer=planned["trainer"], trigger=planned["trigger"], pictures=planned["pictures"],
                        settings=TrainingSettings(**planned["settings"]), cost_usd=planned["cost_usd_expected"],
                        cost_upper_bound_usd=planned["cost_usd_upper_bound"], seconds=planned["seconds"],
                        notes=tuple(planned["notes"]))


def resume_training(run: str = "", *, max_cost: Optional[float] = None, repeat_unknown: bool = False,
                    environment: Optional[Mapping[str, str]] = None, state_dir: Optional[PathText] = None,
                    prices: Optional[Mapping[str, float]] = None, on_event: OnEvent = None) -> Training:
    """PAID. Goes on with an unfinished training; it is never started twice.

    run: its id or the beginning of it; by default the newest unfinished run. max_cost: a new cap. repeat_unknown: send
    it again when it cannot be found out whether it was executed.
    Errors: as train(); UsageError when there is no such training.
    """
    given = arguments_of(run=run, max_cost=max_cost, repeat_unknown=repeat_unknown)
    return TrainingRun(_tessera.resume_training(settings_of(environment, state_dir, prices), given), on_event).result()


def cancel_training(run: str, *, environment: Optional[Mapping[str, str]] = None,
                    state_dir: Optional[PathText] = None) -> None:
    """Asks the provider to stop a training; what it used until then is billed. Who follows it learns of it.
    run: its id or the beginning of it. Errors: UsageError when it is not under way; ProviderError."""
    value_after_waiting(_tessera.cancel_training(settings_of(environment, state_dir), arguments_of(run=run)))
