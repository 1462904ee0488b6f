"""Formulas of entropies: right at the ends of their ranges, exact, differentiable, and one numpy call."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose

import itbounds as ib
from itbounds.errors import (
    CompositionError,
    DomainError,
    DTypeError,
    UnknownNameError,
)
from itbounds.kernels.measures import mutual_information
from itbounds.semantics.expression_balls import enclosure
from itbounds.semantics.vectorised import vectorised

p, q, r = sympy.symbols("p q r", nonnegative=True)
BSC = [[1 - p, p], [p, 1 - p]]
RELAY = ib.Box("bit", (), "X") >> ib.Box("W", "X", "Y") >> ib.Box("V", "Y", "Z")
BOXES = {"bit": [0.5, 0.5], "W": BSC, "V": [[1, 0], [q, 1 - q]]}


def test_the_information_of_a_symmetric_channel_is_the_formula_of_the_books():
    found = ib.formula("I(X;Y)", RELAY, BOXES)
    assert sympy.simplify(found.expr - (sympy.log(2) + p * sympy.log(p) + (1 - p) * sympy.log(1 - p))) == 0
    assert found.parameters == (p,)
    assert found.at(p=0.11) == pytest.approx(0.5000840420, abs=1e-9)
    assert r"\ln" in found.to_latex()
    assert found.to_latex() in found._repr_latex_()


def test_values_at_the_ends_are_the_limits():
    found = ib.formula("I(X;Z)", RELAY, BOXES)
    for ends, bits in (
        ((0, 0), 1.0),
        ((1, 0), 1.0),
        ((0.5, 0), 0.0),
        ((0, 1), 0.0),
        ((0, 0.5), 0.31127812445913283),
    ):
        at = dict(zip((p, q), ends, strict=True))
        assert found.at(at) == pytest.approx(bits, abs=1e-14)
        assert float(found.sweep(at)) == pytest.approx(bits, abs=1e-14)
    assert sympy.simplify(ib.formula("I(X;Y)", RELAY, BOXES).limit(p, 0) - sympy.log(2)) == 0
    slope = ib.formula("H(Y|X)", RELAY, BOXES).diff(p)
    assert slope.limit(p, 0) == sympy.oo
    assert slope.at(p=0.5) == 0.0


def test_singularities_that_cancel_are_gone_from_derivatives():
    # H(X, Y) - H(Y | X) is the entropy of the bit, whatever the noise.
    whole = ib.formula("H(X,Y) - H(Y|X)", RELAY, {**BOXES, "bit": [1 - r, r]})
    assert whole.parameters == (r,)
    assert whole.diff(r).expr == sympy.log(1 - r) - sympy.log(r)


def test_second_derivatives_are_derivatives_of_first_ones():
    found = ib.formula("I(X;Z)", RELAY, BOXES)
    twice = found.diff("p").diff("q")
    expected = sympy.diff(found.expr, p, q).subs({p: sympy.Rational(1, 5), q: sympy.Rational(1, 3)})
    assert twice.at({p: 0.2, q: sympy.Rational(1, 3)}, unit="nat") == pytest.approx(
        float(expected), abs=1e-12
    )


def test_a_law_with_named_factors_serves_as_well_as_a_diagram():
    space = ib.Space.of(2, "X") @ ib.Space.of(2, "Y")
    joint = ib.SymbolicKernel.state([(1 - p) / 2, p / 2, p / 2, (1 - p) / 2], space)
    direct, drawn = ib.formula("I(X;Y)", joint), ib.formula("I(X;Y)", RELAY, BOXES)
    assert sympy.simplify(direct.expr - drawn.expr) == 0
    numbers = ib.Distribution.of([[0.5, 0.0], [0.25, 0.25]], names="XY")
    assert ib.formula("H(Y|X)", numbers).at() == pytest.approx(0.5)


def test_internal_wires_and_numbered_wires_are_variables():
    twice = ib.Box("bit", (), "X") >> ib.Box("W", "X", "X") >> ib.Box("W", "X", "X")
    markov = ib.formula("I(X1;X3|X2)", twice, BOXES)
    assert markov.sweep(p=np.linspace(0, 1, 7)) == pytest.approx(np.zeros(7), abs=1e-15)
    with pytest.raises(DomainError, match="the variables are X1, X2, X3"):
        ib.formula("H(X)", twice, BOXES)


def test_copies_and_functions_are_respected():
    parity = ib.Box("xor", ("X", "Y"), "S", deterministic=True)
    bits = ib.Box("a", (), "X") @ ib.Box("b", (), "Y")
    diagram = bits >> ib.Diagram.copy("X", "Y") >> ib.Diagram.id("X", "Y") @ parity
    xor = {"a": [1 - p, p], "b": [1 - q, q], "xor": [[1, 0], [0, 1], [0, 1], [1, 0]]}
    assert ib.formula("H(S|X,Y)", diagram, xor).terms == ()
    fair = ib.formula("I(X;Y|S)", diagram, {**xor, "a": [0.5, 0.5], "b": [0.5, 0.5]})
    assert fair.at() == pytest.approx(1.0)
    with pytest.raises(DomainError, match="declared deterministic"):
        ib.formula("H(S)", diagram, {**xor, "xor": [[p, 1 - p], [0, 1], [0, 1], [1, 0]]})


def test_interpretation_mixes_numbers_and_formulas_and_names_its_wires():
    found = ib.interpret(RELAY, {**BOXES, "V": ib.zoo.bec(0.25)}, None)
    assert isinstance(found, ib.SymbolicKernel)
    assert found.cod.names == ("Z",)
    assert found.cod.letters == (0, 1, "e")
    both = ib.interpret(ib.Diagram.copy("X") >> ib.Box("W", "X", "Y") @ ib.Diagram.id("X"), {"W": BSC})
    assert both.matrix.tolist() == [[1 - p, 0, p, 0], [0, p, 0, 1 - p]]
    thrown = ib.interpret(ib.Box("W", "X", "Y") >> ib.Diagram.discard("Y"), {"W": BSC}, {"X": 2})
    assert np.asarray(thrown.at().matrix if isinstance(thrown, ib.SymbolicKernel) else thrown).tolist() == [
        [1.0],
        [1.0],
    ]
    with pytest.raises(UnknownNameError, match="'V' has no kernel"):
        ib.interpret(RELAY, {"bit": [0.5, 0.5], "W": BSC})
    with pytest.raises(CompositionError, match="Gaussian"):
        ib.interpret(RELAY, {**BOXES, "V": ib.GaussianKernel([[1.0]], [0.0], [[1.0]])})


def test_what_has_no_formula_is_refused():
    with pytest.raises(DomainError, match="not made of entropies alone"):
        ib.formula("H(X) - 1", RELAY, BOXES)
    with pytest.raises(CompositionError, match="X enters"):
        ib.formula("H(Y)", ib.Box("W", "X", "Y"), BOXES)
    with pytest.raises(DTypeError, match="no expression"):
        ib.formula("H(X) <= 1", RELAY, BOXES)
    with pytest.raises(DomainError, match="p has no value"):
        ib.formula("H(Y|X)", RELAY, BOXES).at()
    with pytest.raises(DomainError, match="is no parameter"):
        ib.formula("H(Y|X)", RELAY, BOXES).diff("z")


def test_arguments_of_the_numpy_function_come_in_the_order_asked_for_and_broadcast():
    found = ib.formula("I(X;Z)", RELAY, BOXES)
    x, y = np.linspace(0, 1, 4), np.linspace(0, 1, 5)[:, None]
    assert_allclose(found.lambdify(q, p)(y, x), found.lambdify("p", "q")(x, y), atol=1e-15)
    assert found.sweep(p=x, q=y, unit="nat").shape == (5, 4)
    with pytest.raises(DomainError, match="q has no value"):
        found.lambdify(p)


def test_a_sweep_is_the_loop():
    found, values = ib.formula("I(X;Z)", RELAY, BOXES), np.linspace(0.0, 1.0, 201)
    loop = [mutual_information([0.5, 0.5], ib.zoo.bsc(v) >> ib.zoo.z_channel(0.3)) for v in values]
    assert_allclose(found.sweep(p=values, q=0.3), loop, atol=1e-14)


def test_beyond_the_domain_there_is_no_value():
    found = ib.formula("I(X;Z)", RELAY, BOXES)
    swept = found.sweep(p=np.array([-0.1, 0.0, 0.3, 1.0, 1.1]), q=0.2)
    assert np.isnan(swept).tolist() == [True, False, False, False, True]
    assert np.isnan(found.diff(p).sweep(p=np.array([1.1, 0.5]), q=0.2)).tolist() == [True, False]
    with pytest.raises(DomainError, match="logarithm"):
        found.at(p=1.1, q=0.2)


@pytest.mark.parametrize("backend", ["arb", "iv"])
def test_enclosures_contain_the_value_to_forty_digits(backend):
    import mpmath

    x = sympy.Rational(Fraction(0.3).numerator, Fraction(0.3).denominator)
    forms = [
        p * sympy.log(p) - sympy.exp(-p) ** 3,
        sympy.sqrt(p) / (1 - p),
        sympy.Max(p, sympy.log(2)) + sympy.Min(sympy.exp(p), 2) + abs(p - 1),
        p ** sympy.Rational(-3, 2) + sympy.E**2,
        sympy.Piecewise((0, p < sympy.Rational(1, 10)), (sympy.log(p), True)),
        sympy.Piecewise((1, sympy.exp(p) < 1), (2, sympy.exp(p) > 1)),
    ]
    for form in forms:
        low, high = enclosure(form, {p: x}, backend=backend)
        with mpmath.workdps(40):
            true = mpmath.mpf(str(sympy.N(form.subs(p, x), 40)))
            assert mpmath.mpf(low) <= true <= mpmath.mpf(high), form
        assert high - low <= 4e-15


def test_enclosures_follow_the_convention_and_refuse_what_has_no_value():
    zero = sympy.Integer(0)
    assert enclosure(p * sympy.log(p), {p: zero}) == (0.0, 0.0)
    assert enclosure((1 - q) * sympy.exp(q * sympy.log(q) / (1 - q)), {q: sympy.Integer(1)}) == (0.0, 0.0)
    with pytest.raises(DomainError, match="logarithm"):
        enclosure(sympy.log(p), {p: zero})
    with pytest.raises(DomainError, match="divisor"):
        enclosure(1 / p, {p: zero})
    with pytest.raises(DomainError, match="no value"):
        enclosure(p * q, {p: sympy.Integer(1)})
    with pytest.raises(DTypeError, match="enclosure"):
        enclosure(sympy.gamma(p), {p: sympy.Rational(1, 3)})
    # Equal, which no ball can show.
    unclear = sympy.Piecewise((1, sympy.log(p) + sympy.log(q) < sympy.log(p * q)), (2, True))
    with pytest.raises(DomainError, match="decided"):
        enclosure(unclear, {p: sympy.Rational(1, 3), q: sympy.Rational(1, 7)})


def test_vectorised_formulas_have_no_nan_where_a_weight_is_zero():
    twice = (1 - p) * sympy.log(1 - p) * sympy.log(2)
    evaluate = vectorised([p * sympy.log(p), twice, sympy.Integer(3)], [p])
    found = evaluate(np.array([0.0, 0.5, 1.0]))
    assert_allclose(found[0], [0.0, 0.5 * np.log(0.5), 0.0])
    assert_allclose(found[1], [0.0, 0.5 * np.log(0.5) * np.log(2.0), 0.0])
    assert found[2].tolist() == [3.0] * 3
