"""Information diagrams: what each atom of two to four random variables is worth, negative ones included."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels import Distribution
from itbounds.numerics.entropies import entropies
from itbounds.numerics.validation import as_distribution
from itbounds.plots.arrangement import Ellipse, middle, regions
from itbounds.plots.canvas import COLOURS, new_axes
from itbounds.plots.typeset import mathtext, mixed
from itbounds.symbolic import RV, Expression, H, parse_expression, rvs
from itbounds.symbolic.atoms import atoms
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import PathPatch

__all__ = ["information_diagram"]

Names: TypeAlias = "str | Sequence[str | RV]"

# Curves, and where their names stand: position, horizontal and vertical alignment.
_Layout: TypeAlias = "tuple[tuple[Ellipse, ...], tuple[tuple[float, float, str, str], ...]]"
_LAYOUTS: Mapping[int, _Layout] = {
    2: (
        (Ellipse(-0.62, 0.0, 1.0, 1.0), Ellipse(0.62, 0.0, 1.0, 1.0)),
        ((-1.30, 0.86, "right", "bottom"), (1.30, 0.86, "left", "bottom")),
    ),
    3: (
        (Ellipse(-0.55, 0.32, 1.0, 1.0), Ellipse(0.55, 0.32, 1.0, 1.0), Ellipse(0.0, -0.64, 1.0, 1.0)),
        ((-1.26, 1.10, "right", "bottom"), (1.26, 1.10, "left", "bottom"), (0.80, -1.36, "left", "top")),
    ),
    # Venn's four congruent ellipses, placed so that the smallest region has room for its value.
    4: (
        (
            Ellipse(-0.64, -0.35, 1.62, 0.985, 137.5),
            Ellipse(0.0, 0.0, 1.62, 0.985, 137.5),
            Ellipse(0.0, 0.0, 1.62, 0.985, 42.5),
            Ellipse(0.64, -0.35, 1.62, 0.985, 42.5),
        ),
        (
            (-1.92, 0.72, "right", "bottom"),
            (-1.20, 1.24, "right", "bottom"),
            (1.20, 1.24, "left", "bottom"),
            (1.92, 0.72, "left", "bottom"),
        ),
    ),
}

# Atoms below this share of the largest entropy are rounding errors of it.
_ROUNDING = 1e-13
_LONGEST_TITLE = 48


def information_diagram(
    p_or_expression: "ArrayLike | Distribution | Expression | str",
    names: "Names | None" = None,
    ax: "Axes | None" = None,
    *,
    unit: Unit | str = BITS,
) -> "Axes":
    r"""Draw the information diagram of two, three or four random variables with the value of every atom.

    The sets are the entropies of the variables, and each region is an atom of the I-measure, the signed
    measure :math:`\mu^*` with :math:`\mu^*(\tilde X_S) = H(X_S)`. Areas mean nothing: atoms may be negative,
    as the one in the middle of three variables is where synergy outweighs redundancy. Positive atoms are
    shaded blue by their size, negative ones hatched in red with their sign, those that vanish are white.

    Parameters
    ----------
    p_or_expression : array-like of shape (k_1, ..., k_n), Distribution, Expression or str
        A law, whose atoms have the values of their information, or an expression (or a string that `parse`
        reads as one), whose atoms have the coefficients that make it up.
    names : str or sequence of names, optional
        The variables, separated by spaces or commas. They name the axes of an array, choose a marginal of a
        distribution with names, and order the variables of an expression, to which they may add. The axes
        of a law without names are X, Y and Z, or X1 to X4.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    unit : Unit or str
        Of the values of a law.

    Returns
    -------
    Axes
        Each atom is a patch whose ``gid`` tells it, as in ``"X,Y|Z"``: shared by X and Y, given Z.

    Raises
    ------
    DomainError
        If there are fewer than two or more than four variables, or an expression has rates.
    ShapeError
        If there is not one name for each axis.
    ParseError
        If a string is no expression.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.
    MissingExtraError
        If matplotlib is not installed.

    Notes
    -----
    The I-measure is due to Yeung (1991). An atom is found from the joint entropies by Moebius inversion, in
    double precision for a law and exactly for an expression.

    Examples
    --------
    Two fair bits and their exclusive or: pairwise independent, and one bit too little in the middle.

    >>> import itbounds as ib
    >>> xor = [[[1 / 4, 0], [0, 1 / 4]], [[0, 1 / 4], [1 / 4, 0]]]
    >>> axes = ib.plots.information_diagram(xor, "X Y Z")
    >>> {patch.get_gid(): patch.get_label() for patch in axes.patches if patch.get_gid() == "X,Y,Z"}
    {'X,Y,Z': '−1'}
    """
    title = ""
    if isinstance(p_or_expression, (str, Expression)):
        given = parse_expression(p_or_expression) if isinstance(p_or_expression, str) else p_or_expression
        order = given.variables if names is None else _variables(names)
        coefficients = _coefficients(given, _few(order))
        values = {mask: float(value) for mask, value in coefficients.items()}
        labels = {mask: _rational(value) for mask, value in coefficients.items()}
        shown = p_or_expression if isinstance(p_or_expression, str) else mathtext(given.latex())
        title = shown if len(str(given)) <= _LONGEST_TITLE else ""
    else:
        order, law = _law(p_or_expression, names)
        unit = as_unit(unit)
        found = _measure(entropies(law, unit=unit))
        values = {mask: float(found[mask]) for mask in range(1, len(found))}
        labels = {mask: _decimal(value) for mask, value in values.items()}
        title = f"information in {unit}s"
    axes = new_axes(ax)
    _draw(axes, order, values, labels)
    if title and not axes.get_title():
        axes.set_title(title)
    return axes


def _variables(names: Names) -> tuple[RV, ...]:
    if isinstance(names, str):
        return rvs(names)
    found = tuple(name if isinstance(name, RV) else RV(name) for name in names)
    if len(set(found)) < len(found):
        raise DomainError(f"a name comes twice in {[str(name) for name in found]}", value=names)
    return found


def _few(order: tuple[RV, ...]) -> tuple[RV, ...]:
    if len(order) not in _LAYOUTS:
        raise DomainError(
            f"an information diagram is drawn of 2, 3 or 4 variables, not of {len(order)}",
            value=tuple(order),
            hint="names= chooses variables of a distribution and adds some to an expression",
        )
    return order


def _coefficients(expression: Expression, order: Sequence[RV]) -> dict[int, Fraction]:
    if not expression.is_homogeneous:
        raise DomainError(
            f"{expression} has a part that is no entropy", value=expression, hint="draw its entropies alone"
        )
    found = atoms(expression, order)
    members = {mask: _inside(mask, order) for mask in range(1, 1 << len(order))}
    return {mask: found.get(inside, Fraction(0)) for mask, inside in members.items()}


def _inside(mask: int, order: Sequence[RV]) -> frozenset[RV]:
    return frozenset(variable for i, variable in enumerate(order) if mask >> i & 1)


def _law(given: "ArrayLike | Distribution", names: "Names | None") -> tuple[tuple[RV, ...], ArrayLike]:
    if isinstance(given, Distribution) and not given.space.anonymous:
        order = _few(_variables(given.space.names if names is None else names))
        kept = given.marginal([variable.name for variable in order])
        axes = [kept.space.names.index(variable.name) for variable in order]
        return order, kept.tensor.transpose(axes)
    law = given.tensor if isinstance(given, Distribution) else as_distribution(given, name="law", ndim=None)
    if names is None:
        names = ["X", "Y", "Z"][: law.ndim] if law.ndim < 4 else [f"X{i + 1}" for i in range(law.ndim)]
    order = _variables(names)
    if len(order) != law.ndim:
        raise ShapeError(f"{len(order)} names for a law with {law.ndim} axes", value=names)
    return _few(order), law


def _measure(joint: Vector) -> Vector:
    r"""Return the I-measure of each atom, from all joint entropies.

    The atoms within B, those inside no variable that is not in B, sum to :math:`h(N) - h(N \setminus B)`.
    """
    within = joint[-1] - joint[::-1]
    table = within.reshape((2,) * (len(joint).bit_length() - 1)).copy()
    for axis in range(table.ndim):
        ones = np.moveaxis(table, axis, 0)
        ones[1] -= ones[0]
    found: Vector = table.reshape(-1)
    found[np.abs(found) <= _ROUNDING * max(1.0, float(joint[-1]))] = 0.0
    return found


def _draw(ax: "Axes", order: Sequence[RV], values: Mapping[int, float], labels: Mapping[int, str]) -> None:
    from matplotlib.patches import Ellipse as Outline
    from matplotlib.patheffects import withStroke

    curves, places = _LAYOUTS[len(order)]
    largest = max(abs(value) for value in values.values()) or 1.0
    for mask, (outline, place) in _atoms(len(order)).items():
        share = values[mask] / largest
        patch = _patch(outline, share)
        patch.set_gid(_name(mask, order))
        patch.set_label(labels[mask])
        ax.add_patch(patch)
        text = ax.text(
            *place, labels[mask], ha="center", va="center", color="0.62" if share == 0.0 else "0.1"
        )
        if len(order) == 4:
            text.set_fontsize("small")
        if share < 0.0:
            text.set_path_effects([withStroke(linewidth=2.0, foreground=_tint(share))])
    for curve in curves:
        edge = Outline((curve.x, curve.y), 2 * curve.a, 2 * curve.b, angle=curve.degrees)
        edge.set(fill=False, edgecolor="0.2", linewidth=0.8)
        ax.add_patch(edge)
    for variable, (x, y, across, up) in zip(order, places, strict=True):
        ax.text(x, y, mathtext(H(variable).latex()), ha=across, va=up)
    ax.update_datalim([(x + (0.5 if across == "left" else -0.5), y) for x, y, across, _ in places])
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.autoscale_view()


@cache
def _atoms(count: int) -> dict[int, tuple[Matrix, tuple[float, float]]]:
    """Return the outline of each atom, and where its value stands."""
    return {mask: (outline, middle(outline)) for mask, outline in regions(_LAYOUTS[count][0]).items()}


def _patch(outline: Matrix, share: float) -> "PathPatch":
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    patch = PathPatch(Path(outline, closed=True), linewidth=0.0)
    patch.set_facecolor(_tint(share))
    if share < 0.0:
        patch.set(hatch="////", edgecolor=mixed(COLOURS[1], 0.40 + 0.40 * abs(share)))
    return patch


def _tint(share: float) -> str:
    """Return the shade of an atom that has this share of the largest: deep enough to tell it from white."""
    if share == 0.0:
        return "#ffffff"
    return mixed(COLOURS[0] if share > 0.0 else COLOURS[1], 0.10 + 0.40 * abs(share))


def _name(mask: int, order: Sequence[RV]) -> str:
    shared = ",".join(str(variable) for i, variable in enumerate(order) if mask >> i & 1)
    rest = ",".join(str(variable) for i, variable in enumerate(order) if not mask >> i & 1)
    return f"{shared}|{rest}" if rest else shared


def _decimal(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    if text in ("0", "-0") and value:
        text = f"{value:.0e}"
    return text.replace("-", "−")


def _rational(value: Fraction) -> str:
    return "0" if not value else f"{'+' if value > 0 else '−'}{abs(value)}"
