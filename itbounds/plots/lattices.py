"""The lattice of joint entropies: the inequalities that a proof adds up, or what shows that there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import Matrix
from itbounds.errors import DomainError
from itbounds.forms.entropic import Information, Terms
from itbounds.plots.canvas import COLOURS, new_axes
from itbounds.plots.typeset import mathtext, mixed, number
from itbounds.results.lattice_certificate import Combination, LatticeCertificate
from itbounds.results.polymatroid import Polymatroid
from itbounds.results.proof import Proof
from itbounds.symbolic import RV, Joint, Quantity
from itbounds.symbolic.printing import quantity_latex

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["lattice"]

# The places of the variables, for as many as a page has room for.
_ABSCISSAE = (0.0, 1.4, 3.4, 6.2, 11.6)
_ROW = 1.2
_LEGEND = 10


@dataclass(frozen=True, slots=True)
class _Term:
    """A multiple of a quantity, and whether the quantity is zero by what is given."""

    factor: Fraction
    quantity: Information
    zero: bool


def lattice(proof: Proof, ax: "Axes | None" = None, *, part: int = 0) -> "Axes":
    r"""Draw the lattice of sets of variables with what decides a claim on their joint entropies.

    Sets stand above their subsets, a row for each size, with the coefficient that the claim gives to their
    joint entropy. A quantity :math:`I(A; B \mid C)` is a parallelogram on its four joint entropies: plus on
    :math:`AC` and :math:`BC` at its sides, minus on :math:`ABC` and :math:`C` at top and bottom. A
    conditional entropy is an edge. In the picture of a proof these are the inequalities that are added up,
    and with a broken outline the quantities that are zero by what is given. In that of a claim that is not
    implied, every set has the value of a polymatroid that violates it. Terms that are no such quantity, as
    those with rates, are only counted in the legend.

    Parameters
    ----------
    proof : Proof
        A claim that is proved, or that a polymatroid violates, on at most five variables.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    part : int
        Which inequality of an equation: 0, or 1 for the converse.

    Returns
    -------
    Axes
        Each quantity is a patch whose ``gid`` names it, as in ``"I(X;Y|Z)"``.

    Raises
    ------
    DomainError
        If neither a certificate nor a polymatroid is known, or there are more than five variables.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> axes = ib.plots.lattice(ib.prove("I(X;Z) <= I(X;Y)", given="X -> Y -> Z"))
    >>> [patch.get_gid() for patch in axes.patches]
    ['I(X;Y|Z)', 'I(X;Z|Y)']
    """
    found = proof.counterexample if proof.certificate is None else proof.certificate
    if not isinstance(found, (LatticeCertificate, Polymatroid)):
        raise DomainError(
            f"there is no lattice to draw: {proof.status.value}",
            value=proof.status,
            hint="prove it with search=False, which leaves a polymatroid instead of a law",
        )
    count = len(found.variables)
    if count > len(_ABSCISSAE):
        raise DomainError(
            f"a lattice of {count} variables has {2**count} sets; one of {len(_ABSCISSAE)} can be drawn",
            value=count,
            hint="join variables that always occur together, or print the proof",
        )
    axes = new_axes(ax)
    if isinstance(found, Polymatroid):
        order = tuple(RV(name) for name in found.variables)
        names = [f"{_set_name(mask, order)} : {found.value(mask)}" for mask in range(1 << count)]
        _draw_sets(axes, names, proof.claim.expression.masks(order))
    elif 0 <= part < len(found.combinations):
        _draw_proof(axes, found, found.combinations[part])
    else:
        raise DomainError(f"the proof has {len(found.combinations)} parts, not part {part}", value=part)
    if not axes.get_title():
        axes.set_title(mathtext(proof.claim.latex()))
    return axes


def _draw_proof(ax: "Axes", certificate: LatticeCertificate, combination: Combination) -> None:
    from matplotlib.artist import Artist
    from matplotlib.lines import Line2D

    order = tuple(RV(name) for name in certificate.variables)
    _draw_sets(ax, [_set_name(mask, order) for mask in range(1 << len(order))], combination.claim)
    shapes = [
        _draw_term(ax, order, term, COLOURS[place % len(COLOURS)])
        for place, term in enumerate(_terms(certificate, combination))
    ]
    handles: list[Artist] = [*shapes]
    others = len(combination.orbits) + sum(
        not certificate.given[i].states_zero() for _, i in combination.givens
    )
    if others:
        handles.append(Line2D([], [], linestyle="none", label=f"and {others} more, not drawn"))
    if 0 < len(handles) <= _LEGEND:
        ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False)


def _terms(certificate: LatticeCertificate, combination: Combination) -> Iterator[_Term]:
    """Yield what is added up: quantities that are not negative, then those that are zero."""
    for factor, quantity in combination.informations:
        yield _Term(factor, quantity.canonical, zero=False)
    for factor, index in combination.zeros:
        yield _Term(factor, certificate.lemmas[index].zero.canonical, zero=True)
    for factor, index in combination.givens:
        given = certificate.given[index]
        if given.states_zero():
            key, value = next(iter(given.terms.items()))
            share = value / sum(part.terms.get(key, 0) for part in given.parts)
            for part in given.parts:
                yield _Term(factor * share, part.canonical, zero=True)


def _draw_term(ax: "Axes", order: Sequence[RV], term: _Term, colour: str) -> "Patch":
    """Draw a quadrilateral a little inside of its corners, so that neighbours do not hide each other."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Polygon

    places = _places(len(order))
    first, second, condition = term.quantity
    entropy = first == second
    corners = [condition, condition | first, condition | first | second, condition | second]
    points = places[corners[:2] if entropy else corners]
    centre = points.mean(axis=0)
    shape = Polygon(centre + 0.93 * (points - centre), closed=not entropy, zorder=2.0)
    group, other, given = (_joint(mask, order) for mask in term.quantity)
    quantity = Quantity((group,) if entropy else (group, other), given)
    shape.set(gid=str(quantity), edgecolor=colour, linewidth=4.0 if entropy else 1.3, joinstyle="round")
    if entropy or term.zero:
        shape.set_facecolor("none")
    else:
        shape.set_facecolor(to_rgba(colour, 0.22))
    if term.zero:
        shape.set_linestyle((0, (3, 2)))
    factor = {Fraction(1): "", Fraction(-1): "-"}.get(term.factor, rf"{number(term.factor)}\,")
    shape.set_label(mathtext(factor + quantity_latex(quantity)) + (", zero" if term.zero else ""))
    ax.add_patch(shape)
    return shape


