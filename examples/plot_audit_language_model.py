r"""
A language model below the entropy rate
=======================================

*A model predicts a text better than its source allows: is that a discovery?*

No model of a source has a cross-entropy below the entropy rate :cite:p:`shannon1948`. But the average
:math:`-\frac1n \sum_t \log_2 q(x_t \mid x_{<t})` over one text has an error, and the text may be the one that
the model was trained on. A verdict has therefore more than two values: only an interval that lies *below* the
limit is a violation, and then of the experiment.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

chain = np.array([[0.80, 0.15, 0.05], [0.10, 0.70, 0.20], [0.30, 0.30, 0.40]])
rate = ib.representation.rate(ib.sources.markov(chain))
print(rate)
rng = np.random.default_rng(4)


def text(length):
    steps, letters = np.cumsum(chain, axis=1), np.zeros(length + 1, dtype=int)
    for t, draw in enumerate(rng.random(length)):
        letters[t + 1] = min(2, (draw > steps[letters[t]]).sum())
    return letters[1:]


# %%
# Models of one, two and four letters, counted on a training text. The longest knows it nearly by heart.


def contexts(letters, order):
    codes = np.zeros(len(letters) - order, dtype=int)
    for back in range(order):
        codes = 3 * codes + letters[back : len(letters) - order + back]
    return codes, letters[order:]


def counted(letters, order, extra):
    table = np.full((3**order, 3), extra)
    np.add.at(table, contexts(letters, order), 1.0)
    return table / table.sum(axis=1, keepdims=True)


def audit(table, letters, order):
    before, after = contexts(letters, order)
    return ib.audit.language_model(np.log(table[before, after]), source=chain, unit="nat")


train, test = text(3000), text(3000)
points, verdicts = [], []
orders = (0, 1, 2, 3, 4, 5, 6)
for order in orders:
    table = counted(train, order, 1e-3)
    for name, letters in (("on a fresh text", test), ("on its training text", train)):
        report = audit(table, letters, order)
        taken, verdict = report.measurements[0], report.checks[1].verdict
        low, high = (end / ib.BITS.nats for end in (taken.interval.lower, taken.interval.upper))
        place = order + (0.06 if letters is test else -0.06)
        points.append(ib.audit.Point(name, place, taken.estimate / ib.BITS.nats, None, (low, high)))
        print(f"order {order}, {name:20} {taken.estimate / ib.BITS.nats:.4f} bit: {verdict}")
        verdicts.append((name, verdict))

# %%
# On a fresh text no model is accused. On its training text a long memory lies below the limit by more than
# the interval, and the audit names the cause.

assert all(verdict is not ib.audit.Verdict.VIOLATED for name, verdict in verdicts if "fresh" in name)
by_heart = audit(counted(train, orders[-1], 1e-3), train, orders[-1])
print(by_heart)
assert by_heart.verdict is ib.audit.Verdict.VIOLATED

# %%
# Cross-entropies with 95 % intervals, and the entropy rate.

chart = ib.audit.Chart(
    "letters of context",
    "cross-entropy [bit/letter]",
    (ib.audit.Line("entropy rate of the source", (-0.3, orders[-1] + 0.3), (rate.lower, rate.lower)),),
    tuple(points),
)
with ib.plots.style("ieee-col", ratio=0.75):
    figure, axes = plt.subplots()
    ib.audit.Report("language models", (), chart=chart).plot(axes)
    axes.set_xticks(orders)
plt.show()
