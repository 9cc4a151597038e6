"""`grade train`: the exam's Siamese network, corrected, trained before the teacher's eyes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import open_rubric, rubric_option
from grader.errors import GraderError

if TYPE_CHECKING:
    from reference.images import Images
    from reference.training import Training

STEPS = 1_500
HELD_OUT = 1_000
SYNTHETIC = 4_000
CHECKPOINT_EVERY = 100


@click.command(short_help="Train the exam's Siamese network, and draw what it learns.")
@click.option("--learn", is_flag=True, help="Settings under which it learns, instead of the exam's own.")
@click.option("--steps", default=STEPS, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1))
@click.option("--cifar", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER")
@click.option("--device", default="cpu", show_default=True, help="cpu, or cuda where there is one.")
@click.option("--checkpoint", type=click.Path(dir_okay=False, path_type=Path), help="Save here, and go on.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="An SVG, PNG or PDF.")
@rubric_option
def train(
    learn: bool,
    steps: int,
    seed: int,
    cifar: Path | None,
    device: str,
    checkpoint: Path | None,
    picture: Path | None,
    rubric_path: Path | None,
) -> None:
    """Train the corrected network of the rubric's layer table on pairs of images.

    By default the settings are the exam's own (they do not learn: --learn changes what must be changed). The images
    are drawn, or those of CIFAR-10 below FOLDER. Before and after, the distances of pairs of other images are
    measured; the area under the curve is the chance that a pair of one class is nearer than one of two.
    """
    from dataclasses import replace

    from grader.render.learning import draw, print_separation
    from reference.layers import LayerStack
    from reference.training import FAITHFUL, LEARNING, Training

    stack = open_rubric(rubric_path).value("layers", LayerStack)
    images, others = _images(cifar, seed)
    settings = replace(LEARNING if learn else FAITHFUL, seed=seed)
    training = Training(stack, images, settings, _device(device))
    before = training.distances(others)
    _run(training, steps, checkpoint)
    after = training.distances(others)
    print_separation(training.losses, before, after)
    if picture is not None:
        draw(training.losses, before, after, picture)
        click.echo(f"{picture}", err=True)


def _images(cifar: Path | None, seed: int) -> tuple[Images, Images]:
    """Images to train on, and others to measure with."""
    from reference.cifar import read_cifar
    from reference.images import synthetic

    if cifar is None:
        return synthetic(SYNTHETIC, seed=seed), synthetic(HELD_OUT, seed=seed + 1)
    try:
        images = read_cifar(cifar)
    except (OSError, ValueError) as error:
        raise GraderError(str(error)) from error
    if len(images) <= HELD_OUT:
        raise GraderError(f"{cifar}: {len(images)} images are too few; {HELD_OUT} are kept to measure with")
    return images.part(HELD_OUT, len(images)), images.part(0, HELD_OUT)


def _device(name: str) -> str:
    import torch

    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError) as error:
        raise GraderError(f"no device {name} here: use --device cpu") from error
    return name


def _run(training: Training, steps: int, checkpoint: Path | None) -> None:
    """Train up to `steps` steps with a bar on stderr, saving now and then and at the end."""
    from grader.render.learning import progress

    try:
        if checkpoint is not None and checkpoint.exists():
            training.resume(checkpoint)
        with progress(steps, len(training.losses)) as advance:
            for loss in training.run(steps):
                advance(loss)
                if checkpoint is not None and len(training.losses) % CHECKPOINT_EVERY == 0:
                    training.save(checkpoint)
        if checkpoint is not None:
            training.save(checkpoint)
    except (OSError, ValueError) as error:
        raise GraderError(str(error)) from error
