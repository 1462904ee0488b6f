r"""The random coding union bound with Chernoff's bound for the rivals, by drawing the noise.

.. math:: \epsilon \le \mathbb{E} \min\{1, (M - 1) e^{-i_s(X^n; Y^n)}\}, \qquad
          i_s(x; y) = \ln \frac{W_{xy}^s}{\sum_{x'} p_{x'} W_{x'y}^s}

(Martinez and Guillen i Fabregas, 2011). The mean is that of numbers in [0, 1], so that the mean of N draws is
below the true one by more than :math:`d(\hat m \| m) = \ln(1 / \delta) / N` with probability
:math:`\delta` at most; both grow with M, so that this holds for the M that is chosen by them as well.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.coding.sizes import log_union_size
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.binary_divergence import first_argument_below

__all__ = ["SampledSize", "sampled_union_size"]

_PARAMETERS = np.linspace(0.4, 1.0, 13)


@dataclass(frozen=True)
class SampledSize:
    """What sampling gives, logarithms of sizes in nats.

    Parameters
    ----------
    size : float
        What the bound allows, with confidence.
    estimate : float
        What it would allow if the sample mean were the mean.
    parameter : float
        The parameter s.
    """

    size: float
    estimate: float
    parameter: float


def sampled_union_size(
    matrix: Matrix,
    law: Vector,
    n: int,
    eps: float,
    *,
    samples: int,
    delta: float,
    rng: np.random.Generator,
) -> SampledSize:
    r"""Return a size that the bound allows with probability at least :math:`1 - \delta` over the draws.

    Parameters
    ----------
    matrix, law : arrays of shape (m, k) and (m,)
        The channel and the law of inputs.
    n, eps
        The blocklength and the error probability.
    samples : int
        How many noises are drawn; a tenth more choose the parameter.
    delta : float
        The probability of being wrong.
    rng : numpy.random.Generator
        Draws them.
    """
    joint = law[:, None] * matrix
    cells = joint > 0.0
    chances = joint[cells] / joint[cells].sum()
    pilot = rng.multinomial(n, chances, size=max(200, samples // 10)).astype(np.float64)
    even = np.full(len(pilot), -log(len(pilot)))

    def gains(counts: Matrix, s: float) -> Vector:
        powers = np.where(matrix > 0.0, matrix, 0.0) ** s
        density = np.log(np.where(cells, powers, 1.0)) - np.log(law @ powers)
        result: Vector = counts @ density[cells]
        return result

    # The parameter is chosen on draws of its own: on the same ones it would fit them.
    sizes = [log_union_size(even, gains(pilot, float(s)), 0.0, eps) for s in _PARAMETERS]
    best = float(_PARAMETERS[int(np.argmax(sizes))])
    drawn = gains(rng.multinomial(n, chances, size=samples).astype(np.float64), best)
    even = np.full(samples, -log(samples))
    error = 64.0 * UNIT_ROUNDOFF * n * (1.0 + float(np.abs(np.log(matrix[matrix > 0.0])).max()) + len(law))
    level = float(first_argument_below(np.array(eps), np.array(-log(delta) / samples)))
    size = log_union_size(even, drawn, error, level) if level > 0.0 else 0.0
    return SampledSize(size, log_union_size(even, drawn, 0.0, eps), best)
