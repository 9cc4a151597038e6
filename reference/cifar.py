"""CIFAR-10 (Krizhevsky 2009) as it is published, in pickles or in binary files; no pickled code is ever run."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from reference.images import Images

RECORD = 1 + 3 * 32 * 32
ALLOWED = {
    ("_codecs", "encode"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
}


class ArraysOnly(pickle.Unpickler):
    """Reads a pickle of arrays, lists, numbers and texts; refuses to import anything else."""

    def find_class(self, module: str, name: str) -> Any:
        """The few names that an array is pickled with; raises UnpicklingError for any other."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"refuses to load {module}.{name}")
        return super().find_class(module, name)


def read_cifar(folder: Path) -> Images:
    """The training images below a folder: `data_batch_1` … (pickles) or `data_batch_1.bin` … (binary).

    Raises FileNotFoundError where there are none, ValueError where one is not what it should be.
    """
    files = sorted(path for path in folder.rglob("data_batch_*") if path.suffix in ("", ".bin"))
    if not files:
        raise FileNotFoundError(f"{folder}: no data_batch_1, nor data_batch_1.bin")
    kind = files[0].suffix
    read = [_read(path) for path in files if path.suffix == kind]
    pixels = np.concatenate([each[0] for each in read])
    upright = pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return Images(np.ascontiguousarray(upright), np.concatenate([each[1] for each in read]))


def _read(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The pixels (count, 3072) and classes (count,) of one file."""
    if path.suffix == ".bin":
        return _from_bytes(path)
    with path.open("rb") as file:
        return _from_pickle(path, file)


def _from_bytes(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    raw = np.frombuffer(path.read_bytes(), np.uint8)
    if not raw.size or raw.size % RECORD:
        raise ValueError(f"{path}: not made of records of {RECORD} bytes")
    records = raw.reshape(-1, RECORD)
    return records[:, 1:], records[:, 0].astype(np.int64)


def _from_pickle(path: Path, file: IO[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    try:
        held = ArraysOnly(file, encoding="bytes").load()
        pixels = np.asarray(held[b"data"], np.uint8)
        classes = np.asarray(held[b"labels"], np.int64)
    except (
        pickle.UnpicklingError,
        EOFError,
        KeyError,
        TypeError,
        ValueError,
        IndexError,
        AttributeError,
    ) as error:
        raise ValueError(f"{path}: not a batch of CIFAR-10: {error}") from error
    if pixels.shape != (len(classes), RECORD - 1):
        raise ValueError(f"{path}: pixels of shape {pixels.shape} for {len(classes)} labels")
    return pixels, classes
