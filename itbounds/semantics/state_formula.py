"""From an expression and a law with parameters, or a diagram that makes one, to a formula."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from itbounds.errors import CompositionError, DomainError, DTypeError
from itbounds.kernels import Kernel, Space, SymbolicKernel, as_symbolic
from itbounds.semantics.formulas import Formula
from itbounds.semantics.symbolic_matrices import symbolic
from itbounds.symbolic import Box, Diagram, Expression, parse
from itbounds.symbolic.diagram import as_diagram
from itbounds.symbolic.wiring import Wiring, normal_form

if TYPE_CHECKING:
    import sympy

__all__ = ["formula"]


def formula(
    expression: Expression | str,
    source: SymbolicKernel | Kernel | Diagram | Box,
    kernels: Mapping[str, Any] | None = None,
    spaces: Mapping[str, int | Space] | None = None,
) -> Formula:
    r"""Return an expression on entropies as a formula in the parameters of a law.

    .. math:: \sum_S c_S H(X_S) = -\sum_S c_S \sum_{x_S} p_\theta(x_S) \log p_\theta(x_S)

    Parameters
    ----------
    expression : Expression or str
        For instance ``I(X, Y | Z)`` or ``"I(X;Y|Z)"``; without rates and constants.
    source : SymbolicKernel, Kernel, Diagram or Box
        A law whose factors have the names of the variables, or a diagram that no wire enters. All wires of a
        diagram are variables, with the names in `Diagram.variables`, whether they leave it or not.
    kernels : dict, optional
        Of a diagram: what stands for each box, by name. Symbolic kernels, kernels of numbers, sympy matrices
        and nested lists may be mixed; doubles are read as the simplest fractions that round to them.
    spaces : dict, optional
        The space of wires, or its size, where no box says it.

    Returns
    -------
    Formula
        In nats, with derivative, LaTeX, rigorous values and vectorised evaluation.

    Raises
    ------
    DomainError
        If a variable is not there, or the expression has a rate or a constant.
    CompositionError
        If wires enter the source: it is no state.
    ItboundsError
        As `itbounds.interpret`.

    Examples
    --------
    A bit through two binary symmetric channels:

    >>> import sympy, itbounds as ib
    >>> p, q = sympy.symbols("p q")
    >>> cascade = ib.Box("bit", (), "X") >> ib.Box("first", "X", "Y") >> ib.Box("second", "Y", "Z")
    >>> channels = {"bit": [0.5, 0.5], "first": [[1 - p, p], [p, 1 - p]], "second": [[1 - q, q], [q, 1 - q]]}
    >>> formula("I(X;Z)", cascade, channels).at(p=0.1, q=0.0)
    0.5310044064107188
    """
    wanted = parse(expression) if isinstance(expression, str) else expression
    if not isinstance(wanted, Expression):
        raise DTypeError(f"{expression!r} is no expression", value=expression, hint='such as "I(X;Y|Z)"')
    if not wanted.is_homogeneous:
        raise DomainError(
            f"{wanted} is not made of entropies alone", value=wanted, hint="add rates and constants to .expr"
        )
    if isinstance(source, (Diagram, Box)):
        diagram = as_diagram(source)
        _require_state(diagram.dom)
        names, wiring = diagram.variables, diagram.wiring

        def law(members: tuple[int, ...]) -> SymbolicKernel:
            return symbolic(normal_form(Wiring((), wiring.nodes, members)), kernels or {}, spaces)

    else:
        state = as_symbolic(source)
        if state.dom.size != 1:
            _require_state(state.dom.names)
        names = state.cod.names

        def law(members: tuple[int, ...]) -> SymbolicKernel:
            return state.marginal(members)

    return Formula.of_probabilities(_probabilities(wanted, names, law))


def _require_state(entering: tuple[str, ...]) -> None:
    if entering:
        raise CompositionError(
            f"{' @ '.join(entering)} enters: there is no joint law",
            value=entering,
            hint="compose with a state, such as Box('p', (), 'X') >> ...",
        )


def _probabilities(
    expression: Expression, names: tuple[str, ...], law: Any
) -> "Iterator[tuple[sympy.Expr, sympy.Expr]]":
    """Yield the coefficient and the probability of every value of every group of the expression."""
    import sympy

    for members, value in expression.entropies.items():
        missing = [variable.name for variable in members if names.count(variable.name) != 1]
        if missing:
            hint = f"the variables are {', '.join(names)}"
            raise DomainError(
                f"{sorted(missing)[0]} is not one variable of the law", value=missing, hint=hint
            )
        coefficient = sympy.Rational(value.numerator, value.denominator)
        places = tuple(sorted(names.index(variable.name) for variable in members))
        for probability in law(places).matrix:
            yield coefficient, probability
