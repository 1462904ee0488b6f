"""Functors out of a diagram: to finite kernels, to Gaussian ones, or to formulas, by what its boxes are."""

from collections.abc import Iterable, Mapping
from typing import Any, overload

from itbounds.errors import CompositionError, DomainError, DTypeError
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object
from itbounds.kernels.gaussian import EuclideanSpace, GaussianKernel
from itbounds.semantics.finite import finite
from itbounds.semantics.gaussian import gaussian
from itbounds.semantics.symbolic_matrices import holds_formulas, symbolic
from itbounds.symbolic.box import Box
from itbounds.symbolic.diagram import Diagram, as_diagram
from itbounds.symbolic.wiring import Wiring, normal_form

__all__ = ["interpret", "joint_law"]


@overload
def interpret(
    diagram: Diagram | Box, kernels: Mapping[str, GaussianKernel], spaces: Mapping[str, Any] | None = None
) -> GaussianKernel: ...
@overload
def interpret(
    diagram: Diagram | Box, kernels: Mapping[str, Kernel], spaces: Mapping[str, Any] | None = None
) -> Kernel: ...
@overload
def interpret(
    diagram: Diagram | Box, kernels: Mapping[str, Any], spaces: Mapping[str, Any] | None = None
) -> Any: ...
def interpret(
    diagram: Diagram | Box, kernels: Mapping[str, Any], spaces: Mapping[str, Any] | None = None
) -> Any:
    r"""Return the kernel that a diagram is, once its boxes are kernels.

    This is a functor of Markov categories: composites go to composites, products to products, copies,
    discards and swaps to themselves, so equal diagrams have equal interpretations. Which category it goes to
    is read off the kernels. Finite ones are contracted along their wires (see
    `itbounds.semantics.finite.finite`): discarded boxes are never touched, functions are applied as tables,
    products stay products, and no joint matrix is formed that is not asked for.

    Parameters
    ----------
    diagram : Diagram or Box
    kernels : dict
        What stands for each box, by name: a `Kernel`, `Distribution` or array-like, or a `GaussianKernel`, or
        a `SymbolicKernel`, sympy matrix or nested lists with sympy entries; numbers beside these are lifted.
    spaces : dict, optional
        The space of wires, or its size; needed for those that touch no box.

    Returns
    -------
    Kernel, GaussianKernel or SymbolicKernel
        Of finite kernels a `Kernel`, or a `Distribution` if no wire enters; the factors of its spaces are
        named by the wires.

    Raises
    ------
    UnknownNameError
        If a box has no kernel.
    CompositionError
        If a kernel does not fit its box or another kernel, naming the box, the wire and both spaces, or if
        Gaussian kernels are mixed with others.
    DomainError
        If nothing says how large a wire is, or a box is declared deterministic and its kernel is not.

    References
    ----------
    T. Fritz, "A synthetic approach to Markov kernels, conditional independence and theorems on sufficient
    statistics", Advances in Mathematics 370 (2020).

    Examples
    --------
    >>> import itbounds as ib
    >>> prior, test = ib.Box("prior", (), "Health"), ib.Box("test", "Health", "Outcome")
    >>> twice = prior >> ib.Diagram.copy("Health") >> (test @ test)
    >>> ill = {"prior": [0.01, 0.99], "test": [[0.90, 0.10], [0.05, 0.95]]}
    >>> law = interpret(twice, ill)
    >>> law.tensor.round(6)
    array([[0.010575, 0.047925],
           [0.047925, 0.893575]])

    With formulas:

    >>> import sympy
    >>> s = sympy.Symbol("s", positive=True)
    >>> interpret(prior >> test, {"prior": [s, 1 - s], "test": [[1, 0], [0.5, 0.5]]}).matrix
    Matrix([[s/2 + 1/2, 1/2 - s/2]])
    """
    drawn = as_diagram(diagram)
    return _functor(drawn.normal_form, kernels, spaces, drawn.wiring)


