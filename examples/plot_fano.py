r"""
Fano against the truth
======================

*How often must a guess fail, if so much is unknown?*

Let X take one of K = 4 values and be guessed from Y. All that is told is the equivocation
:math:`H(X \mid Y)`; what is asked for is the error probability of the best guess.

**Theorem** :cite:p:`fano1961,feder1994`. Let P be the smaller root of
:math:`h(P) + P \ln (K - 1) = H(X \mid Y)`; then :math:`P_e \ge P`. And :math:`P_e` is at most the chord of
:math:`1 - 1/i` over :math:`\ln i`. Both are attained: nothing better can be said of the equivocation alone.
"""

from math import inf, log

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

decision = ib.bounds.decision
K = 4

# %%
# A thousand problems at random, from nearly certain to nearly hopeless ones, each solved by enumeration.

rng = np.random.default_rng(1)
joints = [rng.dirichlet(np.full(3 * K, 10.0 ** rng.uniform(-1.5, 1.0))).reshape(K, 3) for _ in range(1000)]
equivocations = [decision.arimoto_entropy(joint, 1, unit="bit") for joint in joints]
errors = [1.0 - joint.max(axis=0).sum() for joint in joints]

grid = np.linspace(0.0, 2.0, 201)
fano = [decision.fano(h, K, unit="bit").value for h in grid]
chords = [decision.feder_merhav(h, unit="bit").value for h in grid]
half = [decision.hellman_raviv(h, unit="bit").value for h in grid]
textbook = (grid - 1.0) * log(2.0) / log(K - 1)

# %%
# On the right one problem, and what its Arimoto-Renyi equivocations of other orders force
# :cite:p:`sason2018`. In the limit of large orders the bound is the error itself; on the way it need not
# increase.

problem = np.random.default_rng(0).dirichlet(np.full(12, 0.4)).reshape(K, 3)
orders = np.geomspace(0.1, 100.0, 121)
forced = [decision.sason_verdu(decision.arimoto_entropy(problem, a), K, a).value for a in orders]
truth = decision.sason_verdu(decision.arimoto_entropy(problem, inf), K, inf).value
print(decision.fano(decision.arimoto_entropy(problem, 1), K), "and in truth", round(truth, 6))

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    left.plot(equivocations, errors, ".", color="0.65", markersize=2, label="random problems", zorder=1)
    left.plot(grid, half, ":", color=ib.plots.COLOURS[1], label="Hellman-Raviv")
    left.plot(grid, chords, "-", color=ib.plots.COLOURS[1], label="Feder-Merhav")
    left.plot(grid, fano, "-", color=ib.plots.COLOURS[0], label="Fano, inverted")
    left.plot(grid, textbook, ":", color=ib.plots.COLOURS[0], label="Fano, textbook")
    left.set(xlim=(0, 2), ylim=(0, 1), xlabel="$H(X \\mid Y)$ in bits", ylabel="error probability $P_e$")
    left.legend(loc="upper left")
    right.axhline(truth, color="k", linewidth=0.8)
    right.annotate("truth", (0.11, truth), xytext=(0, 3), textcoords="offset points")
    right.plot(orders, forced, "-", color=ib.plots.COLOURS[2], label="order $\\alpha$")
    right.plot(
        [1.0], [decision.fano(decision.arimoto_entropy(problem, 1), K).value], "o", color=ib.plots.COLOURS[0]
    )
    right.annotate(
        "Fano",
        (1.0, forced[40]),
        xytext=(6, -6),
        textcoords="offset points",
        color=ib.plots.COLOURS[0],
        va="top",
    )
    right.set(xscale="log", xlim=(0.1, 100), ylim=(0, 0.55))
    right.set(xlabel="order $\\alpha$", ylabel="error that $H_\\alpha(X \\mid Y)$ forces")

# %%
# No point is outside of the solid curves. The equivocations are rounded, by far less than a billionth.

for equivocation, error in zip(equivocations, errors, strict=True):
    assert decision.fano(equivocation * (1 - 1e-9), K, unit="bit").value <= error
    assert decision.feder_merhav(equivocation * (1 + 1e-9), unit="bit").value >= error
