"""What is known beforehand of estimates, and of meaning, prompts and sets: closed forms and counterexamples.

Each answer is found here a second way, from its definition, before it is asked of the package.
"""

from math import exp, log, log2, sqrt

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.estimators import laws

e = ib.estimators
SEEDS = st.integers(0, 2**32 - 1)
# A joint law with the probabilities counts / 24.
COUNTS = np.array([[5, 1, 2], [1, 6, 1], [2, 1, 5]])


def binary_entropy(p):
    return -p * log2(p) - (1.0 - p) * log2(1.0 - p)


def known(report):
    return {taken.name: taken for taken in report.measurements}


def critic_scores(scores, counts=COUNTS):
    """Every pair as often as its probability says, under the joint law and the product of its marginals."""
    product = np.outer(counts.sum(axis=1), counts.sum(axis=0))
    return np.repeat(scores.ravel(), counts.ravel()), np.repeat(scores.ravel(), product.ravel())


def log_ratio(counts=COUNTS):
    law = counts / counts.sum()
    return np.log(law / np.outer(law.sum(axis=1), law.sum(axis=0)))


# --- critics


def test_the_log_ratio_of_densities_makes_both_forms_tight_nwj_with_one_added():
    """E f - E e^(f - 1) is largest at f = 1 + log p/q, where it is I; the ratio itself gives I - 1/e."""
    information = float((COUNTS / COUNTS.sum() * log_ratio()).sum())
    assert information == pytest.approx(ib.mutual_information(COUNTS / COUNTS.sum(), unit="nat"), abs=1e-13)
    best = log_ratio()
    for shift in (-3.0, 0.0, 2.0):
        assert e.dv(*critic_scores(best + shift), unit="nat").value == pytest.approx(information, abs=1e-12)
    assert e.nwj(*critic_scores(best + 1.0), unit="nat").value == pytest.approx(information, abs=1e-12)
    assert e.nwj(*critic_scores(best), unit="nat").value == pytest.approx(information - exp(-1), abs=1e-12)
    assert e.smile(*critic_scores(best), tau=5.0, unit="nat").value == pytest.approx(information, abs=1e-12)


@given(SEEDS, st.floats(0.0, 4.0))
@settings(max_examples=40, deadline=None)
def test_no_other_critic_of_a_finite_law_says_more(seed, size):
    information = ib.mutual_information(COUNTS / COUNTS.sum(), unit="nat")
    critic = log_ratio() + size * np.random.default_rng(seed).standard_normal((3, 3))
    assert e.dv(*critic_scores(critic), unit="nat").value <= information + 1e-12
    assert e.nwj(*critic_scores(1.0 + critic), unit="nat").value <= information + 1e-12


def test_a_correlation_of_nine_tenths_is_worth_1198_thousandths_of_a_bit():
    assert laws.gaussian_law(0.9).information.lower / log(2.0) == pytest.approx(1.198, abs=5e-4)
    law = ib.GaussianKernel.state([0.0, 0.0], [[1.0, 0.9], [0.9, 1.0]], cod={"x": 1, "y": 1})
    assert law.mutual_information("x", "y") == pytest.approx(1.197964, abs=1e-6)
    assert law.entropy() == pytest.approx(log2(2.0 * np.pi * np.e) - 1.197964, abs=1e-6)


def test_chi_square_is_never_less_than_the_exponential_of_the_information_less_one():
    """So that no sample of size n measures much more than ln n by the mean of exponentials."""
    for rho in np.linspace(0.05, 0.99, 20):
        information = laws.gaussian_law(float(rho)).information.lower
        assert rho**2 / (1.0 - rho**2) >= np.expm1(information)
    law = COUNTS / COUNTS.sum()
    chi_square = float((law * np.exp(log_ratio())).sum()) - 1.0
    assert chi_square >= np.expm1(ib.mutual_information(law, unit="nat"))


@pytest.mark.parametrize("n", [2, 5, 16])
def test_compressors_are_channels_whose_scores_are_a_contrastive_estimate(n):
    """log p(z_ij | x_i) - log (1/N) sum_l p(z_ij | x_l), averaged: 0 for one law, log N for laws apart."""
    assert e.infonce(np.tile(np.linspace(-3.0, 0.0, n)[:, None], n)).value == pytest.approx(0.0, abs=1e-12)
    assert e.infonce(800.0 * np.eye(n)).value == pytest.approx(log2(n), abs=1e-12)
    assert e.infonce(800.0 * np.eye(n)).ceiling == log2(n)


