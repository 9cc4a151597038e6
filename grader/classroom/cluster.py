"""A class marked on a dask cluster that is already running; its workers must see the class folder at the same path."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from grader.classroom.workers import WorkerDied
from grader.errors import UsageError

P = ParamSpec("P")
T = TypeVar("T")

_CONNECTING = 5
_LOOK = 2.0
PATIENCE = 300.0
"""Seconds that a cluster may be without any worker before its papers are given up."""


class Cluster(Executor):
    """The executor of a cluster's scheduler. A lost worker is the fault of the paper at hand alone."""

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        """Connect; raises UsageError where nothing answers, or where dask is not installed.

        Where the cluster is without workers for longer than `patience`, in seconds, all that is under way ends in
        WorkerDied.
        """
        try:
            from distributed import Client
        except ImportError as cause:
            raise UsageError("--dask needs the extra: pip install 'exam-grader[cluster]'") from cause
        try:
            self._client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as cause:
            raise UsageError(f"no dask scheduler answers at {address}: {cause}") from cause
        self._under_way: dict[Any, Future[Any]] = {}  # dask drops a task that nobody holds a future of
        self._fetchers, self._suspects = ThreadPoolExecutor(4), ThreadPoolExecutor(1)
        self._left = False
        self._closed = Event()
        Thread(target=self._watch, args=[patience], daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send a call; its future raises WorkerDied where every worker that took it was lost."""
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        call = partial(fn, *args, **kwargs)
        inner = self._client.submit(call, pure=False)
        self._under_way[inner] = outer
        inner.add_done_callback(lambda done: self._fetch(done, outer, call))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on."""
        patient = wait and not cancel_futures
        if patient:
            wait_for([*self._under_way.values()])
        else:
            self._left = True
            self._closed.set()
            self._client.close()
        self._fetchers.shutdown(patient, cancel_futures=cancel_futures)
        self._suspects.shutdown(patient, cancel_futures=cancel_futures)
        self._closed.set()
        self._client.close()
        for outer in [*self._under_way.values()]:
            _end(outer)

    def _watch(self, patience: float) -> None:
        """Give up what is under way once the cluster has had no worker for too long."""
        seen = monotonic()
        while not self._closed.wait(min(_LOOK, patience)):
            if not self._under_way or self._has_workers():
                seen = monotonic()
            elif monotonic() - seen > patience:
                self._give_up(f"the cluster had no worker for {patience:g} s")

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except (OSError, RuntimeError):  # the scheduler does not answer, or the client was closed
            return False

    def _give_up(self, why: str) -> None:
        for inner, outer in [*self._under_way.items()]:
            _end(outer, WorkerDied(why))
            self._under_way.pop(inner, None)
            with suppress(OSError, RuntimeError):
                inner.cancel()

    def _fetch(self, inner: Any, outer: Future[T], call: Callable[[], T]) -> None:
        """Have a result fetched, as long as there is somebody to do it."""
        try:
            self._fetchers.submit(self._hand_over, inner, outer, call)
        except RuntimeError:  # shut down meanwhile
            _end(outer)

    def _hand_over(self, inner: Any, outer: Future[T], call: Callable[[], T]) -> None:
        """Pass a result on. Dask gives up every task that a lost worker held, so each is tried again on its own.

        Not by dask's own executor: its futures never end where a result's only worker is lost before it is
        fetched and the task is then given up.
        """
        from distributed import KilledWorker

        try:
            _end_with(outer, self._result(inner))
        except KilledWorker:
            self._suspects.submit(self._alone, outer, call)
        except CancelledError:
            _end(outer)
        except Exception as error:  # noqa: BLE001  travels to the future, as in every executor
            _end(outer, None if self._left else error)
        finally:
            self._under_way.pop(inner, None)

    def _result(self, inner: Any) -> Any:
        """The result of a task; once the cluster is left, nobody may be there to fetch it, and dask would wait on."""
        while True:
            try:
                return inner.result(timeout=_LOOK)
            except TimeoutError:
                if inner.status == "error":
                    raise
                if self._closed.is_set():
                    raise CancelledError from None

    def _alone(self, outer: Future[T], call: Callable[[], T]) -> None:
        from distributed import KilledWorker

        inner = self._client.submit(call, pure=False)
        self._under_way[inner] = outer
        try:
            _end_with(outer, self._result(inner))
        except (KilledWorker, CancelledError) as lost:
            _end(outer, WorkerDied(f"its dask worker was lost: {type(lost).__name__}"))
        except Exception as error:  # noqa: BLE001  travels to the future, as in every executor
            _end(outer, None if self._left else error)
        finally:
            self._under_way.pop(inner, None)


def _end_with(outer: Future[T], result: T) -> None:
    with suppress(InvalidStateError):  # it was given up meanwhile
        outer.set_result(result)


def _end(outer: Future[Any], error: BaseException | None = None) -> None:
    """End a future in an error, without one because the cluster was left."""
    with suppress(InvalidStateError):  # it has ended meanwhile
        outer.set_exception(error or WorkerDied("the cluster was left"))
