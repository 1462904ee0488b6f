"""Numbers of rate-distortion functions of representations and of the unified setting, and what is refused."""

from math import inf, log2, sqrt

import numpy as np
import pytest

import itbounds as ib

representation = ib.representation
BITS = ib.distortions.hamming(2)
NOTHING = np.zeros((1, 1))


def _h(x: float) -> float:
    return -x * log2(x) - (1.0 - x) * log2(1.0 - x)


def _encloses(result: ib.Result, truth: float) -> bool:
    # The closed form is rounded in its own computation.
    return bool(result.lower - 1e-15 <= truth <= result.upper + 1e-15)


@pytest.mark.parametrize(("level", "published"), [(0.1, 0.501955), (0.119203, 0.443885)])
def test_a_bijective_target_costs_what_it_costs_itself(level: float, published: float) -> None:
    for joint in ([[0.4, 0.0], [0.0, 0.6]], [[0.0, 0.6], [0.4, 0.0]]):
        result = representation.rate_distortion(joint, BITS, level)
        assert result.value == pytest.approx(published, abs=1e-6)
        assert _encloses(result, _h(0.4) - _h(level))
        assert result.certificate is not None
        assert result.certificate.kind == "rate_distortion"
        result.verify("ball")


def test_three_letters_alike() -> None:
    result = representation.rate_distortion(np.eye(3) / 3.0, ib.distortions.hamming(3), 0.141019)
    assert result.value == pytest.approx(0.857043, abs=2e-6)  # the level is rounded
    assert _encloses(result, log2(3.0) - _h(0.141019) - 0.141019)


@pytest.mark.parametrize(("level", "published"), [(0.166538, 0.586739), (0.234385, 0.346933)])
def test_a_bit_behind_noise(level: float, published: float) -> None:
    result = representation.rate_distortion([[0.45, 0.05], [0.05, 0.45]], BITS, level)
    assert result.value == pytest.approx(published, abs=2e-6)
    assert _encloses(result, 1.0 - _h((level - 0.1) / 0.8))


def _pair(x: np.ndarray, y: np.ndarray, cross: np.ndarray) -> ib.GaussianKernel:
    covariance = np.block([[x, cross], [cross.T, y]])
    return ib.GaussianKernel.state(np.zeros(len(covariance)), covariance, cod={"X": len(x), "Y": len(y)})


@pytest.mark.parametrize(("level", "published"), [(1.0, 2.415037), (0.6, 3.482892)])
def test_a_gaussian_target_that_is_the_input_is_water_filled(level: float, published: float) -> None:
    variances = np.diag([4.0, 1.0, 0.25])
    result = representation.rate_distortion(_pair(variances, variances, variances), None, level)
    direct = ib.gaussian.reverse_waterfilling([4.0, 1.0, 0.25], level)
    assert result.value == pytest.approx(published, abs=5e-7)
    assert result.lower <= direct.upper
    assert direct.lower <= result.upper
    result.verify("ball")
    ib.Result.from_dict(result.to_dict()).verify()


@pytest.mark.parametrize(("level", "published"), [(0.3, 1.5), (0.5, 0.707519)])
def test_a_gaussian_target_behind_noise(level: float, published: float) -> None:
    law = _pair(np.array([[1.25]]), np.eye(1), np.eye(1))
    result = representation.rate_distortion(law, None, level)
    assert result.value == pytest.approx(published, abs=5e-7)
    assert _encloses(result, 0.5 * log2(0.8 / (level - 0.2)))


def test_a_gaussian_target_at_the_ends_of_its_range() -> None:
    law = _pair(np.array([[1.25]]), np.eye(1), np.eye(1))
    assert representation.rate_distortion(law, None, 1.0).upper == 0.0
    at_the_error = representation.rate_distortion(law, None, 0.2)
    assert at_the_error.upper == inf
    assert at_the_error.lower > 20.0
    with pytest.raises(ib.InfeasibleError, match="error of the best estimate") as caught:
        representation.rate_distortion(law, None, 0.1)
    assert caught.value.minimum == pytest.approx(0.2)
    independent = _pair(np.eye(2), np.eye(2), np.zeros((2, 2)))
    assert representation.rate_distortion(independent, None, 2.0).upper == 0.0
    with pytest.raises(ib.InfeasibleError):
        representation.rate_distortion(independent, None, 1.9)


def test_altered_gaussian_proofs_are_refused() -> None:
    result = representation.rate_distortion(_pair(np.array([[1.25]]), np.eye(1), np.eye(1)), None, 0.5)
    for name, value in (
        ("variances_low", [0.81]),
        ("variances_high", [0.79]),
        ("distortions", [0.31]),
        ("total", 0.4),
        ("upper", 0.1),
    ):
        data = result.certificate.to_dict()
        wrong = type(result.certificate).from_dict(data)
        object.__setattr__(wrong, name, np.array(value) if isinstance(value, list) else value)
        with pytest.raises(ib.CertificateError):
            wrong.verify()


