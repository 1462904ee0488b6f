"""Anderson acceleration of the Blahut-Arimoto map, safeguarded by the mutual information."""

import numpy as np

from itbounds._typing import Vector
from itbounds.solvers.capacity.evaluation import Evaluation
from itbounds.solvers.capacity.progress import Progress
from itbounds.solvers.capacity.tilting import tilt_to_budget

__all__ = ["AndersonIteration"]

_NOISE = 1e-14
_RIDGE = 1e-14


class AndersonIteration:
    r"""The map :math:`\ln p_x \mapsto \ln p_x + D_x - \lambda b_x - \kappa`, extrapolated from its past.

    Each step combines the last images so that their residuals, weighted by :math:`\sqrt{p_x}`, nearly cancel
    (Walker and Ni, SIAM J. Numer. Anal. 49 (2011) 1715). If that lowers the mutual information, a fifth of
    the leap is tried, and then the plain image, which never does; the older half of the past is forgotten.

    Attributes
    ----------
    logarithm, law : array of shape (m,)
        The current input law.
    output : array of shape (n,)
        Its output law.
    divergences : array of shape (m,)
        The divergences from it.
    information : float
        The mutual information, in nats.
    """

    def __init__(self, instance: Evaluation, memory: int = 8, start: Vector | None = None) -> None:
        letters = instance.letters
        # More differences than there are dimensions say nothing new.
        self.instance, self.memory, self.price = instance, min(memory, letters - 1), 0.0
        self.images: list[Vector] = []
        self.residuals: list[Vector] = []
        logits = np.zeros(letters) if start is None else start
        self._move_to(tilt_to_budget(logits, instance.excess)[0])

    def certify(self, progress: Progress) -> None:
        """Offer the iterate to both sides and add a note."""
        progress.offer_primal(self.information, self.law)
        multiplier = self.instance.best_multiplier(self.divergences)
        progress.offer_dual(self.instance.ceiling(self.divergences, multiplier), self.output, multiplier)
        progress.note()

    def restart(self, logarithm: Vector) -> None:
        """Go on from another law, given by its logarithm; the past differences are kept."""
        self._move_to(tilt_to_budget(logarithm, self.instance.excess, self.price)[0])

    def advance(self) -> None:
        """Make one accelerated step."""
        before = self.information
        image, self.price = tilt_to_budget(
            self.logarithm + self.divergences, self.instance.excess, self.price
        )
        self.images.append(image)
        self.residuals.append(image - self.logarithm)
        if len(self.images) > self.memory + 1:
            del self.images[0], self.residuals[0]
        if len(self.images) > 1:
            leap = self._extrapolated(image) - image
            for share in (1.0, 0.2):
                self._move_to(tilt_to_budget(image + share * leap, self.instance.excess, self.price)[0])
                if self.information >= before - _NOISE:
                    return
            older = len(self.images) // 2 + 1
            del self.images[:older], self.residuals[:older]
        self._move_to(image)

    def _extrapolated(self, image: Vector) -> Vector:
        weights = np.sqrt(self.law) + 1e-8
        images, residuals = np.array(self.images), np.array(self.residuals)
        changes = (residuals[1:] - residuals[:-1]) * weights
        gram = changes @ changes.T
        gram.flat[:: len(gram) + 1] += _RIDGE * float(gram.trace()) + 1e-300
        mixing = changes @ (residuals[-1] * weights)
        mixing = mixing / gram[0] if len(gram) == 1 else np.linalg.solve(gram, mixing)
        extrapolated = image - mixing @ (images[1:] - images[:-1])
        # Rare letters weigh next to nothing here: thrown too low, one would need thousands of steps back.
        lowest: Vector = image - np.maximum(3.0, 0.5 * (image.max() - image))
        return np.maximum(lowest, extrapolated)

    def _move_to(self, logarithm: Vector) -> None:
        self.logarithm, self.law = logarithm, np.exp(logarithm)
        self.output = self.instance.output_law(self.law)
        self.divergences = self.instance.divergences(self.output)
        self.information = float(self.law @ self.divergences)
