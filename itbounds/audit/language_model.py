"""Language models against the entropy rate of a known source."""

from math import isqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.audit.causes import DENSITIES, LEAK, likely_causes
from itbounds.audit.check import Check
from itbounds.audit.evidence import as_alpha, as_numbers
from itbounds.audit.report import Measurement, Report
from itbounds.audit.text_chance import least_surprise
from itbounds.bounds.representation.source_rate import rate
from itbounds.kernels.markov import MarkovSource, markov
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.scalars import as_count
from itbounds.numerics.statistics.mean_intervals import batch_means, mean_interval
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["language_model"]

_BATCHES = 30


def language_model(
    log_probs: ArrayLike,
    *,
    source: ArrayLike | MarkovSource | None = None,
    n_bytes: Count | None = None,
    unit: Unit | str,
    alpha: Number = 0.05,
) -> Report:
    r"""Audit the log-probabilities that a model gave to the tokens of a test text.

    .. math:: - \frac1n \sum_t \ln q(x_t \mid x_{<t}) \;\to\; \text{cross-entropy} \ge
        \text{entropy rate of the source}

    A finite text may fall below the entropy rate by chance. It is a violation only if the interval lies below
    it, and if no model pays so little for a text of the source with a probability above `alpha`.

    Parameters
    ----------
    log_probs : array-like of shape (n,) or (texts, n)
        The logarithm of the probability of every token given those before it; of several texts, which are
        taken for independent, one a row.
    source : array-like or MarkovSource, optional
        What the text was drawn from, if it is known: a transition matrix, or a source.
    n_bytes : int, optional
        The length of the whole text in bytes, for the number of bits a byte.
    unit : Unit or str
        The unit of the logarithms: natural ones are in nats.
    alpha : float
        One less the confidence of the interval, and the probability with which a model may be accused that
        keeps the limit.

    Returns
    -------
    Report

    Raises
    ------
    DomainError
        If an entry is NaN, or the source has no unique stationary law.

    Notes
    -----
    Tokens depend on each other. The interval is that of the means of up to thirty successive stretches, or
    of the texts where there are several: an approximation. What no model pays is proved, for every length:

    .. math:: \Pr\bigl( -\ln q(X^n) \le T \bigr) \le \Pr\bigl( -\ln P(X^n) \le T + \gamma \bigr)
        + e^{-\gamma}

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> halves = np.full(600, np.log(0.5))
    >>> ib.audit.language_model(halves, source=[[0.5, 0.5], [0.5, 0.5]], unit="nat").verdict
    <Verdict.CONSISTENT: 'consistent'>
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    texts = coerce(log_probs, "log-probabilities").array
    logs = as_numbers(log_probs, name="log-probabilities")
    highest = float(logs.max())
    checks = [
        Check.compared(
            "largest log-probability",
            Interval(highest, highest, chosen),
            Interval(0.0, 0.0, chosen),
            estimate=highest,
            sense="at most",
            causes=(DENSITIES, "the sign of the logarithms is wrong"),
        )
    ]
    several = texts.ndim == 2 and len(texts) > 1
    stretches = -(
        texts.mean(axis=1) if several else batch_means(logs, max(1, min(_BATCHES, isqrt(len(logs)))))
    )
    method = "Student's t on texts" if several else f"batch means, {len(stretches)} stretches"
    _, low, high = mean_interval(stretches, level, slack=1e-12 * float(np.abs(logs).max()))
    estimate = -float(logs.mean())
    entropy = Interval(low, high, chosen)
    measurements = [Measurement("cross-entropy", estimate, entropy, method)]
    if source is None:
        checks.append(
            Check.not_applicable(
                "entropy rate", "the entropy rate of the source is not known: pass source= if it is"
            )
        )
    else:
        chain = source if isinstance(source, MarkovSource) else markov(source)
        known = rate(chain, unit=chosen)
        paid, count = -chosen.to_nats(float(logs.sum())), len(texts) if several else 1

        def by_chance() -> bool:
            law, steps = chain.stationary.probabilities, chain.transition.matrix
            return paid >= least_surprise(
                law=law, chain=steps, texts=count, length=len(logs) // count, delta=level
            )

        limit = Interval(known.lower, known.upper, chosen)
        checks.append(
            Check.compared(
                "cross-entropy",
                entropy,
                limit,
                estimate=estimate,
                sense="at least",
                confidence=1.0 - level,
                assumptions=("the text is drawn from the source, from its stationary law",),
                causes=likely_causes(
                    entropy,
                    limit,
                    "at least",
                    (LEAK, "a token is predicted from itself or from later ones", DENSITIES),
                ),
                reference="Shannon (1948)",
                by_chance=by_chance,
            )
        )
        excess = Interval(low - limit.upper, high - limit.lower, chosen)
        measurements.append(Measurement("redundancy", estimate - known.value, excess, method))
    if n_bytes is not None:
        per_byte = len(logs) / as_count(n_bytes, name="number of bytes")
        scale = per_byte * chosen.nats / BITS.nats
        measurements.append(
            Measurement("bits a byte", estimate * scale, Interval(low * scale, high * scale, BITS), method)
        )
    perplexity = np.exp(np.array([estimate, low, high]) * chosen.nats)
    measurements.append(
        Measurement(
            "perplexity",
            float(perplexity[0]),
            Interval(float(perplexity[1]), float(perplexity[2]), PURE),
            method,
        )
    )
    return Report("language model", tuple(checks), tuple(measurements))
