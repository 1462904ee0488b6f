"""Hypothesis strategies for expressions on joint entropies, and for laws of several variables."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from itbounds._typing import Array
from itbounds.symbolic import RV, Expression, Joint, Quantity

__all__ = ["expressions", "groups", "joint_laws", "quantities", "rationals"]


def rationals() -> st.SearchStrategy[Fraction]:
    """Draw a small fraction, zero and negative ones included."""
    return st.builds(Fraction, st.integers(-6, 6), st.integers(1, 4))


def groups(variables: Sequence[RV], *, min_size: int = 1) -> st.SearchStrategy[Joint]:
    """Draw a group of some of the variables."""
    return st.builds(Joint, st.frozensets(st.sampled_from(variables), min_size=min_size))


def quantities(variables: Sequence[RV]) -> st.SearchStrategy[Quantity]:
    """Draw an entropy or a mutual information, conditional or not, of groups that may overlap."""
    return st.builds(
        Quantity,
        st.lists(groups(variables), min_size=1, max_size=2).map(tuple),
        groups(variables, min_size=0),
    )


@st.composite
def expressions(
    draw: st.DrawFn, variables: Sequence[RV], *, rates: Sequence[str] = (), constant: bool = False
) -> Expression:
    """Draw an expression: a sum of quantities and of joint entropies, with rates and a constant if asked for.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    variables : sequence of RV
        What its entropies are of.
    rates : sequence of str
        The rates that may occur.
    constant : bool
        Whether it may have a constant.
    """
    total = Expression()
    for quantity, value in draw(st.lists(st.tuples(quantities(variables), rationals()), max_size=4)):
        total = total + value * quantity.expression
    for group, value in draw(st.lists(st.tuples(groups(variables), rationals()), max_size=3)):
        total = total + Expression({group.members: value})
    if rates:
        total = total + Expression(rates=draw(st.dictionaries(st.sampled_from(rates), rationals())))
    return total + draw(rationals()) if constant else total


@st.composite
def joint_laws(draw: st.DrawFn, variables: int, *, max_size: int = 3, zeros: bool = True) -> Array:
    """Draw a law of several variables: flat, uniform on a support, or skewed over fifteen decades.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    variables : int
        The number of axes.
    max_size : int
        The largest alphabet.
    zeros : bool
        Whether points may have no probability.
    """
    shape = draw(st.lists(st.integers(1, max_size), min_size=variables, max_size=variables))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = int(np.prod(shape))
    weights = draw(
        st.sampled_from([np.ones(size), rng.random(size) + 1e-3, 10.0 ** rng.uniform(-15, 0, size)])
    )
    if zeros:
        weights = weights * (rng.random(size) < draw(st.sampled_from([1.0, 0.5, 0.2])))
        weights[draw(st.integers(0, size - 1))] = 1.0
    law: Array = (weights / weights.sum()).reshape(shape)
    return law
