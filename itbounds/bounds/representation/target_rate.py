"""How few bits an embedding needs if the target may be missed a little."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from itbounds._typing import ArrayLike, Matrix, Number
from itbounds.bounds.representation.gaussian_target import gaussian_rate_distortion
from itbounds.errors import DomainError
from itbounds.kernels import GaussianKernel, Kernel
from itbounds.numerics.validation import as_distortion
from itbounds.problems.definitions import remote_rate_distortion
from itbounds.problems.pairs import as_pair
from itbounds.problems.rate_distortion import RateDistortion
from itbounds.results import Result
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit

__all__ = ["named", "rate_distortion"]


def rate_distortion(
    joint: ArrayLike | GaussianKernel,
    d: ArrayLike | None,
    D: Number,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the representation rate-distortion function: the least rate of an embedding at a distortion.

    .. math:: R_{\mathrm{rep}}(D) = \min_{P(\hat y | x) :\ \operatorname{E} d(Y, \hat Y) \le D} I(X; \hat Y),
              \qquad Y - X - \hat Y

    A network sees X, and a read-out of its embedding estimates the target Y. Over long sequences of inputs,
    embeddings of fewer nats than this per input miss the level, and any more suffice. The estimate depends on
    the input alone, so that this is the rate-distortion function of the input with the distortion
    :math:`\operatorname{E}[d(Y, \hat y) | X = x]` (Dobrushin and Tsybakov, 1962; recalled), and never less
    than that of Y itself. If the target is a bijective function of the input it is that of Y itself.

    A reconstruction: what a representation's rate-distortion function is to be follows the abstract of
    *Information Theoretic Perspective on Representation Learning* (arXiv:2601.11334), not its text.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n), or GaussianKernel
        The law ``joint[input, target]``; or a Gaussian law of two blocks, the input first.
    d : array-like of shape (n, k), or None
        The distortion ``d[target, estimate]``: for a regression ``ib.distortions.squared_error(values,
        estimates)``. None is the squared error of a Gaussian law, summed over the components of the target.
    D : float
        The level.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `itbounds.rate_distortion`.

    Returns
    -------
    Result
        ``witness`` is a test channel from the input to the estimate; a Gaussian law has none.

    Raises
    ------
    InfeasibleError
        If the level is below the least error of an estimate from the whole input, its `minimum`.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    A fair bit seen through a BSC(q): :math:`1 - h((D - q) / (1 - 2q))`.

    >>> import itbounds as ib
    >>> print(ib.representation.rate_distortion([[0.45, 0.05], [0.05, 0.45]], ib.distortions.hamming(2), 0.2))
    R_rep(D = 0.2) ∈ [0.456435556, 0.456435557] bit

    A regression from a noisy input: a fifth of the variance of Y cannot be told from X.

    >>> law = ib.GaussianKernel.state([0, 0], [[1.25, 1.0], [1.0, 1.0]], cod={"X": 1, "Y": 1})
    >>> print(ib.representation.rate_distortion(law, None, 0.5))
    R_rep(D = 0.5) ∈ [0.707518749, 0.707518750] bit
    """
    if isinstance(joint, GaussianKernel):
        if d is not None or solver is not None:
            given = "d" if d is not None else "solver"
            raise DomainError(
                f"a Gaussian law is answered in closed form for the squared error, without {given}=",
                where=given,
                hint=f"give {given}=None, or a law on a grid: ib.sources.gaussian_grid",
            )
        return named(gaussian_rate_distortion(joint, D, tol=tol, unit=unit))
    if d is None:
        hint = "give d[target, estimate], such as ib.distortions.squared_error(values)"
        raise DomainError("a finite law needs a distortion", where="d", hint=hint)
    law = as_pair(joint, name="joint law of input and target")
    targets = _function(law.tensor)
    if targets is None:
        return named(remote_rate_distortion(law, d, D, tol=tol, unit=unit, solver=solver))
    table = as_distortion(d, source_size=law.tensor.shape[1], name="distortion of the target")
    # Nothing is averaged, so that the distortion of the input is exact.
    problem = RateDistortion(law.tensor.sum(axis=1), table[targets], D)
    return named(problem.solve(solver, tol=tol, unit=unit))


def named(result: Result[Kernel]) -> Result[Kernel]:
    """Call a rate-distortion function that of a representation."""
    level = result.quantity.partition("(")[2]
    return replace(result, quantity=f"R_rep({level}", latex=rf"R_{{\mathrm{{rep}}}}({level}")


def _function(joint: Matrix) -> npt.NDArray[np.intp] | None:
    """Return the target of each input, if it has only one; an input of probability zero gets any."""
    if (np.count_nonzero(joint, axis=1) > 1).any():
        return None
    targets: npt.NDArray[np.intp] = joint.argmax(axis=1)
    return targets
