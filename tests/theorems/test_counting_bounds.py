"""Counting bounds: attained where they can be, never beaten by random frames, and the published numbers."""

from itertools import combinations, product
from math import comb, factorial, log2, pi, sqrt

import numpy as np
import pytest
from scipy.optimize import linprog

import itbounds as ib
from itbounds._typing import Matrix

counting = ib.bounds.counting


def _cosines(vectors: Matrix) -> Matrix:
    units = vectors / np.linalg.norm(vectors, axis=1)[:, np.newaxis]
    gram = np.abs(units @ units.conj().T) if np.iscomplexobj(vectors) else units @ units.T
    return np.asarray(gram[~np.eye(len(units), dtype=bool)])


def _simplex(n: int) -> Matrix:
    centred = np.eye(n) - 1.0 / n
    return np.asarray(centred / np.linalg.norm(centred, axis=1)[:, np.newaxis])


def test_published_numbers() -> None:
    assert counting.welch(1000, 64).value == pytest.approx(0.120994, abs=5e-7)
    second = counting.welch(10**6, 768)
    assert (second.value, second.terms["order"]) == (pytest.approx(0.0393041, abs=5e-8), 2.0)
    assert sqrt((10**6 / 768 - 1) / (10**6 - 1)) == pytest.approx(0.0360706, abs=5e-8)
    assert counting.cap_packing(64, 0.3).value == pytest.approx(51.730, abs=5e-4)
    assert counting.gilbert_varshamov(64, 0.3).value == pytest.approx(7.0413, abs=5e-5)
    assert counting.cap_packing(768, 0.3).value == pytest.approx(586.647, abs=5e-4)
    assert counting.gilbert_varshamov(768, 0.3).value == pytest.approx(56.5788, abs=5e-5)
    # Rounded up: a program that rounds down has 11841 and 1729.
    assert counting.johnson_lindenstrauss(10**6, 0.1).value == 11842.0
    assert counting.johnson_lindenstrauss(1797, 0.2).value == 1730.0
    assert counting.bijection_bits(10).value == pytest.approx(21.791061, abs=5e-7)


