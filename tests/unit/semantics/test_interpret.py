"""What interpretation asks of kernels and spaces, and what it says if they do not fit."""

from functools import reduce

import numpy as np
import pytest
import sympy

import itbounds as ib
from itbounds import Box, Diagram, errors
from itbounds.kernels import Kernel, Space
from itbounds.numerics.operators import Deterministic, Kronecker

f, g = Box("f", "X", "Y"), Box("g", "Y", "Z")


def test_letters_and_names_come_from_the_kernels_and_wires():
    weather = Space.of(["sun", "rain"])
    kernel = ib.interpret(f >> g, {"f": Kernel(weather, Space.of(3), np.full((2, 3), 1 / 3)), "g": np.eye(3)})
    assert kernel.dom == Space.of(["sun", "rain"], "X")
    assert kernel.cod == Space.of(3, "Z")


def test_a_product_space_on_one_wire_becomes_one_factor():
    pair = Space.of("ab", "L") @ Space.of(2, "N")
    kernel = ib.interpret(
        Diagram.copy("X") >> Diagram.id("X") @ f, {"f": Kernel(pair, Space.of(1), np.ones((4, 1)))}
    )
    assert kernel.dom.names == ("X",)
    assert kernel.dom.letters == (("a", 0), ("a", 1), ("b", 0), ("b", 1))


def test_bare_matrices_on_several_wires_need_at_most_one_size():
    split, merge = Box("s", "A", ("B", "C")), Box("m", ("B", "C"), "D")
    kernels = {"s": np.full((2, 6), 1 / 6), "m": np.full((6, 2), 0.5)}
    kernel = ib.interpret(split >> merge, kernels, {"B": 2})
    assert kernel.cod.shape == (2,)
    assert ib.interpret(split, kernels, {"C": 2}).cod.shape == (3, 2)
    with pytest.raises(errors.DomainError, match=r"'s' gives B @ C with 6 letters.*spaces=\{'B'"):
        ib.interpret(split >> merge, kernels)
    with pytest.raises(errors.CompositionError, match=r"'s' gives 6 on the wires B @ C, of which B: 4"):
        ib.interpret(split, kernels, {"B": 4})
    with pytest.raises(errors.CompositionError, match=r"B: 2, C: 2"):
        ib.interpret(split, kernels, {"B": 2, "C": 2})


def test_a_mismatch_names_the_box_the_wire_and_both_spaces():
    with pytest.raises(errors.CompositionError, match=r"'g' takes 2 on the wire 'Y'; the box 'f' gives 3"):
        ib.interpret(f >> g, {"f": np.full((2, 3), 1 / 3), "g": np.eye(2)})
    said = {
        "f": Kernel(Space.of(2), Space.of("ab"), np.eye(2)),
        "g": Kernel(Space.of("ba"), Space.of(2), np.eye(2)),
    }
    with pytest.raises(
        errors.CompositionError, match=r"'g' takes .* on the wire 'Y'; the box 'f' gives"
    ) as caught:
        ib.interpret(f >> g, said)
    assert caught.value.where == "Y"
    assert caught.value.value == (Space.of("ba"), Space.of("ab"))
    with pytest.raises(errors.CompositionError, match=r"'f' takes 2 on the wire 'X'; `spaces` 3"):
        ib.interpret(f, {"f": np.eye(2)}, {"X": 3})


def test_what_is_missing_is_named():
    with pytest.raises(errors.UnknownNameError, match=r"'g' has no kernel.*'f'"):
        ib.interpret(f >> g, {"f": np.eye(2)})
    with pytest.raises(errors.DomainError, match=r"'W' touches no box.*spaces=\{'W': size\}"):
        ib.interpret(f @ Diagram.id("W"), {"f": np.eye(2)})
    with pytest.raises(errors.DTypeError, match="no diagram"):
        ib.interpret("f", {"f": np.eye(2)})
    with pytest.raises(errors.NotNormalizedError, match="kernel of the box 'f'"):
        ib.interpret(f, {"f": [[0.5, 0.6]]})
    with pytest.raises(errors.ShapeError, match="box 'p'"):
        ib.interpret(Box("p", (), "X"), {"p": Kernel.id(2)})


