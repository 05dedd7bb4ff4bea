"""What can go wrong. What a program does next depends on the class; the message is for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Optional

from ._words import in_arguments

if TYPE_CHECKING:
    from .dataset import Dataset


class TesseraError(Exception):
    """Everything that Tessera raises on purpose.

    kind: the library's name for it ("no_credit"); the classes below group these.
    message: one sentence, the provider's words included where it said something.
    provider: who said so ("replicate"), empty for Tessera itself.
    code: the provider's own code ("E005", "insufficient_quota", "SlowDown"), empty without one.
    http_status: 0 when there was no answer.
    retry_after: seconds that the provider asks to wait, or None.
    exit_code: what the command `tessera` would end with.
    run_id: the run that was stopped, or None when none had begun.
    dataset: what is kept of that run, or None.
    """

    def __init__(self, message: str, *, kind: str = "internal", provider: str = "", code: str = "",
                 http_status: int = 0, retry_after: Optional[float] = None, exit_code: int = 1,
                 run_id: Optional[str] = None, dataset: Optional[Dataset] = None) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.provider = provider
        self.code = code
        self.http_status = http_status
        self.retry_after = retry_after
        self.exit_code = exit_code
        self.run_id = run_id
        self.dataset = dataset

    def __str__(self) -> str:
        return f"{self.provider}: {self.message}" if self.provider else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self.message), self.__dict__)


def _rebuilt(kind: type[TesseraError], message: str) -> TesseraError:
    return kind(message)


class UsageError(TesseraError, ValueError):
    """The request is not understood; the message names the argument, what was given and what is allowed."""


class ConfigurationError(TesseraError, ValueError):
    """A key or setting is missing or unusable; the message names the variable."""


class SourceError(TesseraError, ValueError):
    """The source picture cannot be used."""


class BudgetError(TesseraError):
    """The next call could cross `max_cost`. What there is is kept; the same call with a higher cap goes on."""


class ConflictError(TesseraError):
    """Another process has the state folder, or the output folder belongs to another run."""


class StorageError(TesseraError, OSError):
    """This machine's disk or network: not written, not read, or not what was stored."""

    def __str__(self) -> str:
        return TesseraError.__str__(self)


class ProviderError(TesseraError):
    """A provider said no. What there is is kept."""


class AuthenticationError(ProviderError):
    """The key is not accepted."""


class CreditError(ProviderError):
    """The account cannot pay."""


class RefusedError(ProviderError):
    """A content policy refuses the request; another seed or another picture may pass."""


class PausedError(ProviderError):
    """Something is still under way, or cannot be known now: the same call later goes on without paying twice."""


class TransientError(PausedError):
    """Too many requests, a time-out, a failure that may pass: see `retry_after`."""


class UnknownOutcomeError(PausedError):
    """A paid request may or may not have been executed. `resume(repeat_unknown=True)` has it sent again."""


class InternalError(TesseraError):
    """A bug in Tessera."""


class Cancelled(TesseraError):
    """The run was cancelled by `Run.cancel()`; the same call, or `resume`, goes on."""


_CLASSES: dict[str, type[TesseraError]] = {
    "usage": UsageError, "configuration": ConfigurationError, "bad_source": SourceError, "over_budget": BudgetError,
    "authentication": AuthenticationError, "no_credit": CreditError, "refused": RefusedError,
    "bad_request": ProviderError, "not_found": ProviderError, "throttled": TransientError, "transient": TransientError,
    "deadline": TransientError, "data_gone": PausedError, "unknown_outcome": UnknownOutcomeError,
    "conflict": ConflictError, "corrupt": StorageError, "io": StorageError, "internal": InternalError,
}


def error_of(error: str | dict[str, Any], run_id: Optional[str] = None,
             dataset: Optional[Dataset] = None) -> TesseraError:
    """The exception for an error object of the library."""
    fields: dict[str, Any] = json.loads(error) if isinstance(error, str) else error
    message = fields["message"] if fields["provider"] else in_arguments(fields["message"])
    kind = _CLASSES.get(fields["kind"], InternalError)
    if fields["kind"] == "not_found" and not fields["provider"]:
        kind = UsageError  # what was named is not on this machine
    return kind(
        message, kind=fields["kind"], provider=fields["provider"], code=fields["code"],
        http_status=fields["http_status"], retry_after=fields["retry_after_seconds"], exit_code=fields["exit_code"],
        run_id=run_id, dataset=dataset)
