"""What a divergence may be relied on for: the axioms of an enrichment, and two properties beside them."""

from enum import Enum

__all__ = ["ENRICHMENT", "Axiom"]


class Axiom(Enum):
    r"""A law that a divergence between kernels may obey; the value is the statement.

    The divergence of two kernels of one type is the largest over the inputs. A divergence *enriches* the
    Markov category of kernels if it has `SEQUENTIAL` and `PARALLEL` (Perrone, *Markov categories and
    entropy*, 2024); `DATA_PROCESSING` is then a consequence, and without them a law of its own.

    Attributes
    ----------
    SEQUENTIAL
        :math:`D(f ; g \| f' ; g') \le D(f \| f') + D(g \| g')`.
    PARALLEL
        :math:`D(f \otimes h \| f' \otimes h') \le D(f \| f') + D(h \| h')`.
    DATA_PROCESSING
        :math:`D(f ; g \| f' ; g) \le D(f \| f')` and :math:`D(e ; f \| e ; f') \le D(f \| f')`.
    STRICT
        :math:`D(f \| f') = 0` only if :math:`f = f'`.
    """

    SEQUENTIAL = "D(f;g || f';g') <= D(f || f') + D(g || g')"
    PARALLEL = "D(f x h || f' x h') <= D(f || f') + D(h || h')"
    DATA_PROCESSING = "D(f;g || f';g) <= D(f || f') and D(e;f || e;f') <= D(f || f')"
    STRICT = "D(f || f') = 0 only if f = f'"

    def __str__(self) -> str:
        return self.value


ENRICHMENT = frozenset({Axiom.SEQUENTIAL, Axiom.PARALLEL, Axiom.DATA_PROCESSING})
"""What a divergence needs to enrich the category of kernels."""