def test_a_promise_of_determinism_is_kept():
    function = Box("f", "X", "Y", deterministic=True)
    with pytest.raises(errors.DomainError, match=r"'f' is declared deterministic; its kernel is not"):
        ib.interpret(function, {"f": [[0.5, 0.5]]})
    twice = ib.interpret(function >> Diagram.copy("Y"), {"f": np.eye(3)[[2, 0, 1]]})
    assert isinstance(twice.operator, Deterministic)
    assert twice.matrix.argmax(axis=1).tolist() == [8, 0, 4]


def test_discarded_boxes_are_not_touched():
    diagram = Diagram.copy("X") >> f @ Box("unknown", "X", "Q") >> Diagram.id("Y") @ Diagram.discard("Q")
    kernel = ib.interpret(diagram, {"f": ib.zoo.bsc(0.1)})
    assert (kernel.matrix == ib.zoo.bsc(0.1).matrix).all()


def test_structured_boxes_are_taken_apart():
    """A kernel that is a product of twelve is contracted factor by factor, between laws of 4096 letters."""
    wires = tuple(f"X{i}" for i in range(12))
    channel = reduce(Kernel.__matmul__, [ib.zoo.bsc(0.03 * i) for i in range(12)])
    assert isinstance(channel.operator, Kronecker)
    law = np.random.default_rng(3).dirichlet(np.ones(4096))
    noise = Box("W", wires, wires)
    pushed = ib.interpret(
        Box("p", (), wires) >> noise >> noise, {"p": law, "W": channel}, dict.fromkeys(wires, 2)
    )
    direct = ib.Distribution.of(law) >> channel >> channel
    assert np.abs(pushed.probabilities - direct.probabilities).max() < 1e-15
    assert pushed.space.names == wires


def test_kinds_are_told_apart():
    s = sympy.Symbol("s", positive=True)
    formulas = {"f": [[1 - s, s], [s, 1 - s]], "g": ib.zoo.bsc(0.1)}
    kernel = ib.interpret(f >> g, formulas)
    assert isinstance(kernel, ib.SymbolicKernel)
    numbers = {"f": ib.zoo.bsc(0.25), "g": ib.zoo.bsc(0.1)}
    at = kernel.at(s=0.25)
    assert np.abs(at.matrix - ib.interpret(f >> g, numbers).matrix).max() < 1e-15
    real = ib.GaussianKernel([[1.0]], [0.0], [[1.0]])
    assert isinstance(ib.interpret(f >> g, {"f": real, "g": real}), ib.GaussianKernel)
    with pytest.raises(errors.CompositionError, match=r"'f' is Gaussian, that of 'g' is not"):
        ib.interpret(f >> g, {"f": real, "g": ib.zoo.bsc(0.1)})


def test_a_law_of_two_wires_is_a_table_whether_it_holds_formulas_or_not():
    s = sympy.Symbol("s", positive=True)
    pair = Diagram(Box("pair", (), ("X", "Y")))
    kernels = {"pair": [[s, 0, 0], [0, s, 1 - 2 * s]], "f": [[1 - s, s], [s, 1 - s]]}
    law = ib.interpret(pair, kernels)
    assert law.cod.shape == (2, 3)
    assert list(law.matrix) == [s, 0, 0, 0, s, 1 - 2 * s]
    assert ib.interpret(pair, {"pair": sympy.Matrix(kernels["pair"])}).agrees_with(law)
    flat = [s, 0, 0, 0, s, 1 - 2 * s]
    for row in (flat, [flat], sympy.Matrix([flat])):
        assert ib.interpret(pair, {"pair": row}, spaces={"X": 2}).agrees_with(law)
    # Numbers beside formulas are read as they are alone.
    numbers = {"pair": np.array([[0.25, 0.0], [0.25, 0.5]]), "f": kernels["f"]}
    pushed = ib.interpret(pair >> (Box("f", "X", "Z") @ Diagram.id("Y")), numbers)
    bare = {"pair": numbers["pair"], "f": [[0.75, 0.25], [0.25, 0.75]]}
    expected = ib.interpret(pair >> (Box("f", "X", "Z") @ Diagram.id("Y")), bare)
    assert pushed.at(s=0.25).matrix.ravel() == pytest.approx(expected.probabilities, abs=1e-15)
    with pytest.raises(errors.CompositionError, match=r"gives 3 on the wire 'Y'; `spaces` 2"):
        ib.interpret(pair, kernels, spaces={"Y": 2})


