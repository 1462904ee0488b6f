"""Kernels with parameters obey the laws of kernels, and evaluation is a functor to kernels of numbers."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.kernels.measures import conditional_entropy, mutual_information
from itbounds.semantics import formula
from itbounds.testing.diagrams import SIGNATURE, diagrams
from tests.reference.diagrams import SIZES

P, Q = sympy.symbols("p q")
SMALL = st.integers(1, 3)
VALUES = st.floats(0.0, 1.0).map(lambda x: round(x, 6))
few = settings(max_examples=10, deadline=None)
fewer = settings(max_examples=5, deadline=None)


@st.composite
def rational_rows(draw, rows, columns):
    weights = draw(st.lists(st.lists(st.integers(0, 3), min_size=columns, max_size=columns),
                            min_size=rows, max_size=rows))  # fmt: skip
    for row in weights:
        row[draw(st.integers(0, columns - 1))] += 1
    return [[Fraction(w, sum(row)) for w in row] for row in weights]


@st.composite
def symbolic_kernels(draw, rows=None, columns=None):
    """A mixture of kernels of fractions, the weight a polynomial that maps [0, 1] to itself: valid there."""
    m, n = draw(SMALL) if rows is None else rows, draw(SMALL) if columns is None else columns
    weight = draw(st.sampled_from([P, Q, P**2, 1 - P * Q, P * (1 - Q), sympy.Rational(1, 2)]))
    one, two = draw(rational_rows(m, n)), draw(rational_rows(m, n))
    return ib.SymbolicKernel.of(
        [
            [weight * a + (1 - weight) * b for a, b in zip(r, s, strict=True)]
            for r, s in zip(one, two, strict=True)
        ]
    )


@st.composite
def chains(draw, length):
    sizes = [draw(SMALL) for _ in range(length + 1)]
    return [draw(symbolic_kernels(m, n)) for m, n in pairwise(sizes)]


def numbers(kernel, p, q):
    return kernel.at({s: {"p": p, "q": q}[s.name] for s in kernel.parameters})


@few
@given(chains(2), VALUES, VALUES)
def test_evaluation_commutes_with_composition(chain, p, q):
    first, second = chain
    direct = numbers(first, p, q) >> numbers(second, p, q)
    np.testing.assert_allclose(numbers(first >> second, p, q).matrix, direct.matrix, atol=1e-14)


@few
@given(symbolic_kernels(), symbolic_kernels(), VALUES, VALUES)
def test_evaluation_commutes_with_products_and_their_marginals(first, second, p, q):
    pair = first @ second
    direct = numbers(first, p, q) @ numbers(second, p, q)
    np.testing.assert_allclose(numbers(pair, p, q).matrix, direct.matrix, atol=1e-14)
    for factors in ([0], [1], [1, 0], []):
        np.testing.assert_allclose(
            numbers(pair.marginal(factors), p, q).matrix, direct.marginal(factors).matrix, atol=1e-14
        )


@few
@given(symbolic_kernels(3, 2), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_evaluation_commutes_with_bayesian_inversion(kernel, p, q):
    prior = [sympy.Rational(1, 2) * P, 1 - P, sympy.Rational(1, 2) * P]
    inverse = kernel.invert(prior)
    direct = numbers(kernel, p, q).invert(np.array([p / 2, 1 - p, p / 2]))
    live = [i for i, letter in enumerate(direct.dom.letters) if letter not in direct.null_rows]
    np.testing.assert_allclose(numbers(inverse, p, q).matrix[live], direct.matrix[live], atol=1e-12)
    assert set(inverse.null_rows) <= set(direct.null_rows)


@few
@given(chains(3))
def test_composition_is_associative_and_has_units(chain):
    a, b, c = chain
    assert ((a >> b) >> c).agrees_with(a >> (b >> c))
    assert (ib.SymbolicKernel.id(a.dom) >> a).agrees_with(a)
    assert (a >> ib.SymbolicKernel.id(a.cod)).agrees_with(a)
    assert (a >> ib.SymbolicKernel.discard(a.cod)).agrees_with(ib.SymbolicKernel.discard(a.dom))


@few
@given(symbolic_kernels())
def test_the_comonoid_laws_hold_and_copying_commutes_with_functions_alone(kernel):
    copy, swap = ib.SymbolicKernel.copy(kernel.cod), ib.SymbolicKernel.swap(kernel.cod, kernel.cod)
    assert (copy >> swap).agrees_with(copy)
    after, before = kernel >> copy, ib.SymbolicKernel.copy(kernel.dom) >> (kernel @ kernel)
    assert after.agrees_with(before) == kernel.is_deterministic


@few
@given(symbolic_kernels(), VALUES, VALUES)
def test_derivatives_have_rows_that_sum_to_zero_and_are_slopes(kernel, p, q):
    step = 1e-6
    for symbol in kernel.parameters:
        slope = kernel.diff(symbol)
        assert all(sympy.expand(sum(row)) == 0 for row in slope.tolist())
        at = {"p": 0.25 + p / 2, "q": 0.25 + q / 2}
        up, down = ({**at, symbol.name: at[symbol.name] + s} for s in (step, -step))
        exact = np.array(slope.subs(at)).astype(float)
        found = (numbers(kernel, **up).matrix - numbers(kernel, **down).matrix) / (2 * step)
        np.testing.assert_allclose(found, exact, atol=1e-8)


@few
@given(symbolic_kernels(), VALUES, VALUES)
def test_the_domain_contains_every_point_at_which_the_entries_are_probabilities(kernel, p, q):
    at = {P: sympy.Rational(p), Q: sympy.Rational(q)}
    assert kernel.domain.subs(at) == sympy.true


@fewer
@given(symbolic_kernels(1, 2), symbolic_kernels(2, 3), VALUES, VALUES)
def test_formulas_of_diagrams_are_the_entropies_of_their_kernels(law, channel, p, q):
    diagram = ib.Box("source", (), "X") >> ib.Box("W", "X", "Y")
    boxes = {"source": law, "W": channel}
    prior, W = numbers(law, p, q).matrix[0], numbers(channel, p, q)
    for text, expected in (
        ("I(X;Y)", mutual_information(prior, W)),
        ("H(Y|X)", conditional_entropy(prior, W)),
        ("2 H(X,Y) - H(X) - H(Y)", ib.Distribution.of(prior[:, None] * W.matrix).entropy() * 2
         - ib.Distribution.of(prior).entropy() - ib.Distribution.of(prior @ W.matrix).entropy()),
    ):  # fmt: skip
        found = formula(text, diagram, boxes)
        values = {s: {"p": p, "q": q}[s.name] for s in found.parameters}
        assert found.at(values) == pytest.approx(expected, abs=1e-12)
        inside = found.interval(values)
        assert inside.lower <= inside.upper <= inside.lower + 1e-14
        assert float(found.sweep(values)) == pytest.approx(expected, abs=1e-12)
    shown = found.expr.subs({k: sympy.Rational(v) for k, v in values.items()})
    if shown.is_finite:  # at the ends of a range sympy's own substitution has no value
        assert float(shown) / ib.BITS.nats == pytest.approx(expected, abs=1e-12)


@fewer
@given(chains(2), st.sampled_from([P, Q]), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_the_derivative_of_an_information_is_its_slope(chain, symbol, p, q):
    import mpmath

    first, second = chain
    diagram = ib.Box("u", (), "X") >> ib.Box("V", "X", "Y") >> ib.Box("W", "Y", "Z")
    size = first.dom.size
    found = formula("I(X;Z)", diagram, {"u": [1.0 / size] * size, "V": first, "W": second})
    if symbol not in found.parameters:
        return
    at = {s: {"p": p, "q": q}[s.name] for s in found.parameters}
    plain = sympy.lambdify(found.parameters, found.expr, "mpmath")
    with mpmath.workdps(40):
        place = found.parameters.index(symbol)
        slope = mpmath.diff(plain, tuple(mpmath.mpf(v) for v in at.values()),
                            tuple(int(i == place) for i in range(len(at))))  # fmt: skip
    derivative = found.diff(symbol)
    kept = {s: v for s, v in at.items() if s in derivative.parameters}
    assert derivative.at(kept, unit="nat") == pytest.approx(float(slope), abs=1e-9)


@fewer
@given(chains(3))
def test_interpreting_a_diagram_is_composing_its_kernels(chain):
    first, second, third = chain
    f, g, h = ib.Box("f", "A", "B"), ib.Box("g", "B", "C"), ib.Box("h", "C", "E")
    found = ib.interpret(f >> g >> h, {"f": first, "g": second, "h": third})
    assert found.matrix.shape == (first.dom.size, third.cod.size)
    assert all(sympy.expand(entry) == 0 for entry in found.matrix - (first >> second >> third).matrix)


@st.composite
def worlds(draw):
    """A mixture of two kernels of eighths for each box, with the parameter as weight; functions stay so."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    world = {}
    for box in SIGNATURE:
        dom, cod = (
            ib.Space(tuple(end), tuple(tuple(range(SIZES[w])) for w in end)) for end in (box.dom, box.cod)
        )
        if box.deterministic:
            first = second = np.eye(cod.size)[rng.integers(cod.size, size=dom.size)]
        else:
            first, second = rng.multinomial(8, np.ones(cod.size) / cod.size, size=(2, dom.size)) / 8.0
        pairs = zip(first.tolist(), second.tolist(), strict=True)
        mixed = [[P * a + (1 - P) * b for a, b in zip(*pair, strict=True)] for pair in pairs]
        world[box.name] = ib.SymbolicKernel(dom, cod, mixed)
    return world


@few
@given(worlds(), diagrams(max_boxes=4), VALUES)
def test_evaluation_commutes_with_interpretation(world, diagram, p):
    found = ib.interpret(diagram, world, SIZES)
    of_numbers = ib.interpret(
        diagram, {name: numbers(kernel, p, 0.0) for name, kernel in world.items()}, SIZES
    )
    if isinstance(found, ib.SymbolicKernel):
        assert (found.dom, found.cod) == (of_numbers.dom, of_numbers.cod)
        np.testing.assert_allclose(numbers(found, p, 0.0).matrix, of_numbers.matrix, atol=1e-13)
    else:  # no box is left
        assert found.agrees_with(of_numbers)
