"""The child process: a plan on stdin, what was observed on stdout, both JSON. `python -m grader.training.trial`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from grader.training.network import Network
from grader.training.optimizers import Descent


def main() -> None:
    """Read a plan, train, write what was observed; a plan that torch refuses is said, and is no crash.

    One thread: the batch is small, and the sums come out the same every time.
    """
    torch.set_num_threads(1)
    plan = json.load(sys.stdin)
    try:
        observed = train(plan)
    except (ValueError, RuntimeError, KeyError, IndexError) as error:
        observed = {"refused": str(error)[:200]}
    json.dump(observed, sys.stdout)


def train(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The losses before each step (summed over pairs), first gradients, and which losses an image moves.

    Step t uses batch number `batches[t % len(batches)]`; raises what torch raises on shapes that do not fit.
    """
    network = Network(plan["nodes"], len(plan["layers"]), plan["batch"])
    place, chosen = plan["loss"], plan["batches"]
    before = network.compute(place, *_given(network, chosen[0]))
    moved = _moved(network, place, before.detach(), chosen[0])
    descent = Descent(plan["optimizer"], plan["rate"], network.parameters)
    losses: list[float] = []
    gradients: list[float] = []
    for step in range(plan["steps"]):
        loss = network.compute(place, *_given(network, chosen[step % len(chosen)])).sum()
        losses.append(loss.item())
        _differentiate(loss, network)
        gradients = gradients or [_norm(network.kernels[at].grad) for at in sorted(network.kernels)]
        descent.step()
    with torch.no_grad():
        after = network.compute(place, *_given(network, chosen[0])).sum().item()
    return {
        "losses": [_plain(loss) for loss in losses],
        "after": _plain(after),
        "gradients": [_plain(norm) for norm in gradients],
        "count": before.numel(),
        "elements": [_plain(loss) for loss in before.detach().flatten()[:64].tolist()],
        "moved": moved,
    }


def _given(network: Network, batch: int) -> tuple[Tensor, Tensor]:
    return network.images[batch], network.labels[batch]


def _differentiate(loss: Tensor, network: Network) -> None:
    for weight in network.parameters:
        weight.grad = None
    if loss.requires_grad:
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped


def _moved(network: Network, place: int, before: Tensor, batch: int) -> int:
    """How many losses change when the first image is turned upside down and lightened."""
    images, same = _given(network, batch)
    changed = images.clone()
    changed[0] = 255 - images[0].flip(0)
    with torch.no_grad():
        after = network.compute(place, changed, same)
    return int((after != before).sum().item())


def _norm(gradient: Tensor | None) -> float:
    return 0.0 if gradient is None else gradient.norm().item()


def _plain(number: float) -> float | None:
    """A number that JSON can write, None for one that is not finite."""
    return number if abs(number) < float("inf") else None


if __name__ == "__main__":
    main()
