"""The axioms of a divergence as executable laws, for the divergences of the package and for one's own."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from itbounds._typing import Matrix
from itbounds.errors import DomainError
from itbounds.kernels import Kernel, Space
from itbounds.kernels.divergences import Axiom, Divergence
from itbounds.testing.strategies import kernels, spaces

__all__ = ["Instance", "axiom_defect", "check_axiom", "check_divergence", "find_violation", "instances"]

# Composites of positive entries err by some units in the last place of each entry, whatever its size.
_ROUNDING = 1e-11


class Instance(NamedTuple):
    """Two pairs of kernels of one type each, on which an axiom can be checked.

    Parameters
    ----------
    first, first_other : Kernel
        Two kernels from A to X.
    second, second_other : Kernel
        Two kernels from X to Y.
    """

    first: Kernel
    first_other: Kernel
    second: Kernel
    second_other: Kernel


@st.composite
def instances(draw: st.DrawFn, *, max_size: int = 3) -> Instance:
    """Draw two pairs of kernels, the second pair composable with the first; often equal or nearly so."""
    a, x, y = (draw(spaces(max_size=max_size, named=False)) for _ in range(3))
    first, second = draw(kernels(a, x)), draw(kernels(x, y))
    return Instance(first, _other(draw, first), second, _other(draw, second))


def _other(draw: st.DrawFn, kernel: Kernel) -> Kernel:
    """Draw another kernel of the same type: anything, or a mixture with the first."""
    other = draw(kernels(kernel.dom, kernel.cod))
    weight = draw(st.sampled_from([1.0, 0.5, 0.0, 1e-4]))
    mixed: Matrix = (1.0 - weight) * kernel.matrix + weight * other.matrix
    return Kernel(kernel.dom, kernel.cod, mixed)


def axiom_defect(divergence: Divergence, axiom: Axiom, instance: Instance) -> float:
    """Return by how much the left side of an axiom exceeds the right one, in nats or as a plain number.

    The worst of the forms that the axiom has; minus infinity where the right side is infinite.

    Raises
    ------
    DomainError
        For `Axiom.STRICT`, which is no inequality.

    Examples
    --------
    >>> from itbounds.kernels.divergences import KL
    >>> f, g = Kernel.of([[0.6, 0.4]]), Kernel.of([[0.4, 0.6]])
    >>> h = Kernel.of([[0.9, 0.1], [0.1, 0.9]])
    >>> axiom_defect(KL(), Axiom.DATA_PROCESSING, Instance(f, g, h, h)) < 0
    True
    """
    f, other_f, g, other_g = instance

    def between(one: Kernel, two: Kernel) -> float:
        return divergence.between_arrows(one, two, None)

    if axiom is Axiom.SEQUENTIAL:
        keep = Kernel.copy(f.cod)
        identity = Kernel.id(f.cod)
        bound = between(f, other_f) + between(g, other_g)
        whole = between(f >> keep >> (identity @ g), other_f >> keep >> (identity @ other_g))
        return max(_excess(between(f >> g, other_f >> other_g), bound), _excess(whole, bound))
    if axiom is Axiom.PARALLEL:
        return _excess(between(f @ g, other_f @ other_g), between(f, other_f) + between(g, other_g))
    if axiom is Axiom.DATA_PROCESSING:
        after = _excess(between(f >> g, other_f >> g), between(f, other_f))
        return max(after, _excess(between(f >> g, f >> other_g), between(g, other_g)))
    raise DomainError(f"{axiom.name} is no inequality", value=axiom)


def _excess(left: float, right: float) -> float:
    return -np.inf if right == np.inf else left - right * (1.0 + _ROUNDING) - _ROUNDING


def check_axiom(
    divergence: Divergence, axiom: Axiom, *, max_examples: int = 100, shrink: bool = True
) -> None:
    """Check one axiom on drawn kernels.

    Parameters
    ----------
    divergence : Divergence
        One of the package or one's own.
    axiom : Axiom
        What to check.
    max_examples : int
        How many instances Hypothesis draws.
    shrink : bool
        Whether a counterexample is made small, which takes most of the time where there is one.

    Raises
    ------
    AssertionError
        With the counterexample.
    """
    _on_instances(lambda instance: _require(divergence, axiom, instance), max_examples, shrink=shrink)


def check_divergence(divergence: Divergence, *, max_examples: int = 100) -> None:
    """Check all that a divergence claims: its axioms, that equal laws have divergence 0, and none is NaN.

    Parameters
    ----------
    divergence : Divergence
        One of the package or one's own.
    max_examples : int
        How many instances Hypothesis draws.

    Raises
    ------
    AssertionError
        With the smallest counterexample that Hypothesis found.

    Examples
    --------
    >>> from itbounds.kernels.divergences import TotalVariation
    >>> check_divergence(TotalVariation(), max_examples=10)
    """

    def everything(instance: Instance) -> None:
        f, other_f = instance.first, instance.first_other
        assert divergence.between_arrows(f, f, None) == 0.0, f"D(f || f) is not 0: {f}"
        assert divergence.between_arrows(f, other_f, None) >= 0.0, f"negative or NaN: {f}, {other_f}"
        for axiom in divergence.axioms:
            _require(divergence, axiom, instance)

    _on_instances(everything, max_examples, shrink=True)


def _require(divergence: Divergence, axiom: Axiom, instance: Instance) -> None:
    if axiom is Axiom.STRICT:
        f, other_f = instance.first, instance.first_other
        distinct = np.abs(f.matrix - other_f.matrix).max() > 1e-6
        assert not distinct or divergence.between_arrows(f, other_f, None) > 0.0, f"not strict: {instance}"
        return
    defect = axiom_defect(divergence, axiom, instance)
    assert defect <= 0.0, f"{divergence} breaks {axiom} by {defect}: {instance}"


def _on_instances(law: Callable[[Instance], None], max_examples: int, *, shrink: bool) -> None:
    """Run a law on drawn instances; nothing is remembered between runs."""
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]

    @settings(
        max_examples=max_examples, deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(instances())
    def run(instance: Instance) -> None:
        law(instance)

    run()


def find_violation(
    divergence: Divergence, axiom: Axiom, rng: np.random.Generator, *, trials: int = 1000
) -> Instance | None:
    """Return two pairs of states and binary channels that break an axiom, or None if random trials met none.

    None proves nothing.

    Examples
    --------
    >>> from itbounds.kernels.divergences import ChiSquared
    >>> find_violation(ChiSquared(), Axiom.PARALLEL, np.random.default_rng(0)) is not None
    True
    """
    unit, bit = Space.unit(), Space.of(2)
    for _ in range(trials):
        states = rng.dirichlet([0.7, 0.7], (2, 1))
        channels = rng.dirichlet([0.7, 0.7], (2, 2))
        f, other_f = (Kernel(unit, bit, matrix) for matrix in states)
        g, other_g = (Kernel(bit, bit, matrix) for matrix in channels)
        instance = Instance(f, other_f, g, other_g)
        if axiom_defect(divergence, axiom, instance) > 0.0:
            return instance
    return None
