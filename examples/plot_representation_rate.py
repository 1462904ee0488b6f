r"""
A billion types: the least rate of a finite block
=================================================

*How many bits does an embedding need for each input symbol, if n symbols are embedded together?*

In the limit it needs the entropy :math:`H(X)` and not a bit less :cite:p:`shannon1948`. At finite n the best
code keeps the M likeliest sequences, and its block error is known exactly,

.. math:: P_e^\star(n, M) = 1 - \max_{|A| = M} \Pr[X^n \in A] ,

because all sequences of one type have one probability. Four letters and n = 2000 have
:math:`1.3 \cdot 10^9` types; their sums are tails of binomials that are looked up in a table, in seconds and
with bounds on every rounding error.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import ndtr

import itbounds as ib

representation = ib.representation
letters = [0.4, 0.3, 0.2, 0.1]
coin = ib.sources.bernoulli(0.11)

# %%
# Four letters, a block error of one tenth: the least rate, its normal approximation, and what Fano's
# inequality asks for :cite:p:`fano1961`. The approximation is close, but on no certain side; Fano's bound
# stays below the entropy.

lengths = [10, 20, 50, 100, 200, 500, 1000, 2000]
exact = [representation.finite_rate(letters, n, 0.1) for n in lengths]
normal = [representation.finite_rate(letters, n, 0.1, "normal") for n in lengths]
fano = [representation.finite_rate(letters, n, 0.1, "fano") for n in lengths]
entropy = representation.rate(letters)
print(exact[-1])
print(normal[-1])

# %%
# A coin that shows heads in 11 of 100 throws, 64 throws in an embedding of q coordinates of one byte: the
# rate of four is enough for long blocks, and loses three blocks of ten here.

specs = [representation.RepresentationSpec(q=q, bits=8, n=64) for q in range(1, 9)]
losses = [spec.error(coin) for spec in specs]
for spec, loss in zip(specs, losses, strict=True):
    print(f"{spec}: P_e = {loss.value:.3g}")

# %%
# Every rate of blocks of 64 and of 1000. Above the entropy the error falls, below it rises to one: the longer
# the block, the steeper.

need = representation.rate(coin)


def errors(n, sizes):
    """The error of codes of 2^k values: exactly, by Fano from below, and nearly."""
    variance = representation.normal_rate(coin, n, 0.1).terms["V"] / np.log(2) ** 2
    rates = np.array(sizes) / n
    nearly = ndtr((need.value - rates - 0.5 * np.log2(n) / n) / np.sqrt(variance / n))
    truth = [representation.error(coin, n, 2**k).value for k in sizes]
    return rates, truth, [representation.block_fano(coin, n, 2**k).value for k in sizes], nearly


with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    left.axhline(entropy.value, color="k", linewidth=0.8)
    left.annotate(
        "$H(X)$", (1900, entropy.value), xytext=(0, -3), textcoords="offset points", ha="right", va="top"
    )
    left.plot(
        lengths,
        [rate.value for rate in normal],
        "--",
        color=ib.plots.COLOURS[1],
        label="normal approximation",
    )
    left.plot(
        lengths,
        [rate.value for rate in exact],
        "o-",
        color=ib.plots.COLOURS[0],
        markersize=3,
        label="best code",
    )
    left.plot(
        lengths, [rate.value for rate in fano], ":", color=ib.plots.COLOURS[2], label="Fano, lower bound"
    )
    left.set(xscale="log", xlim=(10, 2000), ylim=(1.58, 1.95))
    left.set(xlabel="symbols n", ylabel="rate in bits for each symbol")
    left.legend(loc="center", bbox_to_anchor=(0.5, 0.42))
    for n, color, step in ((64, ib.plots.COLOURS[0], 1), (1000, ib.plots.COLOURS[3], 20)):
        rates, truth, floor, nearly = errors(n, range(step, n + 1 - step, step))
        right.plot(rates, truth, "-", color=color, label=f"best code, n = {n}")
        right.plot(rates, nearly, "--", color=color, linewidth=0.8)
        right.plot(rates, floor, ":", color=color, linewidth=0.8)
    right.plot(
        [spec.rate for spec in specs[:-1]],
        [loss.value for loss in losses[:-1]],
        "s",
        color=ib.plots.COLOURS[0],
        markersize=3.5,
        label="q bytes, n = 64",
    )
    right.axvline(need.value, color="k", linewidth=0.8)
    right.annotate("$H(X)$", (need.value, 5e-4), xytext=(-8, 0), textcoords="offset points", ha="right")
    right.annotate("Fano", (0.2, 0.3), xytext=(0, -8), textcoords="offset points", va="top")
    right.annotate("normal", (0.8, 2e-3), xytext=(4, 4), textcoords="offset points")
    right.set(yscale="log", xlim=(0.1, 0.9), ylim=(1e-6, 1.6))
    right.set(xlabel="rate in bits for each symbol", ylabel="block error")
    right.legend(loc="lower left")

# %%
# The dotted floors of Fano's inequality are never above the truth; the dashed approximations are on either
# side of it.

for n in (64, 1000):
    rates, truth, floor, nearly = errors(n, range(n // 8, n, n // 8))
    assert all(low <= error for low, error in zip(floor, truth, strict=True))
assert all(bound.value <= rate.lower for bound, rate in zip(fano, exact, strict=True))
