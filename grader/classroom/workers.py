"""Worker processes that survive their tasks: a crash or a hang costs the task at hand and nothing else."""

from __future__ import annotations

import gc
import multiprocessing
import queue
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_Job = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]
_STARTING = 60.0
_OBJECTS = 20_000
"""New objects between two searches for cycles, of which judging leaves hardly any."""
_FRESH = multiprocessing.get_context("spawn")
_THREADS = Path("/proc/self/task")


class WorkerDied(Exception):
    """The process that ran a task ended; the text says how."""


class Workers(Executor):
    """An executor of `count` processes; a task longer than `seconds` is killed with its process.

    `megabytes` bounds what a process may map, where the system can bound it. Processes start with the first task:
    as copies of this process, with all that it has loaded, where it may be copied.
    """

    def __init__(self, count: int, seconds: float, megabytes: int) -> None:
        """Promise processes; none is started yet."""
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._count, self._limits = count, (seconds, megabytes)
        self._threads: list[threading.Thread] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call; its future raises TimeoutError or WorkerDied where the process was lost."""
        if not self._threads:
            self._start()
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

    def _start(self) -> None:
        """All copies are made before the first thread: a thread may hold a lock that its copy would wait for."""
        first: list[_Worker | None] = [None] * self._count
        if _may_be_copied():
            copies: list[_Worker] = []
            for _ in range(self._count):
                copies.append(_Worker(self._limits[1], copies))
            first = [*copies]
        self._threads = [threading.Thread(target=self._tend, args=(each,), daemon=True) for each in first]
        for thread in self._threads:
            thread.start()

    def _tend(self, worker: _Worker | None) -> None:
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
    """One process, and the pipe to it: a copy of this process made after `earlier` ones, or a fresh one."""

    def __init__(self, megabytes: int, earlier: Sequence[_Worker] | None = None) -> None:
        self._pipe, theirs = _FRESH.Pipe()
        if earlier is None:
            self._process: Any = _FRESH.Process(target=_serve, args=(theirs, megabytes), daemon=True)
        else:
            ours = [self._pipe, *(worker._pipe for worker in earlier)]
            copy = multiprocessing.get_context("fork")
            self._process = copy.Process(target=_serve, args=(theirs, megabytes, ours), daemon=True)
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


def _may_be_copied() -> bool:
    """Whether this process has a single thread, native ones included; only Linux tells, and forks safely."""
    return sys.platform == "linux" and _THREADS.exists() and len([*_THREADS.iterdir()]) == 1


def _serve(pipe: Connection, megabytes: int, ours: Sequence[Connection] = ()) -> None:
    """The process: one call after the other, until the pipe closes; `ours` are ends that only the parent may hold."""
    for end in ours:
        end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(megabytes)
    gc.freeze()  # what was loaded stays: looking through it for cycles again and again finds none
    gc.set_threshold(_OBJECTS)
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
