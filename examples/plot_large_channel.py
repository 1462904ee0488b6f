r"""
A thousand letters, six amplitudes
==================================

*Which amplitudes should a transmitter with a limited peak use?*

**Theorem** :cite:p:`smith1971`. On a Gaussian channel with :math:`|x| \le A` the capacity is attained
by a law on finitely many amplitudes. A law :math:`p` is optimal if and only if :math:`D(W_x \,\|\, pW)
\le C` for all :math:`x`, with equality wherever :math:`p_x > 0`.

Here is this condition on a channel with 1000 amplitudes and 1000 output cells. The solver works on a
small set of letters and prices the others; only those without slack are used. On a grid, an optimal
amplitude that falls between two letters is shared by its neighbours.
"""

from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# One solve to a certified gap of 1e-9 bit.

channel = ib.zoo.awgn_grid(6.0, inputs=1000, outputs=1000)
amplitudes = np.array(channel.dom.letters)
start = perf_counter()
result = ib.capacity(channel)
print(f"[{result.lower:.10f}, {result.upper:.10f}] bit, gap {result.gap:.1e}, {perf_counter() - start:.1f} s")

# %%
# The slack :math:`C - D(W_x \,\|\, q)` of every letter, where :math:`q` is what the witness makes at
# the output. Letters are used where it vanishes, up to the certified gap.

law = result.witness.probabilities
matrix = channel.matrix
output = law @ matrix
ratio = np.divide(matrix, output, out=np.ones_like(matrix), where=matrix > 0)
slack = result.upper - (matrix * np.log2(ratio)).sum(axis=1)

with ib.plots.style("ieee-col"):
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(3.5, 3.4), layout="constrained")
    above.semilogy(amplitudes, np.maximum(slack, 1e-10))
    above.set(ylabel="slack (bit)", ylim=(1e-8, 1))
    used = law > 1e-6
    below.vlines(amplitudes[used], 0, law[used], linewidth=1.5)
    below.set(xlabel="amplitude $x$", ylabel="$p_x$", ylim=(0, None))

# %%
# The letters that carry more than a millionth of the probability.

for x, p in zip(amplitudes[used], law[used], strict=True):
    print(f"{x:+.4f}  {p:.6f}")
