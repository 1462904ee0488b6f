r"""
Two correlated coordinates
==========================

*When is the smaller of two Gaussian components no longer worth describing, and what is done then?*

**Theorem** :cite:p:`berger1971`. A Gaussian vector whose covariance has the eigenvalues
:math:`\lambda_k` has, under squared error,

.. math:: R(D) = \sum_k \tfrac12 \log_2 \frac{\lambda_k}{\min(\theta, \lambda_k)} ,
          \qquad \sum_k \min(\theta, \lambda_k) = D .

Levels fill up like water: a component below the water level :math:`\theta` is left alone. Here the law lies
on a grid of 101 by 101 points. The distortion adds up over the coordinates, so that sums over the plane go
axis by axis; the rates are certified, and the theorem is found again.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# The law and its distortion: one part for each coordinate.

axis = np.linspace(-5.0, 5.0, 101)
x, y = np.meshgrid(axis, axis, indexing="ij")
correlation = 0.6
law = np.exp(-0.5 * (x**2 - 2 * correlation * x * y + y**2) / (1 - correlation**2))
law /= law.sum()
error = ib.distortions.difference(axis)
distortion = ib.distortions.separable(error, error)

# %%
# The eigenvalues are 1.6 and 0.4. From :math:`D = 0.8` on the smaller component is under water.

levels = np.array([0.1, 0.25, 0.5, 0.8, 1.1, 1.5])
rates = [ib.rate_distortion(law, distortion, D, tol=1e-4) for D in levels]
print(rates[1])


def waterfilling(D):
    return 0.5 * np.log2(1.6 * 0.4 / (D / 2) ** 2) if D < 0.8 else 0.5 * np.log2(1.6 / (D - 0.4))


print(max(abs(rate.value - waterfilling(D)) for rate, D in zip(rates, levels, strict=True)), "bit apart")

# %%
# What the best reproduction is distributed like: at a low level both components are coded, by a Gaussian law
# on the plane. At a high one only the larger is, on the major axis, where a few letters serve as well as a
# density.

fine = np.geomspace(0.08, 1.9, 200)
contours = law.max() * np.exp(-0.5 * np.array([9.0, 4.0, 1.0]))
outputs = [rates[1].witness.tensor, rates[4].witness.tensor]
i, j = np.nonzero(outputs[1] > 1e-5)
blue, red = ib.plots.COLOURS[0], ib.plots.COLOURS[3]

with ib.plots.style("ieee-2col", ratio=0.36):
    fig, (curve, below, above) = plt.subplots(1, 3, layout="constrained")
    curve.plot(fine, [waterfilling(D) for D in fine], color=blue, label="reverse water-filling")
    curve.plot(
        levels, [r.value for r in rates], "o", color=blue, mfc="white", label=r"$101 \times 101$ points"
    )
    curve.axvline(0.8, color="0.7", lw=0.8, ls="--")
    curve.set(xlabel="distortion $D$", ylabel="$R(D)$ in bits", xlim=(0, 2), ylim=(0, 4.2))
    curve.legend(frameon=False)
    below.pcolormesh(axis, axis, outputs[0].T, cmap="Reds", shading="nearest", rasterized=True)
    above.plot([-3.6, 3.6], [-3.6, 3.6], color="0.7", lw=0.8, ls="--")
    above.scatter(axis[i], axis[j], s=200 * outputs[1][i, j], color=red, linewidths=0)
    for ax, place in ((below, 1), (above, 4)):
        ax.contour(axis, axis, law.T, levels=contours, colors="0.6", linewidths=0.8)
        ax.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        ax.set_title(f"reproduction at $D = {levels[place]:g}$")
plt.show()
