"""Bounds on codes are on the safe side of the same sums in many digits, and closer than a billionth."""

import mpmath
import pytest

import itbounds as ib

blocklength = ib.bounds.blocklength
CASES = [(60, 0.11, 1e-3), (200, 0.02, 1e-9), (333, 0.4, 0.3), (40, 0.25, 0.9), (300, 0.11, 1e-6)]


def _laws(n: int, p: float) -> list[mpmath.mpf]:
    share = mpmath.mpf(p)
    return [mpmath.binomial(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def _solved(terms: list[tuple[mpmath.mpf, mpmath.mpf]], eps: float) -> mpmath.mpf:
    """The M of E min(1, (M - 1) g) = eps, exactly: the function is linear between the points 1 / g."""
    ordered = sorted(terms, key=lambda term: -term[1])
    full, rest = mpmath.mpf(0), mpmath.fsum(law * gain for law, gain in ordered)
    for law, gain in ordered:
        if full + rest / gain > eps:
            break
        full += law
        rest -= law * gain
    return 1 + (eps - full) / rest


@pytest.mark.parametrize(("n", "p", "eps"), CASES)
def test_the_binary_symmetric_channel_in_many_digits(n: int, p: float, eps: float) -> None:
    channel = ib.zoo.bsc(p)
    with mpmath.workdps(60 + n // 2):
        laws, level = _laws(n, p), mpmath.mpf(eps)
        balls, running = [], mpmath.mpf(0)
        for k in range(n + 1):
            running += mpmath.binomial(n, k)
            balls.append(running / mpmath.mpf(2) ** n)
        densities = [
            n * mpmath.log(2) + k * mpmath.log(p) + (n - k) * mpmath.log(1 - mpmath.mpf(p))
            for k in range(n + 1)
        ]
        truths = {
            "rcu": mpmath.log(_solved(list(zip(laws, balls, strict=True)), level)),
            "dependence_testing": mpmath.log(
                _solved([(a, mpmath.exp(-i) / 2) for a, i in zip(laws, densities, strict=True)], level)
            ),
        }
        for name, truth in truths.items():
            value = ib.bounds.evaluate(name, channel=channel, n=n, eps=eps).nats
            assert value <= truth <= value + 1e-9
        left, volume = 1 - level, mpmath.mpf(0)
        for k, law in enumerate(laws):
            share = max(mpmath.mpf(0), min(mpmath.mpf(1), left / law))
            volume += share * mpmath.binomial(n, k)
            left -= share * law
        truth = n * mpmath.log(2) - mpmath.log(volume)
        value = blocklength.metaconverse(channel, n, eps).nats
        assert value - 1e-9 <= truth <= value


@pytest.mark.parametrize(("n", "p", "eps"), CASES)
def test_the_binary_erasure_channel_in_many_digits(n: int, p: float, eps: float) -> None:
    channel = ib.zoo.bec(p)
    with mpmath.workdps(60 + n // 2):
        laws, level = _laws(n, p), mpmath.mpf(eps)
        gains = [mpmath.mpf(2) ** (k - n) for k in range(n + 1)]
        union = mpmath.log(_solved(list(zip(laws, gains, strict=True)), level))
        testing = mpmath.log(_solved([(a, g / 2) for a, g in zip(laws, gains, strict=True)], level))
        for name, truth in (("rcu", union), ("dependence_testing", testing)):
            value = ib.bounds.evaluate(name, channel=channel, n=n, eps=eps).nats
            assert value <= truth <= value + 1e-9
        low, high = mpmath.mpf(0), mpmath.mpf(n + 8)
        for _ in range(120):
            middle = (low + high) / 2
            missed = mpmath.fsum(
                a * max(0, 1 - mpmath.mpf(2) ** (n - k - middle))
                for k, a in enumerate(laws)
                if n - k < middle
            )
            low, high = (middle, high) if missed <= level else (low, middle)
        value = blocklength.metaconverse(channel, n, eps).nats
        assert value - 1e-9 <= low * mpmath.log(2) <= value


def test_more_errors_allow_more_messages() -> None:
    levels = (1e-9, 1e-6, 1e-3, 0.1, 0.4, 0.8)
    for bound in (
        blocklength.rcu, blocklength.dependence_testing, blocklength.gallager, blocklength.metaconverse,
        blocklength.strong_converse, blocklength.normal_approximation,
    ):  # fmt: skip
        values = [bound(ib.zoo.bsc(0.11), 300, eps).value for eps in levels]
        assert values == sorted(values)
