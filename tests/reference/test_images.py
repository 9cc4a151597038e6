"""Pairs of images, and CIFAR-10 read from disk without running what its pickles say."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from reference.cifar import RECORD, read_cifar
from reference.images import area_under_curve, draw_pairs, synthetic


class Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_drawn_images_depend_on_the_seed_alone() -> None:
    first, again, other = synthetic(20, seed=1), synthetic(20, seed=1), synthetic(20, seed=2)
    assert (first.pixels == again.pixels).all()
    assert (first.pixels != other.pixels).any()


def test_half_of_balanced_pairs_at_least_are_of_one_class_and_the_label_says_so() -> None:
    images = synthetic(200)
    batch, same = draw_pairs(images, 400, np.random.default_rng(0), balanced=True)
    assert batch.shape == (800, 32, 32, 3)
    assert (same[::2] == 1).all()
    assert 0 < draw_pairs(images, 400, np.random.default_rng(0), balanced=False)[1].mean() < 0.2


def test_the_area_under_the_curve_counts_every_couple_of_pairs() -> None:
    random = np.random.default_rng(0)
    distances, same = random.integers(0, 9, 60).astype(float), random.integers(0, 2, 60).astype(np.float32)
    near, far = distances[same == 1][:, None], distances[same == 0][None]
    assert area_under_curve(distances, same) == pytest.approx(((near < far) + (near == far) / 2).mean())


def test_pairs_of_one_kind_have_no_area() -> None:
    with pytest.raises(ValueError, match="both"):
        area_under_curve(np.array([1.0, 2.0]), np.array([1, 1], np.float32))


@pytest.mark.parametrize("binary", [True, False])
def test_cifar_is_read_from_pickles_and_from_binary_files(tmp_path: Path, binary: bool) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, RECORD - 1)).astype(np.uint8)
    classes = np.array([3, 1, 4, 1, 5, 9])
    if binary:
        records = np.column_stack([classes.astype(np.uint8), pixels])
        (tmp_path / "data_batch_1.bin").write_bytes(records.tobytes())
    else:
        held = {b"data": pixels, b"labels": classes.tolist()}
        (tmp_path / "data_batch_1").write_bytes(pickle.dumps(held))
    images = read_cifar(tmp_path)
    assert images.classes.tolist() == classes.tolist()
    assert images.pixels[0, 0, :3, 0].tolist() == pixels[0, :3].tolist()
    assert images.pixels[0, 0, 0].tolist() == pixels[0, [0, 1024, 2048]].tolist()


def test_a_pickle_that_would_run_something_is_refused_and_does_not_run(tmp_path: Path) -> None:
    (tmp_path / "data_batch_1").write_bytes(pickle.dumps(Bomb(tmp_path / "made")))
    with pytest.raises(ValueError, match="refuses to load"):
        read_cifar(tmp_path)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "content", [b"", b"no pickle", pickle.dumps([1]), pickle.dumps({b"data": [[1]], b"labels": [1]})]
)
def test_a_file_that_is_no_batch_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data_batch_1").write_bytes(content)
    with pytest.raises(ValueError, match="data_batch_1"):
        read_cifar(tmp_path)


def test_binary_files_are_whole_records(tmp_path: Path) -> None:
    (tmp_path / "data_batch_1.bin").write_bytes(b"12345")
    with pytest.raises(ValueError, match="records"):
        read_cifar(tmp_path)
