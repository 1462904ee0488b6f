"""The probability that a bound on a risk fails, summed over all samples of a finite problem."""

from math import log

import numpy as np

import itbounds as ib

g = ib.bounds.generalization
UP = 1.0 + 1e-11


def binomial_law(n, p):
    """The law of the number of ones among n."""
    k = np.arange(n + 1.0)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, n + 1.0)))])
    return np.exp(logs[n] - logs - logs[::-1] + k * np.log(p) + (n - k) * np.log1p(-p))


def failures(problems, index, delta):
    """Return by theorem the probability that its bound is below what it bounds, for the adversary's laws."""
    law, loss, prior = problems.law[index], problems.loss[index], problems.prior[index]
    n, counts, masses = problems.size, problems.counts, problems.masses[index]
    risks, empirical = problems.risks[index], problems.empirical_risks[index]
    binary = bool(np.isin(loss, (0.0, 1.0)).all())
    total = dict.fromkeys(
        ("pac_bayes_kl", "mcallester", "refined_pinsker", "thiemann", "catoni", "catoni_fixed", "alquier",
         "unexpected_bernstein", "tolstikhin_seldin", "split_kl", "disintegrated_kl", "disintegrated_renyi",
         "occam_kl", "private_prior"),
        0.0,
    )  # fmt: skip
    if binary:
        total |= dict.fromkeys(("occam", "first_order_vote", "tandem_vote", "c_bound"), 0.0)
    empirical, risks = np.clip(empirical, 0.0, 1.0), np.clip(risks, 0.0, 1.0)
    for count, mass, low, q in zip(counts, masses, empirical, problems.adversary()[index], strict=True):
        share = count / n
        risk, seen = min(float(q @ risks), 1.0), min(float(q @ low), 1.0)
        kl = max(0.0, float((q[q > 0] * np.log(q[q > 0] / prior[q > 0])).sum())) * UP
        square = min(float(q @ (loss**2 @ share)), seen)
        spread = float(q @ np.maximum(loss**2 @ share - low**2, 0.0)) * n / (n - 1) * UP
        above = np.maximum(loss - loss[0], 0.0)
        below = np.maximum(loss[0] - loss, 0.0)
        found = {
            "pac_bayes_kl": g.pac_bayes_kl(seen, kl, n, delta),
            "mcallester": g.mcallester(seen, kl, n, delta),
            "refined_pinsker": g.refined_pinsker(seen, kl, n, delta),
            "thiemann": g.thiemann(seen, kl, n, delta),
            "catoni": g.catoni(seen, kl, n, delta),
            "catoni_fixed": g.catoni(seen, kl, n, delta, 1.5),
            "alquier": g.alquier(seen, kl, n, delta, inverse_temperature=2.0 * n**0.5),
            "unexpected_bernstein": g.unexpected_bernstein(seen, square, kl, n, delta),
            "tolstikhin_seldin": g.tolstikhin_seldin(seen, spread, kl, n, delta),
        }
        for name, bound in found.items():
            total[name] += mass * (bound.value < risk)
        excess = risk - float(risks[0])
        split = g.split_kl(
            min(float(q @ (above @ share)), 1.0), min(float(q @ (below @ share)), 1.0), kl, n, delta
        )
        total["split_kl"] += mass * (split.value < excess - 1e-12)
        # A Gibbs law, which a learner can have: the statement is about one draw from it.
        weights = prior * np.exp(-2.0 * n * (low - low.min()))
        drawn = weights / weights.sum()
        renyi = max(0.0, log(float((drawn**2 / prior).sum()))) * UP
        for h, chance in enumerate(drawn):
            ratio = log(drawn[h] / prior[h])
            one = g.disintegrated_kl(low[h], ratio + 1e-12, n, delta)
            other = g.disintegrated_renyi(low[h], renyi, n, delta)
            total["disintegrated_kl"] += mass * chance * (one.value < risks[h])
            total["disintegrated_renyi"] += mass * chance * (other.value < risks[h])
        # The prior is one of the models and the prior, mixed; which model, says the exponential mechanism.
        epsilon = 0.2
        scores = np.exp(-0.5 * epsilon * n * low)
        for h, chance in enumerate(scores / scores.sum()):
            private = 0.5 * prior + 0.5 * np.eye(len(prior))[h]
            cost = max(0.0, float((q[q > 0] * np.log(q[q > 0] / private[q > 0])).sum())) * UP
            bound = g.private_prior(seen, cost, n, epsilon, delta)
            total["private_prior"] += mass * chance * (bound.value < risk)
        lengths = -np.log(prior) * UP
        limits = [g.occam_kl(low[h], n, lengths[h], delta).value for h in range(len(prior))]
        total["occam_kl"] += mass * bool((np.array(limits) < risks).any())
        if binary:
            errors = np.round(low * n).astype(int)
            limits = [g.occam(int(errors[h]), n, lengths[h], delta).value for h in range(len(prior))]
            total["occam"] += mass * bool((np.array(limits) < risks).any())
            vote = min(float(law @ (q @ loss >= 0.5 - 1e-12)), 1.0)
            both = min(float(share @ (q @ loss) ** 2), 1.0)
            differ = max(0.0, min(float(2.0 * share @ ((q @ loss) * (1.0 - q @ loss))), 1.0))
            total["first_order_vote"] += mass * (g.first_order_vote(seen, kl, n, delta).value < vote)
            total["tandem_vote"] += mass * (g.tandem_vote(both, kl, n, delta).value < vote)
            total["c_bound"] += mass * (g.c_bound(seen, differ, kl, n, delta).value < vote)
    return {name: float(chance) for name, chance in total.items()}
