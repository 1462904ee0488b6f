"""Ball arithmetic proves the bounds of a certificate: closed forms lie inside, and two arithmetics agree."""

from fractions import Fraction
from math import inf, log, nextafter

import mpmath
import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.errors import (
    DomainError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
    UnknownNameError,
)
from itbounds.numerics import balls
from itbounds.numerics.ball_backends import ball_arithmetic
from itbounds.numerics.rounding import row_divergences
from tests.reference import reductions as reference

BACKENDS = ("arb", "iv")
LAST = 2.0**-50
"""More than the distance of neighbouring doubles below 4: how far an outward-rounded end may be off."""
with mpmath.workdps(60):
    LN_2 = mpmath.log(2)


def family(name, rows, columns, rng):
    """A channel of one of the families that trouble rounding."""
    dense = rng.dirichlet(np.ones(columns), rows)
    match name:
        case "dirichlet":
            return dense
        case "zeros":
            return np.where(rng.random(dense.shape) < 0.5, dense, 0.0) + np.eye(rows, columns) * dense.max()
        case "off":
            return dense * (1.0 + 1e-10 * rng.choice([-1.0, 1.0], (rows, 1)))
        case "counts":
            return np.floor(1000 * dense) + np.eye(rows, columns)
        case "tiny":
            return dense * 10.0 ** -rng.integers(0, 300, dense.shape)
        case "useless":
            return dense[:1] * (1.0 + 1e-16 * rng.standard_normal(dense.shape))
    raise AssertionError(name)


FAMILIES = ("dirichlet", "zeros", "off", "counts", "tiny", "useless")


def instance(name, seed):
    rng = np.random.default_rng([seed, FAMILIES.index(name)])
    rows, columns = (int(size) for size in rng.integers(2, 7, 2))
    matrix = family(name, rows, columns, rng)
    weights = rng.exponential(size=rows) * rng.choice([1.0, 1e3, 1e-200])
    return matrix, weights, rng


def above(end, truth):
    """Whether an upper end holds and is rounded to a neighbouring double, no further."""
    with mpmath.workdps(80):
        return truth <= end <= truth + LAST


def below(end, truth):
    with mpmath.workdps(80):
        return truth - LAST <= end <= truth


class TestClosedForms:
    """Cover and Thomas, Elements of Information Theory, 2006, sections 7.1 and 10.3."""

    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("flip", [0.0, 1e-300, 1e-9, 0.11, 0.25, 0.5])
    def test_binary_symmetric(self, flip, backend):
        matrix = np.array([[1 - flip, flip], [flip, 1 - flip]])
        # The channel of the doubles 1 - f and f, which need not sum to one.
        with mpmath.workdps(60):
            truth = mpmath.log(2) - reference.entropy(matrix[0])
        low = balls.capacity_lower(matrix, np.ones(2), backend=backend)
        high = balls.capacity_upper(matrix, np.ones(2), backend=backend)
        assert below(low, truth)
        assert above(high, truth)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_binary_erasure(self, backend):
        matrix = np.array([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75]])
        with mpmath.workdps(60):
            truth = mpmath.mpf("0.75") * mpmath.log(2)
        assert below(balls.capacity_lower(matrix, np.ones(2), backend=backend), truth)
        assert above(balls.capacity_upper(matrix, np.array([3.0, 2.0, 3.0]), backend=backend), truth)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_z_channel(self, backend):
        """At crossover 1/2 the capacity is ln(5/4), attained by the law (3/5, 2/5)."""
        matrix = np.array([[1.0, 0.0], [0.5, 0.5]])
        with mpmath.workdps(60):
            truth = mpmath.log(mpmath.mpf(5) / 4)
        assert below(balls.capacity_lower(matrix, np.array([3.0, 2.0]), backend=backend), truth)
        assert above(balls.capacity_upper(matrix, np.array([4.0, 1.0]), backend=backend), truth)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_binary_source_under_hamming_distortion(self, backend):
        """R(1/4) = ln 2 - h(1/4); the slope is ln 3 and every potential is 0."""
        source, distortion, level = np.ones(2), 1.0 - np.eye(2), 0.25
        with mpmath.workdps(60):
            truth = mpmath.log(2) - reference.entropy([0.25, 0.75])
        low = balls.rate_distortion_lower(
            source, distortion, level, np.full(2, log(1.5)), log(3.0), backend=backend
        )
        test_channel = np.array([[3.0, 1.0], [1.0, 3.0]])
        assert balls.mean_distortion_at_most(source, test_channel, distortion, level)
        assert below(low, truth)
        assert above(balls.rate_distortion_upper(source, test_channel, backend=backend), truth)

    def test_forbidden_pairs_carry_no_mass_even_at_slope_zero(self):
        distortion = np.array([[0.0, inf, inf], [inf, 0.0, inf]])
        for level in (inf, 1.0):
            low = balls.rate_distortion_lower(np.ones(2), distortion, level, np.zeros(2), 0.0)
            assert below(low, LN_2)

    def test_no_constraint_proves_nothing_at_a_positive_slope(self):
        assert balls.rate_distortion_lower(np.ones(2), 1 - np.eye(2), inf, np.zeros(2), 1.0) == -inf

    def test_an_output_that_the_law_misses_makes_the_bound_infinite(self):
        assert balls.capacity_upper(np.eye(2), np.array([1.0, 0.0])) == inf


