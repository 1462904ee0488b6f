"""The border: what is accepted comes out exact, what is not is refused with its place and the remedy."""

from decimal import Decimal
from fractions import Fraction

import flint
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import sympy

from itbounds import errors
from itbounds.numerics.validation import (
    as_cost,
    as_distortion,
    as_distribution,
    as_matrix,
    as_stochastic,
    as_vector,
)

GOOD = np.array([[0.75, 0.25], [0.125, 0.875]])


class Tensor:
    """What a torch tensor that carries a gradient looks like from outside."""

    def __init__(self, array, graph=True, device="cuda"):
        self.array, self.graph, self.device = array, graph, device

    def detach(self):
        return Tensor(self.array, graph=False, device=self.device)

    def cpu(self):
        return Tensor(self.array, graph=self.graph, device="cpu")

    def __array__(self, dtype=None, copy=None):
        if self.graph or self.device != "cpu":
            raise RuntimeError("Can't call numpy() on a tensor that requires grad or lives on a device")
        return np.array(self.array, dtype=dtype)


@pytest.mark.parametrize(
    "given",
    [
        GOOD.tolist(),
        tuple(map(tuple, GOOD.tolist())),
        GOOD,
        np.asfortranarray(GOOD),
        np.repeat(GOOD, 2, axis=1)[:, ::2],
        GOOD.astype(np.float32),
        GOOD.astype(np.longdouble),
        GOOD.astype(">f8"),
        GOOD.astype(object),
        np.matrix(GOOD),
        pd.DataFrame(GOOD),
        pd.DataFrame(GOOD).astype("Float64"),
        scipy.sparse.csr_array(GOOD),
        scipy.sparse.csc_matrix(GOOD),
        scipy.sparse.coo_array(GOOD),
        Tensor(GOOD),
        [[Fraction(3, 4), Fraction(1, 4)], [Fraction(1, 8), Fraction(7, 8)]],
        [[Fraction(3, 4), 0.25], [0.125, Fraction(7, 8)]],
        [[sympy.Rational(3, 4), sympy.Rational(1, 4)], [sympy.Rational(1, 8), sympy.Rational(7, 8)]],
        sympy.Matrix(
            [[sympy.Rational(3, 4), sympy.Rational(1, 4)], [sympy.Rational(1, 8), sympy.Rational(7, 8)]]
        ),
        [[flint.fmpq(3, 4), flint.fmpq(1, 4)], [flint.fmpq(1, 8), flint.fmpq(7, 8)]],
        flint.fmpq_mat([[flint.fmpq(3, 4), flint.fmpq(1, 4)], [flint.fmpq(1, 8), flint.fmpq(7, 8)]]),
    ],
    ids=lambda given: type(given).__name__,
)
def test_array_likes_come_out_as_the_same_doubles(given):
    matrix = as_stochastic(given)
    assert (matrix == GOOD).all()
    assert matrix.dtype == np.float64
    assert type(matrix) is np.ndarray
    assert matrix.flags.c_contiguous
    assert not matrix.flags.writeable


def test_a_later_write_by_the_caller_changes_nothing():
    given = GOOD.copy()
    matrix = as_stochastic(given)
    given[:] = 0.5
    assert (matrix == GOOD).all()
    assert given.flags.writeable


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, int])
def test_zeros_and_ones_of_any_type_are_a_function(dtype):
    assert as_stochastic(np.eye(3, dtype=dtype)).tolist() == np.eye(3).tolist()


def test_rationals_are_rounded_once_to_the_nearest_double():
    rows = [[Fraction(1, 3), Fraction(2, 3)], [Fraction(1, 10), Fraction(9, 10)]]
    assert as_stochastic(rows).tolist() == [[1 / 3, 2 / 3], [0.1, 0.9]]
    huge = Fraction(10**400 + 1, 3 * 10**400)  # the integers alone overflow a double
    assert as_distribution([huge, 1 - huge]).tolist() == [1 / 3, 2 / 3]
    third = as_distribution([sympy.Rational(1, 3), sympy.Rational(2, 3)])
    assert third.tolist() == as_distribution([flint.fmpq(1, 3), flint.fmpq(2, 3)]).tolist() == [1 / 3, 2 / 3]


