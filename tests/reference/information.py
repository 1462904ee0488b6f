"""Slow, obvious information quantities at sixty digits, of laws normalised exactly."""

from mpmath import mp, mpf

DIGITS = 60


def exact(values):
    """Turn doubles into exact multiprecision numbers."""
    return [mpf(float(value)) for value in values]


def divergence(row, law):
    """D(row / sum || law / sum) in nats."""
    with mp.workdps(DIGITS):
        row, law = exact(row), exact(law)
        total, mass = mp.fsum(row), mp.fsum(law)
        terms = [w * mp.log((w / total) / (q / mass)) for w, q in zip(row, law, strict=True) if w > 0]
        return mp.fsum(terms) / total


def information(matrix, law):
    """I(p, W) in nats, rows and law normalised; rounding at the sixtieth digit is not let below 0."""
    with mp.workdps(DIGITS):
        weights = exact(law)
        mass = mp.fsum(weights)
        rows = [exact(row) for row in matrix]
        rows = [[w / mp.fsum(row) for w in row] for row in rows]
        output = [
            mp.fsum(p * row[y] for p, row in zip(weights, rows, strict=True)) / mass
            for y in range(len(rows[0]))
        ]
        total = mpf(0)
        for p, row in zip(weights, rows, strict=True):
            if p > 0:
                total += (
                    p / mass * mp.fsum(w * mp.log(w / r) for w, r in zip(row, output, strict=True) if w > 0)
                )
        return max(total, mpf(0))


def ceiling(matrix, law):
    """max_x D(W_x || q) in nats."""
    return max(divergence(row, law) for row in matrix)


def rate_dual(source, distortion, level, potentials, slope):
    """The dual value of a rate-distortion problem in nats."""
    with mp.workdps(DIGITS):
        p, a = exact(source), exact(potentials)
        mass, s = mp.fsum(p), mpf(float(slope))
        columns = []
        for y in range(distortion.shape[1]):
            terms = []
            for x, weight in enumerate(p):
                if distortion[x, y] < float("inf"):
                    terms.append(weight / mass * mp.exp(a[x] - s * mpf(float(distortion[x, y]))))
            columns.append(mp.fsum(terms))
        mean = mp.fsum(weight * value for weight, value in zip(p, a, strict=True)) / mass
        spent = 0 if level == float("inf") else s * mpf(float(level))
        return mean - spent - mp.log(max(columns))


def mean_distortion(source, channel, distortion):
    """The expected distortion, rows and law normalised."""
    with mp.workdps(DIGITS):
        p = exact(source)
        total = mpf(0)
        for weight, doubles, costs in zip(p, channel, distortion, strict=True):
            row = exact(doubles)
            used = [(w, mpf(float(d))) for w, d in zip(row, costs, strict=True) if w > 0]
            total += weight * mp.fsum(w * d for w, d in used) / mp.fsum(row)
        return total / mp.fsum(p)