class TestAgainstSixtyDigits:
    @pytest.mark.parametrize("seed", range(12))
    @pytest.mark.parametrize("name", FAMILIES)
    def test_capacity(self, name, seed):
        matrix, weights, rng = instance(name, seed)
        law = rng.exponential(size=matrix.shape[1])
        cost, budget, multiplier = rng.random(len(matrix)), 0.3, float(rng.exponential())
        assert above(balls.capacity_upper(matrix, law), reference.capacity_dual(matrix, law))
        assert above(
            balls.capacity_upper(matrix, law, cost, budget, multiplier),
            reference.capacity_dual(matrix, law, cost, budget, multiplier),
        )
        assert below(balls.capacity_lower(matrix, weights), reference.channel_information(matrix, weights))

    @pytest.mark.parametrize("seed", range(12))
    @pytest.mark.parametrize("name", FAMILIES)
    def test_rate_distortion(self, name, seed):
        test_channel, source, rng = instance(name, seed)
        distortion = rng.exponential(size=test_channel.shape)
        distortion[:, 1:][rng.random(distortion[:, 1:].shape) < 0.2] = inf
        potentials, slope = rng.standard_normal(len(source)), float(rng.exponential())
        truth = reference.rate_distortion_dual(source, distortion, 0.2, potentials, slope)
        assert below(balls.rate_distortion_lower(source, distortion, 0.2, potentials, slope), truth)
        assert above(
            balls.rate_distortion_upper(source, test_channel),
            reference.channel_information(test_channel, source),
        )

    @pytest.mark.parametrize("name", FAMILIES)
    def test_both_arithmetics_give_neighbouring_ends(self, name):
        for seed in range(4):
            matrix, weights, rng = instance(name, seed)
            law, potentials = rng.exponential(size=matrix.shape[1]), rng.standard_normal(len(matrix))
            values = [
                (
                    balls.capacity_upper(matrix, law, backend=backend),
                    balls.capacity_lower(matrix, weights, backend=backend),
                    balls.rate_distortion_lower(weights, matrix, 0.1, potentials, 1.5, backend=backend),
                    balls.rate_distortion_upper(weights, matrix, backend=backend),
                )
                for backend in BACKENDS
            ]
            np.testing.assert_allclose(*values, rtol=0, atol=LAST)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_every_precision_encloses_the_truth(self, backend):
        for name in FAMILIES:
            matrix, weights, _ = instance(name, 99)
            truth = reference.channel_information(matrix, weights)
            for bits in (64, 128, 256):
                low = balls.capacity_lower(matrix, weights, backend=backend, precision=bits)
                high = balls.rate_distortion_upper(weights, matrix, backend=backend, precision=bits)
                assert below(low, truth)
                assert above(high, truth)
                assert nextafter(low, inf) >= high or high - low < LAST

    @pytest.mark.parametrize("name", ["off", "counts"])
    def test_rows_that_do_not_sum_to_one_are_normalised(self, name):
        """Treating such rows as laws, without normalising, gives another number: both families have teeth."""
        matrix, weights, _ = instance(name, 5)
        truth = reference.channel_information(matrix, weights)
        careless = float(
            np.sum(weights[:, None] * matrix * np.log(np.where(matrix > 0, matrix, 1)) / weights.sum())
        )
        output = weights @ matrix / weights.sum()
        careless -= float(output @ np.log(output))
        assert not abs(careless - truth) < 1e-12
        assert below(balls.capacity_lower(matrix, weights), truth)

    def test_the_float_screen_of_rows_drops_some_and_changes_nothing(self):
        rng = np.random.default_rng(4)
        matrix = rng.dirichlet(np.full(6, 0.3), 20)
        law = np.ones(6)
        values, errors = row_divergences(matrix, law)
        assert np.count_nonzero(values + 3 * errors > values.max()) < 20
        assert above(balls.capacity_upper(matrix, law, backend="iv"), reference.capacity_dual(matrix, law))

    def test_repeated_rows_all_stay_in_the_screen(self):
        matrix = np.array([[0.3, 0.7], [0.7, 0.3], [0.3, 0.7], [0.5, 0.5]])
        truth = reference.capacity_dual(matrix, np.ones(2))
        assert above(balls.capacity_upper(matrix, np.ones(2), backend="iv"), truth)


