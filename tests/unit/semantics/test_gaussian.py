"""The functor to Gauss: it takes composition to composition, and copies share their noise."""

from functools import reduce
from operator import matmul, rshift

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from itbounds import (
    Box,
    CompositionError,
    Diagram,
    DomainError,
    EuclideanSpace,
    GaussianKernel,
    UnknownNameError,
    interpret,
)
from itbounds.semantics.gaussian import gaussian
from itbounds.testing.gaussian_strategies import gaussian_kernels

DIMS = {"X": 1, "Y": 2, "Z": 3}
BOXES = [
    Box("p", (), "X"),
    Box("q", (), ("Y", "Z")),
    Box("f", "X", "Y"),
    Box("g", ("Y", "X"), "Z"),
    Box("h", "Z", ("X", "X")),
]


def space(wires):
    return EuclideanSpace(tuple(wires), tuple(DIMS[w] for w in wires))


def generators(wire, other):
    """The arrows without a box, in both worlds, by one name."""
    return [
        (Diagram.id(wire), GaussianKernel.id(space([wire]))),
        (Diagram.copy(wire), GaussianKernel.copy(space([wire]))),
        (Diagram.discard(wire), GaussianKernel.discard(space([wire]))),
        (Diagram.swap(wire, other), GaussianKernel.swap(space([wire]), space([other]))),
    ]


@st.composite
def pairs(draw):
    """A diagram of layers, and the Gaussian kernel that pairwise composition makes of it."""
    kernels = {b.name: draw(gaussian_kernels(space(b.dom), space(b.cod))) for b in BOXES}
    wires = draw(st.lists(st.sampled_from("XYZ"), max_size=2))
    diagram, kernel = Diagram.id(*wires), GaussianKernel.id(space(wires))
    for _ in range(draw(st.integers(1, 4))):
        layer, rest = [], list(diagram.cod)
        while rest:
            other = rest[1] if len(rest) > 1 else None
            fits = [
                (Diagram.id(*b.dom) >> b, kernels[b.name])
                for b in BOXES
                if b.dom and tuple(rest[: len(b.dom)]) == b.dom
            ]
            plain = generators(rest[0], other or rest[0])
            fits += plain if other else plain[:3]
            layer.append(draw(st.sampled_from(fits)))
            rest = rest[len(layer[-1][0].dom) :]
        for b in BOXES[:2]:
            if draw(st.booleans()) and len(layer) < 4:
                layer.append((Diagram.id() >> b, kernels[b.name]))
        if layer:
            diagram = diagram >> reduce(matmul, [d for d, _ in layer])
            kernel = kernel >> reduce(matmul, [k for _, k in layer])
    return diagram, kernel, kernels


@given(pairs())
def test_evaluation_is_a_functor(case):
    diagram, kernel, kernels = case
    found = gaussian(diagram.wiring, kernels, DIMS)
    assert (found.dom, found.cod) == (space(diagram.dom), space(diagram.cod))
    size = 1.0 + max(np.abs(kernel.A).max(initial=0.0), np.abs(kernel.noise_cov).max(initial=0.0))
    assert found.agrees_with(kernel, atol=1e-11 * size)
    assert gaussian(diagram.normal_form, kernels, DIMS).agrees_with(kernel, atol=1e-11 * size)


def test_a_copy_shares_its_noise_and_a_second_box_does_not():
    f = Box("f", (), "X")
    kernels = {"f": GaussianKernel.state([0], [[2.0]])}
    shared = gaussian((f >> Diagram.copy("X")).wiring, kernels)
    apart = gaussian((f @ f).wiring, kernels)
    assert shared.covariance.tolist() == [[2.0, 2.0], [2.0, 2.0]]
    assert apart.covariance.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert shared.cod.names == ("X", "X")


def test_what_cancels_is_zero_and_stays_a_function():
    """The difference of a wire with its copy, through factors that no double holds exactly."""
    f, g = Box("f", (), "X"), Box("g", ("X", "X"), ("D", "X"))
    third = GaussianKernel.state([0.1], [[1 / 3]])
    tenth = GaussianKernel(
        [[0.1, -0.1], [0.3, 0.0]], dom=EuclideanSpace(("", ""), (1, 1)), cod={"D": 1, "X": 1}
    )
    law = gaussian((f >> Diagram.copy("X") >> g).wiring, {"f": third, "g": tenth})
    assert law.marginal("D").is_deterministic
    assert law.covariance[1, 1] == pytest.approx(0.03, rel=1e-15)
    assert law.spread.bound == (0,)
    assert law.mean == pytest.approx([0.0, 0.03], abs=1e-17)


def test_a_chain_of_two_hundred_sensors_is_one_pass():
    """Evaluated along the wiring: a random walk with 200 steps, each step seen at the end."""
    step = Box("step", "X", ("X", "Y"))
    kernel = GaussianKernel([[1.0], [1.0]], [0, 0], [[1, 1], [1, 1]], dom="X", cod={"X": 1, "Y": 1})
    walk = reduce(rshift, [step] + [step @ Diagram.id(*["Y"] * i) for i in range(1, 200)], Diagram.id("X"))
    law = gaussian(walk.wiring, {"step": kernel})
    times = np.arange(200, 0, -1)
    assert law.noise_cov[1:, 1:] == pytest.approx(np.minimum.outer(times, times), abs=1e-9)
    assert law.A.tolist() == [[1.0]] * 201


def test_wires_take_what_the_kernels_say():
    f = Box("f", ("X", "Y"), "Z")
    wide = GaussianKernel(np.ones((1, 3)))
    with pytest.raises(CompositionError, match="a block for each wire"):
        gaussian((Diagram.id("X", "Y") >> f).wiring, {"f": wide})
    found = gaussian((Diagram.id("X", "Y") >> f).wiring, {"f": wide}, {"Y": 2})
    assert found.dom == EuclideanSpace(("X", "Y"), (1, 2))
    for wrong in ({"Y": 4}, {"X": 1, "Y": 1}):
        with pytest.raises(CompositionError, match="a block for each wire"):
            gaussian((Diagram.id("X", "Y") >> f).wiring, {"f": wide}, wrong)
    with pytest.raises(UnknownNameError, match="'f' has no kernel"):
        gaussian((Diagram.id("X", "Y") >> f).wiring, {"g": wide})
    with pytest.raises(DomainError, match="wire 'U'"):
        gaussian(Diagram.id("U").wiring, {})
    g, h = Box("g", "X", "Y"), Box("h", "Y", "Z")
    with pytest.raises(CompositionError, match="wire 'Y'"):
        gaussian(
            (g >> h).wiring, {"g": GaussianKernel(np.ones((2, 1))), "h": GaussianKernel(np.ones((1, 1)))}
        )
    named = GaussianKernel([[1.0]], [0.0], [[1.0]], dom="speed", cod="force")
    assert gaussian((Diagram.id("X") >> g).wiring, {"g": named}).dom.names == ("X",)
    certain = Box("g", "X", "Y", deterministic=True)
    with pytest.raises(DomainError, match="declared deterministic"):
        gaussian((Diagram.id("X") >> certain).wiring, {"g": named})


def test_the_public_functor_finds_its_way_here():
    law = interpret(BOXES[0] >> BOXES[2], {
        "p": GaussianKernel.state([1.0], [[1.0]]), "f": GaussianKernel([[1.0], [2.0]], [0, 0], np.eye(2)),
    })  # fmt: skip
    assert isinstance(law, GaussianKernel)
    assert law.covariance.tolist() == [[2.0, 2.0], [2.0, 5.0]]
