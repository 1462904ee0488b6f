r"""
One channel, seven entropies
============================

*What is the entropy of a channel, if it is measured by another divergence than relative entropy?*

**Definition** :cite:p:`perrone2024`. A channel is a function exactly if copying its output is the same as
running it twice on a copied input. Its entropy is how far these two are apart,

.. math::

   H_D(f) = D\bigl(f \mathbin{;} \mathrm{copy} \,\big\|\, \mathrm{copy} \mathbin{;} (f \otimes f)\bigr),

in the worst case over the inputs. Relative entropy gives Shannon's, total variation the Gini-Simpson index
:math:`1 - \sum p^2`, and Rényi's divergence of order :math:`\alpha` Rényi's entropy of order
:math:`2 - \alpha`: the order flips.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

d = ib.divergences

# %%
# A letter of four goes through with probability :math:`1 - \varepsilon`, else its neighbours come out, one of
# them more often. The seven entropies of this channel; those that are informations are in bits.


def channel(noise):
    """Return a channel on four letters that errs to the neighbours, three times as often to the right."""
    shift = np.roll(np.eye(4), 1, axis=1)
    return ib.Kernel.of((1 - noise) * np.eye(4) + noise * (0.75 * shift + 0.25 * shift.T))


seven = [
    d.KL(), d.Renyi(0.5), d.Renyi(2), d.TotalVariation(), d.Hellinger(), d.JensenShannon(), d.Tsallis(0.5),
]  # fmt: skip
for one in seven:
    law = "enriches" if one.enriches else "does not enrich"
    print(f"{one.name:16s} {ib.categorical_entropy(channel(0.5), one):.6f}  {law}")

# %%
# Rényi's order 2 counts the letters that can come out: it jumps at the first error. The flip of the order is
# drawn beside it for the law (1/2, 1/4, 1/8, 1/8): the entropy that the divergence of order
# :math:`\alpha` defines, and Rényi's formula at :math:`2 - \alpha`.

p = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
orders = np.linspace(0.0, 4.0, 81)
induced = [ib.categorical_entropy(p, d.Renyi(order)) for order in orders]
marked = np.array([0.0, 0.5, 1.5, 2.0, 2.5, 3.0, 4.0])
renyi = [np.log2((p ** (2 - order)).sum()) / (order - 1) for order in marked]

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    noise = np.linspace(0.0, 1.0, 81)
    ib.plots.entropy_family(channel, noise, seven, ax=left, parameter=r"noise $\varepsilon$")
    left.legend(ncols=2, loc="lower center", fontsize=6)
    left.set(ylim=(-0.55, 1.68), yticks=[0.0, 0.5, 1.0, 1.5])
    right.plot(orders, induced, label=r"$H_D$ for Rényi's $D_\alpha$")
    right.plot(marked, renyi, "o", label=r"Rényi's $H_{2 - \alpha}$")
    right.axhline(1.75, color="0.6", linewidth=0.7, linestyle=":")
    right.annotate("Shannon: 1.75 bit", (2.6, 1.755), va="bottom", fontsize="small")
    right.set(xlabel=r"order $\alpha$ of the divergence", ylabel="entropy [bit]")
    right.legend()

# %%
# Not every divergence may be used with the same right. The Jensen-Shannon divergence has an entropy too, but
# two steps may differ by more than their differences add up to; its square root, a metric, is safe again.

f, other_f = ib.Kernel.of([[0.6, 0.4]]), ib.Kernel.of([[0.4, 0.6]])
g = ib.Kernel.of([[1.0, 0.0], [0.5, 0.5]])
other_g = ib.Kernel.of(g.matrix[::-1])
keep = ib.Kernel.copy(2)
whole = [a >> keep >> (ib.Kernel.id(2) @ b) for a, b in ((f, g), (other_f, other_g))]
for one in (d.JensenShannon(), d.JensenShannonMetric()):
    print(f"{one.name:22s} {one(*whole):.4f} against {one(f, other_f):.4f} + {one(g, other_g):.4f}")