class TestExactMeans:
    @given(st.integers(1, 40), st.floats(0.01, 1e9), st.floats(1e-300, 1e300))
    def test_a_constant_is_its_own_mean(self, size, weight, value):
        weights, values = np.full(size, weight), np.full(size, value)
        assert balls.mean_at_most(weights, values, value)
        assert not balls.mean_at_most(weights, values, nextafter(value, 0.0))

    @given(
        st.lists(st.tuples(st.floats(0, 1e30), st.floats(-1e30, 1e30)), min_size=1), st.floats(-1e30, 1e30)
    )
    def test_mean_against_fractions(self, pairs, level):
        weights, values = (np.array(column) for column in zip(*pairs, strict=True))
        exact = sum((Fraction(p) * (Fraction(b) - Fraction(level)) for p, b in pairs), Fraction(0)) <= 0
        assert balls.mean_at_most(weights, values, level) is exact

    def test_float64_would_decide_the_equality_wrongly(self):
        """0.1 + 0.2 > 0.3 for the doubles by less than float64 can see with a large weight beside them."""
        weights, values = np.array([1.0, 1.0, 1.0]), np.array([0.1, 0.2, 1e17])
        level = float(np.mean(values))
        exact = (Fraction(0.1) + Fraction(0.2) + Fraction(1e17)) / 3 <= Fraction(level)
        assert balls.mean_at_most(weights, values, level) is exact
        assert balls.mean_at_most(np.ones(2), np.array([0.1, 0.2]), 0.15) is False

    @pytest.mark.parametrize("seed", range(20))
    def test_distortion_against_fractions(self, seed):
        rng = np.random.default_rng(seed)
        rows, columns = (int(size) for size in rng.integers(1, 6, 2))
        source = rng.exponential(size=rows) * (rng.random(rows) < 0.8)
        source[0] = 1.0
        channel = rng.choice([0.0, 0.1, 0.3, 1e-200, 7.0], (rows, columns))
        channel[:, 0] += 0.2
        distortion = rng.choice([0.0, 0.1, 1.0, 1e-150], (rows, columns))
        exact = Fraction(0)
        for p, row, entries in zip(source, channel, distortion, strict=True):
            pairs = zip(row, entries, strict=True)
            mean = sum(Fraction(float(q)) * Fraction(float(d)) for q, d in pairs) / sum(
                map(Fraction, row.tolist())
            )
            exact += Fraction(float(p)) * mean
        exact /= sum(map(Fraction, source.tolist()))
        nearest = float(exact)
        for level in (nearest, nextafter(nearest, inf), nextafter(nearest, -inf), 0.5):
            decided = balls.mean_distortion_at_most(source, channel, distortion, level)
            assert decided is (exact <= Fraction(level))

    @pytest.mark.parametrize("size", [2, 3, 7, 50])
    def test_equality_across_unequal_row_sums(self, size):
        """Rows (k, 1) under distortion k + 1 off the diagonal have mean distortion exactly 1 for every k."""
        shares = np.arange(1.0, size + 1)
        channel = np.column_stack([shares, np.ones(size)])
        distortion = np.column_stack([np.zeros(size), shares + 1])
        source = np.random.default_rng(size).random(size)
        assert balls.mean_distortion_at_most(source, channel, distortion, 1.0)
        assert not balls.mean_distortion_at_most(source, channel, distortion, nextafter(1.0, 0.0))

    def test_a_forbidden_pair_is_refused_unless_its_letter_never_occurs(self):
        channel, distortion = np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, inf], [0.0, inf]])
        assert not balls.mean_distortion_at_most(np.ones(2), channel, distortion, inf)
        assert balls.mean_distortion_at_most(np.array([1.0, 0.0]), channel, distortion, 0.0)


