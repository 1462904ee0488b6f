r"""
What linear codes obey
======================

*Is an inequality that holds for every linear code a law of information?*

**Theorem** :cite:p:`ingleton1971`. For ranks of linear subspaces, and so for the entropies of linear codes,

.. math:: I(A;B) \le I(A;B \mid C) + I(A;B \mid D) + I(C;D).

Shannon's inequalities do not imply it, and some laws violate it. Let :math:`C` and :math:`D` be fair bits,
:math:`A` the smaller and :math:`B` the larger of them: given either bit, one of :math:`A` and :math:`B` is
known, so that the right side is zero, but :math:`A` and :math:`B` depend on each other. How far the
inequality can fail is not known. From above there are laws, from below the inequalities beyond Shannon
:cite:p:`zhang1998`.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib
from itbounds.semantics import evaluate

ingleton = ib.parse("I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B)")
order = "A B C D"


def extremes(unequal):
    """Return the law of the smaller, the larger, and two fair bits that differ with some probability."""
    law = np.zeros((2, 2, 2, 2))
    for c, d in np.ndindex(2, 2):
        law[min(c, d), max(c, d), c, d] = (unequal if c != d else 1 - unequal) / 2
    return law


claim = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
print(ib.prove(claim))

# %%
# The prover has found a law of its own. With the inequality among those that it may use, the answer is about
# linear codes, and says so.

print(ib.prove(claim, cone="ingleton"))

# %%
# Why Shannon's inequalities cannot do it: these values on the sixteen sets satisfy all of them, and the claim
# is violated by one.

with ib.plots.style("ieee-col", ratio=0.9):
    ib.plots.lattice(ib.prove(claim, search=False), ax=plt.subplots()[1])

# %%
# How far below zero can it fall, as a share of all the information there is? Shannon's inequalities give one
# answer; each copy of variables, made over others, says more.

copies = {
    "Shannon": (),
    "with a copy of $C$": ib.copy_lemma("C", over="A B"),
    "with a copy of $C, D$": ib.copy_lemma("C D", over="A B"),
}
least = {
    name: ib.minimize(ingleton, subject_to=["H(A,B,C,D) == 1"], lemmas=copy) for name, copy in copies.items()
}
for name, bound in least.items():
    print(f"{name.replace('$', ''):22s} {bound.verify()}")

# %%
# Laws from above, bounds from below. The truth lies between the curve's lowest point and the highest line.

unequal = np.linspace(0.0, 1.0, 201)
total = ib.parse("H(A,B,C,D)")
score = [evaluate(ingleton, law, order) / evaluate(total, law, order) for law in map(extremes, unequal)]
print(
    f"lowest: {min(score):.4f}, where the bits differ with probability {unequal[int(np.argmin(score))]:.2f}"
)

with ib.plots.style("ieee-2col"):
    figure, (left, right) = plt.subplots(1, 2)
    left.set_title("two fair bits, their minimum $A$ and maximum $B$")
    ib.plots.information_diagram(extremes(0.5), order, ax=left)
    right.plot(unequal, score)
    right.axhline(0.0, color="0.5", linewidth=0.6)
    for name, bound in least.items():
        right.axhline(float(bound.exact), color="#D55E00", linestyle="--", linewidth=0.9)
        right.text(0.99, float(bound.exact) + 0.005, f"{name}: ${bound.exact}$", ha="right")
    right.set(xlabel="probability that $C \\ne D$", xlim=(0, 1), ylim=(-0.27, 0.25))
    right.set_ylabel("Ingleton's difference over $H(A,B,C,D)$")
