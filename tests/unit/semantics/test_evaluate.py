"""Values of expressions at laws: closed forms, dense and sparse, and as cvxpy programs."""

from math import log2

import cvxpy as cp
import numpy as np
import pytest
from hypothesis import given

from itbounds import NATS, Distribution, DomainError, H, I, ShapeError, entropies, parse, rvs
from itbounds.kernels import Space, zoo
from itbounds.semantics import evaluate, to_cvxpy
from itbounds.testing.expressions import expressions, joint_laws

W, X, Y, Z = VARIABLES = rvs("W X Y Z")
XOR = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]


def binary_entropy(p):
    return -p * log2(p) - (1 - p) * log2(1 - p)


@pytest.mark.parametrize("p", [0.5, 0.11, 0.3])
def test_information_over_a_binary_symmetric_channel(p):
    """I(X;Y) = 1 - h(p) for a uniform input (Shannon 1948)."""
    joint = zoo.bsc(p).matrix / 2
    assert evaluate(I(X, Y), joint, "X Y") == pytest.approx(1 - binary_entropy(p), abs=1e-14)
    assert evaluate(H(Y | X), joint, "X Y") == pytest.approx(binary_entropy(p), abs=1e-14)
    assert evaluate(H(Y | X), joint, [X, Y], unit=NATS) == pytest.approx(
        binary_entropy(p) * np.log(2), abs=1e-14
    )


def test_exclusive_or_has_negative_interaction():
    assert evaluate(I(X, Y, Z), [0.25] * 4, "X Y Z", points=XOR) == pytest.approx(-1.0, abs=1e-15)
    assert evaluate(I(X, Y), [0.25] * 4, "X Y Z", points=XOR) == pytest.approx(0.0, abs=1e-15)


def test_ingleton_is_violated():
    """I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) fails for A = C and D, B = C or D (Matus and Studeny 1995)."""
    points = [(c & d, c | d, c, d) for c in (0, 1) for d in (0, 1)]
    ingleton = parse("I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B)")
    found = evaluate(ingleton, [0.25] * 4, "A B C D", points=points)
    expected = -(2 * binary_entropy(0.25) - 1.5)
    assert found == pytest.approx(expected, abs=1e-14)
    assert found < -0.1


@given(joint_laws(4), expressions(VARIABLES))
def test_a_support_gives_the_same_value(p, a):
    dense = evaluate(a, p, VARIABLES)
    sparse = evaluate(a, p[p > 0] / p.sum(), VARIABLES, points=np.argwhere(p > 0))
    assert sparse == pytest.approx(dense, abs=1e-12)


def test_twenty_variables_need_only_the_marginals_asked_for(rng):
    """Chains of bits: a dense law of 20 variables has 2^20 sets, of which three are computed."""
    law = np.full((2,) * 20, 2.0**-20)
    order = rvs(" ".join(f"X{i}" for i in range(20)))
    assert evaluate(H(order[:3] | order[10]) + H(order), law, order) == pytest.approx(23.0, abs=1e-10)


def test_a_large_alphabet_on_a_small_support(rng):
    """A million letters each: the joint law has 10^18 cells, the support a thousand points."""
    points = rng.permutation(10**6)[:3000].reshape(1000, 3)
    value = evaluate(H(X, Y) + I(Y, Z), np.full(1000, 1e-3), "X Y Z", points=points)
    assert value == pytest.approx(2 * log2(1000), abs=1e-12)


def test_names_of_a_distribution():
    law = Distribution(Space.of(2, "X") @ Space.of(2, "Z") @ Space.of(2), [0.5, 0, 0, 0, 0, 0, 0.5, 0])
    assert evaluate(I(X, Z), law) == pytest.approx(1.0, abs=1e-15)
    assert evaluate(H(Y), law, order="X Z Y") == 0.0
    assert evaluate(parse("3/2"), law) == 1.5
    with pytest.raises(DomainError, match="'Y' does not name"):
        evaluate(H(Y), law)


def test_rates_and_constants_are_in_the_unit():
    law, form = [0.5, 0.5], parse("2 R - H(X) + 1/2")
    assert evaluate(form, law, "X", rates={"R": 0.25}) == 0.0
    assert evaluate(form, law, "X", rates={"R": 0.25}, unit=NATS) == pytest.approx(1 - np.log(2), abs=1e-15)
    with pytest.raises(DomainError, match="the rate R"):
        evaluate(form, law, "X")


def test_misuse_is_refused():
    with pytest.raises(DomainError, match="give order"):
        evaluate(H(X), [0.5, 0.5])
    with pytest.raises(ShapeError, match="2 variables"):
        evaluate(H(X), [0.5, 0.5], "X Y")
    with pytest.raises(ShapeError, match="1 variables"):
        evaluate(H(X), [0.5, 0.5], "X", points=[(0, 0), (1, 1)])
    with pytest.raises(DomainError, match="not in the order"):
        evaluate(H(Y), [0.5, 0.5], "X")


@given(joint_laws(4), expressions(VARIABLES, rates=("R1", "R2"), constant=True))
def test_the_cvxpy_form_has_the_same_value(p, a):
    h = cp.Parameter(16, value=entropies(p))
    rates = {"R1": cp.Constant(0.5), "R2": cp.Constant(-2.0)}
    found = to_cvxpy(a, h, VARIABLES, rates=rates)
    expected = evaluate(a, p, VARIABLES, rates={"R1": 0.5, "R2": -2.0})
    assert float(found.value) == pytest.approx(expected, abs=1e-11)
    assert found.is_affine()


def test_a_linear_program_over_shannons_cone():
    """Pairs of two bits leave at most three bits to the triple (Han 1978), which independent bits attain."""
    h = cp.Variable(8)
    order = [X, Y, Z]
    elementals = [parse(f"I({a};{b}|{c})") for a, b, c in ("XYZ", "XZY", "YZX")]
    elementals += [parse(f"I({a};{b})") for a, b in ("XY", "XZ", "YZ")]
    elementals += [parse(f"H({a}|{b},{c})") for a, b, c in ("XYZ", "YXZ", "ZXY")]
    constraints = [to_cvxpy(form, h, order) >= 0 for form in elementals]
    constraints += [to_cvxpy(parse(f"H({a},{b})"), h, order) == 2 for a, b in ("XY", "XZ", "YZ")]
    highest = cp.Problem(cp.Maximize(to_cvxpy(H(X, Y, Z), h, order)), [*constraints, h[0] == 0]).solve()
    assert highest == pytest.approx(3.0, abs=1e-6)


def test_cvxpy_misuse_is_refused():
    with pytest.raises(ShapeError, match=r"\(4,\)"):
        to_cvxpy(H(X), cp.Variable(3), "X Y")
    with pytest.raises(DomainError, match="no counterpart"):
        to_cvxpy(parse("R"), cp.Variable(2), "X")
