"""Figures of joint entropies by name: information diagrams, the lattice of a proof, a tradeoff region."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["caching_region", "information", "lattice"]

_DEMANDS: Mapping[str, Sequence[Sequence[int]]] = {"2": [(1, 2), (1, 1)], "3": [(1, 1, 2), (1, 1, 1)]}
"""Those that all others follow from by renaming, for two files."""


def information(arguments: list[str], unit: str) -> "Axes":
    """Draw the information diagram of a law in a file, or of an expression."""
    import numpy as np

    from itbounds import plots
    from itbounds.cli.tables import names_file, read

    given, *names = arguments
    what = np.asarray(read(given)) if names_file(given) else given
    return plots.information_diagram(what, names[0] if names else None, unit=unit)


def lattice(arguments: list[str], unit: str) -> "Axes":
    """Draw the lattice with what proves a claim, or with a polymatroid that violates it."""
    from itbounds import plots
    from itbounds.problems import prove

    claim, *given = arguments
    # A law that refutes the claim would say nothing of the lattice.
    return plots.lattice(prove(claim, given, search=False))


def caching_region(arguments: list[str], unit: str) -> "Axes":
    """Draw memory against rate, for coded caching of two files."""
    from itbounds import plots
    from itbounds.errors import DomainError
    from itbounds.problems import region
    from itbounds.testing.network_problems import caching

    users = arguments[0] if arguments else "3"
    if users not in _DEMANDS:
        raise DomainError(
            f"caching for {users} users is not drawn",
            value=users,
            hint="give 2 or 3; others: ib.region of ib.testing.network_problems.caching, then plot()",
        )
    problem = caching(2, int(users), _DEMANDS[users])
    found = region(problem.rates, given=problem.given, symmetry=problem.symmetry)
    axes = plots.region(found)
    axes.set_title(f"coded caching of 2 files for {users} users")
    axes.set_xlabel("memory $M$ (files)")
    axes.set_ylabel("rate $R$ (files)")
    return axes
