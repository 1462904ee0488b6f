"""What chance gives any model is no violation: thresholds against enumeration, and faults that were found."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.audit import Verdict
from itbounds.audit.evidence import decimal_step, entropy_floor
from itbounds.audit.source_chance import chance_explains, converse_at
from itbounds.audit.source_limits import limit_of
from itbounds.audit.text_chance import least_surprise
from itbounds.kernels import Space
from tests.reference.audits import guessed_texts, quantiser_surplus
from tests.reference.risks import binomial_law

SEEDS = st.integers(0, 2**32 - 1)
SMALL = st.sampled_from([0.3, 0.05, 0.002])


def accused_at_most(trials, level):
    """What a count of independent events of this probability exceeds once in ten thousand."""
    return level * trials + 4.0 * np.sqrt(trials * level)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(2, 3), st.integers(1, 5), SMALL)
def test_no_model_guesses_texts_beyond_its_luck(seed, letters, length, delta):
    rng = np.random.default_rng(seed)
    chain = rng.dirichlet(np.full(letters, 10.0 ** rng.uniform(-1.5, 0.5)), letters)
    chain = 0.999 * chain + 0.001 / letters
    law = ib.sources.markov(chain).stationary.probabilities
    low = least_surprise(chain, law, texts=1, length=length, delta=delta)
    # The best model gives its e^T texts a probability of e^-T each, and those are the likeliest.
    assert guessed_texts(chain, law, length, low) <= delta * (1.0 + 1e-9)


def test_texts_are_independent_and_long_ones_cost_the_entropy_rate():
    chain = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.3, 0.3, 0.4]])
    source = ib.sources.markov(chain)
    law, rate = source.stationary.probabilities, ib.representation.rate(source, unit="nat").value
    one, many = (least_surprise(chain, law, texts=k, length=900, delta=0.05) for k in (1, 20))
    assert one / 900 < many / 18_000 < rate
    assert many / 18_000 > rate - 0.03
    assert least_surprise(chain, law, texts=1, length=1, delta=0.05) < 0.0


@settings(max_examples=8, deadline=None)
@given(st.floats(1e-3, 0.5), st.integers(1, 7), SMALL)
def test_the_floor_of_an_entropy_holds_for_every_law(p, n, delta):
    law = np.array([p, 1.0 - p])
    entropy = -float(law[law > 0.0] @ np.log(law[law > 0.0]))
    missed = 0.0
    for heads in range(n + 1):
        if entropy_floor(np.array([heads, n - heads]), 2, delta) > entropy + 1e-12:
            missed += float(binomial_law(n, p)[heads])
    assert missed <= delta * (1.0 + 1e-9)


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.sampled_from([0.2, 0.5]), st.sampled_from(["squared", "absolute"]), SMALL)
def test_no_codebook_beats_a_line_by_more_than_is_forgiven(seed, share, measure, delta):
    law = 0.97 * np.random.default_rng(seed).dirichlet(np.full(3, 0.4)) + 0.01
    law, letters = law / law.sum(), np.array([-1.0, 0.5, 2.0])
    source = ib.Distribution(Space.of(letters.tolist()), law)
    limit, most, _ = limit_of(source, measure)
    line = converse_at(source, measure, share * most)
    # On average it is the certified lower end, which nothing in the codebook changes.
    assert line.height - line.slope * share * most <= limit(share * most)[1] + 1e-9
    for words in ([0.5], [-1.0, 2.0], [-1.0, 0.5, 2.0], [0.0, 0.0]):
        for n in (1, 3):
            chance = quantiser_surplus(law, letters, words, n, line, measure, float(line.forgiven(n, delta)))
            assert chance <= delta * (1.0 + 1e-9)


@pytest.mark.parametrize(
    ("source", "draw"),
    [
        (ib.sources.gaussian(2.0), lambda rng, n: np.sqrt(2.0) * rng.normal(size=n)),
        (ib.sources.laplacian(1.5), lambda rng, n: rng.laplace(scale=1.5, size=n)),
    ],
)
def test_sums_of_potentials_are_rarely_below_what_is_forgiven(source, draw):
    rng, n, delta = np.random.default_rng(0), 5, 0.1
    line = converse_at(source, "squared", 0.1)
    x = draw(rng, (20_000, n))
    # One word that has each sample itself: a rate of nothing, which is no code, and so the potentials alone.
    density = -0.25 * x**2 - 0.5 * np.log(4.0 * np.pi) if source == ib.sources.gaussian(2.0) else (
        -np.abs(x) / 1.5 - np.log(3.0)
    )  # fmt: skip
    mean = -density.mean()
    short = n * mean - (-density).sum(axis=1)
    room = float(line.forgiven(n, delta)) + np.log(delta / 2.0)
    assert 0.001 < (short >= room).mean() <= delta / 2.0


def test_water_is_filled_into_the_components_of_a_vector():
    source = ib.GaussianKernel.state([0.0, 0.0, 0.0], np.diag([4.0, 1.0, 0.01]))
    for level in (0.005, 0.1, 0.5, 1.5):
        line = converse_at(source, "squared", level)
        exact = limit_of(source, "squared")[0](level)[0]
        assert (line.height - line.slope * 3.0 * level) / 3.0 == pytest.approx(exact, abs=1e-6)


# Faults that simulations of honest models have found: each of these was a violation.


def test_a_sticky_chain_that_has_not_jumped_yet_is_no_violation():
    chain = np.array([[0.99, 0.01], [0.01, 0.99]])
    stays = np.full(200, np.log(0.99))
    report = ib.audit.language_model(stays, source=chain, unit="nat")
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "chance" in report.checks[1].reason
    assert (
        ib.audit.language_model(np.full(2000, np.log(0.99)), source=chain, unit="nat").verdict
        is Verdict.VIOLATED
    )


def test_confident_predictions_of_few_balanced_labels_are_no_violation():
    # A bit through a channel of noise 0.02: sixty-seven times of a hundred there is no error among twenty.
    labels = np.tile([0, 1], 10)
    table = np.where(labels[:, None] == np.arange(2), 0.98, 0.02)
    known = ib.capacity(ib.zoo.bsc(0.02)).upper
    assert ib.audit.classifier(labels, table, information=known).verdict is Verdict.INCONCLUSIVE
    many = np.tile([0, 1], 1000)
    table = np.where(many[:, None] == np.arange(2), 0.98, 0.02)
    assert ib.audit.classifier(many, table, information=known).verdict is Verdict.VIOLATED


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_probabilities_in_low_precision_or_few_decimals_are_probabilities(kind):
    table = np.random.default_rng(0).dirichlet(np.ones(10), 40)
    labels = np.arange(40) % 10
    assert ib.audit.classifier(labels, table.astype(kind)).verdict is not Verdict.VIOLATED
    assert ib.audit.classifier(labels, np.round(table, 3)).verdict is not Verdict.VIOLATED
    assert ib.audit.classifier(labels, np.round(1.1 * table, 3)).verdict is Verdict.VIOLATED
    assert ib.audit.classifier(labels, (1.1 * table).astype(kind)).verdict is Verdict.VIOLATED
    assert decimal_step(np.array([0.1, 0.25])) == 0.01


def test_what_is_no_number_is_refused():
    with pytest.raises(ib.ItboundsError, match="row 1 of the predicted"):
        ib.audit.classifier([0, 1], [[0.5, 0.5], [np.nan, 0.5]])
    with pytest.raises(ib.ItboundsError, match="entry 1 of the distortion is -1"):
        ib.audit.codec([1.0, 2.0], [0.5, -1.0], source=ib.sources.gaussian(1.0))
    with pytest.raises(ib.ItboundsError, match="row 2 of the test data"):
        ib.audit.quantizer([0.0], [1.0, 2.0, np.inf], source=ib.sources.gaussian(1.0))


def test_a_code_whose_rare_letters_did_not_occur_is_no_violation():
    rare = ib.Distribution(Space.of([0.0, 1.0]), [0.998, 0.002])
    nothing_lost = np.zeros((1, 100))
    report = ib.audit.codec(np.array([0.01]), nothing_lost, source=rare, measure="absolute")
    assert report.verdict is Verdict.INCONCLUSIVE
    assert "chance" in report.checks[0].reason
    never = ib.audit.codec(np.array([0.001]), np.zeros((1, 20_000)), source=rare, measure="absolute")
    assert never.verdict is Verdict.VIOLATED


@pytest.mark.parametrize("samples", [3, 10])
def test_ideal_codes_of_few_samples_are_rarely_accused(samples):
    rng, level = np.random.default_rng(5), 0.25
    errors = level * rng.normal(size=(250, 3, samples)) ** 2
    source = ib.sources.gaussian(1.0)
    verdicts = [ib.audit.codec([1.0 + 1e-9] * 3, rows, source=source).verdict for rows in errors]
    assert sum(verdict is Verdict.VIOLATED for verdict in verdicts) <= accused_at_most(250, 0.05)


def test_discrete_data_without_their_rare_letters_are_no_violation():
    paid = np.full(20, -np.log2(0.99))
    report = ib.audit.elbo(paid, 0.0 * paid, unit="bit", entropy=0.0808)
    assert report.verdict is Verdict.INCONCLUSIVE
    paid = np.full(3000, -np.log2(0.99))
    assert ib.audit.elbo(paid, 0.0 * paid, unit="bit", entropy=0.0808).verdict is Verdict.VIOLATED


def test_two_estimated_terms_are_chance_and_twenty_are_not():
    terms = np.array([[0.5, 0.6], [1.0, 1.1], [2.2, 2.3]])
    assert ib.audit.elbo(*terms, unit="nat").verdict is Verdict.INCONCLUSIVE
    assert ib.audit.elbo(*np.tile(terms, 10), unit="nat").verdict is Verdict.VIOLATED


GRID = ib.sources.gaussian_grid(24)
LETTERS = np.array(GRID.cod.letters, dtype=float)


def test_a_partial_leak_on_a_finite_source_accuses_nobody():
    # Most of the test points are training points, on which the codebook loses nothing.
    rng = np.random.default_rng(1)
    accused = noticed = 0
    for _ in range(5):
        train, fresh = rng.choice(LETTERS, size=(2, 8), p=GRID.probabilities)
        words = np.unique(train)
        test = np.where(rng.random(400) < 0.98, rng.choice(train, 400), np.resize(fresh, 400))
        report = ib.audit.quantizer(words, test, source=GRID, x_train=train, measure="absolute")
        accused += report.verdict is Verdict.VIOLATED
        noticed += "training points" in report.checks[0].reason
    assert accused == 0
    assert noticed > 2


def test_what_no_leak_explains_is_accused_though_letters_recur():
    # Data of a tenth of the scale: most of them are no letters that the training has.
    rng = np.random.default_rng(2)
    train, test = rng.choice(LETTERS, size=(2, 400), p=GRID.probabilities)
    words = 0.1 * np.linspace(-1.5, 1.5, 4)
    report = ib.audit.quantizer(words, 0.1 * test, source=GRID, x_train=train, measure="absolute")
    assert report.verdict is Verdict.VIOLATED
    assert any("variance" in cause for check in report.checks for cause in check.causes)
    # Were they all in training, they could have leaked.
    both = np.append(train, 0.1 * test)
    told = ib.audit.quantizer(words, 0.1 * test, source=GRID, x_train=both, measure="absolute")
    assert told.verdict is Verdict.INCONCLUSIVE


def test_points_are_explained_by_chance_if_one_way_to_leave_them_out_is():
    source = ib.sources.gaussian(1.0)
    few, many = ({"paid": 1.0, "lost": 1e-6 * n, "counts": n} for n in (1, 400))
    assert chance_explains(**few, source=source, measure="squared", delta=0.05)
    assert not chance_explains(**many, source=source, measure="squared", delta=0.05)
    both = {"paid": 1.0, "lost": np.array([1e-6, 4e-4]), "counts": np.array([1, 400])}
    assert chance_explains(**both, source=source, measure="squared", delta=0.05)
    assert chance_explains(1.0, 0.0, 0, source=source, measure="squared", delta=0.05)


def test_the_risk_of_bounded_losses_is_not_certain_because_all_are_alike():
    from sklearn.dummy import DummyRegressor

    # All but one of the errors are clipped at the largest: fifteen alike do not make a risk certain.
    x, y = np.arange(60.0)[:, None], np.append(np.full(58, 9.0), [0.0, 0.0])
    zero = DummyRegressor(strategy="constant", constant=0.0)
    for seed in range(4):
        report = ib.audit.generalization(zero, x, y, largest=1.0, splits=1, seed=seed)
        taken = {measured.name: measured.estimate for measured in report.measurements}
        for check in (check for check in report.checks if check.limit is not None):
            assert check.verdict is not Verdict.VIOLATED
            assert check.achieved.lower < taken["risk on fresh data"] <= check.achieved.upper
    assert {check.theorem for check in report.checks} <= {"", *ib.bounds.names("generalization")}
