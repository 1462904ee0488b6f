r"""
Capacity of the classic channels
================================

*How much can a binary channel carry, as its noise grows?*

**Theorem** :cite:p:`shannon1948,cover2006`. In bits per use, with :math:`h` the binary entropy,

.. math::

   C_{\mathrm{BSC}}(\varepsilon) = 1 - h(\varepsilon), \qquad
   C_{\mathrm{BEC}}(\varepsilon) = 1 - \varepsilon, \qquad
   C_{\mathrm{Z}}(\varepsilon) = \log_2\bigl(1 + 2^{-h(\varepsilon) / (1 - \varepsilon)}\bigr).

The solver knows none of these formulas. Every marker is an interval that it certified, and every closed
form lies inside.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# Three families of channels, each with its closed form.


def h(p):
    """The binary entropy in bits, for 0 < p < 1."""
    return -p * np.log2(p) - (1 - p) * np.log2(1 - p)


families = {
    "binary symmetric": (ib.zoo.bsc, lambda e: 1 - h(e)),
    "binary erasure": (ib.zoo.bec, lambda e: 1 - e),
    "Z": (ib.zoo.z_channel, lambda e: np.log2(1 + 2 ** (-h(e) / (1 - e)))),
}
noise = np.linspace(0.02, 0.98, 25)
results = {name: {e: ib.capacity(channel(e)) for e in noise} for name, (channel, _) in families.items()}

# %%
# The certified intervals, drawn as markers, and the closed forms, drawn as lines.

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    for name, (_, closed_form) in families.items():
        ib.plots.capacity_family(
            results[name], ax=axes, closed_form=closed_form, label=name, parameter=r"noise $\varepsilon$"
        )
    axes.set(xlim=(0, 1), ylim=(0, 1))

# %%
# How wide are the intervals, and do the closed forms lie inside? A closed form evaluated in floating
# point is itself off by some :math:`10^{-16}`, which is allowed for.

for name, (_, closed_form) in families.items():
    inside = [r.lower - 1e-15 <= closed_form(e) <= r.upper + 1e-15 for e, r in results[name].items()]
    widest = max(r.gap for r in results[name].values())
    print(f"{name:17s} {sum(inside)} of {len(inside)} inside, widest interval {widest:.1e} bit")