def _functor(
    wiring: Wiring, kernels: Mapping[str, Any], spaces: Mapping[str, Any] | None, drawn: Wiring
) -> Any:
    for given, wanted in ((kernels, "kernels by name of the box"), (spaces, "spaces by name of the wire")):
        if not isinstance(given, Mapping | None):
            raise DTypeError(f"{given!r} is no dict of {wanted}", value=given, hint='such as {"X": ...}')
    spaces = _typed(wiring, kernels, spaces or {}, drawn)
    # Where no box matters, those that are discarded say what the wires are.
    told = {node.box.name for node in (wiring.nodes or drawn.nodes)}
    used = {name: kernel for name, kernel in kernels.items() if name in told}
    real = [name for name, kernel in used.items() if isinstance(kernel, GaussianKernel)]
    if not real and (used or not any(isinstance(space, EuclideanSpace) for space in spaces.values())):
        formulas = any(holds_formulas(kernel) for kernel in used.values())
        return (symbolic if formulas else finite)(wiring, kernels, spaces)
    other = [name for name in used if name not in real]
    if other:
        raise CompositionError(
            f"the kernel of the box {real[0]!r} is Gaussian, that of {other[0]!r} is not",
            where=other[0],
            hint="a diagram is interpreted in one category: give Gaussian kernels for all boxes, or for none",
        )
    return gaussian(wiring, used, spaces)


def _typed(
    wiring: Wiring, kernels: Mapping[str, Any], spaces: Mapping[str, Any], drawn: Wiring
) -> Mapping[str, Any]:
    """Add the spaces of wires that enter and that only discarded boxes touch."""
    known = dict(spaces)
    touched = {wire for node in wiring.nodes for wire in (*node.box.dom, *node.box.cod)}
    for box in (node.box for node in drawn.nodes if node.box.name in kernels and node.box.cod):
        wanted = (set(wiring.dom) - touched - known.keys()) & {*box.dom, *box.cod}
        if wanted:
            alone = interpret(box, kernels, spaces)
            for end in (alone.dom, alone.cod):
                parts = end.blocks if isinstance(end, EuclideanSpace) else end.factors
                known |= {name: part for name, part in zip(end.names, parts, strict=True) if name in wanted}
    return known


def joint_law(
    diagram: Diagram | Box,
    kernels: Mapping[str, Any],
    spaces: Mapping[str, int | Space] | None = None,
    *,
    variables: Iterable[str] | None = None,
) -> Distribution:
    r"""Return the joint law of the wires of a diagram that nothing enters, each as a random variable.

    .. math:: p(w_1, \dots, w_n) = \prod_{\text{boxes } b} W_b(\text{out}_b \mid \text{in}_b)

    Its factors have the names in `Diagram.variables`, so that `itbounds.semantics.evaluate` gives any
    entropy of the wires.

    Parameters
    ----------
    diagram : Diagram or Box
    kernels, spaces : dict
        As for `interpret`; the kernels are finite.
    variables : iterable of str, optional
        Only these wires, in this order. The law of all has as many entries as the wires have letters
        together; what is not asked for is summed on the way.

    Raises
    ------
    DomainError
        If a wire enters the diagram, or a variable is none of its wires.
    DTypeError
        If the kernels are not finite.
    SparseNotSupportedError
        If the law of so many wires does not fit.

    Examples
    --------
    >>> import itbounds as ib
    >>> from itbounds.semantics import evaluate
    >>> chain = ib.Box("p", (), "X") >> ib.Box("W", "X", "Y") >> ib.Box("V", "Y", "Z")
    >>> law = joint_law(chain, {"p": [0.5, 0.5], "W": ib.zoo.bsc(0.1), "V": ib.zoo.bsc(0.1)})
    >>> print(law.space)
    X:2 x Y:2 x Z:2
    >>> X, Y, Z = ib.rvs("X Y Z")
    >>> round(evaluate(ib.I(X, Z | Y), law), 12) + 0.0
    0.0
    """
    drawn = as_diagram(diagram)
    if drawn.dom:
        raise DomainError(
            f"the wires {' @ '.join(drawn.dom)} enter the diagram: it has no joint law",
            where=drawn.dom,
            hint="compose it with states, boxes that nothing enters",
        )
    names = drawn.variables
    wanted = names if variables is None else tuple(variables)
    missing = [name for name in wanted if name not in names]
    if missing:
        raise DomainError(
            f"{missing[0]!r} is no wire of the diagram", where=missing[0], hint=f"its wires are {names}"
        )
    places = tuple(names.index(name) for name in wanted)
    whole = normal_form(Wiring((), drawn.wiring.nodes, places))
    law = _functor(whole, kernels, spaces, drawn.wiring)
    if not isinstance(law, Kernel):
        kind = type(law).__name__
        raise DTypeError(f"the kernels give a {kind}; a joint law here is finite", value=law)
    law.operator.dense()
    return as_distribution_object(law, names=wanted)
