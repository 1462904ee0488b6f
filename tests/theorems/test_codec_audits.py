"""Audits of codecs and quantisers: limits of real sources, and verdicts that accuse only what cheats."""

import numpy as np
import pytest

import itbounds as ib
from itbounds.audit import Verdict
from itbounds.audit.causes import LEAK, UNITS
from itbounds.audit.source_limits import limit_of
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels import Space
from itbounds.numerics.real_reproductions import log_peak

NORMAL = ib.sources.gaussian(1.0)
# The best quantiser of 16 levels, its error and the entropy of its index: J. Max, 1960, table I.
MAX_HALF = [0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733]
MAX_16 = np.array([*(-x for x in MAX_HALF), *MAX_HALF])


def best_codebook(data, k):
    """Fit k codewords of least squared error to a few numbers, by dynamic programming over their order."""
    x = np.sort(data)
    ends = range(len(x) + 1)
    cost = {(i, j): ((x[i:j] - x[i:j].mean()) ** 2).sum() for i in ends for j in ends if i < j}
    best = {(0, 0): (0.0, [])}
    for words in range(k):
        for j in ends:
            tried = [
                (best[words, i][0] + cost[i, j], [*best[words, i][1], x[i:j].mean()])
                for i in ends
                if i < j and (words, i) in best
            ]
            if tried:
                best[words + 1, j] = min(tried)
    return np.array(best[k, len(x)][1])


def accused_at_most(trials, level):
    """What a count of independent events of this probability exceeds once in ten thousand."""
    return level * trials + 4.0 * np.sqrt(trials * level)


def test_sixteen_levels_of_a_gaussian_source():
    train, test = np.random.default_rng(0).normal(size=(2, 50_000))
    report = ib.audit.quantizer(MAX_16, test, source=NORMAL, x_train=train)
    taken = {measured.name: measured for measured in report.measurements}
    assert report.verdict is Verdict.CONSISTENT
    error = taken["error D on test data"]
    assert 0.009497 in error.interval
    fixed, coded = report.checks
    assert fixed.estimate == 4.0
    assert fixed.limit.lower < 0.5 * np.log2(1.0 / 0.009497) < fixed.limit.upper
    assert coded.estimate == pytest.approx(3.765, abs=0.01)
    assert coded.achieved.lower > coded.limit.upper


def test_a_codebook_on_its_training_points_is_not_accused():
    rng = np.random.default_rng(1)
    train = rng.normal(size=40)
    words = best_codebook(train, 16)
    # Fewer bits than R(D) at the error on its training points: what a false violation looks like.
    error = (np.abs(train[:, None] - words).min(axis=1) ** 2).mean()
    assert 0.5 * np.log2(1.0 / error) > 4.0
    for given in (None, train, train[::-1], np.append(train[:1], rng.normal(size=40))):
        report = ib.audit.quantizer(words, train, source=NORMAL, x_train=given)
        assert report.verdict is Verdict.INCONCLUSIVE
        assert "training points" in report.checks[0].reason
    assert ib.audit.quantizer(words, rng.normal(size=4000), source=NORMAL, x_train=train).verdict is (
        Verdict.CONSISTENT
    )


def test_a_hidden_leak_of_a_quantiser_is_found_in_its_numbers():
    rng = np.random.default_rng(2)
    train = rng.normal(size=40)
    report = ib.audit.quantizer(best_codebook(train, 32), train, source=NORMAL, x_train=rng.normal(size=40))
    assert report.verdict is Verdict.VIOLATED
    assert LEAK in report.checks[0].causes


def test_letters_that_recur_are_no_leak_but_stop_an_accusation():
    grid, rng = ib.sources.gaussian_grid(48), np.random.default_rng(10)
    letters = np.array(grid.cod.letters, dtype=float)
    train, test = rng.choice(letters, size=(2, 4000), p=grid.probabilities)
    assert ib.audit.quantizer(MAX_16, test, source=grid, x_train=train).verdict is Verdict.CONSISTENT
    few = train[:40]
    words = best_codebook(few, 26)
    assert ib.audit.quantizer(words, few, source=grid, x_train=train).verdict is Verdict.INCONCLUSIVE


