"""A class marked on a dask cluster that is already running; its workers must see the class folder at the same path."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from typing import ParamSpec, TypeVar

from grader.classroom.workers import WorkerDied
from grader.errors import UsageError

P = ParamSpec("P")
T = TypeVar("T")

_CONNECTING = 5
_TRIES = 3  # dask gives up every task that a lost worker held; only the one that kills it is lost each time


class Cluster(Executor):
    """The executor of a cluster's scheduler. A lost worker is the fault of the paper at hand alone."""

    def __init__(self, address: str) -> None:
        """Connect; raises UsageError where nothing answers, or where dask is not installed."""
        try:
            from distributed import Client
        except ImportError as cause:
            raise UsageError("--dask needs the extra: pip install 'exam-grader[cluster]'") from cause
        try:
            self._client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as cause:
            raise UsageError(f"no dask scheduler answers at {address}: {cause}") from cause
        self._pool = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send a call; its future raises WorkerDied where every worker that took it was lost."""
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        self._try(outer, partial(fn, *args, **kwargs), _TRIES)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on."""
        self._pool.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def _try(self, outer: Future[T], call: Callable[[], T], left: int) -> None:
        self._pool.submit(call).add_done_callback(lambda inner: self._hand_over(inner, outer, call, left - 1))

    def _hand_over(self, inner: Future[T], outer: Future[T], call: Callable[[], T], left: int) -> None:
        from distributed import KilledWorker

        try:
            outer.set_result(inner.result())
        except (KilledWorker, CancelledError) as lost:
            if left and not isinstance(lost, CancelledError):
                self._try(outer, call, left)
            else:
                outer.set_exception(WorkerDied(f"its dask worker was lost: {type(lost).__name__}"))
        except Exception as error:  # noqa: BLE001  travels to the future, as in every executor
            outer.set_exception(error)