@pytest.mark.parametrize(("uses", "published"), [(0.5, 0.214479), (1, 0.11), (1.5, 0.041665)])
def test_the_least_error_of_a_fair_bit_behind_a_symmetric_channel(uses: float, published: float) -> None:
    answer = representation.separation([0.5, 0.5], ib.zoo.bsc(0.11), uses=uses, distortion=BITS)
    least = answer.least_distortion
    assert least is not None
    assert least.value == pytest.approx(published, abs=5e-7)
    assert least.gap < 2e-9
    assert _h(least.lower) <= 1.0 - uses * (1.0 - _h(0.11)) + 1e-15
    assert _h(least.upper) >= 1.0 - uses * (1.0 - _h(0.11)) - 1e-15
    least.verify("ball")
    ib.Result.from_dict(least.to_dict()).verify()
    assert (answer.possible, answer.margin, answer.uses_needed) == (None, None, None)


def test_uses_that_are_needed_without_loss() -> None:
    eight = representation.separation(ib.sources.uniform(8), ib.zoo.bec(0.25), uses=4)
    assert _encloses(eight.uses_needed, 4.0)
    assert eight.possible is None
    assert representation.separation(ib.sources.uniform(8), ib.zoo.bec(0.25), uses=3.999).possible is False
    assert representation.separation(ib.sources.uniform(8), ib.zoo.bec(0.25), uses=4.001).possible is True
    rare = representation.separation(ib.sources.bernoulli(0.11), ib.zoo.bsc(0.11))
    assert rare.uses_needed.value == pytest.approx(0.999664, abs=5e-7)
    assert rare.possible is True
    assert rare.margin.lower == pytest.approx(0.000168, abs=5e-7)
    chain = representation.separation(ib.sources.markov([[0.9, 0.1], [0.3, 0.7]]), ib.zoo.bsc(0.11))
    assert chain.possible is False


@pytest.mark.parametrize("uses", [0.5, 1.0, 2.5])
def test_a_gaussian_source_through_gaussian_noise(uses: float) -> None:
    capacity = ib.gaussian.waterfilling([1.0], 3.0)
    answer = representation.separation(ib.sources.gaussian(2.0), capacity, uses=uses, D=0.7)
    assert _encloses(answer.least_distortion, 2.0 * 4.0**-uses)
    known = representation.separation(ib.sources.gaussian(2.0), ib.zoo.awgn(3.0), uses=uses, D=0.7)
    assert _encloses(known.least_distortion, 2.0 * 4.0**-uses)
    assert answer.uses_needed.value == pytest.approx(log2(2.0 / 0.7) / 2.0, abs=1e-9)
    assert answer.possible is (2.0 * 4.0**-uses < 0.7)
    # Once for each symbol, scaling alone attains it: the error of the linear estimate.
    if uses == 1.0:
        assert _encloses(answer.least_distortion, 2.0 / (1.0 + 3.0))


def test_levels_that_no_estimate_meets() -> None:
    joint = [[0.45, 0.05], [0.05, 0.45]]
    answer = representation.separation(joint, ib.zoo.bsc(0.11), distortion=BITS, D=0.08)
    assert answer.possible is False
    assert answer.uses_needed.lower == inf
    # What noise takes at once: 0.1 of the target, then 0.11 of what was seen.
    assert _encloses(answer.least_distortion, 0.1 * 0.89 + 0.9 * 0.11)
    perfect = representation.separation(ib.sources.gaussian(1.0), ib.zoo.bsc(0.11), D=0)
    assert perfect.possible is False


def test_a_useless_perturbation_leaves_the_best_constant() -> None:
    answer = representation.separation([0.3, 0.7], ib.zoo.bec(1.0), distortion=BITS, D=0.2)
    assert answer.possible is False
    assert _encloses(answer.least_distortion, 0.3) or answer.least_distortion.upper >= 0.3
    none = representation.separation([0.3, 0.7], ib.zoo.bsc(0.0), distortion=BITS, uses=0)
    assert _encloses(none.least_distortion, 0.3)