@pytest.mark.parametrize("field", ["real", "complex"])
def test_random_frames_never_beat_the_bounds(field: str) -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        n, d = int(rng.integers(2, 40)), int(rng.integers(1, 8))
        vectors = rng.normal(size=(n, d)) + (1j * rng.normal(size=(n, d)) if field == "complex" else 0)
        coherence = np.abs(_cosines(vectors)).max() * (1 + 1e-12)
        assert counting.welch(n, d).value <= coherence
        if n > (d * (d + 1) // 2 if field == "real" else d * d):
            assert counting.orthoplex_coherence(n, d, field=field).value <= coherence
        if field == "real":
            largest = _cosines(vectors).max() + 1e-12
            assert counting.simplex(n).value <= largest
            if n > d + 1:
                assert counting.orthoplex(n, d).value <= largest


@pytest.mark.parametrize("n", [2, 3, 5, 11])
def test_the_simplex_attains_its_bound_and_that_of_welch(n: int) -> None:
    cosines = _cosines(_simplex(n))
    assert cosines.max() == pytest.approx(counting.simplex(n).value, abs=1e-12)
    if n > 2:
        assert np.abs(cosines).max() == pytest.approx(counting.welch(n, n - 1).value, abs=1e-12)


def test_other_optimal_frames_attain_theirs() -> None:
    octahedron = np.vstack([np.eye(3), -np.eye(3)])
    assert _cosines(octahedron).max() == counting.orthoplex(6, 3).value == 0.0
    # Six diagonals of an icosahedron are equiangular; the bases of the Pauli matrices are unbiased.
    golden = (1 + sqrt(5)) / 2
    icosahedron = np.array([[0, 1, s * golden] for s in (1, -1)])
    icosahedron = np.vstack([np.roll(icosahedron, shift, axis=1) for shift in range(3)])
    assert np.abs(_cosines(icosahedron)).max() == pytest.approx(counting.welch(6, 3).value, abs=1e-12)
    bases = np.array([[1, 0], [0, 1], [1, 1], [1, -1], [1, 1j], [1, -1j]], dtype=complex)
    unbiased = _cosines(bases).max()
    assert unbiased == pytest.approx(counting.orthoplex_coherence(6, 2, field="complex").value, abs=1e-12)
    assert counting.welch(6, 2).value <= unbiased


def test_codes_lie_between_the_two_volumes() -> None:
    """On the circle the best code is known; on the sphere the icosahedron is one of twelve points."""
    for n in (3, 5, 8, 60):
        c = np.cos(2 * pi / n) + 1e-12
        assert counting.gilbert_varshamov(2, c).value <= log2(n) <= counting.cap_packing(2, c).value + 1e-9
    c = 1 / sqrt(5) + 1e-12
    assert counting.gilbert_varshamov(3, c).value <= log2(12) <= counting.cap_packing(3, c).value
    assert log2(6) <= counting.superposition(3, c).value
    assert counting.superposition(3, c).value == pytest.approx(
        counting.cap_packing(3, c).value - 1.0, abs=1e-9
    )


def test_orthonormal_features_are_within_superposition() -> None:
    for d in (2, 5, 64):
        assert log2(d) <= counting.superposition(d, 0.0).value


@pytest.mark.parametrize(("n", "k"), [(3, 1), (6, 2), (8, 2), (9, 3)])
def test_sets_are_retrieved_in_twice_their_size_and_not_in_less(n: int, k: int) -> None:
    points = np.cos(pi * (np.arange(n) + 0.5) / n)
    chebyshev = np.array([[np.cos(j * np.arccos(t)) for j in range(1, 2 * k + 1)] for t in points])
    assert counting.top_k_dimension(n, k).value == 2 * k
    assert all(_separable(chebyshev, chosen) for chosen in combinations(range(n), k))
    rng = np.random.default_rng(n)
    for _ in range(3):
        random = rng.normal(size=(n, 2 * k - 1))
        assert not all(_separable(random, chosen) for chosen in combinations(range(n), k))


def _separable(points: Matrix, chosen: tuple[int, ...]) -> bool:
    """Whether a half space has these points and no other: a linear program with margin one."""
    signs = np.full(len(points), -1.0)
    signs[list(chosen)] = 1.0
    rows = -signs[:, np.newaxis] * np.column_stack([points, np.ones(len(points))])
    solved = linprog(np.zeros(rows.shape[1]), A_ub=rows, b_ub=-np.ones(len(points)), bounds=(None, None))
    return solved.status == 0


def test_margins_of_real_systems_are_below_the_bound() -> None:
    """Orthonormal documents, whose k-sets have the sum as a query: margin 1 / sqrt k in dimension n."""
    for n, k in ((4, 1), (8, 2), (10, 5)):
        assert counting.margin_dimension(n, k, 1 / sqrt(k)).value <= n
        assert counting.precision_dimension(n, k, 1).value <= n
        assert counting.precision_dimension(n, k, 1).value == pytest.approx(log2(comb(n, k)), abs=1e-12)
    assert counting.margin_dimension(5, 1, 0.0).vacuous
    large = counting.margin_dimension(10**6, 500, 0.1).value
    assert large == pytest.approx(
        sum(np.log((10**6 - i) / (i + 1)) for i in range(500)) / np.log(21), rel=1e-9
    )


@pytest.mark.parametrize(("n", "d"), [(3, 2), (5, 2), (5, 3), (6, 4), (4, 6)])
def test_points_in_general_position_attain_the_count_of_labelings(n: int, d: int) -> None:
    """Every labeling is tried, as a linear program."""
    points = np.random.default_rng(n).normal(size=(n, d))
    made = sum(
        linprog(
            np.zeros(d), A_ub=-np.array(signs)[:, np.newaxis] * points, b_ub=-np.ones(n), bounds=(None, None)
        ).status
        == 0
        for signs in product((1.0, -1.0), repeat=n)
    )
    assert counting.dichotomies(n, d).value == pytest.approx(log2(made), abs=1e-9)
    assert counting.dichotomies(n, d).vacuous is (d >= n)


def test_the_asymptotic_form_is_called_an_approximation() -> None:
    guide = counting.kabatiansky_levenshtein(768, 0.3)
    assert guide.value == pytest.approx(768 * 0.164947, abs=1e-3)
    assert (guide.direction, guide.evidence) == ("approximation", "recalled")
    assert guide.value < counting.cap_packing(768, 0.3).value
    assert counting.kabatiansky_levenshtein(10, 0.0).value == 0.0


def test_forster_never_exceeds_a_known_sign_rank() -> None:
    for levels in (1, 2, 6):
        signs = 1 - 2 * (np.bitwise_count(np.arange(2**levels)[:, None] & np.arange(2**levels)) % 2.0)
        assert counting.forster(signs).value == pytest.approx(sqrt(2**levels), abs=1e-9)
    rng = np.random.default_rng(3)
    for _ in range(50):
        rank = int(rng.integers(1, 5))
        scores = rng.normal(size=(12, rank)) @ rng.normal(size=(rank, 15))
        assert counting.forster(np.sign(scores)).value <= rank * (1 + 1e-12)
    # The trap: sparse tables have sign rank 2k + 1 at most, and the bound stays below it.
    table = np.array([[1.0 if j in s else -1.0 for j in range(12)] for s in combinations(range(12), 2)])
    assert counting.forster(table).value <= 5


def test_memories_by_counting() -> None:
    for n in range(1, 25):
        assert counting.bijection_bits(n).value <= log2(factorial(n)) * (1 + 1e-15)
        assert counting.bijection_bits(n).value == pytest.approx(log2(factorial(n)), abs=1e-10)
    assert counting.bijection_bits(7, 3, unit="nat").value == pytest.approx(3 * np.log(5040), abs=1e-9)
    assert counting.fact_parameters(10, 4, bits_per_parameter=8).value == pytest.approx(
        21.791061 / 2, abs=1e-6
    )
    assert counting.disjointness_memory(10, 1).value == pytest.approx(log2(10), abs=1e-9)
    smaller, larger = (counting.disjointness_memory(50, a, b).value for a, b in ((5, 20), (20, 5)))
    assert smaller <= larger
    half = counting.disjointness_memory(1000, 500, 500).value
    assert half == pytest.approx(1000 - 0.5 * log2(pi * 500), abs=1e-3)
    assert counting.index_memory(1000, 0.5).vacuous
    assert counting.index_memory(8, 0.0).value == pytest.approx(8.0, abs=1e-9)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_disjointness_needs_exactly_a_state_for_every_set(n: int) -> None:
    """The rows of the table of answers, by enumeration: as many as different first sets."""
    for a in range(1, n):
        for b in range(1, n - a + 1):
            seconds = [set(s) for s in combinations(range(n), b)]
            rows = {tuple(not set(s) & t for t in seconds) for s in combinations(range(n), a)}
            assert counting.disjointness_memory(n, a, b).value == pytest.approx(log2(len(rows)), abs=1e-9)


def test_concepts_compose_in_as_many_dimensions() -> None:
    assert counting.factored_dimension([2] * 7).value == 7
    assert counting.factored_dimension([5, 5], geometry="distinct").value == 2
    assert counting.factored_dimension([5, 5]).value == 4
    assert counting.factored_dimension([5, 5], geometry="simplex").value == 8
    # Two and four dimensions are enough for what is asked: a circle for each concept, a simplex for each.
    circle = np.column_stack([np.cos(np.arange(5)), np.sin(np.arange(5))])
    assert all(_separable(circle, (value,)) for value in range(5))
    line = np.arange(5.0)[:, np.newaxis]
    assert not all(_separable(line, (value,)) for value in range(5))
    assert np.linalg.matrix_rank(_simplex(5)) == 4


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: counting.welch(1, 3), "at least 2"),
        (lambda: counting.orthoplex(4, 3), r"use simplex\(n\)"),
        (lambda: counting.orthoplex_coherence(6, 3), r"use welch\(n, dimension\)"),
        (lambda: counting.orthoplex_coherence(6, 3, field="p-adic"), "'real' or 'complex'"),
        (lambda: counting.cap_packing(1, 0.3), "at least 2"),
        (lambda: counting.superposition(3, -0.1), r"\[0, 1\)"),
        (lambda: counting.johnson_lindenstrauss(3, 1.0), "between 0 and 1"),
        (lambda: counting.forster([[1, 0]]), "neither 1 nor -1"),
        (lambda: counting.top_k_dimension(5, 2), "n >= 3 k"),
        (lambda: counting.margin_dimension(5, 5, 0.1), "use k < n"),
        (lambda: counting.margin_dimension(5, 2, 2.5), "more than 2"),
        (lambda: counting.disjointness_memory(5, 3, 3), r"first \+ second <= n"),
        (lambda: counting.index_memory(5, 0.7), "at most 1/2"),
        (lambda: counting.factored_dimension([1, 2]), "at least 2"),
        (lambda: counting.factored_dimension([2], geometry="cube"), "simplex"),
    ],
)
def test_misuse_is_refused_with_the_remedy(call, match: str) -> None:
    with pytest.raises(ib.DomainError, match=match):
        call()
