r"""
What the encoder need not know
==============================

*The decoder already holds a noisy copy of what is to be described. Does it matter that the encoder does not?*

**Theorem** :cite:p:`wyner1976`. With side information Y at the decoder only, the rate is

.. math:: R_{WZ}(D) = \min_{P(u|x),\, f :\ \operatorname{E} d(X, f(U, Y)) \le D} I(X; U) - I(Y; U).

The minimum over functions f makes this no convex program. But nothing is lost if the letters u *are* the
functions from side letters to estimates: then the distortion is linear in the one free law, and a proof of
convexity is found by arithmetic on the graph of the program.
"""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

crossover = 0.25
joint = np.array([[1 - crossover, crossover], [crossover, 1 - crossover]]) / 2
hamming = ib.distortions.hamming(2)

# %%
# The definition as a program. Four functions from a bit to a bit are the letters of U: constant 0, copy,
# negation, constant 1. The text below is the proof: minus the objective is an entropy, concave in the free
# law, less one that does not depend on it but affinely.

X, Y, U = ib.rvs("X Y U")
functions = np.array(list(product(range(2), repeat=2)))
cost = np.array([[[hamming[x, f[y]] for f in functions] for y in range(2)] for x in range(2)])
program = ib.Program(
    minimize=ib.I(X, U) - ib.I(Y, U),
    model={(X, Y): joint, (U | X): ib.free(4)},
    subject_to=[ib.E(cost, X, Y, U, name="d") <= 0.1],
)
print(program.explain())
print(program.solve())
print(ib.wyner_ziv(joint, hamming, 0.1))

# %%
# The curve, certified at every point. Above it is the rate without side information, below it that of an
# encoder that sees Y as well. The right panel is what the encoder's ignorance costs: less than 0.08 bit, and
# nothing at either end. The straight piece ends where the decoder just believes its copy.

levels = np.linspace(0.0, 0.5, 81)
inside = levels[levels <= crossover]
without = [ib.rate_distortion([0.5, 0.5], hamming, level) for level in levels]
decoder = [ib.wyner_ziv(joint, hamming, level) for level in inside]
both = [ib.conditional_rate_distortion(joint, hamming, level) for level in inside]
print("largest gap of any point:", max(result.gap for result in (*without, *decoder, *both)))
print("all proved again:", all(result.verify().within(result.interval) for result in decoder))

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    left.plot(levels, [result.value for result in without], label="no side information")
    left.plot(inside, [result.value for result in decoder], label="at the decoder, $R_{WZ}$")
    left.plot(inside, [result.value for result in both], label="at both, $R_{X|Y}$")
    left.set(xlabel="distortion $D$", ylabel="rate (bit)", xlim=(0, 0.5), ylim=(0, 1))
    left.legend()
    price = [one.value - other.value for one, other in zip(decoder, both, strict=True)]
    right.plot(inside, price)
    right.set(xlabel="distortion $D$", ylabel="$R_{WZ} - R_{X|Y}$ (bit)", xlim=(0, crossover), ylim=(0, None))

# %%
# Which functions are used? Up to a level the decoder ignores its copy, and side information only saves rate;
# from there on the function "copy" is mixed in, which makes the piece straight. "Negate" is never used.

shares = np.array([0.5 * result.witness.matrix.sum(axis=0) for result in decoder])
print("largest share of the negation:", shares[:, 2].max())
with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    used = [0, 1, 3]
    axes.stackplot(
        inside,
        shares[:, used].T,
        colors=[ib.plots.COLOURS[0], ib.plots.COLOURS[2], ib.plots.COLOURS[1]],
        alpha=0.85,
    )
    for name, where in (("always 0", (0.05, 0.25)), ("always 1", (0.05, 0.75)), ("copy $Y$", (0.19, 0.5))):
        axes.annotate(name, where, ha="center", va="center")
    axes.set(xlabel="distortion $D$", ylabel="probability of the function", xlim=(0, crossover), ylim=(0, 1))