def test_a_valid_matrix_is_kept_bit_by_bit():
    off = np.array([[0.5, 0.5 + 9e-10], [1.0 - 9e-10, 0.0]])
    assert (as_stochastic(off) == off).all()


def test_minus_zero_becomes_zero():
    assert np.signbit(as_stochastic([[1.0, -0.0]])).sum() == 0


REFUSED = [
    ("nan", [[0.5, np.nan], [1, 0]], errors.NonFiniteError, (0, 1), "nan"),
    ("infinity", [[0.5, 0.5], [np.inf, 0]], errors.NonFiniteError, (1, 0), "finite"),
    ("infinite and minus infinite", [[np.inf, -np.inf]], errors.NonFiniteError, (0, 0), "inf"),
    ("logits of minus infinity", [[0.0, -np.inf]], errors.NonFiniteError, (0, 1), "from_logits"),
    ("negative", [[0.9, 0.1], [1.2, -0.2]], errors.NegativeProbabilityError, (1, 1), "from_logits"),
    ("slightly negative", [[0.9, 0.1], [1.0, -1e-9]], errors.NegativeProbabilityError, (1, 1), "at least 0"),
    ("dust", [[1.0, -1e-13]], errors.NegativeProbabilityError, (0, 1), 'normalize="rows"'),
    ("logits", [[3.1, -2.0], [0.3, 0.2]], errors.NegativeProbabilityError, (0, 1), "from_logits"),
    ("positive logits", [[3.1, 2.0], [0.3, 0.2]], errors.NotNormalizedError, 0, "from_logits"),
    ("counts", [[9, 1], [2, 80]], errors.NotNormalizedError, 1, "from_counts"),
    ("counts as floats", [[9.0, 1.0], [2.0, 8.0]], errors.NotNormalizedError, 0, "from_counts"),
    ("transposed", [[0.9, 0.2], [0.1, 0.8]], errors.NotNormalizedError, 0, "transposed"),
    ("off by 2e-9", [[1.0, 0.0], [0.5, 0.5 + 2e-9]], errors.NotNormalizedError, 1, 'normalize="rows"'),
    ("huge", [[1e308, 1e308]], errors.NotNormalizedError, 0, "sums to inf"),
    ("zero row", [[1, 0], [0, 0]], errors.NotNormalizedError, 1, "sums to 0.0"),
    ("no rows", np.empty((0, 3)), errors.EmptyAlphabetError, None, "(0, 3)"),
    ("no columns", np.empty((3, 0)), errors.EmptyAlphabetError, None, "(3, 0)"),
    ("empty list", [], errors.EmptyAlphabetError, None, "no letter"),
    ("ragged", [[0.5, 0.5], [1.0]], errors.ShapeError, None, "ragged"),
    ("ragged objects", np.array([[0.5, 0.5], [1.0]], dtype=object), errors.ShapeError, (0,), "ragged"),
    ("one axis", [0.5, 0.5], errors.ShapeError, None, "(|X|, |Y|)"),
    ("a number", 0.5, errors.ShapeError, None, "(|X|, |Y|)"),
    ("a stack", np.full((3, 2, 2), 0.5), errors.ShapeError, None, "one at a time"),
    ("complex", np.eye(2) + 0j, errors.DTypeError, None, "complex"),
    ("strings", [["0.5", "0.5"]], errors.DTypeError, None, "strings"),
    ("a string", "bsc:0.1", errors.DTypeError, None, "parse_spec"),
    ("bytes", np.array([[b"a"]]), errors.DTypeError, None, "bytes"),
    ("dates", np.array([["2020-01-01"]], dtype="M8[D]"), errors.DTypeError, None, "dates"),
    ("durations", np.array([[3]], dtype="m8[s]"), errors.DTypeError, None, "time differences"),
    ("records", np.zeros((2, 2), dtype=[("a", "f8")]), errors.DTypeError, None, "void"),
    ("None inside", [[0.5, None]], errors.DTypeError, (0, 1), "None"),
    ("None", None, errors.DTypeError, None, "NoneType"),
    ("a dict", {"a": 1}, errors.DTypeError, None, "dict"),
    ("a symbol", [[sympy.Symbol("x"), 1]], errors.DTypeError, (0, 0), "Symbol"),
    ("complex objects", [[Fraction(1, 2), 0.5j]], errors.DTypeError, (0, 1), "complex"),
    ("decimals", [[Decimal("0.5"), Decimal("0.5")]], errors.DTypeError, (0, 0), "Decimal"),
    ("masked", np.ma.masked_invalid([[0.5, 0.5]]), errors.DTypeError, None, "masked"),
    ("text columns", pd.DataFrame({"a": [1.0], "b": ["x"]}), errors.DTypeError, (0, 1), "str"),
    ("missing value", pd.DataFrame({"a": [1, None]}, dtype="Int64"), errors.ItboundsError, None, ""),
    ("too sparse", scipy.sparse.csr_array((100_000, 101)), errors.SparseNotSupportedError, None, "10100000"),
]