def test_what_is_discarded_still_says_what_enters():
    s = sympy.Symbol("s", positive=True)
    real = ib.GaussianKernel([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
    for kernel, kind, size in (
        (ib.zoo.bsc(0.1), ib.Kernel, 2),
        ([[1 - s, s], [s, 1 - s]], ib.SymbolicKernel, 2),
        (real, ib.GaussianKernel, 2),
    ):
        gone = ib.interpret(f >> Diagram.discard("Y"), {"f": kernel})
        assert isinstance(gone, kind)
        assert gone.agrees_with(kind.discard(gone.dom))
        assert (gone.dom.names, gone.dom.size, gone.cod.size) == (
            ("X",),
            size,
            0 if kind is type(real) else 1,
        )
        beside = ib.interpret((f >> Diagram.discard("Y")) @ Diagram.id("X"), {"f": kernel})
        assert beside.agrees_with(kind.discard(gone.dom) @ kind.id(gone.dom))
    line = ib.EuclideanSpace.of(2, "X")
    assert ib.interpret(Diagram.copy("X"), {}, {"X": line}).agrees_with(ib.GaussianKernel.copy(line))
    with pytest.raises(errors.DomainError, match="touches no box that has a kernel"):
        ib.interpret(f >> Diagram.discard("Y"), {})


def test_kernels_and_spaces_are_given_by_name():
    with pytest.raises(errors.DTypeError, match="kernels by name"):
        ib.interpret(f, [[1.0]])
    with pytest.raises(errors.DTypeError, match="spaces by name"):
        ib.interpret(f, {"f": ib.zoo.bsc(0.1)}, spaces=2)
    assert ib.interpret(Diagram.id("X"), {}, spaces={"X": np.int64(2)}).matrix.tolist() == np.eye(2).tolist()
    with pytest.raises(errors.DomainError, match=r"2\.5; it must be an integer"):
        ib.interpret(Diagram.id("X"), {}, spaces={"X": 2.5})


def test_the_joint_law_names_its_variables():
    step = Box("step", "X", "X")
    chain = Box("p", (), "X") >> step >> step
    kernels = {"p": [0.25, 0.75], "step": ib.zoo.bsc(0.1)}
    law = ib.joint_law(chain, kernels)
    assert law.space.names == chain.variables
    assert law.independent(0, 2, given=1)
    assert ib.joint_law(chain, kernels, variables=[chain.variables[0]]).probabilities.tolist() == [0.25, 0.75]
    with pytest.raises(errors.DomainError, match=r"X enter the diagram.*states"):
        ib.joint_law(step, kernels)
    with pytest.raises(errors.DomainError, match="'Q' is no wire"):
        ib.joint_law(chain, kernels, variables="Q")
    with pytest.raises(errors.DTypeError, match="GaussianKernel"):
        ib.joint_law(Box("p", (), "X"), {"p": ib.GaussianKernel(np.zeros((1, 0)), [0.0], [[1.0]])})


def test_a_joint_law_that_does_not_fit_says_so():
    coins = reduce(Diagram.__matmul__, [Diagram(Box("coin", (), "C"))] * 30)
    with pytest.raises(errors.SparseNotSupportedError, match="1073741824"):
        ib.joint_law(coins, {"coin": [0.5, 0.5]})
    few = ib.joint_law(coins, {"coin": [0.5, 0.5]}, variables=coins.variables[:3])
    assert few.probabilities.tolist() == [0.125] * 8
    # Interpreted, it stays a product.
    assert ib.interpret(coins, {"coin": [0.5, 0.5]}).entropy() == pytest.approx(30.0)


def test_wires_that_are_too_many_to_rearrange_say_so():
    many = [f"X{i}" for i in range(30)]
    boxes = reduce(Diagram.__matmul__, [Diagram(Box("b", x, x)) for x in ["X"] * 30])
    swapped = boxes >> Diagram.swap(("X",) * 15, ("X",) * 15)
    assert len(many) == len(swapped.cod)
    with pytest.raises(errors.SparseNotSupportedError, match="30 wires with 1073741824 letters"):
        ib.interpret(swapped, {"b": ib.zoo.bsc(0.1)})
