"""Exact bounds on codes by sums in logarithms, against the same sums in mpmath, in the same process.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.blocklength [--runs 5] [--lengths 1000 10000] [--digits 20]

The converse and the union bound of the binary symmetric channel, the converse of the binary erasure channel,
each solved for the number of messages at an error of one in a thousand. What is printed is the median of the
paired ratios, and the difference of the two answers in bits.
"""

import argparse
import os
from statistics import median

import mpmath

import itbounds as ib
from benchmarks.timing import machine, seconds

EPS = "0.001"


def terms(n, p):
    """Return the binomial coefficients and probabilities, by recursion."""
    p, coefficients, laws = mpmath.mpf(p), [mpmath.mpf(1)], [(1 - mpmath.mpf(p)) ** n]
    odds = p / (1 - p)
    for k in range(n):
        coefficients.append(coefficients[-1] * (n - k) / (k + 1))
        laws.append(laws[-1] * (n - k) / (k + 1) * odds)
    return coefficients, laws


def symmetric_converse(n, p):
    """Fill the sphere up to the radius whose outside has the error, the last shell in part."""
    coefficients, laws = terms(n, p)
    left, volume = 1 - mpmath.mpf(EPS), mpmath.mpf(0)
    for count, law in zip(coefficients, laws, strict=True):
        share = min(1, left / law)
        volume += share * count
        left -= share * law
        if share < 1:
            break
    return n - float(mpmath.log(volume, 2))


def symmetric_converse_plain(n, p):
    """Fill the sphere as above, every term by mpmath's own binomial coefficient and powers."""
    p, left, volume = mpmath.mpf(p), 1 - mpmath.mpf(EPS), mpmath.mpf(0)
    for k in range(n + 1):
        count = mpmath.binomial(n, k)
        law = count * p**k * (1 - p) ** (n - k)
        share = min(1, left / law)
        volume += share * count
        left -= share * law
        if share < 1:
            break
    return n - float(mpmath.log(volume, 2))


def halved(error, n):
    """Solve for the number of bits by halving, to forty binary digits."""
    low, high = mpmath.mpf(0), mpmath.mpf(n + 1)
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if error(mpmath.mpf(2) ** middle) <= mpmath.mpf(EPS) else (low, middle)
    return float(low)


def symmetric_union(n, p):
    """Count the words as near as the noise, and halve."""
    coefficients, laws = terms(n, p)
    running, balls = mpmath.mpf(0), []
    for count in coefficients:
        running += count
        balls.append(mpmath.ldexp(running, -n))
    pairs = list(zip(laws, balls, strict=True))
    return halved(lambda size: mpmath.fsum(law * min(1, (size - 1) * ball) for law, ball in pairs), n)


def erasure_converse(n, p):
    """Guess among the words that the erasures leave, and halve."""
    _, laws = terms(n, p)
    pairs = [(law, mpmath.ldexp(1, n - k)) for k, law in enumerate(laws)]
    return halved(lambda size: mpmath.fsum(law * max(0, 1 - words / size) for law, words in pairs), n)


CASES = {
    "BSC, converse": (ib.zoo.bsc, ib.bounds.blocklength.metaconverse, symmetric_converse_plain, 0.11),
    "BSC, converse, against a recursion": (
        ib.zoo.bsc,
        ib.bounds.blocklength.metaconverse,
        symmetric_converse,
        0.11,
    ),
    "BSC, union bound": (ib.zoo.bsc, ib.bounds.blocklength.rcu, symmetric_union, 0.11),
    "BEC, converse": (ib.zoo.bec, ib.bounds.blocklength.metaconverse, erasure_converse, 0.5),
}


def main():
    """Print one line for each bound and length."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of this package (%(default)s)")
    parser.add_argument("--lengths", type=int, nargs="+", default=(1000, 10_000), help="blocklengths")
    parser.add_argument("--digits", type=int, default=20, help="decimal digits of mpmath (%(default)s)")
    arguments = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error("set OPENBLAS_NUM_THREADS=1: the comparison is for one core")
    machine()
    mpmath.mp.dps = arguments.digits
    for n in arguments.lengths:
        for name, (make, bound, reference, p) in CASES.items():
            channel = make(p)
            bound(channel, 10, float(EPS))
            slow, truth = seconds(lambda reference=reference, n=n, p=p: reference(n, p))
            runs = [
                seconds(lambda bound=bound, channel=channel, n=n: bound(channel, n, float(EPS)))
                for _ in range(arguments.runs)
            ]
            fast, value = median(time for time, _ in runs), runs[0][1].value
            if abs(value - truth) > 1e-6:
                raise SystemExit(f"{name} at n = {n} gives {value!r}, mpmath {truth!r}")
            print(
                f"{name}, n = {n}: {1e3 * fast:.1f} ms, mpmath {slow:.2f} s, {slow / fast:.0f}x, "
                f"difference {value - truth:.1e} bit",
                flush=True,
            )


if __name__ == "__main__":
    main()
