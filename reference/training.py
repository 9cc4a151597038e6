"""Training the Siamese network, step by step, on a fixed seed.

`FAITHFUL` is what the exam prints, repaired: raw pixels, a rate of 1e-5, pairs at random, the bare root, biases at
-0.1. It does not learn to tell classes apart, and `LEARNING` changes the settings that keep it from that. Raw pixels
put distances in the hundreds, far over the margin of 1, so that pairs of two classes have no gradient (`scaled`). At
1e-5 the weights hardly move in a thousand steps (`rate`). Nine pairs in ten are of two classes (`balanced`). The
first pair of equal images makes every weight not a number (`epsilon`). On scaled pixels a bias of -0.1 silences most
of the last layer from the start (`bias`).
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from reference.adam import RATE, Adam
from reference.images import Images, draw_pairs
from reference.layers import LayerStack
from reference.siamese import BIAS, Siamese, contrastive_loss


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run depends on, besides the images and the layers."""

    rate: float = RATE
    scaled: bool = False
    balanced: bool = False
    epsilon: float = 0.0
    bias: float = BIAS
    seed: int = 0


FAITHFUL = Settings()
LEARNING = Settings(rate=1e-4, scaled=True, balanced=True, epsilon=1e-12, bias=0.0)


class Training:
    """A network on its way; the pairs of each step depend on the seed and the step alone, so a run can resume."""

    def __init__(self, stack: LayerStack, images: Images, settings: Settings, device: str = "cpu") -> None:
        self.images, self.settings, self.device = images, settings, device
        generator = torch.Generator().manual_seed(settings.seed)
        self.network = Siamese(stack, bias=settings.bias, generator=generator).to(device)
        self.adam = Adam(self.network.parameters(), settings.rate)
        self.losses: list[float] = []

    def run(self, steps: int) -> Iterator[float]:
        """The mean loss of a pair before each step, up to `steps` steps in all."""
        pairs = self.network.stack.batch // 2
        while len(self.losses) < steps:
            random = np.random.default_rng((self.settings.seed, len(self.losses)))
            batch, same = draw_pairs(self.images, pairs, random, balanced=self.settings.balanced)
            distance = self.network.distances(self._input(batch), epsilon=self.settings.epsilon)
            loss = contrastive_loss(distance, torch.from_numpy(same).to(self.device))
            torch.autograd.backward(loss.sum())
            self.adam.step()
            self.losses.append(loss.mean().item())
            yield self.losses[-1]

    @torch.no_grad()
    def distances(self, images: Images, batches: int = 64) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """The distances of balanced pairs of other images, and `same`; (batches · batch / 2,) each."""
        random = np.random.default_rng((self.settings.seed, 1))
        pairs = self.network.stack.batch // 2
        drawn = [draw_pairs(images, pairs, random, balanced=True) for _ in range(batches)]
        found = [self.network.distances(self._input(batch)).cpu().numpy() for batch, _ in drawn]
        return np.concatenate(found).astype(np.float64), np.concatenate([same for _, same in drawn])

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        kept: dict[str, Any] = {
            "settings": asdict(self.settings),
            "losses": self.losses,
            "weights": self.network.state_dict(),
            "adam": {
                "first": self.adam.first,
                "second": self.adam.second,
                "powers": [float(power) for power in self.adam.powers],
            },
        }
        unfinished = path.with_name(path.name + ".part")
        torch.save(kept, unfinished)
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint; raises ValueError where it is damaged or of other settings."""
        try:
            kept = torch.load(path, map_location=self.device, weights_only=True)
            if kept["settings"] != asdict(self.settings):
                raise ValueError(f"{path}: a checkpoint of other settings")
            self.network.load_state_dict(kept["weights"])
            self.adam.first, self.adam.second = kept["adam"]["first"], kept["adam"]["second"]
            beta1, beta2 = kept["adam"]["powers"]
            self.adam.powers = np.float32(beta1), np.float32(beta2)
            self.losses = list(kept["losses"])
        except (RuntimeError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
            raise ValueError(f"{path}: not a checkpoint of this network") from error

    def _input(self, batch: NDArray[np.uint8]) -> torch.Tensor:
        pixels = torch.from_numpy(batch).to(self.device, torch.float32)
        return pixels / 255 if self.settings.scaled else pixels
