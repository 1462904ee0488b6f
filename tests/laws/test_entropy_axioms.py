"""Shannon's inequalities and the algebra of expressions, on drawn laws and drawn forms."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds import NATS, Distribution, H, I, entropies, rvs
from itbounds.semantics import evaluate
from itbounds.symbolic import Expression, Quantity
from itbounds.symbolic.atoms import atom, atoms, from_atoms
from itbounds.symbolic.shorten import shorten
from itbounds.testing.expressions import expressions, groups, joint_laws, quantities, rationals

VARIABLES = rvs("W X Y Z")
FORMS = expressions(VARIABLES, rates=("R1", "R2"), constant=True)
LAWS = joint_laws(4)
RATES = {"R1": 0.75, "R2": -0.5}


def value(expression, law):
    return evaluate(expression, law, VARIABLES, rates=RATES, unit=NATS)


def scale(*forms):
    """What the rounding errors of a value are measured by."""
    return 1 + sum(float(abs(c)) for form in forms for c in form.entropies.values())


# Shannon's inequalities: joint entropies are polymatroids.


@given(st.integers(1, 5).flatmap(joint_laws))
def test_joint_entropies_are_polymatroids(p):
    h, n = entropies(p, unit=NATS), p.ndim
    full = (1 << n) - 1
    assert h[0] == 0.0
    for i in range(n):
        assert h[full] - h[full & ~(1 << i)] >= -1e-13
        for j in range(i):
            for k in range(1 << n):
                if not k >> i & 1 and not k >> j & 1:
                    assert h[k | 1 << i] + h[k | 1 << j] - h[k] - h[k | 1 << i | 1 << j] >= -1e-13


@given(LAWS, quantities(VARIABLES))
def test_entropies_and_informations_are_not_negative(p, quantity):
    assert value(quantity.expression, p) >= -1e-13


@given(LAWS, groups(VARIABLES))
def test_entropy_is_at_most_the_logarithm_of_the_alphabet(p, group):
    sizes = [p.shape[VARIABLES.index(variable)] for variable in group]
    assert value(H(group), p) <= np.log(np.prod(sizes)) + 1e-13


@given(LAWS)
def test_information_is_zero_for_products_and_along_chains(p):
    W, X, Y, Z = VARIABLES
    product = np.einsum("w,x,y,z->wxyz", *(p.sum(axis=tuple({0, 1, 2, 3} - {i})) for i in range(4)))
    assert value(I((W, X), (Y, Z)), product) == pytest.approx(0.0, abs=1e-13)
    wx, y_given_x = p.sum(axis=(2, 3)), p.sum(axis=(0, 3))
    y_given_x = y_given_x / np.where(y_given_x.sum(axis=1) > 0, y_given_x.sum(axis=1), 1.0)[:, None]
    chain = wx[:, :, None, None] * y_given_x[None, :, :, None]
    assert value(I(W, Y | X), chain) == pytest.approx(0.0, abs=1e-13)
    assert value(I(W, X) - I(W, Y), chain) >= -1e-13


# Expressions are a vector space over the rationals, and evaluation is linear.


@given(FORMS, FORMS, FORMS)
def test_addition_is_commutative_associative_and_invertible(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + 0 == a == 0 + a
    assert a - a == Expression() == 0
    assert a - b == -(b - a)
    assert hash(a + b) == hash(b + a)


@given(FORMS, FORMS, rationals(), rationals())
def test_scalars_distribute(a, b, s, t):
    assert s * (a + b) == s * a + s * b
    assert (s + t) * a == s * a + t * a
    assert (s * t) * a == s * (t * a)
    assert 1 * a == a == a * Fraction(1)
    assert 0 * a == Expression()
    if s:
        assert (a * s) / s == a


@given(LAWS, FORMS, FORMS, rationals())
def test_evaluation_is_linear(p, a, b, s):
    expected = value(a, p) + float(s) * value(b, p)
    assert value(a + s * b, p) == pytest.approx(expected, abs=1e-13 * scale(a, s * b))


@given(LAWS, expressions(VARIABLES))
def test_evaluation_is_the_product_with_all_joint_entropies(p, a):
    h = entropies(p, unit=NATS)
    expected = sum(float(c) * h[mask] for mask, c in a.masks(VARIABLES).items())
    assert value(a, p) == pytest.approx(expected, abs=1e-13 * scale(a))


@given(FORMS, st.permutations(VARIABLES))
def test_masks_and_back(a, order):
    back = Expression.from_masks(a.masks(order), order, rates=a.rates, constant=a.constant)
    assert back == a
    assert all(1 <= mask < 16 for mask in a.masks(order))


# Substitution.


@given(LAWS, expressions(VARIABLES), st.lists(groups(VARIABLES), min_size=4, max_size=4))
def test_substitution_commutes_with_evaluation(p, a, images):
    """The value of a(X -> G(X)) is that of a at the law of the groups, as variables of their own."""
    points, columns = np.argwhere(p > 0), []
    for group in images:
        chosen = points[:, [VARIABLES.index(variable) for variable in group]]
        columns.append(np.unique(chosen, axis=0, return_inverse=True)[1].reshape(-1))
    pushed = evaluate(a, p[p > 0], VARIABLES, points=np.stack(columns, axis=1), unit=NATS)
    substituted = a.substitute(dict(zip(VARIABLES, images, strict=True)))
    assert value(substituted, p) == pytest.approx(pushed, abs=1e-13 * scale(a))


@given(FORMS, FORMS, st.lists(groups(VARIABLES, min_size=0), min_size=4, max_size=4), FORMS)
def test_substitution_is_linear_and_simultaneous(a, b, images, rate):
    values = {**dict(zip(VARIABLES, images, strict=True)), "R1": rate}
    assert (a - 2 * b).substitute(values) == a.substitute(values) - 2 * b.substitute(values)
    W, X = VARIABLES[:2]
    assert a.substitute({W: X, X: W}).substitute({W: X, X: W}) == a


# The information diagram.


@given(expressions(VARIABLES))
def test_expressions_are_their_atoms(a):
    assert from_atoms(atoms(a, VARIABLES), VARIABLES) == a
    total = Expression()
    for inside, c in atoms(a, VARIABLES).items():
        total = total + c * atom(inside, VARIABLES)
    assert total == a


@given(st.dictionaries(st.frozensets(st.sampled_from(VARIABLES), min_size=1), rationals()))
def test_atoms_are_their_expressions(coefficients):
    kept = {inside: c for inside, c in coefficients.items() if c}
    assert atoms(from_atoms(coefficients, VARIABLES), VARIABLES) == kept


@given(groups(VARIABLES), groups(VARIABLES), groups(VARIABLES, min_size=0))
def test_information_is_the_measure_of_an_intersection(a, b, c):
    """I(A;B|C) covers the atoms that meet A and B and miss C (Yeung 1991)."""
    found = atoms(Quantity((a, b), c).expression, VARIABLES)
    for mask in range(1, 16):
        inside = frozenset(v for i, v in enumerate(VARIABLES) if mask >> i & 1)
        covered = inside & a.members and inside & b.members and not inside & c.members
        assert found.get(inside, 0) == (1 if covered else 0)


@given(groups(VARIABLES), groups(VARIABLES))
def test_an_atom_is_a_multivariate_conditional_information(a, b):
    inside = tuple(a & b)
    others = tuple(v for v in VARIABLES if v not in inside)
    expected = I(*inside[:-1], inside[-1] | others) if len(inside) > 1 else H(inside[0] | others)
    assert atom(frozenset(inside), VARIABLES) == expected


# Short forms.


@given(expressions(VARIABLES))
def test_short_forms_sum_to_the_expression(a):
    total = Expression()
    for c, quantity in shorten(a):
        assert c
        total = total + c * quantity.expression
    assert total == a
    assert len(shorten(a)) <= len(a.entropies)


@given(LAWS, expressions(VARIABLES))
def test_distributions_are_matched_by_name(p, a):
    law = Distribution.of(p, names=(variable.name for variable in VARIABLES))
    assert evaluate(a, law) == pytest.approx(evaluate(a, p, "W X Y Z"), abs=1e-13 * scale(a))