@pytest.mark.parametrize(
    ("given", "error", "where", "says"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refused_channels_name_the_place_and_the_remedy(given, error, where, says):
    with pytest.raises(error) as caught:
        as_stochastic(given, name="channel")
    assert says in str(caught.value)
    assert "channel" in str(caught.value)
    if where is not None:
        assert caught.value.where == where
    assert caught.value.hint
    assert isinstance(caught.value, TypeError if issubclass(error, errors.DTypeError) else Exception)


@pytest.mark.parametrize("given", [[[np.nan, 1.0]], [[-1.0, 2.0]], [[0.0, 0.0]], [[np.inf, 1.0]]])
def test_dividing_by_the_sum_does_not_excuse_what_is_wrong(given):
    with pytest.raises(errors.ItboundsError):
        as_stochastic(given, normalize="rows")


def test_normalize_divides_and_clears_dust():
    matrix = as_stochastic([[3, 1], [0, 7]], normalize="rows")
    assert matrix.tolist() == [[0.75, 0.25], [0.0, 1.0]]
    assert as_stochastic([[1.0, -1e-13]], normalize="rows").tolist() == [[1.0, 0.0]]
    assert as_stochastic([[1e308, 1e308], [5e-324, 5e-324]], normalize="rows").tolist() == [[0.5, 0.5]] * 2
    with pytest.raises(errors.DomainError, match="columns"):
        as_stochastic(GOOD, normalize="columns")


def test_single_precision_is_allowed_its_rounding():
    rows = np.array([[0.3, 0.6, 0.1], [1 / 3, 1 / 3, 1 / 3]], dtype=np.float32)
    assert abs(rows.astype(float).sum(axis=1) - 1).max() > 1e-9
    assert (as_stochastic(rows) == rows.astype(float)).all()
    with pytest.raises(errors.NotNormalizedError):
        as_stochastic(np.array([[0.5, 0.5001]], dtype=np.float32))


def test_half_precision_warns_and_must_be_divided():
    rows = np.array([[0.9, 0.1], [0.2, 0.8]], dtype=np.float16)
    with pytest.raises(errors.NotNormalizedError, match="half precision"):
        as_stochastic(rows)
    with pytest.warns(errors.PrecisionWarning, match="three digits"):
        matrix = as_stochastic(rows, normalize="rows")
    assert matrix == pytest.approx(rows.astype(float), abs=1e-3)
    assert matrix.sum(axis=1) == pytest.approx(1.0, abs=1e-15)
    with pytest.raises(errors.NotNormalizedError, match="float64"):
        as_stochastic(np.array([[0.9, 0.2]], dtype=np.float16), normalize="rows")


def test_a_zero_column_is_fine():
    assert as_stochastic([[1.0, 0.0], [1.0, 0.0]]).tolist() == [[1.0, 0.0], [1.0, 0.0]]
    assert as_stochastic([[1.0], [1.0]]).shape == (2, 1)
    assert as_stochastic([[0.5, 0.5]]).shape == (1, 2)


def test_every_error_is_also_a_builtin_one_with_a_code():
    with pytest.raises(ValueError, match="sums to") as value_error:
        as_stochastic([[0.5, 0.6]])
    assert value_error.value.code == "NOT_NORMALIZED"
    assert value_error.value.value == pytest.approx(1.1)
    with pytest.raises(TypeError) as type_error:
        as_stochastic([["a"]])
    assert type_error.value.code == "DTYPE"


def test_distributions_follow_the_same_rules():
    assert as_distribution(pd.Series([0.5, 0.5])).tolist() == [0.5, 0.5]
    assert as_distribution([[0.25, 0.25], [0.5, 0.0]], ndim=None).shape == (2, 2)
    for given, error, says in [
        ([0.6, 0.6], errors.NotNormalizedError, "the source sums to 1.2"),
        ([3, 1], errors.NotNormalizedError, "counts"),
        ([1.2, -0.2], errors.NegativeProbabilityError, "entry 1 of the source"),
        ([0.5, np.nan], errors.NonFiniteError, "entry 1 of the source"),
        ([[0.5, 0.5]], errors.ShapeError, "ravel"),
        ([], errors.EmptyAlphabetError, "no letter"),
        (["a"], errors.DTypeError, "strings"),
    ]:
        with pytest.raises(error, match=says):
            as_distribution(given)


def test_distortions_may_forbid_but_not_reward():
    matrix = as_distortion([[0, np.inf, 1], [np.inf, 0, 1]], source_size=2)
    assert matrix[0, 1] == np.inf
    assert not matrix.flags.writeable
    for given, error, says in [
        ([[0, np.nan], [1, 0]], errors.NonFiniteError, "nan"),
        ([[0, -np.inf], [1, 0]], errors.NonFiniteError, "inf"),
        ([[0, 1], [-0.5, 0]], errors.DomainError, r"entry \(1, 0\) of the distortion is -0.5"),
        ([[0, 1], [np.inf, np.inf]], errors.InfeasibleError, "row 1"),
        ([[0, 1, 2], [1, 0, 2], [2, 2, 0]], errors.ShapeError, "3 rows; the source has 2"),
        ([0, 1], errors.ShapeError, "axes"),
        ([["0", "1"]], errors.DTypeError, "strings"),
        ([[0, 1e305], [1, 0]], errors.DomainError, "divide"),
    ]:
        with pytest.raises(error, match=says):
            as_distortion(given, source_size=2)
    with pytest.raises(errors.ShapeError, match="transpose"):
        as_distortion(np.ones((3, 2)), source_size=2)


def test_costs_are_finite_and_as_many_as_letters():
    assert as_cost([0, -1, 2.5], size=3).tolist() == [0.0, -1.0, 2.5]
    with pytest.raises(errors.ShapeError, match="2 entries; 3 are needed"):
        as_cost([0, 1], size=3)
    with pytest.raises(errors.NonFiniteError, match="entry 1 of the cost"):
        as_cost([0, np.inf], size=2)
    with pytest.raises(errors.DomainError, match="divide"):
        as_cost([0, -1e305], size=2)
    with pytest.raises(errors.NonFiniteError):
        as_vector([np.nan], name="level")
    assert as_matrix([[-3, 4]], name="table").tolist() == [[-3.0, 4.0]]
