r"""
A hundred thousand letters
==========================

*What does a rate-distortion function on a grid of 100,001 points look like, and what attains it?*

**Theorem** :cite:p:`shannon1959`. A Gaussian source of variance 1 has :math:`R(D) = \tfrac12 \log_2 (1/D)`
under squared error, a Laplacian one of mean deviation 1 has :math:`R(D) = \log_2 (1/D)` under absolute error.

The matrix of all pairs would have ten thousand million entries. A difference distortion needs none of
them: its certificate rests on sums over the grid. Where Shannon's lower bound is not attained, as for a
uniform source, the best reproduction letters are few, and new ones split off as the level falls.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# Four levels of each source, certified to a millionth of a bit.

levels = np.array([0.5, 0.2, 0.1, 0.05])
gaussian = ib.sources.gaussian_grid(100_001)
laplacian = ib.sources.laplacian_grid(100_001, std=2**0.5, reach=15.0)
squared = ib.distortions.difference(gaussian, "squared")
absolute = ib.distortions.difference(laplacian, "absolute")
gaussian_rates = [ib.rate_distortion(gaussian, squared, D, tol=2e-6) for D in levels]
laplacian_rates = [ib.rate_distortion(laplacian, absolute, D, tol=2e-6) for D in levels]
print(gaussian_rates[0], "as wide as", f"{gaussian_rates[0].gap:.0e}")

# %%
# A uniform source on [0, 1]: the letters that its best reproduction uses, level by level.

uniform = ib.sources.uniform_grid(1001)
penalty = ib.distortions.difference(uniform, "squared")
points = np.array(uniform.space.letters)
trace = []
for D in np.geomspace(0.07, 0.004, 36):
    result = ib.rate_distortion(uniform, penalty, D, tol=1e-6)
    law = result.witness.probabilities
    trace += [(D, points[i], law[i]) for i in np.flatnonzero(law > 5e-3)]
trace = np.array(trace)

fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained")
grid = np.geomspace(0.04, 1.0, 200)
left.plot(grid, np.log2(1 / grid), color=ib.plots.COLOURS[1], label=r"$\log_2 (1/D)$")
left.plot(grid, 0.5 * np.log2(1 / grid), color=ib.plots.COLOURS[0], label=r"$\frac{1}{2} \log_2 (1/D)$")
for rates, colour, name in (
    (laplacian_rates, ib.plots.COLOURS[1], "Laplacian, absolute error"),
    (gaussian_rates, ib.plots.COLOURS[0], "Gaussian, squared error"),
):
    left.plot(
        levels, [r.value for r in rates], "o", color=colour, mfc="white", label=f"{name}, $10^5$ points"
    )
left.set(xscale="log", xlabel="distortion $D$", ylabel="$R(D)$ in bits", ylim=(0, 4.9))
left.set_xticks([0.05, 0.1, 0.2, 0.5, 1.0], ["0.05", "0.1", "0.2", "0.5", "1"])
left.minorticks_off()
left.legend(frameon=False, fontsize=8)
right.scatter(trace[:, 0], trace[:, 1], s=40 * trace[:, 2] ** 0.5, color=ib.plots.COLOURS[2], linewidths=0)
right.set(xscale="log", xlabel="distortion $D$", ylabel="reproduction letters", ylim=(0, 1))
right.set_xticks([0.004, 0.01, 0.02, 0.04, 0.07], ["0.004", "0.01", "0.02", "0.04", "0.07"])
right.minorticks_off()
right.set_title("Uniform source: area grows with probability", fontsize=9)
plt.show()