def test_a_compressor_whose_inputs_are_all_seen_is_measured_exactly():
    """Two inputs and a flip with probability 1/4: of four drawings one flips, and 1 - h(1/4) is found."""
    logs = np.log([[0.75, 0.25], [0.25, 0.75]])
    # A row for each z that is drawn from x_0 and from x_1 in turn, a column for each x.
    batches = [logs[:, [0, 1]], logs[:, [0, 1]], logs[:, [0, 1]], logs[[1, 0]][:, [0, 1]]]
    assert e.infonce(batches).value == pytest.approx(1.0 - binary_entropy(0.25), abs=1e-12)
    assert ib.capacity(ib.zoo.bsc(0.25)).value == pytest.approx(1.0 - binary_entropy(0.25), abs=1e-9)


# --- samples


def test_layers_that_say_nothing_or_everything():
    """A constant layer has no information; one that tells all n samples apart has log n, an artefact."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 200)
    assert e.plugin(np.zeros(200), labels, correction="none").value == 0.0
    layer = np.tanh(rng.standard_normal(200))
    found = e.plugin(np.arange(200), layer, correction="none")
    assert found.value == pytest.approx(log2(200), abs=1e-12)
    assert not found.reliable
    shares = np.bincount(labels) / 200
    label_entropy = -float(shares @ np.log2(shares))
    assert e.plugin(layer, labels, correction="none").value == pytest.approx(label_entropy, abs=1e-12)
    for k in (2, 5, 50):
        rounded = np.round(k * layer)
        assert e.plugin(rounded, labels, correction="none").value <= label_entropy + 1e-12


def test_the_slope_of_the_plugin_estimate_in_one_over_n_is_its_bias():
    """(3 - 1)(4 - 1) / 2n nats of independent letters; extrapolation takes it away."""
    rng = np.random.default_rng(1)
    found = [
        e.plugin(rng.integers(0, 3, 240), rng.integers(0, 4, 240), correction="none", unit="nat")
        for _ in range(150)
    ]
    values = np.array([one.value for one in found])
    extrapolated = np.array([one.extrapolated for one in found])
    halves = np.array([dict(one.subsamples)[120] for one in found])
    bias, error = 6.0 / (2.0 * 240), values.std() / sqrt(len(values))
    assert abs(values.mean() - bias) < 4.0 * error + 0.1 * bias
    assert halves.mean() - values.mean() == pytest.approx(bias, rel=0.2)
    assert abs(extrapolated.mean()) < 4.0 * extrapolated.std() / sqrt(len(values))


def test_compressed_layers_of_a_gaussian_network():
    """I(X; CL) <= I(X; L) for L = AX + N; an invertible C loses nothing, and one of rank zero everything."""
    rng = np.random.default_rng(2)
    weights = rng.standard_normal((3, 4))
    exact = 0.5 * np.linalg.slogdet(np.eye(3) + weights @ weights.T / 0.25)[1]
    layer = ib.GaussianKernel(weights, np.zeros(3), 0.25 * np.eye(3), dom={"x": 4}, cod={"l": 3})
    source = ib.GaussianKernel.state(np.zeros(4), np.eye(4), cod={"x": 4})

    def through(compressor):
        rows = len(compressor)
        code = ib.GaussianKernel(
            compressor, np.zeros(rows), np.zeros((rows, rows)), dom={"l": 3}, cod={"c": rows}
        )
        return (layer >> code).joint(source).mutual_information("x", "c", unit="nat")

    assert through(np.eye(3)) == pytest.approx(exact, rel=1e-9)
    assert through(rng.standard_normal((3, 3)) + 3.0 * np.eye(3)) == pytest.approx(exact, rel=1e-9)
    ranks = [through(np.eye(3)[:k]) for k in (1, 2, 3)]
    assert ranks == sorted(ranks)
    assert through(np.zeros((2, 3))) == pytest.approx(0.0, abs=1e-12)
    x = rng.standard_normal((500, 4))
    seen = x @ weights.T + 0.5 * rng.standard_normal((500, 3))
    assert exact in e.gaussian(x, seen, unit="nat").interval


@pytest.mark.parametrize("budget", [0.1, 1.0, 3.0])
def test_randomised_response_and_gaussian_release(budget):
    """1 - h(1 / (1 + e^eps)) of a bit; 1/2 log2(1 + SNR) of a Gaussian number."""
    flip = 1.0 / (1.0 + exp(budget))
    response = ib.zoo.bsc(flip)
    assert ib.mutual_information([0.5, 0.5], response) == pytest.approx(1.0 - binary_entropy(flip), abs=1e-12)
    released = ib.GaussianKernel([[1.0]], [0.0], [[1.0 / budget]])
    pair = released.joint(ib.GaussianKernel.state([0.0], [[1.0]]))
    assert pair.mutual_information(0, 1) == pytest.approx(0.5 * log2(1.0 + budget), abs=1e-12)


def test_the_true_posterior_makes_the_variational_bound_tight_and_no_other_does_better():
    """Barber and Agakov: I >= H(Y) - E[-log q(Y|X)], over every pair as often as the law says."""
    x, y = (np.repeat(which, COUNTS.ravel()) for which in np.indices((3, 3)).reshape(2, -1))
    label_entropy, information = ib.entropy([8 / 24] * 3), ib.mutual_information(COUNTS / 24)
    rng = np.random.default_rng(3)
    posterior = COUNTS / COUNTS.sum(axis=1, keepdims=True)
    for q, gap in ((posterior, 0.0), (rng.dirichlet(np.ones(3), 3), None)):
        taken = known(ib.audit.classifier(y, q[x]))["cross-entropy"]
        shown = label_entropy - taken.estimate
        assert shown <= information + 1e-12
        if gap is not None:
            assert shown == pytest.approx(information, abs=1e-12)


def test_shifts_between_periods():
    """Contributions p log p/q sum to the divergence; Jensen-Shannon is 0 of equal laws and 1 bit at most."""
    p, q = np.array([0.5, 0.3, 0.2, 0.0]), np.array([0.2, 0.2, 0.5, 0.1])
    parts = p[:3] * np.log2(p[:3] / q[:3])
    assert ib.relative_entropy(p, q) == pytest.approx(parts.sum(), abs=1e-14)
    js = ib.divergences.JensenShannon()
    assert js(p, p) == 0.0
    assert 0.0 < js(p, q) < 1.0
    assert js([1.0, 0.0], [0.0, 1.0]) == pytest.approx(1.0, abs=1e-15)


# --- meaning, prompts and sets


@pytest.mark.parametrize("slope", [0.7, 2.0, 4.0])
def test_truth_that_falls_off_with_a_distortion_has_the_rate_of_that_distortion(slope):
    """T(y|x) = e^(-s d): of a fair bit, a semantic information G is the distortion D = -(G + ln c) / s."""
    truth = np.exp(-slope * (1.0 - np.eye(2)))
    constant = float(truth.mean(axis=0)[0])
    for level in (0.05, 0.2, 0.4):
        told = -slope * level - log(constant)
        if told <= 0.0:
            continue
        found = ib.semantic_rate([0.5, 0.5], truth, told, unit="nat")
        expected = log(2.0) * (1.0 - binary_entropy(level))
        assert found.lower - 1e-9 <= expected <= found.upper + 1e-9
        assert expected >= told


def interaction(law):
    """I(A; B; W) = I(A; W) + I(B; W) - I(A, B; W) of a law with three axes."""
    h = ib.entropies(law)
    joint = h[0b011] + h[0b100] - h[0b111]
    return h[0b001] + h[0b100] - h[0b101] + h[0b010] + h[0b100] - h[0b110] - joint


def test_inheritance_by_properties_is_a_sum_less_what_they_share():
    """Properties that are independent, also given W, share nothing; *mutually exclusive* ones do share.

    The claim that the interaction information of properties is 0 where they exclude each other is wrong: of
    three equally likely animals one flies, one swims, and W is the first. Each property tells of the other.
    """
    given_w = np.array([[[0.9, 0.1], [0.4, 0.6]], [[0.9, 0.1], [0.9, 0.1]]])
    apart = 0.5 * np.einsum("wa,wb->abw", given_w[0], given_w[1])
    assert interaction(apart) == pytest.approx(0.0, abs=1e-12)
    exclusive = np.zeros((2, 2, 2))
    exclusive[1, 0, 1] = exclusive[0, 1, 0] = exclusive[0, 0, 0] = 1.0 / 3.0
    assert (exclusive[1, 1] == 0.0).all()
    assert interaction(exclusive) == pytest.approx(log2(3.0) - 4.0 / 3.0, abs=1e-12)
    # F = W tells its entropy, and properties without connection nothing.
    assert ib.mutual_information(np.diag([0.3, 0.7])) == pytest.approx(binary_entropy(0.3), abs=1e-12)
    assert ib.mutual_information(np.outer([0.3, 0.7], [0.2, 0.8])) == pytest.approx(0.0, abs=1e-15)


def test_prompts_are_ranked_by_the_information_of_their_answers():
    """H(E p) - E H(p), the Jensen-Shannon divergence of answers: 0 of one answer, log C of C in balance."""
    uniform = np.full(6, 1.0 / 6.0)
    answers = np.random.default_rng(8).dirichlet(np.ones(4), 6)
    direct = ib.entropy(answers.mean(axis=0)) - np.mean([ib.entropy(row) for row in answers])
    assert ib.mutual_information(uniform, answers) == pytest.approx(direct, abs=1e-12)
    assert ib.mutual_information(uniform, np.tile(answers[0], (6, 1))) == pytest.approx(0.0, abs=1e-15)
    assert ib.mutual_information(uniform, np.eye(3)[[0, 1, 2, 0, 1, 2]]) == pytest.approx(log2(3.0))
    pair = ib.mutual_information([0.5, 0.5], answers[:2])
    assert pair == pytest.approx(ib.divergences.JensenShannon()(*answers[:2]), abs=1e-14)


def class_information(outputs, labels):
    """I(X; Yhat | Y) of rows of output probabilities, each equally likely."""
    classes = np.unique(labels)
    law = np.zeros((len(labels), outputs.shape[1], len(classes)))
    for row, (output, label) in enumerate(zip(outputs, labels, strict=True)):
        law[row, :, np.searchsorted(classes, label)] = output / len(labels)
    h = ib.entropies(law)
    return h[0b101] + h[0b110] - h[0b111] - h[0b100]


def test_outputs_of_a_class_that_are_alike_tell_only_the_class():
    """Weighted divergences from the class centres: 0 where alike, log m where split over m answers."""
    rng = np.random.default_rng(9)
    labels, outputs = np.arange(12) % 3, rng.dirichlet(np.ones(4), 12)
    centres = np.array([outputs[labels == k].mean(axis=0) for k in range(3)])
    direct = np.mean([ib.relative_entropy(p, centres[k]) for p, k in zip(outputs, labels, strict=True)])
    assert class_information(outputs, labels) == pytest.approx(direct, abs=1e-12)
    assert direct <= 2.0
    assert class_information(centres[labels], labels) == pytest.approx(0.0, abs=1e-12)
    assert class_information(np.eye(4)[np.arange(12) // 3], labels) == pytest.approx(2.0, abs=1e-12)


@given(SEEDS, st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_sets_of_answers_miss_at_least_as_often_as_the_entropy_says(seed, size):
    """H(Y|X) <= h(P) + (1 - P) log L + P log (K - L) for sets of L of K labels that miss P of the time."""
    posterior = np.random.default_rng(seed).dirichlet(np.full(6, 0.4), 5)
    missed = 1.0 - float(np.sort(posterior, axis=1)[:, -size:].sum(axis=1).mean())
    equivocation = float(np.mean([ib.entropy(row, unit="nat") for row in posterior]))
    assert missed >= ib.bounds.decision.list_fano(equivocation, 6, size).value - 1e-12


def test_sets_of_all_labels_and_of_the_only_one_meet_their_bound():
    assert ib.bounds.decision.list_fano(0.0, 6, 1).value <= 0.0
    assert ib.bounds.decision.list_fano(log(3.0), 6, 3).value == pytest.approx(0.0, abs=1e-6)
    # All six are alike, and three of them miss half of the time.
    assert ib.bounds.decision.list_fano(log(6.0), 6, 3).value == pytest.approx(0.5, abs=1e-6)
