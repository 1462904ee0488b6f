"""No bound on codes or tests is on the wrong side of the truth: small problems, solved by enumeration."""

from contextlib import suppress
from functools import reduce
from itertools import product
from math import exp, floor, inf, log

import numpy as np

import itbounds as ib
from tests.reference.coding import best_beta, largest_code, right_decisions

blocklength, testing = ib.bounds.blocklength, ib.bounds.hypothesis_testing
LEVELS = (1e-4, 0.05, 0.25, 0.5, 0.9)


def _cases() -> list[tuple[np.ndarray, int]]:
    rng = np.random.default_rng(8)
    cases = [(ib.zoo.bsc(p).matrix, n) for p in (0.0, 0.02, 0.11, 0.3, 0.5, 0.8) for n in (1, 2, 3, 4)]
    cases += [(ib.zoo.bec(p).matrix, n) for p in (0.0, 0.1, 0.5, 0.9) for n in (1, 2, 3)]
    cases += [(ib.zoo.q_ary_symmetric(3, p).matrix, n) for p in (0.1, 0.4, 0.9) for n in (1, 2)]
    cases += [
        (ib.zoo.typewriter(3).matrix, 2),
        (ib.zoo.typewriter(5).matrix, 1),
        (ib.zoo.z_channel(0.3).matrix, 3),
    ]
    for _ in range(20):
        m, outputs, n = ((2, 3, 3), (2, 2, 3), (3, 3, 2), (4, 3, 1), (3, 4, 2))[int(rng.integers(5))]
        cases.append((rng.dirichlet(np.full(outputs, rng.choice([0.3, 1.0, 3.0])), m), n))
    return cases


def test_no_bound_on_codes_contradicts_the_best_code() -> None:
    checked = converses = 0
    for matrix, n in _cases():
        best = right_decisions(matrix, n)
        for eps in LEVELS:
            truth = largest_code(best, eps)
            exists = [blocklength.dependence_testing(matrix, n, eps), blocklength.gallager(matrix, n, eps)]
            # Not every channel has an exact union bound, or the tight converse.
            with suppress(ib.DomainError):
                exists.append(blocklength.rcu(matrix, n, eps))
            for bound in exists:
                assert floor(exp(bound.nats) * (1.0 + 1e-12)) <= truth, (matrix, n, eps, bound)
            with suppress(ib.DomainError):
                converse = blocklength.metaconverse(matrix, n, eps)
                assert log(truth) <= converse.nats, (matrix, n, eps)
                converses += 1
            assert log(truth) <= blocklength.strong_converse(matrix, n, eps).nats
            checked += len(exists)
    assert (checked > 600, converses > 180) == (True, True)


def test_any_input_law_proves_a_code() -> None:
    rng = np.random.default_rng(9)
    for _ in range(60):
        matrix, law = rng.dirichlet(np.ones(3), 3), rng.dirichlet(np.ones(3))
        best = right_decisions(matrix, 2)
        for eps in (0.1, 0.4, 0.7):
            truth = largest_code(best, eps)
            for bound in (blocklength.dependence_testing, blocklength.gallager):
                assert floor(exp(bound(matrix, 2, eps, input=law).nats) * (1.0 + 1e-12)) <= truth


def test_five_thousand_tests_of_hypotheses_are_solved_by_enumeration() -> None:
    rng = np.random.default_rng(10)
    for _ in range(5000):
        k = int(rng.integers(2, 4))
        n = int(rng.integers(1, 5 if k == 2 else 4))
        p, q = rng.dirichlet(np.full(k, 10.0 ** rng.uniform(-0.7, 1.0)), 2)
        if rng.random() < 0.15:
            p, q = p.copy(), q.copy()
            (p if rng.random() < 0.5 else q)[0] = 0.0
            p, q = p / p.sum(), q / q.sum()
        eps = float(rng.uniform(0.01, 0.9))
        truth = best_beta(p, q, n, eps)
        exponent = -log(truth) if truth > 0.0 else inf
        best = testing.neyman_pearson(p, q, eps, n, unit="nat")
        assert best.terms["at least"] <= exponent * (1.0 + 1e-12) + 1e-12
        assert best.terms["at most"] >= exponent * (1.0 - 1e-12) - 1e-12 or exponent > 30.0
        assert testing.stein_converse(p, q, eps, n, unit="nat").value >= exponent * (1.0 - 1e-12)


def test_no_bayes_error_beats_the_chernoff_information() -> None:
    rng = np.random.default_rng(11)
    for _ in range(300):
        p, q = rng.dirichlet(np.ones(3), 2)
        chernoff = testing.chernoff_information(p, q, unit="nat").terms["at least"]
        for n in (1, 3, 6):
            sent, other = reduce(np.kron, [p] * n), reduce(np.kron, [q] * n)
            for prior in (0.5, 0.1):
                error = float(np.minimum(prior * sent, (1.0 - prior) * other).sum())
                assert error <= exp(-n * chernoff)


def test_no_mean_is_likelier_than_sanov_allows() -> None:
    rng = np.random.default_rng(12)
    for _ in range(200):
        law, values = rng.dirichlet(np.ones(3)), rng.normal(size=3)
        for n in (1, 2, 5):
            means = np.array([sum(draw) / n for draw in product(values, repeat=n)])
            chances = reduce(np.kron, [law] * n)
            level = float(rng.uniform(values.min(), values.max()))
            exponent = testing.sanov(law, values, level, unit="nat").value
            assert float(chances[means >= level].sum()) <= exp(-n * exponent) * (1.0 + 1e-12)