def test_separation_prints_as_on_the_board() -> None:
    answer = representation.separation([0.5, 0.5], ib.zoo.bsc(0.11), uses=2, distortion=BITS, D=0.05)
    assert (
        str(answer) == "R(D = 0.05) ∈ [0.713603042, 0.713603043] bit < 2 C ∈ [1.000168083, 1.000168084] bit"
    )
    assert answer.to_latex().count("<") == 1
    assert "possible" in repr(answer)
    with pytest.raises(ib.AmbiguousTruthError):
        bool(answer)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: representation.rate_distortion([[0.5, 0.5]], None, 0.1), "needs a distortion"),
        (lambda: representation.rate_distortion(_pair(np.eye(1), np.eye(1), np.eye(1)), BITS, 0.1), "d=None"),
        (lambda: representation.rate_distortion([0.5, 0.5], BITS, 0.1), "2 axes"),
        (lambda: representation.rate_distortion(ib.GaussianKernel.state([0], [[1]]), None, 1), "two blocks"),
        (
            lambda: representation.rate_distortion(
                _pair(np.zeros((1, 1)), np.eye(1), np.zeros((1, 1))), None, 1
            ),
            "not positive definite",
        ),
        (lambda: representation.separation([0.5, 0.5], ib.zoo.bsc(0.1), D=0.1), "without a distortion"),
        (lambda: representation.separation([0.5, 0.5], ib.zoo.bsc(0.1), uses=-1), "at least"),
        (lambda: representation.separation(ib.sources.laplacian(1.0), ib.zoo.bsc(0.1), D=1), "Gaussian one"),
        (
            lambda: representation.separation(
                ib.sources.markov([[0.9, 0.1], [0.1, 0.9]]), ib.zoo.bsc(0.1), distortion=BITS
            ),
            "law on blocks",
        ),
        (
            lambda: representation.separation(
                [0.5, 0.5], ib.zoo.bsc(0.1), distortion=ib.distortions.erasure(2)
            ),
            "infinite entries",
        ),
        (lambda: representation.separation(_pair(np.eye(1), np.eye(1), NOTHING), np.eye(2), D=1), "compare"),
        (
            lambda: representation.separation([0.5, 0.5], ib.GaussianKernel([[1]], [0], [[1]])),
            "limit on power",
        ),
    ],
)
def test_misuse_says_what_to_do(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ib.ItboundsError, match=message):
        call()


def test_a_vector_target_by_its_eigenvalues() -> None:
    rng = np.random.default_rng(5)
    root = rng.normal(size=(5, 6))
    covariance = root @ root.T
    covariance = 0.5 * (covariance + covariance.T)
    law = ib.GaussianKernel.state(np.zeros(5), covariance, cod={"X": 2, "Y": 3})
    cross = covariance[:2, 2:]
    estimable = cross.T @ np.linalg.solve(covariance[:2, :2], cross)
    error = float(np.trace(covariance[2:, 2:] - estimable))
    spare = 0.3 * float(np.trace(estimable))
    result = representation.rate_distortion(law, None, error + spare)
    eigenvalues = np.linalg.eigvalsh(estimable)[1:]
    expected = ib.gaussian.reverse_waterfilling(eigenvalues, spare)
    assert result.value == pytest.approx(expected.value, abs=1e-10)
    assert result.gap < 1e-9
    result.verify()
    assert sqrt(result.upper) > 0.0


def test_a_steep_regression_is_narrowed_by_two_rates() -> None:
    values, estimates = np.linspace(-2.4, 2.4, 9), np.linspace(-2.4, 2.4, 25)
    joint = np.exp(-0.5 * ((values[:, None] - values) / 0.4) ** 2 - 0.5 * values**2)
    joint /= joint.sum()
    error = ib.distortions.squared_error(values, estimates)
    answer = representation.separation(joint, ib.zoo.bsc(0.05), uses=3, distortion=error)
    least = answer.least_distortion
    assert least is not None
    assert least.gap < 1e-9
    least.verify("ball")
    assert ib.Result.from_dict(least.to_dict()).verify().width < 1e-9
    for level, enough in ((least.lower - 1e-8, False), (least.upper + 1e-8, True)):
        rate = representation.rate_distortion(joint, error, level)
        assert (rate.upper < answer.offered.lower) is enough
        assert (rate.lower > answer.offered.upper) is not enough
    # Proofs that say too much are refused.
    shifted = least.certificate.to_dict()
    for changes in ({"lower": least.lower + 1e-3}, {"upper": least.upper - 1e-3}):
        with pytest.raises(ib.CertificateError):
            type(least.certificate).from_dict({**shifted, **changes}).verify()
    if least.certificate.kind == "rate_inverse":
        nothing = {"offered_low": 0.0, "offered_high": 0.0}
        for changes in ({"offered_high": 5.0}, {"offered_low": 0.1}, nothing):
            with pytest.raises(ib.CertificateError):
                type(least.certificate).from_dict({**shifted, **changes}).verify()
    else:
        exchanged = {**shifted, "generous": shifted["strict"], "strict": shifted["generous"]}
        with pytest.raises(ib.CertificateError):
            type(least.certificate).from_dict(exchanged).verify()
