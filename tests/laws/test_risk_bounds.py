"""No bound on a risk fails more often than it says: probabilities over all samples, summed exactly."""

from math import exp, log

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.reductions import relative_entropy
from itbounds.numerics.statistics.binary_divergence import binary_divergence
from itbounds.numerics.statistics.stirling import shtarkov_sum
from itbounds.testing.risk_problems import random_risk_problems
from tests.reference.risks import binomial_law, failures

g = ib.bounds.generalization
SIZES = [(2, 8, 3), (3, 5, 4), (2, 12, 2), (4, 4, 5)]


@pytest.mark.parametrize("delta", [0.02, 0.2, 0.7])
@pytest.mark.parametrize("n", [1, 2, 5, 13, 40])
def test_limits_from_test_errors_fail_as_rarely_as_they_say(n: int, delta: float) -> None:
    """The worst risks lie just beyond the values that a limit takes."""
    shares = [k / n for k in range(n + 1)]
    uppers = {
        "clopper_pearson": [g.clopper_pearson(k, n, delta).value for k in range(n + 1)],
        "held_out_kl": [g.held_out_kl(share, n, delta).value for share in shares],
        "held_out_hoeffding": [g.held_out_hoeffding(share, n, delta).value for share in shares],
        "anytime_kl": [g.anytime_kl(share, n, delta).value for share in shares],
        "occam": [g.occam(k, n, 2.0, delta).value for k in range(n + 1)],
    }
    worst = {}
    for name, limits in uppers.items():
        points = np.concatenate([np.linspace(0.001, 0.999, 97), np.nextafter(limits, 2.0)])
        points = points[(points > 0.0) & (points < 1.0)]
        chances = np.array([binomial_law(n, p) @ (np.array(limits) < p) for p in points])
        worst[name] = float(chances.max())
        assert worst[name] <= (delta * exp(-2.0) if name == "occam" else delta) * (1.0 + 1e-9)
    # The exact limit wastes nothing.
    assert worst["clopper_pearson"] >= delta * (1.0 - 1e-6)
    for k in range(n + 1):
        below = g.clopper_pearson_lower(k, n, delta).value
        mirrored = 1.0 - g.clopper_pearson(n - k, n, delta).value
        assert below <= mirrored <= below + 1e-12
        order = [uppers[name][k] for name in ("clopper_pearson", "held_out_kl", "held_out_hoeffding")]
        assert order[0] <= order[1] * (1 + 1e-12) <= order[2] * (1 + 1e-12)
        assert uppers["held_out_kl"][k] <= uppers["anytime_kl"][k]


@pytest.mark.parametrize("delta", [0.05, 0.5])
def test_a_limit_for_every_time_fails_rarely_at_any_time(delta: float) -> None:
    """A walk over all counts up to 50 data; limits for one time each, together, fail more often."""
    last = 50
    anytime = [[g.anytime_kl(k / t, t, delta).value for k in range(t + 1)] for t in range(1, last + 1)]
    single = [[g.clopper_pearson(k, t, delta).value for k in range(t + 1)] for t in range(1, last + 1, 4)]
    once = dict(zip(range(1, last + 1, 4), single, strict=True))
    for p in (0.02, 0.1, 0.3, 0.5, 0.9):
        assert _ever(dict(enumerate(anytime, start=1)), p, last) <= delta
    assert max(_ever(once, p, last) for p in (0.1, 0.3, 0.5)) > delta


def _ever(limits: dict[int, list[float]], p: float, last: int) -> float:
    """The probability that a limit is below p at any time."""
    alive, failed = np.array([1.0]), 0.0
    for t in range(1, last + 1):
        alive = np.append(alive * (1.0 - p), 0.0) + np.append(0.0, alive * p)
        if t in limits:
            wrong = np.array(limits[t]) < p
            failed += float(alive[wrong].sum())
            alive[wrong] = 0.0
    return failed


@pytest.mark.parametrize(("k", "n", "m"), SIZES)
@pytest.mark.parametrize("binary", [True, False])
def test_the_statement_of_pac_bayes_holds_for_an_adversary(k: int, n: int, m: int, binary: bool) -> None:
    """Six thousand problems in all; the posterior is the worst of those that are tried on each sample."""
    found = random_risk_problems(np.random.default_rng([k, n, m]), 750, k=k, n=n, m=m, binary=binary)
    laws, masses = found.adversary(), found.masses
    empirical = np.clip((laws * found.empirical_risks).sum(axis=2), 0.0, 1.0)
    risks = np.clip((laws * found.risks[:, None, :]).sum(axis=2), 0.0, 1.0)
    cost = relative_entropy(laws, np.broadcast_to(found.prior[:, None, :], laws.shape), axis=2)
    strain, _ = binary_divergence(empirical, risks)
    excess = np.where(risks > empirical, n * strain - cost, 0.0)
    hardest = 0.0
    for delta in (0.05, 0.2, 0.5, 0.9):
        chances = np.where(excess > log(shtarkov_sum(n) / delta), masses, 0.0).sum(axis=1)
        assert (chances <= delta).all()
        hardest = max(hardest, float(chances.max()) / delta)
    # Some problem makes an event of what the theorem allows to fail.
    assert hardest > 0.02


@pytest.mark.parametrize(("k", "n", "m"), SIZES)
@pytest.mark.parametrize("binary", [True, False])
def test_public_bounds_fail_as_rarely_as_they_say(k: int, n: int, m: int, binary: bool) -> None:
    rng = np.random.default_rng([1, k, n, m])
    found = random_risk_problems(rng, 3, k=k, n=n, m=m, binary=binary)
    for index in range(3):
        delta = float(rng.choice([0.1, 0.4, 0.8]))
        for name, chance in failures(found, index, delta).items():
            assert chance <= delta, name


def test_a_threshold_that_is_learned_from_one_datum() -> None:
    """Data on m places, positive up to a place t; the model is the last positive place that was seen."""
    rng = np.random.default_rng(3)
    harmless = 0
    for _ in range(300):
        places, n = int(rng.integers(2, 200)), int(rng.integers(2, 60))
        true, delta = int(rng.integers(1, places + 1)), float(rng.choice([0.05, 0.5]))
        last = np.arange(true + 1)
        below = (1.0 - (true - last) / places) ** n
        chances = np.diff(below, prepend=0.0)
        risks = (true - last) / places
        limit = g.sample_compression(0, n, 1, delta).value
        assert chances[1:][risks[1:] > limit].sum() <= delta
        assert limit <= g.littlestone_warmuth(n, 1, delta).value
        harmless += bool(limit < 1.0)
    assert harmless > 100


def test_conformal_sets_cover_as_often_as_they_say() -> None:
    """The coverage of a calibration has a beta law: an order statistic of uniforms, drawn."""
    rng = np.random.default_rng(5)
    for n, alpha in ((9, 0.3), (50, 0.1), (200, 0.05)):
        rank = round(n + 1 - g.conformal_coverage(n, alpha).terms["l"])
        coverage = np.sort(rng.random((4000, n)), axis=1)[:, rank - 1]
        low, high = g.conformal_coverage(n, alpha).value, g.conformal_coverage_upper(n, alpha).value
        assert low <= rank / (n + 1) <= high
        assert abs(coverage.mean() - rank / (n + 1)) < 4.0 * coverage.std() / 60.0
        share = float((coverage < g.conformal_conditional(n, alpha, 0.1).value).mean())
        assert 0.08 < share < 0.12