class TestMisuse:
    @pytest.mark.parametrize(
        ("matrix", "law", "error"),
        [
            (np.array([[1.0, np.nan]]), np.ones(2), NonFiniteError),
            (np.array([[1.0, -1e-9]]), np.ones(2), NegativeProbabilityError),
            (np.array([[1.0, 0.0], [0.0, 0.0]]), np.ones(2), NotNormalizedError),
            (np.eye(2), np.zeros(2), NotNormalizedError),
            (np.eye(2), np.ones(3), ShapeError),
        ],
    )
    def test_bad_laws(self, matrix, law, error):
        with pytest.raises(error):
            balls.capacity_upper(matrix, law)

    def test_bad_duals(self):
        with pytest.raises(DomainError):
            balls.capacity_upper(np.eye(2), np.ones(2), np.ones(2), 1.0, -1.0)
        with pytest.raises(DomainError):
            balls.rate_distortion_lower(np.ones(2), np.eye(2), 0.1, np.zeros(2), -1.0)
        with pytest.raises(NonFiniteError):
            balls.rate_distortion_lower(np.ones(2), np.eye(2), 0.1, np.array([0.0, inf]), 1.0)
        with pytest.raises(NonFiniteError):
            balls.capacity_upper(np.eye(2), np.ones(2), np.array([0.0, inf]), 1.0, 1.0)


class TestBackends:
    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("value", [0.1, -0.1, 1e-320, -5.0, 1e308])
    def test_ends_are_the_neighbouring_doubles(self, value, backend):
        arithmetic = ball_arithmetic(backend)
        with arithmetic.precision(300):
            one, three, exact = arithmetic.exact([1.0, 3.0, value])
            assert arithmetic.ends(exact) == (value, value)
            low, high = arithmetic.ends(exact * one / three)
        assert low < high == nextafter(low, inf)
        assert Fraction(low) < Fraction(value) / 3 < Fraction(high)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_numbers_beyond_the_doubles(self, backend):
        arithmetic = ball_arithmetic(backend)
        with arithmetic.precision(96):
            huge, tiny = arithmetic.exps(arithmetic.exact([1e4, -1e4]))
            assert arithmetic.ends(huge) == (nextafter(inf, 0.0), inf)
            assert arithmetic.ends(tiny) == (0.0, 5e-324)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_the_precision_outside_stays_as_it_was(self, backend):
        from flint import ctx

        before = ctx.prec, mpmath.iv.prec
        balls.capacity_upper(np.eye(2), np.ones(2), backend=backend)
        with pytest.raises(ZeroDivisionError), ball_arithmetic(backend).precision(77):
            raise ZeroDivisionError
        assert (ctx.prec, mpmath.iv.prec) == before

    def test_an_unknown_name(self):
        with pytest.raises(UnknownNameError, match="'arb' or 'iv'"):
            ball_arithmetic("mpfi")