def test_data_of_another_scale_name_their_law():
    rng = np.random.default_rng(3)
    train, test = 0.1 * rng.normal(size=(2, 3000))
    report = ib.audit.quantizer(
        0.1 * np.array([-1.510, -0.4528, 0.4528, 1.510]), test, source=NORMAL, x_train=train
    )
    assert report.verdict is Verdict.VIOLATED
    assert "variance" in report.checks[0].causes[0]


def test_a_quantiser_of_pairs_pays_half_the_rate_a_coordinate():
    rng = np.random.default_rng(4)
    train, test = rng.normal(size=(2, 4000, 2))
    report = ib.audit.quantizer(train[:64], test, source=NORMAL, x_train=train)
    assert report.checks[0].estimate == 3.0
    assert report.verdict is Verdict.CONSISTENT
    with pytest.raises(ShapeError, match="coordinates"):
        ib.audit.quantizer(train[:64], test[:, 0], source=NORMAL)


def test_honest_quantisers_are_never_accused_but_by_chance():
    rng = np.random.default_rng(8)
    accused = 0
    for _ in range(300):
        train, test = rng.normal(size=(2, 150))
        words = np.sort(rng.choice(train, rng.integers(1, 40), replace=False))
        report = ib.audit.quantizer(words, test, source=NORMAL, x_train=train)
        accused += report.verdict is Verdict.VIOLATED
    assert accused <= accused_at_most(300, 0.05)


