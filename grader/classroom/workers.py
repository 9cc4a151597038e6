"""Worker processes that survive their tasks: a crash or a hang costs the task at hand and nothing else."""

from __future__ import annotations

import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_Job = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]
_STARTING = 60.0
_CONTEXT = multiprocessing.get_context("spawn")  # no fork: the tending threads may hold locks


class WorkerDied(Exception):
    """The process that ran a task ended; the text says how."""


class Workers(Executor):
    """An executor of `count` processes; a task longer than `seconds` is killed with its process.

    `megabytes` bounds what a process may map, where the system can bound it.
    """

    def __init__(self, count: int, seconds: float, megabytes: int) -> None:
        """Start a thread a process; processes start with their first task."""
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._limits = (seconds, megabytes)
        self._threads = [threading.Thread(target=self._tend, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call; its future raises TimeoutError or WorkerDied where the process was lost."""
        future: Future[T] = Future()
        self._jobs.put((future, fn, args, kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once the queue is empty, or at once with `cancel_futures`."""
        while cancel_futures:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None:
                job[0].cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _tend(self) -> None:
        worker: _Worker | None = None
        while (job := self._jobs.get()) is not None:
            future, *call = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = worker or _Worker(self._limits[1])
                result, error = worker.run(call, self._limits[0])
            except (TimeoutError, WorkerDied, OSError) as lost:
                if worker:
                    worker.end()
                worker, result, error = None, None, lost
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)
        if worker:
            worker.end()


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self, megabytes: int) -> None:
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, megabytes), daemon=True)
        self._process.start()
        theirs.close()
        self._ready = False

    def run(self, call: list[Any], seconds: float) -> tuple[Any, BaseException | None]:
        """A call's result or its exception; raises TimeoutError or WorkerDied where there is neither."""
        try:
            if not self._ready:
                self._receive(_STARTING)
                self._ready = True
            self._pipe.send(call)
            answer: tuple[Any, BaseException | None] = self._receive(seconds)
        except (EOFError, BrokenPipeError, ConnectionResetError) as cause:
            self._process.join(5)
            raise WorkerDied(f"exit code {self._process.exitcode}") from cause
        return answer

    def end(self) -> None:
        """Kill the process; nothing of it is worth waiting for."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _receive(self, seconds: float) -> Any:
        if not self._pipe.poll(seconds):
            raise TimeoutError(f"longer than {seconds:g} s")
        return self._pipe.recv()


def _serve(pipe: Connection, megabytes: int) -> None:
    """The process: one call after the other, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(megabytes)
    pipe.send("ready")
    while True:
        try:
            call, args, kwargs = pipe.recv()
        except EOFError:
            return
        answer: tuple[Any, BaseException | None]
        try:
            answer = (call(*args, **kwargs), None)
        except Exception as error:  # noqa: BLE001  travels to the future, as in every executor
            answer = (None, error)
        pipe.send(answer)


def _bound_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits outside Unix
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
