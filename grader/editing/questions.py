"""A question of each kind to begin from: a whole one, whose reference answer earns full marks, to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Ask:
    """A value that the teacher is asked for: where it stands below the part or the parameters, and what it is."""

    path: str
    told: str


@dataclass(frozen=True, slots=True)
class Template:
    """The options of a part and the parameters that they name; `asks` are the values worth asking for."""

    options: str
    parameters: Mapping[str, str]
    asks: tuple[Ask, ...]


_FUNCTION = "{type: function, expression: x^2 - 2 x}"
_OF_F = Ask("parameters.function.expression", "f(x)")

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        "choice": Template(
            'expected: "yes"\nclaim: [classification]\nreference: "yes"',
            {},
            (
                Ask("part.expected", "the right answer, yes or no"),
                Ask("part.claim", "the beginnings of what it is about, in brackets"),
                Ask("part.reference", "the model answer"),
            ),
        ),
        "equations": Template(
            "of: weights\nneuron: n2\nnetwork: network\nloss: loss",
            {
                "network": "type: network\ninputs: [x1, x2]\nbias: [x2]\nneurons:\n  n1: [x1, x2]\n  n2: [n1]",
                "loss": "type: squared-error\nlabels: {n2: y1}",
            },
            (
                Ask("part.of", "what of it: outputs, weights, slope or update"),
                Ask("part.neuron", "the neuron whose weights are meant"),
            ),
        ),
        "grid": Template(
            "image: image\nconvolutions: [kernel]",
            {
                "image": "type: grid\nrows: [[1, 0, 2], [0, 3, 0], [3, 0, 1]]",
                "kernel": "type: convolution\nkernel: [[1, 0], [0, -1]]\nstride: 1\npadding: 0\ndilation: 1",
            },
            (
                Ask("parameters.image.rows", "the image, by rows in brackets"),
                Ask("parameters.kernel.kernel", "the kernel, by rows in brackets"),
                Ask("parameters.kernel.stride", "its stride"),
                Ask("parameters.kernel.padding", "its padding"),
                Ask("parameters.kernel.dilation", "its dilation"),
            ),
        ),
        "ideas": Template(
            'question: "Why?"\nreference: "because"\nconcepts:\n- id: main\n  text: "because"\n  patterns:\n  - "because"',
            {},
            (
                Ask("part.question", "the question as it is printed"),
                Ask("part.reference", "a model answer"),
                Ask("part.concepts.main.text", "the idea that earns the points, as students read it"),
                Ask("part.concepts.main.patterns.1", "words of it that must stand together, such as: shift*|move* threshold"),
            ),
        ),
        "iterates": Template(
            "function: function\nstart: start",
            {"function": _FUNCTION, "start": "{type: number, value: 3}"},
            (_OF_F, Ask("parameters.start.value", "where the descent starts")),
        ),
        "method": Template("function: function", {"function": _FUNCTION}, (_OF_F,)),
        "number": Template("function: function", {"function": _FUNCTION}, (_OF_F,)),
        "shape": Template(
            "layers: layers\nlayer: conv1\nof: map",
            {
                "layers": "type: layers\nbatch: 16\ninput: [32, 32, 3]\nparts: 1\nstack:\n"
                "- {name: conv1, conv: 8, kernel: [3, 3], padding: same}"
            },
            (
                Ask("parameters.layers.input", "height, width and channels of the input, in brackets"),
                Ask("parameters.layers.stack.conv1.conv", "the filters of its convolution"),
                Ask("part.of", "what of it: map, kernel or tensor"),
            ),
        ),
    }
)  # fmt: skip
"""A printed program to correct is too long to begin from three answers: keep the one of an exam that has it."""
