"""What the first-order capacity solvers need of a channel, however it is kept."""

from abc import ABC, abstractmethod

from itbounds._typing import Vector

__all__ = ["LEAST_PROBABILITY", "Evaluation"]

LEAST_PROBABILITY = 1e-300


class Evaluation(ABC):
    """A channel that gives output laws, divergences from them, and prices of its letters."""

    excess: Vector | None

    @property
    @abstractmethod
    def letters(self) -> int:
        """The number of inputs."""

    @abstractmethod
    def output_law(self, p: Vector) -> Vector:
        """Return the output law of an input law."""

    @abstractmethod
    def divergences(self, q: Vector) -> Vector:
        """Return the divergence of every row from an output law, raised to `LEAST_PROBABILITY`, in nats."""

    def ceiling(self, divergences: Vector, multiplier: float = 0.0) -> float:
        """Return the upper bound on the capacity that an output law and a multiplier prove."""
        return float(self.lines(divergences, multiplier).max())

    def lines(self, divergences: Vector, multiplier: float) -> Vector:
        """Return the divergences less the price of what each letter costs above the budget."""
        if self.excess is None:
            return divergences
        lines: Vector = divergences - multiplier * self.excess
        return lines

    def best_multiplier(self, divergences: Vector) -> float:
        """Return the multiplier of the least ceiling: the lowest point of an upper envelope of lines.

        The lines ``divergences - multiplier * excess`` fall for letters above the budget and rise for those
        below. A falling and a rising one are intersected until no third line passes above.
        """
        if self.excess is None:
            return 0.0
        falling, rising = int(divergences.argmax()), int(self.excess.argmin())
        if self.excess[falling] <= 0.0:
            return 0.0
        best, best_ceiling = 0.0, float(divergences[falling])
        for _ in range(len(divergences)):
            drop = self.excess[falling] - self.excess[rising]
            multiplier = max(0.0, float((divergences[falling] - divergences[rising]) / drop))
            lines = self.lines(divergences, multiplier)
            top = int(lines.argmax())
            ceiling = float(lines[top])
            if ceiling < best_ceiling:
                best, best_ceiling = multiplier, ceiling
            if top in (falling, rising) or self.excess[top] == 0.0:
                break
            if self.excess[top] > 0.0:
                falling = top
            else:
                rising = top
        return best
