r"""
A classifier and the channel before it
======================================

*How good can a classifier be if its inputs went through a noisy channel?*

If the inputs X tell at most I bits of the label Y, no classifier errs less often than Fano's inequality
:cite:p:`fano1961` allows, and its predictions show at least
:math:`I(X; Y) \ge H(Y) - \mathbb E[-\log q(Y \mid X)]`. Here digits are told through a single symbol that is
replaced by a random one with some probability: what the symbol can carry is the capacity of that channel, and
what an audit holds against the measured error. A classifier that also sees the clean digits is caught.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

import itbounds as ib

images, digits = load_digits(return_X_y=True)
seen, held, seen_digits, held_digits = train_test_split(images / 16.0, digits, test_size=0.5, random_state=0)
first = LogisticRegression(max_iter=500).fit(seen, seen_digits)
rng = np.random.default_rng(0)

# %%
# A first classifier sends the digit that it reads over the channel, and a second one reads what arrives.


def channel(p):
    return (1.0 - p) * np.eye(10) + p / 10.0


def through(p, inputs):
    sent = first.predict(inputs)
    return np.where(rng.random(len(sent)) < p, rng.integers(0, 10, len(sent)), sent)


def read(p):
    letters = np.eye(10)
    last = LogisticRegression(C=100.0, max_iter=500).fit(letters[through(p, seen)], seen_digits)
    return last.predict_proba(letters[through(p, held)])


levels = np.array([0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9])
reports = []
for p in levels:
    capacity = ib.capacity(channel(p)).upper
    reports.append(ib.audit.classifier(held_digits, read(p), information=capacity))
print(reports[4], end="\n\n")
assert all(report.verdict is not ib.audit.Verdict.VIOLATED for report in reports)

# %%
# A classifier that is said to read the symbol only, and was given the images as well.

leaked = ib.audit.classifier(
    held_digits, first.predict_proba(held), information=ib.capacity(channel(0.5)).upper
)
print(leaked)
assert leaked.verdict is ib.audit.Verdict.VIOLATED

# %%
# The error against the capacity, with 95 % intervals, and the limit.

capacities = [ib.capacity(channel(p)).upper for p in levels]
grid = np.linspace(0.0, np.log2(10.0), 60)
fano = [ib.bounds.decision.fano(max(0.0, np.log2(10.0) - c), 10, unit="bit").value for c in grid]
points = [
    ib.audit.Point(
        "read from the symbol", capacity, taken.estimate, None, (taken.interval.lower, taken.interval.upper)
    )
    for capacity, report in zip(capacities, reports, strict=True)
    for taken in report.measurements[:1]
]
error = leaked.measurements[0]
points.append(
    ib.audit.Point(
        "given the image as well",
        capacities[4],
        error.estimate,
        None,
        (error.interval.lower, error.interval.upper),
    )
)
chart = ib.audit.Chart(
    "capacity of the channel [bit]",
    "error P_e",
    (ib.audit.Line("Fano: no classifier is below", tuple(grid), tuple(fano)),),
    tuple(points),
)
with ib.plots.style("ieee-col", ratio=0.75):
    figure, axes = plt.subplots()
    ib.audit.Report("classifiers", (), chart=chart).plot(axes)
    axes.set_ylim(bottom=0.0)
plt.show()
