r"""
A chain of relays
=================

*How fast does information fade when it is passed on?*

**Theorem.** Data processing: :math:`C(W_1 ; W_2) \le \min \{C(W_1), C(W_2)\}` :cite:p:`cover2006`. A
chain of :math:`n` equal binary symmetric channels with error probability :math:`\varepsilon` is again
one, with :math:`\varepsilon_n = \tfrac12 (1 - (1 - 2 \varepsilon)^n)`, so its capacity falls like
:math:`(1 - 2 \varepsilon)^{2n} / (2 \ln 2)`.

Kernels compose by ``>>``. Composition is checked: a channel is never fed with letters of another
alphabet.
"""

from functools import reduce
from operator import rshift

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# Three relays. The typewriter garbles a letter into itself or its neighbour; in a long chain only the
# wheel's size counts.

relays = {
    "binary symmetric, 0.1": ib.zoo.bsc(0.1),
    "Z, 0.2": ib.zoo.z_channel(0.2),
    "typewriter, 5 letters": ib.zoo.typewriter(5),
}
lengths = np.arange(1, 21)
chains = {
    name: {int(n): ib.capacity(reduce(rshift, [relay] * n)) for n in lengths}
    for name, relay in relays.items()
}

# %%
# On a logarithmic scale the loss per relay becomes a slope.

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    for name, results in chains.items():
        ib.plots.capacity_family(results, ax=axes, label=name, parameter="number of relays")
    axes.plot(lengths, 0.8 ** (2 * lengths) / (2 * np.log(2)), color="0.35", linestyle="--", linewidth=0.9)
    axes.set(yscale="log", xlim=(0, 21), xticks=range(0, 21, 5))

# %%
# The closed form for the binary symmetric chain, and the intervals.

for n in (1, 5, 20):
    error = (1 - 0.8**n) / 2
    value = 1 + error * np.log2(error) + (1 - error) * np.log2(1 - error)
    result = chains["binary symmetric, 0.1"][n]
    print(f"{n:2d} relays: {result.lower:.12f} <= {value:.12f} <= {result.upper:.12f}")
