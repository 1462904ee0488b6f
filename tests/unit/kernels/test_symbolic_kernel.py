"""Kernels with parameters at their border: what enters, what is refused, what is shown."""

from copy import deepcopy

import numpy as np
import pytest
import sympy

import itbounds as ib
from itbounds.errors import (
    CompositionError,
    DomainError,
    DTypeError,
    EmptyAlphabetError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.kernels import as_symbolic
from itbounds.kernels.symbolic_entries import AMPLIFIED, short

p, q = sympy.symbols("p q")
BSC = ib.SymbolicKernel.of([[1 - p, p], [p, 1 - p]])


def test_rows_that_sum_to_one_by_an_identity_are_accepted():
    t = sympy.Symbol("t", real=True)
    ib.SymbolicKernel.of([[sympy.sin(t) ** 2, sympy.cos(t) ** 2]])
    ib.SymbolicKernel.of([[1 / (1 + p), p / (1 + p)]])
    ib.SymbolicKernel.of(sympy.Matrix([[sympy.exp(-t), 1 - sympy.exp(-t)]]))


@pytest.mark.parametrize(
    ("rows", "error", "told"),
    [
        ([[1 - p, p], [p, p]], NotNormalizedError, r"row 1 .* sums to 2\*p, not to one"),
        ([[1 - p, 2 * p]], NotNormalizedError, r"p \+ 1"),
        ([[2, -1]], NegativeProbabilityError, r"entry \(0, 1\)"),
        ([[p], [1, 2]], ShapeError, "no matrix"),
        ([1, 2], ShapeError, "no matrix"),
        (3, ShapeError, "no matrix"),
        ([], EmptyAlphabetError, "no entry"),
        ([["p", 1]], DTypeError, "no number and no formula"),
        ([[True, False]], DTypeError, "no number"),
        ([[sympy.I, 1 - sympy.I]], DTypeError, "not real"),
        ([[sympy.oo, 1]], NonFiniteError, "oo"),
        ([[float("nan"), 1]], NonFiniteError, "nan"),
    ],
)
def test_what_is_no_family_of_kernels_is_refused_with_the_reason(rows, error, told):
    with pytest.raises(error, match=told):
        ib.SymbolicKernel.of(rows)


def test_a_matrix_must_fit_its_spaces():
    with pytest.raises(ShapeError, match="shape"):
        ib.SymbolicKernel(ib.Space.of(3), ib.Space.of(2), BSC.matrix)
    with pytest.raises(CompositionError):
        BSC >> ib.SymbolicKernel.id(3)


def test_domains_are_solved_in_one_parameter_and_kept_in_more():
    assert BSC.domain == sympy.And(sympy.Le(0, p), sympy.Le(p, 1))
    positive = sympy.Symbol("e", positive=True)
    assert ib.SymbolicKernel.of([[1 - positive, positive]]).domain == sympy.Le(positive, 1)
    two = ib.SymbolicKernel.of([[1 - p - q, p, q]]).domain
    assert two.subs({p: 0.5, q: 0.4}) == sympy.true
    assert two.subs({p: 0.7, q: 0.4}) == sympy.false
    assert ib.SymbolicKernel.id(2).domain == sympy.true


def test_a_family_that_is_never_a_kernel_has_no_domain():
    never = ib.SymbolicKernel.of([[p + 2, -1 - p], [1 - p, p]])
    with pytest.raises(DomainError, match="no value of the parameters"):
        _ = never.domain


def test_values_are_given_by_symbol_or_name_and_must_lie_in_the_domain():
    assert (
        BSC.at({p: 0.1}).matrix.tolist() == BSC.at(p=0.1).matrix.tolist() == ib.zoo.bsc(0.1).matrix.tolist()
    )
    with pytest.raises(DomainError, match="p has no value"):
        BSC.at()
    with pytest.raises(DomainError, match="the parameters are: p"):
        BSC.at(p=0.1, r=0.2)
    with pytest.raises(DomainError, match="no probability"):
        BSC.at(p=1.5)
    with pytest.raises(DomainError, match="no number"):
        BSC.at(p=q)
    state = ib.SymbolicKernel.state([1 - p, p]).at(p=0.25)
    assert isinstance(state, ib.Distribution)


def test_an_inverse_says_where_it_has_no_value():
    limit = ib.SymbolicKernel.of([[1 - p, p], [1, 0]]).invert([q, 1 - q])
    assert limit.at(p=0.0, q=0.5).matrix[1].tolist() == [1.0, 0.0]
    inverse = ib.SymbolicKernel.of([[1 - p, p], [1 - q, q]]).invert([0.5, 0.5])
    assert inverse.at(p=0.25, q=0.25).matrix.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    with pytest.raises(DomainError, match="no probability"):
        inverse.at(p=0.0, q=0.0)
    never = ib.SymbolicKernel.of([[1, 0], [1, 0]]).invert([q, 1 - q])
    assert never.null_rows == (1,)
    assert never.matrix.tolist()[1] == [sympy.Rational(1, 2)] * 2


def test_substitution_keeps_the_rows_and_refuses_negative_entries():
    assert BSC.subs(p=q).parameters == (q,)
    assert BSC.subs({p: 0.1}).matrix[0, 1] == sympy.Rational(1, 10)
    with pytest.raises(NegativeProbabilityError):
        BSC.subs(p=2)


def test_kernels_of_numbers_are_lifted_to_what_their_doubles_mean():
    lifted = ib.SymbolicKernel.lift(ib.Kernel.of([[1 / 3, 1 / 3, 1 / 3], [0.1, 0.2, 0.7], [0.8, 1 - 0.8, 0]]))
    assert [str(e) for e in lifted.matrix] == ["1/3"] * 3 + ["1/10", "1/5", "7/10", "4/5", "1/5", "0"]
    random = ib.zoo.random_dirichlet(3, 4, rng=0)
    exact = ib.SymbolicKernel.lift(random)
    assert all(sum(row) == 1 for row in exact.matrix.tolist())
    np.testing.assert_allclose(exact.at().matrix, random.matrix, rtol=4e-16)
    tiny = ib.SymbolicKernel.lift(ib.Kernel.of([[1.0, 1e-17]]))
    assert all(entry > 0 for entry in tiny.matrix)


def test_kernels_of_numbers_compose_from_both_sides():
    noise = ib.zoo.bsc(0.25)
    assert (noise >> BSC).agrees_with(BSC >> noise)
    assert (noise @ BSC).matrix.shape == (noise @ noise).matrix.shape == (BSC @ noise).matrix.shape
    assert (ib.sources.bernoulli(0.5) >> BSC).matrix.tolist() == [[sympy.Rational(1, 2)] * 2]


def test_what_is_shown_reads_back():
    assert repr(BSC) == "SymbolicKernel.of([[1 - p, p], [p, 1 - p]])"
    assert BSC.to_latex().startswith(r"\left[\begin{matrix}1 - p & p")
    assert BSC.to_latex() in BSC._repr_latex_()
    assert deepcopy(BSC).agrees_with(BSC)
    assert ib.SymbolicKernel.of(BSC) is BSC
    with pytest.raises(DTypeError, match="GaussianKernel"):
        as_symbolic(ib.GaussianKernel([[1.0]], [0.0], [[1.0]]))


def test_sums_are_kept_short_but_never_at_the_price_of_cancellation():
    assert short((1 - p) * p + p * (1 - p)) == 2 * p * (1 - p)
    large = sum((1 - p) ** k * p ** (40 - k) for k in range(41))
    kept, at = short(large), sympy.Rational(3, 7)
    assert kept.subs(p, at) == large.subs(p, at)
    unstable = sympy.expand((1 - 2 * p) ** 30)
    assert sum(abs(c) for c in sympy.Poly(unstable, p).coeffs()) > AMPLIFIED
    W = BSC
    for _ in range(11):
        W = W >> BSC
    value = float(sympy.lambdify(p, W.matrix[0, 1], cse=True)(0.3))
    assert value == pytest.approx(0.5 * (1 - 0.4**12), abs=1e-14)