def _places(count: int) -> Matrix:
    """Return where each set stands: the sum of the places of its variables, its height its size.

    So every quantity of disjoint groups is a parallelogram. No abscissa is nearly a mean of others, which
    would flatten one, and no two pairs have nearly the same sum.
    """
    x = np.array(_ABSCISSAE[:count])
    members = np.arange(1 << count)[:, None] >> np.arange(count) & 1
    places: Matrix = np.stack([members @ (x - x.mean()), _ROW * members.sum(axis=1)], axis=-1)
    return places


def _draw_sets(ax: "Axes", names: Sequence[str], claim: Terms) -> None:
    """Draw the sets with their covers, each with the coefficient that the claim gives it."""
    from matplotlib.collections import LineCollection

    places = _places(len(names).bit_length() - 1)
    bits = [1 << i for i in range(len(places).bit_length() - 1)]
    covers = [places[[mask, mask | bit]] for mask in range(len(places)) for bit in bits if not mask & bit]
    ax.add_collection(LineCollection(covers, colors="0.85", linewidths=0.7, zorder=1.0))
    for mask, name in enumerate(names):
        value = claim.get(mask, Fraction(0))
        sign = COLOURS[0] if value > 0 else COLOURS[1]
        box = {"boxstyle": "round,pad=0.28", "linewidth": 0.8 if value else 0.5}
        box |= {
            "facecolor": mixed(sign, 0.25) if value else "#ffffff",
            "edgecolor": sign if value else "0.75",
        }
        x, y = places[mask].tolist()
        text = ax.text(x, y, mathtext(name), ha="center", va="center", bbox=box, zorder=3.0)
        if value:
            badge = {"boxstyle": "circle,pad=0.12", "facecolor": sign, "edgecolor": "white", "linewidth": 0.6}
            ax.annotate(
                f"{'+' if value > 0 else '−'}{abs(value)}", (1.0, 1.0), xycoords=text, xytext=(3, 3),
                textcoords="offset points", ha="center", va="center", color="white", fontsize="x-small",
                bbox=badge, zorder=4.0,
            )  # fmt: skip
    ax.margins(0.12)
    ax.set_axis_off()
    ax.autoscale_view()


def _set_name(mask: int, order: Sequence[RV]) -> str:
    if not mask:
        return r"\emptyset"
    return quantity_latex(Quantity((_joint(mask, order),)))[2:-1].replace(", ", r"\,")


def _joint(mask: int, order: Sequence[RV]) -> Joint:
    return Joint(frozenset(variable for i, variable in enumerate(order) if mask >> i & 1))
