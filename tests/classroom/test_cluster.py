"""The same class on a dask cluster, some of whose workers are killed."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.cluster import Cluster
from grader.classroom.results import ClassPapers
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store
from grader.classroom.workers import WorkerDied
from grader.errors import UsageError
from grader.model import Rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    import dask

    with warnings.catch_warnings(), dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
            yield local


@pytest.fixture
def papers() -> list[Paper]:
    found = sorted((ROOT / "submissions_example" / "class").glob("*.yaml"))
    return [Paper(path, path.name) for path in found]


def test_a_cluster_gives_the_reports_that_a_process_gives(
    cluster: Any, papers: list[Paper], tmp_path: Path, rubric: Rubric
) -> None:
    with Store(tmp_path / "here.sqlite") as here, Store(tmp_path / "there.sqlite") as there:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as executor:
            run_class(papers, here, executor, TEXT)
        with Cluster(cluster.scheduler_address, 60) as executor:
            run_class(papers, there, executor, TEXT)
        assert [*ClassPapers(there, [rubric])] == [*ClassPapers(here, [rubric])]


def test_a_killed_worker_costs_no_other_paper(
    cluster: Any, papers: list[Paper], tmp_path: Path, rubric: Rubric
) -> None:
    victim = next(iter(cluster.workers.values())).pid
    killed: list[int] = []

    def kill_once(done: int) -> None:
        if not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(done)

    with Store(tmp_path / "store.sqlite") as store, Cluster(cluster.scheduler_address, 60) as executor:
        run_class(papers, store, executor, TEXT, kill_once)
        assert len([*ClassPapers(store, [rubric])]) == len(papers)
    assert killed


def test_a_paper_that_kills_every_worker_is_given_up(cluster: Any) -> None:
    with Cluster(cluster.scheduler_address, 60) as executor:
        poison, good = executor.submit(os._exit, 9), executor.submit(abs, -7)
        with pytest.raises(WorkerDied):
            poison.result(timeout=120)
        assert good.result(timeout=120) == 7


def test_a_result_lost_with_its_worker_before_it_was_fetched_ends(cluster: Any, tmp_path: Path) -> None:
    """Fetching sends the task back to the cluster, which may give it up there: an error, never a wait for ever."""
    from distributed import KilledWorker

    class Lost:
        def result(self, timeout: float) -> object:
            del timeout
            raise KilledWorker("paper", None, 1)

        def add_done_callback(self, call: Any) -> None:
            call(self)

    with Cluster(cluster.scheduler_address, 60) as executor:
        submit, executor._client.submit = executor._client.submit, lambda *_, **__: Lost()
        future = executor.submit(abs, -7)
        with pytest.raises(WorkerDied):
            future.result(timeout=60)
        executor._client.submit = submit
        assert executor.submit(abs, -7).result(timeout=120) == 7


def test_whoever_leaves_the_cluster_at_once_waits_for_nothing(cluster: Any) -> None:
    executor = Cluster(cluster.scheduler_address, 60)
    futures = [executor.submit(time.sleep, 2) for _ in range(6)]
    executor.shutdown(cancel_futures=True)
    done, left = wait(futures, timeout=60)
    assert not left
    assert {type(future.exception()) for future in done} <= {WorkerDied, type(None)}


def test_a_cluster_that_has_lost_its_workers_for_good_is_not_waited_for() -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as empty,
        Cluster(empty.scheduler_address, patience=0.5) as executor,
    ):
        futures = [executor.submit(abs, -7) for _ in range(3)]
        for future in futures:
            with pytest.raises(WorkerDied, match="no worker"):
                future.result(timeout=60)


def test_an_address_where_nothing_listens_is_named() -> None:
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9")
