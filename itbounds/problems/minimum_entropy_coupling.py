"""How little two variables with given laws must tell together: the coupling of least entropy."""

from time import perf_counter

from itbounds._typing import ArrayLike, Count, Vector
from itbounds.kernels import Distribution, as_distribution_object
from itbounds.numerics.coupling.forest import Cell
from itbounds.numerics.coupling.greedy import greedy_coupling
from itbounds.numerics.coupling.search import least_coupling
from itbounds.numerics.coupling.weights import with_one_sum
from itbounds.numerics.scalars import as_count, as_tolerance
from itbounds.results import Provenance, Result
from itbounds.results.coupling_certificate import CouplingCertificate
from itbounds.results.proved import proved
from itbounds.units import BITS, Unit, as_unit

__all__ = ["minimum_entropy_coupling", "search_limit"]

_SMALL = 36
_STATES = 5000


def minimum_entropy_coupling(
    p: ArrayLike,
    q: ArrayLike,
    *,
    states: Count | None = None,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
) -> Result[Distribution]:
    r"""Return the least joint entropy of two variables with given laws, as an interval that contains it.

    .. math:: \min \{ H(X, Y) : X \sim p,\ Y \sim q \}, \qquad
              \max I(X; Y) = H(p) + H(q) - \min H(X, Y)

    The problem is NP-hard (Kovačević, Stanojević and Šenk, 2015). Both ends hold always:

    - *above*, the entropy of the coupling that is the witness, with exact marginals: the greedy one (Kocaoglu
      et al., 2017) or a better one that the search saw;
    - *below*, the greatest of the entropy of the greatest law that both marginals majorise (Cicalese, Gargano
      and Vaccaro, 2019), the greedy entropy less :math:`\log(e) / e`, which is 0.531 bit (Compton, Katz, Qi,
      Greenewald and Kocaoglu, 2023), and what the search has excluded.

    A minimum of a concave function is at a vertex. For small alphabets the vertices of the transport polytope
    are searched, best first, until the ends meet: up to 5 by 5 letters as a rule, and often 6 by 6 with more
    states; a search that is stopped still moves the lower end.

    Parameters
    ----------
    p, q : Distribution or array-like
        The two laws.
    states : int, optional
        The most states that the search expands, 0 for none; 5000 by default if there are at most 36 cells
        and 0 if there are more.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Returns
    -------
    Result
        ``witness`` is the coupling, a law on pairs. The status says whether the ends meet.

    Raises
    ------
    ItboundsError
        If a law is none.

    Examples
    --------
    >>> from itbounds import minimum_entropy_coupling
    >>> result = minimum_entropy_coupling([0.5, 0.3, 0.2], [0.6, 0.4])
    >>> print(result)
    min H(X,Y) ∈ [1.685475297, 1.685475298] bit
    >>> result.witness.tensor.round(12)
    array([[0.5, 0. ],
           [0. , 0.3],
           [0.1, 0.1]])
    >>> result.verify("ball").width < 1e-12
    True
    """
    start = perf_counter()
    aim = as_unit(unit).to_nats(as_tolerance(tol))
    first, second = as_distribution_object(p, name="first law"), as_distribution_object(q, name="second law")
    if states is None:
        limit = search_limit(first.probabilities, second.probabilities)
    else:
        limit = as_count(states, name="number of states", minimum=0)
    marginals = with_one_sum(first.probabilities, second.probabilities)
    cells: list[Cell] = list(greedy_coupling(*marginals))
    steps, notes = 0, list[str]()
    if limit:
        found = least_coupling(*marginals, limit=limit)
        cells, steps = list(found.masses), found.states
        notes.append(
            "all vertices of the transport polytope searched or excluded"
            if found.complete
            else f"the search stopped after {steps} states; both ends hold"
        )
    certificate = CouplingCertificate.of(first.probabilities, second.probabilities, cells, limit)
    method = "best-first search" if limit else "greedy coupling"
    return proved(
        certificate,
        "min H(X,Y)",
        r"\min H(X,Y)",
        provenance=Provenance.here(method, steps, perf_counter() - start, aim, tuple(notes)),
        unit=as_unit(unit),
        witness=Distribution(first.space @ second.space, certificate.attained[0]),
    )


def search_limit(first: Vector, second: Vector) -> int:
    """Return how many states are searched by default: none for large alphabets."""
    cells = int((first > 0.0).sum()) * int((second > 0.0).sum())
    return _STATES if cells <= _SMALL else 0
