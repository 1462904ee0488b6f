r"""
Together, or each alone
=======================

*Two sources tell something of a target. How much do both tell, how much only one, how much only the pair?*

**Definition** :cite:p:`bertschinger2014`. Among all laws that agree with the given one on
:math:`(X_1, Y)` and on :math:`(X_2, Y)`, let :math:`M` be the least :math:`I(X_1 X_2; Y)`: what could be
known if nothing were in the coincidence of the sources. Then

.. math:: \underbrace{I(X_1 X_2; Y) - M}_{\text{synergistic}} \qquad
          \underbrace{M - I(X_2; Y)}_{\text{unique}_1} \qquad
          \underbrace{I(X_1; Y) + I(X_2; Y) - M}_{\text{redundant}}

The minimum is a convex program, so that each part is an interval with a proof.
"""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib


def gate(function: Callable[[int, int], int], letters: int) -> np.ndarray:
    """Return the law of two fair bits and a function of them."""
    joint = np.zeros((2, 2, letters))
    for a in (0, 1):
        for b in (0, 1):
            joint[a, b, function(a, b)] = 0.25
    return joint


equal = np.zeros((2, 2, 2))
equal[0, 0, 0] = equal[1, 1, 1] = 0.5
gates = {
    "equal bits": equal,
    "first bit": gate(lambda a, b: a, 2),
    "both bits": gate(lambda a, b: 2 * a + b, 4),
    "AND": gate(lambda a, b: a & b, 2),
    "sum": gate(lambda a, b: a + b, 3),
    "XOR": gate(lambda a, b: a ^ b, 2),
}
parts = {name: ib.pid(joint) for name, joint in gates.items()}
for name, found in parts.items():
    print(name, found, sep="\n", end="\n\n")

# %%
# The classic gates. A redundant bit, a unique one, two unique ones; an AND gate, whose inputs tell the same
# and more together; XOR, which neither input tells anything of.

colours = {
    "redundant": ib.plots.COLOURS[0],
    "unique1": ib.plots.COLOURS[1],
    "unique2": ib.plots.COLOURS[2],
    "synergistic": ib.plots.COLOURS[3],
}
labels = dict(zip(colours, ("redundant", "only $X_1$", "only $X_2$", "synergistic"), strict=True))
with ib.plots.style("ieee-col", ratio=0.75):
    figure, axes = plt.subplots()
    for row, found in enumerate(parts.values()):
        start = 0.0
        for kind, colour in colours.items():
            width = getattr(found, kind).value
            axes.barh(
                row, width, left=start, color=colour, height=0.65, label=labels[kind] if row == 0 else None
            )
            start += width
    axes.set_yticks(range(len(parts)), list(parts))
    axes.invert_yaxis()
    axes.set(xlabel="information (bit)", xlim=(0, 2.05))
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)

# %%
# Let the inputs of an AND gate agree with probability :math:`(1 + c) / 2`. What both tell alike grows with
# their agreement; what only both together tell is greatest for independent inputs. Neither ever tells
# anything alone, since the pairs of both have the same law.

agreement = np.linspace(-0.98, 0.98, 41)
curves = []
for c in agreement:
    joint = gate(lambda a, b: a & b, 2)
    joint[[0, 1], [0, 1]] *= 1 + c
    joint[[0, 1], [1, 0]] *= 1 - c
    curves.append(ib.pid(joint))
print("largest unique part:", max(found.unique1.upper for found in curves))
with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    for kind in ("redundant", "synergistic"):
        axes.plot(agreement, [getattr(found, kind).value for found in curves], label=kind)
    axes.set(xlabel="correlation $c$ of the inputs", ylabel="information (bit)", xlim=(-1, 1), ylim=(0, 1))
    axes.legend(loc="upper left")

# %%
# If sources and target are never seen all together, the synergy is known up to an interval, whose lower end
# some law attains. A noisy AND gate:

noisy = 0.9 * gate(lambda a, b: a & b, 2) + 0.1 * gate(lambda a, b: 1 - (a & b), 2)
print("known:  ", ib.pid(noisy).synergistic)
print("bounded:", ib.synergy_bounds(noisy.sum(axis=1), noisy.sum(axis=0), noisy.sum(axis=2)))
