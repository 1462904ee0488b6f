r"""
Certificates that close
=======================

*How fast does each algorithm prove its answer?*

**Theorem** :cite:p:`arimoto1972,blahut1972`. At any input law :math:`p` with output law :math:`q = pW`

.. math:: I(p, W) \;\le\; C \;\le\; \max_x D(W_x \,\|\, q),

so the gap of the two bounds tells at every step how much is left, whatever the algorithm.

The channel is a Gaussian one with limited amplitude. Its best input uses a few of many letters, and the
others have to die out: slow for multiplicative updates, irrelevant for Newton's method.
"""

import matplotlib.pyplot as plt

import itbounds as ib

# %%
# One channel, three solvers, the same tolerance. Plain Blahut–Arimoto is stopped early: it would need
# more than a hundred thousand steps.

problem = ib.Capacity(ib.zoo.awgn_grid(3.0, inputs=60, outputs=100))
results = {
    "Blahut–Arimoto": problem.solve("blahut_arimoto", tol=1e-5),
    "Anderson-accelerated": problem.solve("anderson"),
    "interior point": problem.solve("interior_point"),
}

# %%
# The gap between the two bounds against the number of steps.

with ib.plots.style("ieee-col"):
    figure, axes = plt.subplots()
    ib.plots.convergence(results, ax=axes)
    axes.set_xscale("log")

# %%
# All three intervals contain the capacity, so any two of them overlap.

for name, result in results.items():
    print(f"{name:21s} {len(result.history):6d} steps  [{result.lower:.10f}, {result.upper:.10f}] bit")
assert max(r.lower for r in results.values()) <= min(r.upper for r in results.values())
