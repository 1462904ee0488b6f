"""Rate-distortion by definitions: loops, exact summation, and a thousand plain multiplicative updates."""

from math import exp, fsum, inf, isinf, log

import numpy as np

from itbounds.forms import RateDistortionForm, RawSolution
from itbounds.numerics.tilt import slope_at, tilted_channel


def information(source, channel):
    """I(X;Y) in nats as a sum over pairs."""
    m, n = channel.shape
    output = [fsum(source[x] * channel[x, y] for x in range(m)) for y in range(n)]
    return fsum(
        source[x] * channel[x, y] * log(channel[x, y] / output[y])
        for x in range(m)
        for y in range(n)
        if channel[x, y] > 1e-280
    )


def mean_distortion(source, channel, distortion):
    """E d, where forbidden pairs of probability zero do not count."""
    return fsum(
        source[x] * channel[x, y] * distortion[x, y]
        for x, y in np.ndindex(channel.shape)
        if channel[x, y] > 1e-280
    )


def dual_value(form, potentials, slope):
    """The dual objective at any point: at most R(D)."""
    m, n = form.distortion.shape

    def term(x, y):
        d = form.distortion[x, y]
        if isinf(d):
            return 0.0
        return form.source[x] * exp(potentials[x] - (slope * d if slope > 0.0 else 0.0))

    worst = max(fsum(term(x, y) for x in range(m)) for y in range(n))
    cost = slope * form.level if slope > 0.0 else 0.0
    return fsum(form.source * potentials) - cost - log(worst)


def interval(form: RateDistortionForm, solution: RawSolution) -> tuple[float, float]:
    """The two ends that a solver's points prove, from the definitions; the upper end asserts feasibility."""
    assert solution.primal is not None
    assert solution.dual is not None
    slope = slope_at(form.source, form.distortion, form.level, solution.primal, solution.multiplier)
    channel = tilted_channel(form.distortion, solution.primal, slope)
    spent = mean_distortion(form.source, channel, form.distortion)
    floor = float(form.source @ form.distortion.min(axis=1))
    assert spent <= form.level + 1e-10 * (form.level - floor) + 1e-13 * abs(floor) or form.level == inf
    return dual_value(form, solution.dual, solution.multiplier), information(form.source, channel)


def parametric_point(source, distortion, slope, *, updates=3000):
    """Return D, R and the gap at a slope, after plain updates from the uniform law."""
    kernel = np.exp(-slope * distortion)
    law = np.full(distortion.shape[1], 1.0 / distortion.shape[1])
    for _ in range(updates):
        law = law * ((source / (kernel @ law)) @ kernel)
    channel = kernel * law / (kernel @ law)[:, None]
    gap = log(max((source / (kernel @ law)) @ kernel))
    return mean_distortion(source, channel, distortion), information(source, channel), gap