class Tensor:
    """What a tensor of another library offers: numbers by `__array__`."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype=dtype)


def test_frames_and_tensors_are_read_as_arrays():
    from pandas import DataFrame, Series

    rng = np.random.default_rng(9)
    train, test = rng.normal(size=(2, 300, 2))
    words = train[:8]
    plain = ib.audit.quantizer(words, test, source=NORMAL, x_train=train).to_json()
    frames = ib.audit.quantizer(Tensor(words), DataFrame(test), source=NORMAL, x_train=DataFrame(train))
    assert frames.to_json() == plain
    plain = ib.audit.codec([1.0, 2.0], [0.4, 0.1], source=NORMAL).to_json()
    assert ib.audit.codec(Series([1.0, 2.0]), Tensor([0.4, 0.1]), source=NORMAL).to_json() == plain


def test_a_page_says_every_cause_once():
    report = ib.audit.codec(1.0, 0.01, source=NORMAL)
    assert report.verdict is Verdict.VIOLATED
    assert report.to_html().count("headers, tables or side information") == 1


@pytest.mark.parametrize("samples", [200, 2000])
def test_codes_at_the_limit_are_rarely_accused(samples):
    # Of the best codes the errors of a Gaussian source are as of its test channel, and the rate is R(D).
    rng, level = np.random.default_rng(5), 0.25
    errors = level * rng.normal(size=(1000, samples)) ** 2
    verdicts = [ib.audit.codec(1.0 + 1e-9, row, source=NORMAL, alpha=0.1).verdict for row in errors]
    accused = sum(verdict is Verdict.VIOLATED for verdict in verdicts)
    assert accused <= accused_at_most(1000, 0.1)
    assert sum(verdict is Verdict.CONSISTENT for verdict in verdicts) > 300


def test_codecs_with_rates_of_samples_are_rarely_accused_over_all_points():
    rng = np.random.default_rng(6)
    levels = np.array([0.5, 0.25, 0.0625])[:, None]
    accused = 0
    for _ in range(500):
        errors = levels * rng.normal(size=(3, 400)) ** 2
        rates = np.array([0.5, 1.0, 2.0])[:, None] * rng.gamma(8.0, 0.125, size=(3, 400))
        report = ib.audit.codec(rates, errors, source=NORMAL, alpha=0.1)
        accused += report.verdict is Verdict.VIOLATED
    assert accused <= accused_at_most(500, 0.1)


def test_codecs_that_cheat_are_accused_and_a_wrong_unit_is_named():
    assert ib.audit.codec(1.0, 0.2, source=NORMAL).verdict is Verdict.VIOLATED
    # 2.05 bit, handed over as 1.42 "bit" by a codec that counts in nats.
    wrong = ib.audit.codec(2.05 * np.log(2.0), 2.0**-4, source=NORMAL)
    assert wrong.verdict is Verdict.VIOLATED
    assert wrong.checks[0].causes[0] == UNITS
    assert ib.audit.codec(2.05 * np.log(2.0), 2.0**-4, source=NORMAL, unit="nat").verdict is (
        Verdict.CONSISTENT
    )


def test_a_source_that_is_not_known_or_only_a_model_accuses_nobody():
    assert ib.audit.codec(0.01, 0.01, source=None).verdict is Verdict.NOT_APPLICABLE
    report = ib.audit.codec(0.01, 0.01, source=NORMAL, model=True)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "model" in report.checks[0].reason
    assert ib.audit.codec(4.0, 0.01, source=NORMAL, model=True).verdict is Verdict.CONSISTENT


def test_reproductions_between_the_letters_of_a_source_are_allowed():
    # A coin of letters -1 and 1: errors of 1 are free, by the reproduction 0, which is no letter.
    coin = ib.Distribution(Space.of([-1.0, 1.0]), [0.5, 0.5])
    limit, most, _ = limit_of(coin, "squared")
    assert most == 1.0
    assert limit(1.0) == (0.0, 0.0)
    letters_only = ib.rate_distortion(coin, [[0.0, 4.0], [4.0, 0.0]], 0.5, unit="nat")
    low, high = limit(0.5)
    assert high < letters_only.lower
    # Soft bits: reproduce by tanh of a Gaussian observation of snr s; its rate is attained, its error below.
    assert 0.0 < high - low < 1e-3
    assert limit(0.0)[0] == pytest.approx(np.log(2.0), abs=1e-9)


@pytest.mark.parametrize("measure", ["squared", "absolute"])
def test_fine_grids_approach_the_limits_of_densities(measure):
    for density, grid in (
        (NORMAL, ib.sources.gaussian_grid(97)),
        (ib.sources.laplacian(0.5**0.5), ib.sources.laplacian_grid(161)),
    ):
        low, high = limit_of(density, measure)[0](0.4)
        below, above = limit_of(grid, measure)[0](0.4)
        assert below <= above
        assert low - 0.02 < below
        assert above < high + 0.02


def test_the_peak_of_tilted_errors_is_above_every_value_and_hardly_so():
    rng = np.random.default_rng(7)
    for _ in range(20):
        letters, slope = np.sort(rng.normal(size=9)), rng.gamma(1.0, 30.0)
        law, alpha = rng.dirichlet(np.ones(9)), rng.normal(size=9)
        tried = np.linspace(letters[0], letters[-1], 20_001)
        values = np.log(np.exp(alpha - slope * (tried[:, None] - letters) ** 2) @ law)
        assert values.max() - 1e-9 <= log_peak(law, letters, alpha, slope) <= values.max() + 2e-3


def test_components_of_a_gaussian_vector_are_filled_with_water():
    covariance = np.array([[1.0, 0.5], [0.5, 1.0]])
    source = ib.GaussianKernel.state([0.0, 0.0], covariance)
    low, high = limit_of(source, "squared")[0](0.1)
    exact = 0.25 * np.log(np.linalg.det(covariance)) - 0.5 * np.log(0.1)
    assert low <= exact <= high
    assert high - low < 1e-9
    assert ib.audit.codec(1.4, 0.1, source=source).verdict is Verdict.VIOLATED
    assert ib.audit.codec(1.6, 0.1, source=source).verdict is Verdict.CONSISTENT


def test_refusals_say_what_was_wanted():
    with pytest.raises(DomainError, match="measure"):
        ib.audit.codec(1.0, 0.5, source=NORMAL, measure="psnr")
    with pytest.raises(DomainError, match="no real numbers"):
        ib.audit.codec(1.0, 0.5, source=ib.Distribution(Space.of(["a", "b"]), [0.5, 0.5]))
    with pytest.raises(DomainError, match=r"distortion is -0\.5"):
        ib.audit.codec(1.0, -0.5, source=NORMAL)
    with pytest.raises(ShapeError, match="shapes"):
        ib.audit.codec([1.0, 2.0], [0.5], source=NORMAL)
